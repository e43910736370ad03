"""Batches of all records of a text file: fast by Arrow, block by block; careful wherever a block is irregular."""

from collections.abc import Generator, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from kho.quality.cells import CellKind
from kho.sources.ahead import Ahead
from kho.sources.cells import ROWS_PER_BATCH, TEXT_PER_BATCH
from kho.sources.cells import schema as batch_schema
from kho.sources.delimited.block import Block, read_block
from kho.sources.delimited.feed import Feed, is_fast, is_sound
from kho.sources.delimited.records import Dialect, Record, RecordReader, line_iterator, records

_PLACES: Final = 20


@dataclass(kw_only=True, slots=True)
class Places:
    """How often something was seen, and in which rows first."""

    count: int = 0
    rows: list[int] = field(default_factory=list)

    def add(self, rows: list[int], count: int) -> None:
        """Count it; `rows` are the first of them."""
        self.count += count
        self.rows += rows[: _PLACES - len(self.rows)]

    def __str__(self) -> str:
        return ", ".join(map(str, self.rows)) + (", …" if self.count > len(self.rows) else "")


@dataclass(kw_only=True, slots=True)
class TableReader:
    """Reads the records of `feed` as rows of `width` cells, numbered from 1, and notes what was irregular.

    What is irregular above `first_row` is not worth a note.
    """

    feed: Feed
    dialect: Dialect
    width: int
    first_row: int = 1
    row: int = 1
    even: bool = True
    short: Places = field(default_factory=Places)
    surplus: Places = field(default_factory=Places)
    damaged: Places = field(default_factory=Places)

    def batches(self) -> Iterator[pa.RecordBatch]:
        """All rows, blank ones too, always with kinds. Raises CellTooLongError."""
        fast = is_fast(self.dialect)
        while not self.feed.is_empty:
            block = (yield from self._fast()) if fast else None
            if block is not None or not self.feed.is_empty:
                yield from self._careful(block)

    def _fast(self) -> Generator[pa.RecordBatch, None, bytes | None]:
        """Rows as long as Arrow can read the blocks; gives the first one that it cannot, None where none is at hand."""
        blocks = iter(partial(self.feed.whole_records, self.dialect), None)
        with Ahead(self._read, blocks) as ahead:
            for data, block in ahead:
                if block is None:
                    self.feed.give_back(ahead.rest())
                    return data
                kinds = [pa.nulls(block.count, pa.string())] * self.width
                yield self._merged(block) if block.others else self._batch(block.columns, kinds, block.count)
        return None

    def _read(self, data: bytes) -> Block | None:
        """A block's records; None where quoting is broken or Arrow cannot read them."""
        if not is_sound(data, self.dialect):
            return None
        if self.even and (block := read_block(data, self.dialect, self.width, even=True)) is not None:
            return block
        self.even = False
        return read_block(data, self.dialect, self.width, even=False)

    def _merged(self, block: Block) -> pa.RecordBatch:
        """The records of the table's width and the others, fitted, in their order."""
        rows: list[list[str]] = []
        kinds: dict[tuple[int, int], CellKind] = {}
        for place, text in block.others.items():
            record = next(records(line_iterator(text), self.dialect), Record(cells=[""]))
            cells, marks = self._fitted(record, self.row + place)
            kinds |= {(len(rows), column): kind for column, kind in marks.items()}
            rows.append(cells)
        texts, marked = self._arrays(rows, kinds)
        even = pa.nulls(block.count - len(rows), pa.string())
        order = _order(block)
        columns = [pa.concat_arrays(pair).take(order) for pair in zip(block.columns, texts, strict=True)]
        return self._batch(columns, [pa.concat_arrays([even, kind]).take(order) for kind in marked], block.count)

    def _careful(self, block: bytes | None) -> Iterator[pa.RecordBatch]:
        """Rows of a block, and of the lines after it that its last record needs; then the fast way may go on."""
        reader = RecordReader(self.dialect)
        lines = _Lines(feed=self.feed, row=self.row, current=line_iterator((block or b"").decode()))
        if block is None:
            lines.refill(self.row)
        pending: list[list[str]] = []
        kinds: dict[tuple[int, int], CellKind] = {}
        size = 0
        while True:
            at_boundary = lines.is_drained and not reader.waiting
            if (pending and at_boundary) or len(pending) >= ROWS_PER_BATCH or size >= TEXT_PER_BATCH:
                yield self._built(pending, kinds)
                pending, kinds, size = [], {}, 0
            record = None if at_boundary else reader.next(lines, self.row + len(pending))
            if record is None:
                return
            cells, marks = self._fitted(record, self.row + len(pending))
            kinds |= {(len(pending), place): kind for place, kind in marks.items()}
            pending.append(cells)
            size += sum(map(len, cells))

    def _fitted(self, record: Record, row: int) -> tuple[list[str], dict[int, CellKind]]:
        """Exactly `width` cells. Surplus text stays visible in the last cell, which is marked as an error."""
        cells, width = record.cells, self.width
        marks = self._marked_quotes(record, row)
        if len(cells) < width:
            if any(cells) and row >= self.first_row:
                self.short.add([row], 1)
            return cells + [""] * (width - len(cells)), marks
        if any(cells[width:]):
            if row >= self.first_row:
                self.surplus.add([row], 1)
            cells = [*cells[: width - 1], (self.dialect.delimiter or " ").join(cells[width - 1 :])]
            marks[width - 1] = CellKind.ERROR
        return cells[:width], marks

    def _marked_quotes(self, record: Record, row: int) -> dict[int, CellKind]:
        if not record.damaged:
            return {}
        if row >= self.first_row:
            self.damaged.add([row], 1)
        last = self.width - 1
        return {min(i, last): CellKind.ERROR for i, cell in enumerate(record.cells) if self.dialect.quote in cell}

    def _built(self, rows: list[list[str]], kinds: dict[tuple[int, int], CellKind]) -> pa.RecordBatch:
        texts, marks = self._arrays(rows, kinds)
        return self._batch(texts, marks, len(rows))

    def _arrays(
        self, rows: list[list[str]], kinds: dict[tuple[int, int], CellKind]
    ) -> tuple[list[pa.Array], list[pa.Array]]:
        texts = [_emptied(pa.array(column, pa.string())) for column in zip(*rows, strict=True)]
        marks = [pa.nulls(len(rows), pa.string())] * self.width
        for place in {place for _, place in kinds}:
            marks[place] = pa.array([kinds.get((i, place)) for i in range(len(rows))], pa.string())
        return texts, marks

    def _batch(self, texts: list[pa.Array], kinds: list[pa.Array], count: int) -> pa.RecordBatch:
        numbers = pa.array(np.arange(self.row, self.row + count, dtype=np.int64))
        self.row += count
        return pa.RecordBatch.from_arrays([numbers, *texts, *kinds], schema=batch_schema(self.width, typed=True))


