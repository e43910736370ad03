"""Delta tables by layer and dataset: open one, as of a version or a time, and list its versions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.dataset as pads
from deltalake import DeltaTable
from deltalake.exceptions import DeltaError, TableNotFoundError

from kho.contracts.model import Contract, Layer
from kho.contracts.names import DatasetName
from kho.warehouse import log
from kho.warehouse.errors import NoTableError, NoVersionError, told
from kho.warehouse.storage import Storage, files_of

VIETNAM = timezone(timedelta(hours=7), "Asia/Ho_Chi_Minh")
AsOf = int | date | datetime | None
"""A version's number, or a time: a date means its end, a time without zone is Vietnam's. None: the newest."""


@dataclass(frozen=True, kw_only=True, order=True, slots=True)
class TableRef:
    """A table's place: its layer and its dataset's name."""

    layer: Layer
    name: DatasetName

    @classmethod
    def of(cls, contract: Contract) -> "TableRef":
        """The table a contract describes."""
        return cls(layer=contract.layer, name=contract.name)

    @property
    def key(self) -> str:
        """The table's folder under the storage root."""
        return f"{self.layer}/{self.name}"

    def __str__(self) -> str:
        return self.key


@dataclass(frozen=True, kw_only=True, slots=True)
class Version:
    """One version of a table. `committed` is UTC. Counts are None for versions that no load made.

    `what` says what made it: `append`, `replace`, `upsert`, `restore`, `compact`, or the words of Delta.
    """

    version: int
    committed: datetime
    what: str
    run: str | None = None
    delivery: str | None = None
    contract: str | None = None
    inserted: int | None = None
    updated: int | None = None
    deleted: int | None = None
    unchanged: int | None = None


def find_table(storage: Storage, ref: TableRef) -> DeltaTable | None:
    """The newest version of a table; None where there is none yet. Raises DamagedLogError."""
    with told(storage.at(ref.key)):
        files = files_of(storage)
        if storage.is_local:
            log.refuse_empty(Path(storage.at(ref.key)))
        try:
            return DeltaTable(storage.at(ref.key), storage_options=storage.delta_options())
        except TableNotFoundError:
            return None
        except DeltaError:
            log.refuse_damaged(files, ref.key)
            raise


def open_table(storage: Storage, ref: TableRef, as_of: AsOf = None) -> DeltaTable:
    """A table as of a version or a time. Raises NoTableError and NoVersionError."""
    table = find_table(storage, ref)
    if table is None:
        raise NoTableError(where=str(ref))
    if as_of is None:
        return table
    known = versions_of(table)
    number = as_of if isinstance(as_of, int) else _number_at(known, as_of)
    if number != table.version() and not _loaded(storage, ref, table, number):
        wanted = str(as_of) if isinstance(as_of, int) else as_of.isoformat()
        raise NoVersionError(where=str(ref), version=wanted, first=known[-1].version, last=known[0].version)
    return table


def _loaded(storage: Storage, ref: TableRef, table: DeltaTable, number: int | None) -> bool:
    """Turn `table` to a version; False where it has none or that version's log or files are past the retention."""
    if number is None or not 0 <= number < table.version():
        return False
    try:
        table.load_as_version(number)
    except DeltaError:
        return False
    there = {entry.name for entry in log.data_files(files_of(storage), ref.key)}
    return there.issuperset(active_files(table))


def moment(as_of: date | datetime) -> datetime:
    """The instant that a date (its end) or a time (Vietnam's where it has no zone) means."""
    if not isinstance(as_of, datetime):
        return datetime.combine(as_of, time.max, VIETNAM)
    return as_of if as_of.tzinfo else as_of.replace(tzinfo=VIETNAM)


def _number_at(known: Sequence[Version], as_of: date | datetime) -> int | None:
    limit = moment(as_of)
    return next((each.version for each in known if each.committed <= limit), None)


def versions_of(table: DeltaTable) -> Sequence[Version]:
    """All versions still in the log, newest first, whichever version `table` is opened at."""
    return [_version(entry) for entry in table.history()]


def _version(entry: dict[str, Any]) -> Version:
    told_by_us = entry.get("kho") or {}
    known = {name: told_by_us.get(name) for name in ("run", "delivery", "contract", "inserted", "updated", "deleted")}
    return Version(
        version=entry["version"],
        committed=datetime.fromtimestamp(entry["timestamp"] / 1000, UTC),
        what=told_by_us.get("what") or str(entry.get("operation", "")).lower(),
        unchanged=told_by_us.get("unchanged"),
        **known,
    )


def schema_of(table: DeltaTable) -> pa.Schema:
    """The table's columns: the dataset's in order, then those that lead back to the source."""
    schema = pa.schema(table.schema().to_arrow())
    own = [field for field in schema if not field.name.startswith("_")]
    return pa.schema([*own, *(field for field in schema if field.name.startswith("_"))]).remove_metadata()


def dataset_of(storage: Storage, ref: TableRef, table: DeltaTable) -> pads.FileSystemDataset:
    """The opened version as an Arrow dataset: columns a file lacks are null, partition columns come from the log."""
    with told(str(ref)):
        return table.to_pyarrow_dataset(filesystem=files_of(storage).arrow(ref.key), schema=schema_of(table))


def partitions_of(table: DeltaTable) -> tuple[str, ...]:
    """Names of the partition columns in order."""
    return tuple(table.metadata().partition_columns)


def active_files(table: DeltaTable) -> dict[str, dict[str, Any]]:
    """What the log says of each file of the opened version, by path: size, rows, partition values."""
    rows = pa.table(table.get_add_actions()).to_pylist()
    return {row["path"]: row for row in rows}
