"""`kho run` as a person sees it: a progress bar, then what was read, accepted, quarantined and why."""

import getpass
from collections.abc import Iterator, Sequence
from pathlib import Path

from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn

from kho.cli.session import Session
from kho.cli.views import Screen
from kho.contracts.names import DatasetName
from kho.messages import Language, Message
from kho.pipeline.delivering import run_dataset, run_file
from kho.pipeline.order import run_order
from kho.pipeline.progress import Step
from kho.pipeline.runs import Run, RunStatus
from kho.pipeline.workplace import RunOptions, Workplace

STEPS: dict[Step, Message] = {
    "fetch": Message(vi="tìm dữ liệu mới", en="looking for what has arrived"),
    "land": Message(vi="tiếp nhận", en="landing"),
    "decode": Message(vi="giải mã", en="decoding"),
    "verify": Message(vi="kiểm tra", en="verifying"),
    "load": Message(vi="nạp", en="loading"),
}


class Bar:
    """One bar over all datasets, naming the dataset and step at work."""

    def __init__(self, progress: Progress, task: TaskID, language: Language) -> None:
        self._progress, self._task, self._language = progress, task, language

    def step(self, dataset: DatasetName, step: Step, rows: int | None = None) -> None:
        """Show the step."""
        told = f"{dataset} · {STEPS[step].in_(self._language)}"
        self._progress.update(self._task, description=f"{told} ({rows:,})" if rows else told)


def run_all(session: Session, names: Sequence[str], *, options: RunOptions, file: Path | None) -> int:
    """Run the named datasets, or all; print the table. Returns 1 where a run failed or was held back."""
    screen = Screen(session.language)
    place = session.workplace()
    datasets = [DatasetName.parse(name) for name in names] or run_order(place.province)
    runs = list(_with_bar(screen, place, datasets, options=options, file=file))
    screen.summary(runs)
    return 1 if any(run.status in {RunStatus.FAILED, RunStatus.HELD} for run in runs) else 0


def _with_bar(
    screen: Screen, place: Workplace, datasets: Sequence[DatasetName], *, options: RunOptions, file: Path | None
) -> Iterator[Run]:
    columns = (
        SpinnerColumn(),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.description}"),
    )
    with Progress(*columns, console=screen.console, transient=True) as progress:
        task = progress.add_task("", total=len(datasets))
        bar = Bar(progress, task, screen.language)
        for dataset in datasets:
            if file is not None:
                yield run_file(place, dataset, file, by=getpass.getuser(), options=options, progress=bar)
            else:
                yield from run_dataset(place, dataset, options=options, progress=bar)
            progress.advance(task)
