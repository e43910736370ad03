"""Staged deliveries: text cells on their way to an engine, written once, read a few times and thrown away.

A staged folder holds Arrow IPC files, in the order of their names the rows of the delivery; writing and reading them
costs little more than copying memory. Their columns are `_part`, `_row`, `_text_<name>` for each contract column and
`_kind_<name>` where some cell of the file has a kind. Who stages says in the file's metadata which columns have a text
with white space at an end, or an empty one; where it is not said, every column may have.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from kho.quality.cells import KIND

SUFFIX = ".arrow"
AT = "_at"
"""The number of a row in its delivery, from 0; read beside the staged columns."""
WINDOW_ROWS = 500_000
WINDOW_BYTES = 64 * 2**20
_EDGED = b"kho.edged"
_UNCOMPRESSED = pa.ipc.IpcWriteOptions(compression=None)


def write(path: Path, rows: pa.Table, edged: frozenset[str] | None = None) -> None:
    """Write rows as a staged file, chunk by chunk; kinds that no cell has are left out."""
    kinds = [name for name in rows.schema.names if name.startswith(KIND)]
    slim = rows.drop_columns([name for name in kinds if rows[name].null_count == rows.num_rows])
    told = None if edged is None else {_EDGED: json.dumps(sorted(edged))}
    schema = slim.schema.with_metadata(told)
    with pa.ipc.new_file(path, schema, options=_UNCOMPRESSED) as writer:
        writer.write_table(slim.cast(schema))


@dataclass(frozen=True, kw_only=True, slots=True)
class StagedFile:
    """One staged file. `edged`: the columns with a text to be trimmed or empty, None where it is not told."""

    path: Path
    schema: pa.Schema
    rows: int
    edged: frozenset[str] | None

    def batches(self, columns: Sequence[str] | None = None) -> Iterator[pa.RecordBatch]:
        """Its rows, with those of the columns that it has; all of them where none are named."""
        wanted = None if columns is None else [at for at, name in enumerate(self.schema.names) if name in columns]
        options = pa.ipc.IpcReadOptions(included_fields=wanted)
        with pa.memory_map(str(self.path)) as source, pa.ipc.open_file(source, options=options) as reader:
            yield from map(reader.get_batch, range(reader.num_record_batches))


@dataclass(frozen=True, kw_only=True, slots=True)
class StagedRows:
    """The rows of a staged delivery, file by file."""

    files: tuple[StagedFile, ...]

    @property
    def rows(self) -> int:
        """How many rows there are."""
        return sum(file.rows for file in self.files)

    def has(self, column: str) -> bool:
        """Whether some file has the column."""
        return any(column in file.schema.names for file in self.files)

    def may_have_edges(self, column: str) -> bool:
        """Whether some text of the contract column may have white space at an end, or be empty."""
        return any(file.edged is None or column in file.edged for file in self.files)

    def batches(self, schema: pa.Schema) -> Iterator[pa.RecordBatch]:
        """All rows with the schema's columns, null where a file has none of the name; `AT` may be among them."""
        before = 0
        for file in self.files:
            for batch in file.batches(schema.names):
                yield _fitted(batch, schema, before)
                before += batch.num_rows


def _fitted(batch: pa.RecordBatch, schema: pa.Schema, before: int) -> pa.RecordBatch:
    there = set(batch.schema.names)
    columns = [
        batch.column(field.name) if field.name in there else _made(field, before, batch.num_rows) for field in schema
    ]
    return pa.RecordBatch.from_arrays(columns, schema=schema)


def _made(field: pa.Field, before: int, rows: int) -> pa.Array:
    return pa.array(np.arange(before, before + rows)) if field.name == AT else pa.nulls(rows, field.type)


def read(folder: Path) -> StagedRows:
    """What lies in a staged folder."""
    return StagedRows(files=tuple(_file(path) for path in sorted(folder.rglob(f"*{SUFFIX}"))))


def _file(path: Path) -> StagedFile:
    with pa.memory_map(str(path)) as source, pa.ipc.open_file(source) as reader:
        told = (reader.schema.metadata or {}).get(_EDGED)
        rows = sum(reader.get_batch(number).num_rows for number in range(reader.num_record_batches))
        return StagedFile(
            path=path,
            schema=reader.schema.remove_metadata(),
            rows=rows,
            edged=None if told is None else frozenset(json.loads(told)),
        )


def windows(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.Table]:
    """Rows, so many at a time as fit into memory well."""
    waiting: list[pa.RecordBatch] = []
    rows = size = 0
    for batch in batches:
        waiting.append(batch)
        rows, size = rows + batch.num_rows, size + batch.nbytes
        if rows >= WINDOW_ROWS or size >= WINDOW_BYTES:
            yield pa.Table.from_batches(waiting)
            waiting, rows, size = [], 0, 0
    if waiting:
        yield pa.Table.from_batches(waiting)


def in_order_of(staged: pa.Table, at: pa.ChunkedArray) -> pa.Table:
    """The rows of a window in another order: engines give them back in runs, whole batches or parts of them."""
    numbers = at.to_numpy() - (staged[AT][0].as_py() if staged.num_rows else 0)
    starts = np.flatnonzero(np.diff(numbers, prepend=-2) != 1)
    ends = np.append(starts[1:], len(numbers))
    runs = [staged.slice(numbers[start], end - start) for start, end in zip(starts, ends, strict=True)]
    return pa.concat_tables(runs) if runs else staged


def write_parquet(staged: StagedRows, schema: pa.Schema, path: Path) -> None:
    """The same rows as one Parquet file of that schema."""
    with pq.ParquetWriter(path, schema, compression="zstd") as writer:
        for batch in staged.batches(schema):
            writer.write_batch(batch)