def _order(block: Block) -> pa.Array:
    """Where each record of the block stands when the others follow those of the table's width."""
    order = np.empty(block.count, dtype=np.int64)
    is_other = np.zeros(block.count, dtype=bool)
    is_other[list(block.others)] = True
    even = block.count - len(block.others)
    order[~is_other] = np.arange(even)
    order[is_other] = np.arange(even, block.count)
    return pa.array(order)


def _emptied(texts: pa.Array) -> pa.Array:
    return pc.if_else(pc.equal(texts, ""), pa.scalar(None, pa.string()), texts)


@dataclass(kw_only=True, slots=True)
class _Lines:
    """The lines of one block, and of the next ones as long as someone asks: a record may go on there."""

    feed: Feed
    row: int
    current: Iterator[str]
    ahead: str | None = None

    def refill(self, row: int) -> None:
        """Take the feed's next whole lines in."""
        self.current = line_iterator(self.feed.whole_lines(row).decode())

    @property
    def is_drained(self) -> bool:
        """Whether the block's lines have all been handed out."""
        if self.ahead is None:
            self.ahead = next(self.current, None)
        return self.ahead is None

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        if self.is_drained:
            self.refill(self.row)
        line = None if self.is_drained else self.ahead
        if line is None:
            raise StopIteration
        self.ahead = None
        return line
