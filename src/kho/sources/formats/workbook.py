"""Workbooks: `.xlsx`, `.xlsm`, `.xlsb`, `.xls` and `.ods`, told by their bytes, each table found on its sheet."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from kho.messages import Message
from kho.sources import options
from kho.sources.base import LeftOut, ReadNotes, Repair, SourceTable
from kho.sources.decoding import clean
from kho.sources.repairs import Change, RepairLog
from kho.sources.workbooks.arrow import batches
from kho.sources.workbooks.containers import Container, looks_like_workbook
from kho.sources.workbooks.errors import BadWorkbookOptionError, NoSuchSheetError, NoTableError
from kho.sources.workbooks.finder import Found
from kho.sources.workbooks.grid import Grid, column_ranges
from kho.sources.workbooks.pinned import tables_of
from kho.sources.workbooks.pins import Pins
from kho.sources.workbooks.sheets import Sheet, Workbook, open_workbook

HIDDEN = Message(vi="trang tính ẩn", en="hidden sheet")
NO_CELLS = Message(vi="trang biểu đồ hoặc macro", en="chart or macro sheet")
EMPTY = Message(vi="trang tính trống", en="empty sheet")
NO_TABLE = Message(vi="trang tính không có bảng", en="sheet without a table")
MACROS = Message(vi="macro không được chạy, chỉ đọc giá trị ô", en="macros are not run, only cell values are read")
MOST_SKIPPED = 100
"""Rows passed over that `found` lists; more would be no pin a person keeps."""
Read = Pins
"""Every format's options have this name."""


class WorkbookFormat:
    """Reads every table of every visible sheet, or what `kho.read` pins."""

    def sniff(self, head: bytes, name: str) -> bool:
        """Whether the bytes are a workbook's, or the name says so and the bytes are not readable as text."""
        return looks_like_workbook(head, name)

    def problems(self, read: Mapping[str, Any]) -> list[tuple[str, Message, Message]]:
        """Options no workbook understands, and values they do not take."""
        return options.problems(Pins, read)

    def tables(self, file: Path, *, name: str, read: Mapping[str, Any]) -> Iterator[SourceTable]:
        """The tables in the order of sheets, then from top to bottom and left to right.

        A sheet is in memory as a whole while it is read. Raises an error of `kho.sources.workbooks.errors`.
        """
        self._refuse_bad(read)
        pins = options.read(Pins, read)
        book = open_workbook(file, name)
        seen = False
        for table in _tables(book, pins):
            seen = True
            yield table
        if not seen:
            raise NoTableError(where=name, name=name, known=_listed(_wanted(book, pins)))

    def _refuse_bad(self, read: Mapping[str, Any]) -> None:
        for field, what, mend in self.problems(read):
            raise BadWorkbookOptionError(
                field=field, what_vi=what.vi, what_en=what.en, mend_vi=mend.vi, mend_en=mend.en
            )


def _tables(book: Workbook, pins: Pins) -> Iterator[SourceTable]:
    """All tables; what is left out of the workbook as a whole is told with the table before it, or the first one."""
    sheets = _wanted(book, pins)
    pending: SourceTable | None = None
    told = _left_out_sheets(book, sheets)
    for sheet in sheets:
        grid = book.grid(sheet) if sheet.has_cells else None
        found = tables_of(grid, pins, file_name=book.name) if grid is not None else []
        if not found:
            why = NO_CELLS if not sheet.has_cells else EMPTY if grid is None else NO_TABLE
            told.append(LeftOut(place=sheet.name, why=why, text=_glimpse(grid)))
            continue
        for number, table in enumerate(found, start=1):
            if pending is not None:
                yield pending
            pending = _source_table(grid, table, number, len(found), pins) if grid is not None else None
            if pending is not None:
                pending.notes.left_out[:0] = told
                told = []
    if pending is not None:
        pending.notes.left_out += [*told, *book.facts.told]
        yield pending


