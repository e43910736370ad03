"""What of a text file is no row of its table, and how that is told."""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from statistics import median
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from kho.messages import Message
from kho.sources.base import LeftOut, ReadNotes
from kho.sources.decoding import clean_text
from kho.sources.delimited.layout import Layout
from kho.sources.delimited.table import Places, TableReader
from kho.sources.unit_rows import UNIT_ROW

_TITLE: Final = Message(vi="Đứng trên bảng.", en="It stands above the table.")
_BLANK: Final = Message(vi="{count} hàng trống.", en="{count} blank rows.")
_SKIPPED: Final = Message(vi="Bỏ theo skip_rows.", en="Left out by skip_rows.")
_SHORT: Final = Message(
    vi="{count} hàng thiếu ô ở cuối; các ô đó được coi là trống.",
    en="{count} rows lack cells at their end; these are read as empty.",
)
_SURPLUS: Final = Message(
    vi="{count} hàng thừa ô; phần thừa nằm trong ô cuối của hàng và hàng bị cách ly.",
    en="{count} rows have too many cells; the surplus stands in the row's last cell, and the row is quarantined.",
)
_DAMAGED: Final = Message(
    vi="{count} hàng có dấu nháy sai; ô có dấu nháy bị cách ly.",
    en="{count} rows have broken quotes; their cells with quotes are quarantined.",
)
_FOOTER: Final = Message(vi="Đứng dưới bảng, sau hàng trống.", en="It stands below the table, after a blank row.")
_LONGEST_SHOWN: Final = 500
_MOST_FOOTERS: Final = 20
_LEAST_WIDTH: Final = 3
_LOOKED_AT: Final = 100


@dataclass(kw_only=True, slots=True)
class LeaveOut:
    """Takes titles, header, skipped and blank rows out of the batches and tells what they were."""

    layout: Layout
    notes: ReadNotes
    blank: Places = field(default_factory=Places)
    last_blank: int = 0

    def kept(self, batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        """The rows of the table. The last ones are held back, since they may end in a footer."""
        held: deque[pa.RecordBatch] = deque()
        for batch in batches:
            rows = self._below_header(batch)
            rows = self._without_skipped(rows)
            rows = self._without_blank(rows)
            if len(rows):
                held.append(rows)
            while sum(map(len, held)) - len(held[0] if held else ()) > _MOST_FOOTERS:
                yield held.popleft()
        if held:
            yield self._without_footer(pa.concat_batches(held))

    def tell(self, reader: TableReader) -> None:
        """Put on record what was left out and what was irregular, when all has been read."""
        for title in self.layout.titles:
            text = " ".join(cell.strip() for cell in title.cells if cell.strip())
            self.notes.left_out.append(
                LeftOut(place=str(title.number), why=_TITLE, text=clean_text(text)[:_LONGEST_SHOWN])
            )
        if (units := self.layout.unit_row) is not None:
            text = " ".join(cell.strip() for cell in units.cells if cell.strip())
            self.notes.left_out.append(LeftOut(place=str(units.number), why=UNIT_ROW, text=clean_text(text)))
        self.notes.left_out += [LeftOut(place=str(row), why=_SKIPPED) for row in self.layout.skip_rows]
        irregular = ((_BLANK, self.blank), (_SHORT, reader.short), (_SURPLUS, reader.surplus))
        for why, places in (*irregular, (_DAMAGED, reader.damaged)):
            if places.count:
                self.notes.left_out.append(LeftOut(place=str(places), why=why.filled(count=places.count)))

    def _below_header(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        numbers = batch.column("row")
        above = self.layout.first_row - numbers[0].as_py() if len(batch) else 0
        return batch.slice(min(above, len(batch))) if above > 0 else batch

    def _without_skipped(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        if not self.layout.skip_rows:
            return batch
        skipped = pc.is_in(batch.column("row"), value_set=pa.array(self.layout.skip_rows, pa.int64()))
        return batch.filter(pc.invert(skipped))

    def _without_blank(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        if any(not batch.column(f"c{i + 1}").null_count for i in range(self.layout.width)):
            return batch
        blank = pc.is_null(batch.column("c1"))
        for i in range(1, self.layout.width):
            blank = pc.and_(blank, pc.is_null(batch.column(f"c{i + 1}")))
        rows = batch.column("row").filter(blank)
        if len(rows):
            self.last_blank = rows[-1].as_py()
        self.blank.add(rows.slice(0, 20).to_pylist(), len(rows))
        return batch.filter(pc.invert(blank)) if len(rows) else batch

    def _without_footer(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """Without the last rows where a blank row stands before them and each has one cell: sources, notes, dates."""
        numbers = batch.column("row").to_numpy()
        table = int((numbers < self.last_blank).sum())
        tail = batch.slice(table)
        if not (self.last_blank and 0 < len(tail) <= _MOST_FOOTERS and table and self.layout.width >= _LEAST_WIDTH):
            return batch
        above = batch.slice(max(0, table - _LOOKED_AT), min(table, _LOOKED_AT))
        texts = self._filled(tail)
        if any(len(cells) > 1 for cells in texts) or median(map(len, self._filled(above))) <= 1:
            return batch
        for number, cells in zip(tail.column("row").to_pylist(), texts, strict=True):
            self.notes.left_out.append(
                LeftOut(place=str(number), why=_FOOTER, text=clean_text(cells[0])[:_LONGEST_SHOWN])
            )
        return batch.slice(0, table)

    def _filled(self, batch: pa.RecordBatch) -> list[list[str]]:
        """The cells of each row that hold something."""
        columns = [batch.column(f"c{i + 1}").to_pylist() for i in range(self.layout.width)]
        return [[text for text in row if text] for row in zip(*columns, strict=True)]
