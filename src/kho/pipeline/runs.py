"""The record of a run: what came, what became of it and why. Kept through a small protocol, here as files."""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Protocol

from pydantic import TypeAdapter, ValidationError

from kho.contracts.names import DatasetName
from kho.errors import KhoError
from kho.messages import Message
from kho.pipeline.files import write_atomically
from kho.province.models.model import Influence, ModelColumn
from kho.quality.findings import Finding
from kho.quality.plan import Measured
from kho.sources.base import LeftOut, Repair


class RunStatus(StrEnum):
    """How a run ended. Only a loaded run changed the table."""

    RUNNING = "running"
    LOADED = "loaded"
    HELD = "held"
    """A promise about the delivery as a whole was broken: all its rows are quarantined."""
    UNCHANGED = "unchanged"
    """The same bytes had been loaded under the same contract version; of a model, the same query over the same rows."""
    WAITING = "waiting"
    """A model reads a table that is not there yet."""
    SET_ASIDE = "set aside"
    """The delivery went wrong so often that it waits for a person; the dataset's others go on."""
    FAILED = "failed"
    CHECKED = "checked"
    """A trial: read and checked as a run does, and nothing kept of it in the warehouse."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Delivery:
    """What arrived: the landed bytes and where they came from. `sha256` is empty when fetching failed.

    `corrections` is the SHA-256 of the cells that were corrected in it (`Warehouse.corrections`), empty for none.
    """

    source: str
    sha256: str = ""
    name: str = ""
    origin: str = ""
    size: int = 0
    received: datetime | None = None
    cursor: str | None = None
    corrections: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class PartRead:
    """One table of the delivery as it was read.

    `columns` leads from each contract column to its 1-based column in the source and the header it was found under;
    `unused` are headers of the source that no contract column asked for. `taken` False: the table has no column of
    the contract and was left out as a whole. `units` are those that headers and unit lines tell, of columns with
    `kho.unit`.
    """

    part: str
    taken: bool
    rows: int
    columns: dict[str, tuple[int, str]]
    absent: tuple[str, ...] = ()
    unused: tuple[str, ...] = ()
    units: dict[str, str] = field(default_factory=dict)
    found: dict[str, str] = field(default_factory=dict)
    left_out: tuple[LeftOut, ...] = ()
    repairs: tuple[Repair, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Committed:
    """The commit a run made: the table's version after it and what changed."""

    version: int
    inserted: int
    updated: int
    deleted: int
    unchanged: int


@dataclass(frozen=True, kw_only=True, slots=True)
class InputRead:
    """A table as a model read it: its version, and the newest up to it in which a row is another than before.

    `behind`: the table's own newest run ended so, so that its last good version was read.
    """

    dataset: DatasetName
    version: int
    changed: int
    behind: RunStatus | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class UnitTable:
    """A table of administrative units that was read: the shipped data with its version, or a file by its hash."""

    name: str
    sha256: str


@dataclass(frozen=True, kw_only=True, slots=True)
class FigureCarried:
    """The sums of one figure that was brought to other units: `given` is always `placed` and `apart` together.

    `apart` is what found no place and is quarantined, `estimated` what of `placed` was split by an estimate.
    """

    column: str
    split: str
    given: Decimal
    placed: Decimal
    apart: Decimal
    estimated: Decimal


