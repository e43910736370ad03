"""Reading tables as of a version or a time, as streams."""

from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa

from kho.warehouse.duck import Workroom, literal, quoted
from kho.warehouse.errors import told
from kho.warehouse.storage import Storage
from kho.warehouse.tables import AsOf, TableRef, active_files, dataset_of, open_table, schema_of

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
