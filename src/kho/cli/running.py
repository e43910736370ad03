"""`kho run` as a person sees it: a progress bar, then what was read, accepted, quarantined and why."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn

from kho.cli.session import FolderHasMistakesError, Session, person
from kho.cli.views import Screen
from kho.contracts.names import DatasetName
from kho.errors import KhoError
from kho.messages import Language, Message
from kho.pipeline.checking import check_contracts
from kho.pipeline.delivering import run_dataset, run_file
from kho.pipeline.order import run_order
from kho.pipeline.progress import Step
from kho.pipeline.report import number
from kho.pipeline.runs import Run, RunStatus
from kho.pipeline.work.parallel import run_parallel
from kho.pipeline.work.pool import Pool, Setting
from kho.pipeline.workplace import RunOptions, Workplace

STEPS: dict[Step, Message] = {
    "fetch": Message(vi="tìm dữ liệu mới", en="looking for what has arrived"),
    "land": Message(vi="tiếp nhận", en="landing"),
    "decode": Message(vi="giải mã", en="decoding"),
    "transform": Message(vi="tổng hợp", en="transforming"),
    "units": Message(vi="đưa về đơn vị hành chính", en="bringing to units"),
    "verify": Message(vi="kiểm tra", en="verifying"),
    "compare": Message(vi="so với bảng", en="comparing"),
    "load": Message(vi="nạp", en="loading"),
    "profile": Message(vi="thống kê bảng", en="profiling"),
}

TROUBLED = frozenset({RunStatus.FAILED, RunStatus.HELD, RunStatus.SET_ASIDE})
"""Ends that ask for a person."""


class OneDatasetError(KhoError):
    """A file is handed over, and it is not said for which dataset."""

    code = "KHO-R804"
    what = Message(vi="--file cần tên của đúng một bộ dữ liệu.", en="--file needs the name of exactly one dataset.")
    mend = Message(vi="Viết `kho run co-quan/bo-du-lieu --file TỆP`.", en="Write `kho run agency/dataset --file FILE`.")


class Bar:
    """One bar over all datasets, naming the dataset and step at work."""

    def __init__(self, progress: Progress, task: TaskID, language: Language) -> None:
        self._progress, self._task, self._language = progress, task, language

    def step(self, dataset: DatasetName, step: Step, rows: int | None = None) -> None:
        """Show the step."""
        told = f"{dataset} · {STEPS[step].in_(self._language)}"
        self._progress.update(self._task, description=f"{told} ({number(rows, self._language)})" if rows else told)


@dataclass(frozen=True, kw_only=True, slots=True)
class Call:
    """What is run: these datasets, or one `file` for the one dataset, in so many processes."""

    datasets: tuple[DatasetName, ...]
    options: RunOptions
    file: Path | None
    processes: int


def run_all(
    session: Session, names: Sequence[str], *, options: RunOptions, file: Path | None, processes: int | None
) -> int:
    """Run the named datasets, or all; print the table. Returns 1 where a run failed or was held back.

    `processes` None: as kho.toml says, else this one.

    Raises OneDatasetError, UnknownDatasetError before anything runs, and for a file what landing it raises.
    """
    if file is not None and len(names) != 1:
        raise OneDatasetError(where="--file")
    screen = Screen(session.language)
    place = session.workplace()
    datasets = [place.contract(DatasetName.parse(name)).name for name in names] or run_order(place.province)
    _refuse_contradictions(session, place, datasets, allow_breaking=options.allow_breaking)
    most = min(processes or place.province.settings.work.processes or 1, len(datasets))
    call = Call(datasets=tuple(datasets), options=options, file=file, processes=most)
    runs = list(_with_bar(session, screen, place, call))
    screen.summary(sorted(runs, key=lambda run: datasets.index(run.dataset)))
    return 1 if any(run.status in TROUBLED for run in runs) else 0


def _refuse_contradictions(
    session: Session, place: Workplace, datasets: Sequence[DatasetName], *, allow_breaking: bool
) -> None:
    """Nothing runs where one of the contracts cannot: what `kho check` would say of them is looked at first."""
    contracts = [place.contract(name) for name in datasets]
    problems = check_contracts(contracts, place.warehouse, allow_breaking=allow_breaking)
    if problems:
        raise FolderHasMistakesError(where=str(session.folder), count=len(problems))


def _with_bar(session: Session, screen: Screen, place: Workplace, call: Call) -> Iterator[Run]:
    columns = (
        SpinnerColumn(),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.description}"),
    )
    with Progress(*columns, console=screen.console, transient=True) as progress:
        task = progress.add_task("", total=len(call.datasets))
        bar = Bar(progress, task, screen.language)
        run = _in_turn(place, call, bar) if call.processes == 1 else _at_once(session, place, call, bar)
        for runs in run:
            yield from runs
            progress.advance(task)


def _in_turn(place: Workplace, call: Call, bar: Bar) -> Iterator[Iterable[Run]]:
    """The runs of one dataset after the other, in this process."""
    for dataset in call.datasets:
        if call.file is not None:
            yield [run_file(place, dataset, call.file, by=person(), options=call.options, progress=bar)]
        else:
            yield run_dataset(place, dataset, options=call.options, progress=bar)


def _at_once(session: Session, place: Workplace, call: Call, bar: Bar) -> Iterator[Iterable[Run]]:
    """The runs of each dataset as it is through, several datasets at a time."""
    setting = Setting(folder=session.folder, state=session.state, share=call.processes)
    with closing(Pool(setting)) as pool:
        for finished in run_parallel(place, pool, call.datasets, options=call.options, progress=bar):
            yield finished.runs