@dataclass(frozen=True, kw_only=True, slots=True)
class UnitsRead:
    """The tables of units by which figures were brought to the units of a level and day."""

    level: str
    to: date
    tables: tuple[UnitTable, ...]
    figures: tuple[FigureCarried, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Transformed:
    """What a model's run did in place of reading a file: the query, the tables it read, and where columns come from.

    A match has no query.
    """

    query: str
    inputs: tuple[InputRead, ...]
    columns: tuple[ModelColumn, ...] = ()
    influences: tuple[Influence, ...] = ()
    units: UnitsRead | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class RunError:
    """Why a run failed, as the command line would have said it."""

    code: str
    where: str
    what: Message
    mend: Message

    @classmethod
    def of(cls, error: KhoError) -> "RunError":
        """The error as it is kept."""
        return cls(code=error.code, where=error.where, what=error.message(), mend=error.next_step())

    def line(self) -> Message:
        """Code, place and what is wrong, on one line."""
        place = f"{self.code} {self.where}:" if self.where else self.code
        return Message(vi=f"{place} {self.what.vi}", en=f"{place} {self.what.en}")


@dataclass(frozen=True, kw_only=True, slots=True)
class Run:
    """One delivery's way through the pipeline. accepted + quarantined = read.

    `broken` counts rows per rule id (warnings too); `findings` are examples, at most a few per rule: the whole lies
    in the quarantine. `corrected` counts cells that people corrected. `unprofiled`: the rows are loaded, and why their
    table could not be profiled afterwards. `withdrawn`: since then the table is again as it was before this run.
    """

    id: str
    dataset: DatasetName
    contract_version: str
    status: RunStatus
    started: datetime
    ended: datetime | None = None
    engine: str = ""
    delivery: Delivery
    parts: tuple[PartRead, ...] = ()
    read: int = 0
    corrected: int = 0
    accepted: int = 0
    quarantined: int = 0
    broken: dict[str, int] = field(default_factory=dict)
    measured: tuple[Measured, ...] = ()
    findings: tuple[Finding, ...] = ()
    committed: Committed | None = None
    transformed: Transformed | None = None
    error: RunError | None = None
    unprofiled: RunError | None = None
    withdrawn: datetime | None = None

    def ending(self, status: RunStatus, *, at: datetime) -> "Run":
        """The same run, ended."""
        return replace(self, status=status, ended=at)

    def failing(self, error: "KhoError | RunError", *, at: datetime) -> "Run":
        """The same run, ended by an error."""
        told = error if isinstance(error, RunError) else RunError.of(error)
        return replace(self, status=RunStatus.FAILED, ended=at, error=told)


class NoSuchRunError(KhoError):
    """No run has this id."""

    code = "KHO-R101"
    what = Message(vi="Không có lượt chạy “{id}”.", en="There is no run “{id}”.")
    mend = Message(
        vi="Xem các lượt chạy bằng `kho runs`; LAST là lượt mới nhất, tên bộ dữ liệu là lượt mới nhất của nó.",
        en="List the runs with `kho runs`; LAST is the newest, a dataset's name its own newest.",
    )


class BrokenRunRecordError(KhoError):
    """A run's file cannot be read."""

    code = "KHO-R102"
    what = Message(vi="Không đọc được bản ghi lượt chạy: {reason}.", en="The run's record cannot be read: {reason}.")
    mend = Message(
        vi="Xoá tệp này rồi chạy lại bộ dữ liệu; kho dữ liệu không bị ảnh hưởng.",
        en="Remove the file and run the dataset again; the warehouse is not affected.",
    )


MOMENT = "%Y%m%dT%H%M%S%f"
"""The time in a run's id, UTC."""


class RunLog(Protocol):
    """Where runs are kept."""

    def save(self, run: Run) -> None:
        """Keep the run, in place of an earlier state of the same id."""

    def get(self, run_id: str) -> Run:
        """The run of that id; the newest for `LAST`, a dataset's newest for its name. Raises NoSuchRunError."""

    def newest(self, dataset: DatasetName | None = None) -> Iterator[Run]:
        """Runs from the newest to the oldest."""


def new_run_id(now: datetime, *, after: str = "") -> str:
    """An id that sorts by time, and behind the id `after` where the clock was set back since."""
    moment = now.astimezone(UTC)
    if after[: len(f"{moment:{MOMENT}}")] >= f"{moment:{MOMENT}}":
        moment = datetime.strptime(after.partition("-")[0], MOMENT).replace(tzinfo=UTC) + timedelta(microseconds=1)
    return f"{moment:{MOMENT}}-{secrets.token_hex(3)}"


@cache
def _adapter() -> TypeAdapter[Run]:
    return TypeAdapter(Run)


def to_json(run: Run) -> bytes:
    """The run as indented JSON, UTF-8."""
    return _adapter().dump_json(run, indent=1)


class FileRunLog:
    """Runs as one JSON file each, in one folder per dataset, written atomically."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def save(self, run: Run) -> None:
        """Keep the run, in place of an earlier state of the same id."""
        folder = self._folder / _folder_name(run.dataset)
        folder.mkdir(parents=True, exist_ok=True)
        write_atomically(folder / f"{run.id}.json", to_json(run))

    def get(self, run_id: str) -> Run:
        """The run of that id; the newest for `LAST`, a dataset's newest for its name.

        Raises NoSuchRunError, BadDatasetNameError, BrokenRunRecordError.
        """
        if run_id.upper() == "LAST" or "/" in run_id:
            for run in self.newest(DatasetName.parse(run_id) if "/" in run_id else None):
                return run
        for path in self._files("*"):
            if path.stem == run_id:
                return _read(path)
        raise NoSuchRunError(id=run_id)

    def newest(self, dataset: DatasetName | None = None) -> Iterator[Run]:
        """Runs from the newest to the oldest. Raises BrokenRunRecordError."""
        for path in reversed(self._files("*" if dataset is None else _folder_name(dataset))):
            yield _read(path)

    def _files(self, folder: str) -> list[Path]:
        """The records from the oldest to the newest: ids sort by time."""
        return sorted(self._folder.glob(f"{folder}/*.json"), key=lambda path: path.name)


def _folder_name(dataset: DatasetName) -> str:
    return f"{dataset.agency}.{dataset.dataset}"


def _read(path: Path) -> Run:
    try:
        return _adapter().validate_json(path.read_bytes())
    except ValidationError as error:
        raise BrokenRunRecordError(where=str(path), reason=error.errors()[0]["msg"]) from error
