"""Parquet, as a modern system exports: typed columns."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from hungyen.batch import Batch
from hungyen.deliveries import Span
from hungyen.spelling import PLAIN, Heading, Spelling
from kho.contracts.model import Contract

_ISO = Spelling(days="%Y-%m-%d", moments="%Y-%m-%d %H:%M:%S")


@dataclass(frozen=True, kw_only=True, slots=True)
class Parquet:
    """A Parquet file; columns named in `as_texts` are texts there, and can say anything."""

    heading: Heading = PLAIN
    as_texts: tuple[str, ...] = ()

    def write(self, path: Path, contract: Contract, batches: Iterator[Batch]) -> Sequence[Span]:
        """Write the file."""
        names = self.heading.columns(contract)
        headers = [self.heading.field(contract, name) for name in names]
        writer: pq.ParquetWriter | None = None
        count = 0
        for batch in batches:
            table = pa.table([self._cells(batch, name) for name in names], names=headers)
            writer = writer or pq.ParquetWriter(path, table.schema)
            writer.write_table(table)
            count += table.num_rows
        if writer is not None:
            writer.close()
        return [Span(part="", first=1, count=count)]

    def _cells(self, batch: Batch, name: str) -> pa.Array:
        if name in self.as_texts or name in batch.written:
            return _ISO.texts(batch, name)
        return batch.meant.column(name).combine_chunks()
