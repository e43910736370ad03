"""Workbooks as offices make them: titles, a unit row, several header rows, totals, signatures, legacy fonts."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet

from hungyen.batch import Batch, Formula, Legacy
from hungyen.deliveries import Span
from hungyen.files.archives import repacked
from hungyen.spelling import PLAIN, Heading
from kho.contracts.model import Contract

SYNTHETIC = "(DỮ LIỆU GIẢ ĐỂ THỬ NGHIỆM - SYNTHETIC DATA)"
_CORE = b"""<?xml version="1.0" encoding="UTF-8"?>
<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"/>
"""
"""A workbook's properties without its times, and without prefixes that depend on what else the process has loaded."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Book:
    """A workbook of one or more sheets.

    `sheets` names the sheet of each row, by its values; without it there is one. `total` are columns summed up in a
    last row; `units` is the line above the header; `numbered` adds the row of column numbers under the header; `order`
    adds a column of ordinals. `texts` writes numbers as Vietnamese text, as people do who format by hand.
    """

    title: str
    office: str = ""
    units: str = ""
    sheets: Callable[[Mapping[str, Any]], str] | None = None
    sheet: str = "Sheet1"
    heading: Heading = PLAIN
    total: tuple[str, ...] = ()
    numbered: bool = False
    ordinal: bool = False
    texts: tuple[str, ...] = ()
    signed: bool = True
    notes: Sequence[str] = field(default_factory=tuple)

    def write(self, path: Path, contract: Contract, batches: Iterator[Batch]) -> Sequence[Span]:
        """Write the workbook; its rows are in memory as a whole, as in any office."""
        book = Workbook()
        book.remove(book.worksheets[0])
        columns = self.heading.columns(contract)
        placed: list[tuple[int, str, int]] = []
        sheets: dict[str, _Sheet] = {}
        at = 0
        for batch in batches:
            values = batch.values()
            for row, meant in enumerate(batch.meant.to_pylist()):
                record = {name: cells[row] for name, cells in values.items()}
                name = self.sheets(meant) if self.sheets else self.sheet
                sheet = sheets.get(name)
                if sheet is None:
                    sheet = sheets[name] = self._begun(book, name, contract, columns)
                placed.append((at, name, sheet.add(record)))
                at += 1
        for sheet in sheets.values():
            sheet.end()
        book.save(path)
        _make_timeless(path)
        return [Span(part=name, first=row, count=1) for _, name, row in placed]

    def _begun(self, book: Workbook, name: str, contract: Contract, columns: list[str]) -> "_Sheet":
        sheet = _Sheet(sheet=book.create_sheet(name), book=self, columns=columns)
        sheet.begin(contract)
        return sheet


@dataclass(kw_only=True, slots=True)
class _Sheet:
    """One sheet being written, row after row."""

    sheet: Worksheet
    book: Book
    columns: list[str]
    row: int = 0
    rows: int = 0
    sums: dict[str, Decimal] = field(default_factory=dict)

    def begin(self, contract: Contract) -> None:
        """Titles and headers."""
        book, lead = self.book, ["STT"] if self.book.ordinal else []
        self._line([book.office or "UBND TỈNH HƯNG YÊN (MẪU)"])
        self._line([book.title])
        self._line([SYNTHETIC])
        self._line([*[None] * (len(self.columns) + len(lead) - 1), book.units] if book.units else [])
        headers = [*((text,) for text in lead), *(book.heading.header(contract, name) for name in self.columns)]
        self._headers([*headers, *((text,) for text in book.heading.more)])
        if book.numbered:
            self._line([f"({place})" for place in range(1, len(headers) + 1)])

    def _headers(self, headers: list[tuple[str, ...]]) -> None:
        """One row per level; what belongs together is merged, as in any office's tables."""
        depth, first = max(map(len, headers)), self.row + 1
        for level in range(depth):
            self._line([header[level] if level < len(header) else None for header in headers])
        if depth == 1:
            return
        for place, header in enumerate(headers, start=1):
            if len(header) == 1:
                self.sheet.merge_cells(start_row=first, end_row=self.row, start_column=place, end_column=place)
        for group in {header[0] for header in headers if len(header) > 1}:
            places = [place for place, header in enumerate(headers, start=1) if header[0] == group]
            self.sheet.merge_cells(start_row=first, end_row=first, start_column=places[0], end_column=places[-1])

    def add(self, record: Mapping[str, Any]) -> int:
        """One row; gives its number as Excel shows it."""
        self.rows += 1
        for name in self.book.total:
            if isinstance(record[name], int | Decimal) and not isinstance(record[name], bool):
                self.sums[name] = self.sums.get(name, Decimal(0)) + record[name]
        cells = [self._cell(name, record[name]) for name in self.columns]
        more = list(self.book.heading.more.values())
        self._line([*([self.rows] if self.book.ordinal else []), *cells, *more])
        self._dress([record[name] for name in self.columns])
        return self.row

    def end(self) -> None:
        """Totals, notes and who signs."""
        if self.book.total:
            label = next(place for place, name in enumerate(self.columns) if name not in self.book.total)
            cells: list[Any] = [self._number(self.sums.get(name)) for name in self.columns]
            cells[label] = "Tổng cộng"
            self._line([*([None] if self.book.ordinal else []), *cells])
        for note in self.book.notes:
            self._line([f"Ghi chú: {note}"])
        if self.book.signed:
            self._line([])
            self._line(["NGƯỜI LẬP BIỂU", *[None] * max(0, len(self.columns) - 2), "THỦ TRƯỞNG ĐƠN VỊ"])

    def _cell(self, name: str, value: Any) -> Any:
        if isinstance(value, Legacy | Formula):
            return value.text
        if name in self.book.texts and isinstance(value, Decimal):
            return f"{value:,}".translate(str.maketrans(",.", ".,"))
        return self._number(value)

    def _dress(self, values: Sequence[Any]) -> None:
        """Fonts and formats of the last row's cells."""
        for place, value in enumerate(values, start=2 if self.book.ordinal else 1):
            if isinstance(value, Legacy):
                self.sheet.cell(self.row, place).font = Font(name=".VnTime", size=12)
            elif isinstance(value, date):
                self.sheet.cell(self.row, place).number_format = "dd/mm/yyyy"

    def _number(self, value: Any) -> Any:
        if isinstance(value, Decimal):
            return int(value) if value == value.to_integral_value() else float(value)
        return value

    def _line(self, cells: list[Any]) -> None:
        self.row += 1
        self.sheet.append(cells)


def _make_timeless(path: Path) -> None:
    repacked(path, {"docProps/core.xml": _CORE})
