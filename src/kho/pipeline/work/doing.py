"""One order done, in the process of a worker: the folder as it is now, the dataset, its runs."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from kho.contracts.model import Problem
from kho.contracts.names import DatasetName
from kho.errors import KhoError
from kho.messages import Message
from kho.pipeline.checking import check_contracts
from kho.pipeline.delivering import DUE, run_dataset, run_file, run_landed
from kho.pipeline.opening import MEMORY, open_workplace
from kho.pipeline.progress import Progress
from kho.pipeline.refusals import as_told
from kho.pipeline.runs import FileRunLog, Run, RunError
from kho.pipeline.work.clocks import Clocks
from kho.pipeline.work.queue import Order
from kho.pipeline.work.reading import ProvinceReader
from kho.pipeline.workplace import RunOptions, Workplace
from kho.province.folder import Province

RUNS = "runs"
"""The part of the state folder with the runs."""
LEAST_MB = 256
"""With less memory no engine can work."""
_MB = {"MB": 1, "MiB": 1, "GB": 1000, "GiB": 1024, "TB": 1_000_000, "TiB": 1_048_576}


class DatasetStoppedError(KhoError):
    """A contract, or the folder around it, has mistakes: the dataset is not run until they are mended."""

    code = "KHO-R712"
    what = Message(
        vi="Chưa chạy vì còn {count} lỗi; lỗi đầu: {first_vi}",
        en="Not run because of {count} mistakes; the first: {first_en}",
    )
    mend = Message(vi="Xem và sửa: `kho check`.", en="See and mend them: `kho check`.")


@dataclass(frozen=True, kw_only=True, slots=True)
class Done:
    """What came of an order. `error` stopped it as a whole; `hopeless`: trying again changes nothing."""

    runs: tuple[Run, ...] = ()
    error: RunError | None = None
    hopeless: bool = False


class Desk:
    """Where one process does its work. `share`: how many processes share the province's memory and processors."""

    def __init__(self, folder: Path, state: Path, *, share: int) -> None:
        self._reader, self._state, self._share = ProvinceReader(folder), state, share
        self._opened: tuple[str, Workplace] | None = None

    def do(self, order: Order, progress: Progress, options: RunOptions = DUE) -> Done:
        """Run what is ordered. Never raises but for what ends the process."""
        try:
            place = self.place(order.dataset, options)
            return Done(runs=_run(place, order, progress, options))
        except DatasetStoppedError as error:
            return Done(error=RunError.of(error), hopeless=True)
        except Exception as error:  # noqa: BLE001 - told with its reason in the queue, and other work goes on
            return Done(error=RunError.of(as_told(error)))

    def place(self, name: DatasetName, options: RunOptions = DUE) -> Workplace:
        """The workplace of the folder as it is now. Raises DatasetStoppedError, UnknownDatasetError."""
        reading = self._reader.current()
        _refuse(reading.stops(name))
        if self._opened is None or self._opened[0] != reading.mark:
            self._opened = (reading.mark, self._open(reading.province))
        _, place = self._opened
        _refuse(check_contracts([place.contract(name)], place.warehouse, allow_breaking=options.allow_breaking))
        return place

    def _open(self, province: Province) -> Workplace:
        shared = shared_among(self._share, province)
        return open_workplace(shared, FileRunLog(self._state / RUNS), state=self._state, clock=Clocks().wall)


def _refuse(problems: Sequence[Problem]) -> None:
    if problems:
        first = problems[0]
        told = {"count": len(problems), "first_vi": first.what.vi, "first_en": first.what.en}
        raise DatasetStoppedError(where=f"{first.file}:{first.line}", **told)


def _run(place: Workplace, order: Order, progress: Progress, options: RunOptions) -> tuple[Run, ...]:
    if order.file is not None:
        return (run_file(place, order.dataset, order.file, by=order.by, options=options, progress=progress),)
    if order.run is not None:
        return (run_landed(place, place.runs.get(order.run), progress=progress),)
    return tuple(run_dataset(place, order.dataset, options=options, progress=progress))


def shared_among(share: int, province: Province) -> Province:
    """The province with an engine that takes one part in `share` of its memory and processors."""
    engine = province.settings.engine
    memory = f"{share_mb(province, share)}MB"
    threads = max(1, engine.threads // share) if engine.threads else None
    settings = replace(province.settings, engine=replace(engine, memory_limit=memory, threads=threads))
    return replace(province, settings=settings)


def share_mb(province: Province, share: int) -> int:
    """How much memory the engine of one in `share` processes takes, in MB."""
    return max(LEAST_MB, memory_mb(province) // share)


def memory_mb(province: Province) -> int:
    """How much memory kho.toml gives to the engine, in MB."""
    text = province.settings.engine.memory_limit or MEMORY
    match = re.fullmatch(r"([0-9.]+) ?([A-Za-z]+)", text)
    if match is None:
        raise ValueError(f"not checked: {text}")
    return int(float(match[1]) * _MB[match[2]])
