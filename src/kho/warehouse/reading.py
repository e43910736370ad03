"""Reading tables as of a version or a time, as streams."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from deltalake import DeltaTable
from pyarrow.dataset import Dataset

from kho.warehouse.duck import Workroom, listed, literal, quoted
from kho.warehouse.errors import told
from kho.warehouse.storage import Storage
from kho.warehouse.tables import AsOf, TableRef, active_files, dataset_of, open_table, partitions_of, schema_of

BATCH = 65_536


def read(
    storage: Storage, ref: TableRef, columns: Sequence[str] | None = None, as_of: AsOf = None
) -> pa.RecordBatchReader:
    """A table's rows as a stream of Arrow batches; order is not promised. Raises NoTableError, NoVersionError."""
    table = open_table(storage, ref, as_of)
    with told(str(ref)):
        dataset = dataset_of(storage, ref, table)
        wanted = list(columns) if columns is not None else None
        scanner = dataset.scanner(columns=wanted, batch_size=BATCH, batch_readahead=2, fragment_readahead=1)
        return scanner.to_reader()


def schema(storage: Storage, ref: TableRef, as_of: AsOf = None) -> pa.Schema:
    """The table's columns. Raises NoTableError, NoVersionError."""
    return schema_of(open_table(storage, ref, as_of))


def row_count(storage: Storage, ref: TableRef, as_of: AsOf = None) -> int:
    """The number of rows, from the log. Raises NoTableError, NoVersionError."""
    table = open_table(storage, ref, as_of)
    return sum(int(entry["num_records"] or 0) for entry in active_files(table).values())


@dataclass(frozen=True, kw_only=True, slots=True)
class Snapshot:
    """One version of a table as local Parquet files that hold all the columns asked for; only to be read."""

    version: int
    rows: int
    columns: tuple[str, ...]
    files: tuple[Path, ...]


@contextmanager
def snapshot(
    storage: Storage, workroom: Workroom, ref: TableRef, columns: Sequence[str], as_of: AsOf = None
) -> Iterator[Snapshot]:
    """A version's files for an engine: the table's own where they lie on this machine and hold every column.

    Otherwise copies, in scratch space, until the end of the block. Columns the version does not have are left out.
    Raises NoTableError, NoVersionError.
    """
    table = open_table(storage, ref, as_of)
    wanted = tuple(name for name in columns if name in schema_of(table).names)
    with told(str(ref)), workroom.scratch() as scratch:
        own = _own_files(storage, ref, table, wanted)
        files = own if own is not None else (_copied(workroom, dataset_of(storage, ref, table), wanted, scratch),)
        rows = sum(int(entry["num_records"] or 0) for entry in active_files(table).values())
        yield Snapshot(version=table.version(), rows=rows, columns=wanted, files=files)


def _own_files(storage: Storage, ref: TableRef, table: DeltaTable, columns: tuple[str, ...]) -> tuple[Path, ...] | None:
    """The table's files, None where they are elsewhere, or one of them lacks a column or holds it in another type."""
    paths = sorted(active_files(table))
    if "://" in storage.url or set(columns) & set(partitions_of(table)) or not paths:
        return None
    files = tuple(Path(storage.at(ref.key)) / path for path in paths)
    schema = schema_of(table)
    wanted = pa.schema([schema.field(name) for name in columns])
    return files if all(_holds(pq.read_schema(file), wanted) for file in files) else None


def _holds(file: pa.Schema, wanted: pa.Schema) -> bool:
    return all(field.name in file.names and file.field(field.name).type == field.type for field in wanted)


def _copied(workroom: Workroom, rows: Dataset, columns: tuple[str, ...], scratch: Path) -> Path:
    into = scratch / "rows.parquet"
    with workroom.session(scratch) as session:
        session.register("loaded", rows)
        query = f"SELECT {listed(columns)} FROM loaded"  # noqa: S608 - quoted names
        session.execute(f"COPY ({query}) TO {literal(str(into))} (FORMAT parquet)")
    return into


def export_keys(  # noqa: PLR0913 - where from, what, where to
    storage: Storage,
    workroom: Workroom,
    ref: TableRef,
    columns: Sequence[str],
    into: Path,
    *,
    without_delivery: str | None = None,
) -> Path:
    """Write the distinct values of some columns, none of them null, as a lookup: a Parquet file with `key_1 ...`.

    Rows of `without_delivery` do not count, so that a delivery that is loaded again does not meet itself.
    Raises NoTableError.
    """
    reader = read(storage, ref, [*columns, "_delivery"])
    keys = ", ".join(f"{quoted(name)} AS key_{number}" for number, name in enumerate(columns, start=1))
    with told(str(ref)), workroom.scratch() as scratch, workroom.session(scratch) as session:
        session.register("loaded", reader)
        some = " AND ".join(f"{quoted(name)} IS NOT NULL" for name in columns)
        others = f"_delivery IS DISTINCT FROM {literal(without_delivery or '')}"
        query = f"SELECT DISTINCT {keys} FROM loaded WHERE {some} AND {others}"  # noqa: S608 - quoted names
        session.execute(f"COPY ({query}) TO {literal(str(into))} (FORMAT parquet)")
    return into