def _wanted(book: Workbook, pins: Pins) -> list[Sheet]:
    """The sheets to read. Raises NoSuchSheetError."""
    if pins.sheets is None:
        return [sheet for sheet in book.sheets if pins.hidden or not sheet.hidden]
    return [_sheet(book, wanted) for wanted in pins.sheets]


def _sheet(book: Workbook, wanted: str | int) -> Sheet:
    for sheet in book.sheets:
        if wanted in (sheet.number, sheet.name) or (isinstance(wanted, str) and sheet.name.strip() == wanted.strip()):
            return sheet
    raise NoSuchSheetError(where=book.name, name=book.name, sheet=f"“{wanted}”", known=_listed(book.sheets))


def _listed(sheets: list[Sheet] | tuple[Sheet, ...]) -> str:
    return (
        ", ".join(f"{sheet.number} “{sheet.name}”{' (ẩn/hidden)' if sheet.hidden else ''}" for sheet in sheets) or "-"
    )


def _left_out_sheets(book: Workbook, sheets: list[Sheet]) -> list[LeftOut]:
    told = [LeftOut(place=sheet.name, why=HIDDEN) for sheet in book.sheets if sheet.hidden and sheet not in sheets]
    if book.container is Container.XLSM:
        told.append(LeftOut(place="vbaProject.bin", why=MACROS))
    return told


def _glimpse(grid: Grid | None) -> str:
    if grid is None:
        return ""
    lines = (grid.text(row, grid.box) for row in range(grid.top, min(grid.top + 20, grid.box.bottom + 1)))
    return "\n".join(line for line in lines if line)[:300]


def _source_table(grid: Grid, table: Found, number: int, of: int, pins: Pins) -> SourceTable:
    part = grid.name if of == 1 else f"{grid.name}!{table.box.a1()}"
    if pins.fill_merged:
        grid.fill_merged(replace(table.box, top=table.body.first))
    found = _found(grid, table, number, of, pins)
    notes = ReadNotes(found=found, left_out=list(table.left_out), repairs=_repairs(grid, table, part))
    return SourceTable(
        part=part,
        columns=table.columns,
        batches=clean(batches(grid, _rows(grid, table), table.places), part, notes),
        notes=notes,
    )


def _repairs(grid: Grid, table: Found, part: str) -> list[Repair]:
    """What was decoded in the table's header and rows."""
    log = RepairLog(part=part)
    columns = {place: number for number, place in enumerate(table.places, start=1)}
    rows = {*table.header.rows, *range(table.body.first, table.body.last + 1)} - table.body.skip
    for (row, column), mended in grid.mended.items():
        if row in rows and column in columns:
            change = Change(mended.before, str(grid.value(row, column)), mended.why)
            log.add(change, count=1, rows=[row + 1], column=f"c{columns[column]}")
    return list(log.repairs())


def _rows(grid: Grid, table: Found) -> Iterator[int]:
    """The table's rows: filled, and not passed over."""
    skip = table.body.skip
    rows = grid.filled_rows(table.body.first, table.body.last, table.box)
    return (row for row in rows if row not in skip)


def _found(grid: Grid, table: Found, number: int, of: int, pins: Pins) -> dict[str, Any]:
    """What was found in the words of the options, so that it can be pinned."""
    found: dict[str, Any] = {
        "sheet": grid.name,
        "header_rows": [row + 1 for row in table.header.rows] or 0,
        "first_row": table.body.first + 1,
        "last_row": table.body.last + 1,
        "columns": column_ranges(table.places),
        "totals": "keep" if pins.keep_totals else "drop",
    }
    if pins.fill_merged:
        found["fill_merged"] = True
    if of > 1:
        found["table"] = number
    if table.header.unit_rows:
        found["unit_row"] = table.header.unit_rows[0] + 1
    if 0 < len(table.body.skip) <= MOST_SKIPPED:
        found["skip_rows"] = sorted(row + 1 for row in table.body.skip)
    return found
