"""Parquet (Apache Parquet format 2): read in batches, so that memory holds a part of one row group.

Columns are those of the outermost level; `kho.sources.arrow_cells` says how each type becomes text. Rows are numbered
by record. Timestamps with a zone are given in UTC, and `found["time_zones"]` says which zone each column was in.
There are no read options.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path as File
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from kho.messages import Message
from kho.sources import arrow_cells, options
from kho.sources.base import ReadNotes, SourceColumn, SourceTable
from kho.sources.cells import ROWS_PER_BATCH, TEXT_PER_BATCH
from kho.sources.decoding import clean, clean_text
from kho.sources.maps.errors import BrokenParquetError, EncryptedParquetError

MAGIC = b"PAR1"
ENCRYPTED = b"PARE"


@dataclass(frozen=True, kw_only=True, slots=True)
class Read:
    """What `kho.read` takes: nothing."""


class ParquetFormat:
    """Reads Parquet as a table."""

    def sniff(self, head: bytes, name: str) -> bool:
        """Whether the bytes begin with Parquet's mark, that of an encrypted file included."""
        del name
        return head.startswith((MAGIC, ENCRYPTED))

    def problems(self, read: Mapping[str, Any]) -> list[tuple[str, Message, Message]]:
        """Mistakes in the options: every option is one."""
        return options.problems(Read, read)

    def tables(self, file: File, *, name: str, read: Mapping[str, Any]) -> Iterator[SourceTable]:
        """The one table of the file. Raises BrokenParquetError and EncryptedParquetError."""
        del read
        with _opened(file, name) as parquet:
            schema = parquet.schema_arrow
            notes = ReadNotes(found=_zones(schema))
            batches = clean(_batches(parquet, name), "", notes)
            yield SourceTable(part="", columns=_columns(schema), batches=batches, notes=notes)


def _opened(file: File, name: str) -> pq.ParquetFile:
    with file.open("rb") as stream:
        if stream.read(len(ENCRYPTED)) == ENCRYPTED:
            raise EncryptedParquetError(where=name)
    try:
        return pq.ParquetFile(file, memory_map=True)
    except (pa.ArrowException, OSError) as error:
        raise BrokenParquetError(where=name, reason=_first_line(error)) from error


def _first_line(error: Exception) -> str:
    return str(error).strip().split("\n")[0].rstrip(".")


def _columns(schema: pa.Schema) -> tuple[SourceColumn, ...]:
    headers = enumerate(schema.names, start=1)
    return tuple(SourceColumn(position=position, header=(clean_text(header),)) for position, header in headers)


def _zones(schema: pa.Schema) -> dict[str, Any]:
    zones = {field.name: field.type.tz for field in schema if getattr(field.type, "tz", None)}
    return {"time_zones": zones} if zones else {}


def _batches(parquet: pq.ParquetFile, name: str) -> Iterator[pa.RecordBatch]:
    row = 1
    try:
        for group in range(parquet.num_row_groups):
            size = _rows_at_once(parquet.metadata.row_group(group))
            for batch in parquet.iter_batches(batch_size=size, row_groups=[group]):
                yield arrow_cells.batch(row, [arrow_cells.texts(column) for column in batch.columns])
                row += len(batch)
    except (pa.ArrowException, OSError, ValueError, OverflowError) as error:
        raise BrokenParquetError(where=name, reason=_first_line(error)) from error


def _rows_at_once(group: pq.RowGroupMetaData) -> int:
    """As many rows as fit a batch by the group's own account of its size."""
    per_row = max(group.total_byte_size // max(group.num_rows, 1), 1)
    return int(max(1, min(ROWS_PER_BATCH * 4, TEXT_PER_BATCH // per_row)))
