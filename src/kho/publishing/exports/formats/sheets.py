"""The workbook around the rows, as XlsxWriter makes it: parts, styles, heads of sheets and the sheet that explains.

It makes a workbook with one row of blank cells in the style of each column; that row marks where the rows go, and its
cells tell the styles' numbers.
"""

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from kho.messages import Message
from kho.publishing.exports.job import Job
from kho.publishing.exports.selecting import Cell, Kind

DATA: Final = Message("Dữ liệu", "Data")
EXPLAINED: Final = Message("Giải thích", "About")
NOTES: Final = Message(
    "Excel giữ 15 chữ số của một số: số dài hơn được ghi thành chữ để không mất chữ số nào; ngày trước 01/03/1900 cũng "
    "vậy. Ô dài hơn 32.767 ký tự bị cắt và ghi rõ ở cuối ô.",
    "Excel keeps 15 digits of a number: longer ones are written as text, so that no digit is lost; so are days before "
    "1 March 1900. A text of more than 32,767 characters is cut, which its end says.",
)
HEADS: Final = (
    Message("Cột", "Column"),
    Message("Tên", "Name"),
    Message("Ý nghĩa", "Meaning"),
    Message("Đơn vị tính", "Unit"),
    Message("Danh mục mã", "Code list"),
    Message("Chuẩn", "Standard"),
)
_OPTIONS: Final = {"in_memory": True}
_ROWS: Final = re.compile(rb'<row r="2"[^>]*>(.*?)</row>', re.DOTALL)
_STYLE: Final = re.compile(rb'<c r="[A-Z]+2"(?: s="(\d+)")?')
_SIZE: Final = re.compile(rb"<dimension [^>]*/>")
_WIDEST, _NARROWEST, _TEXT = 40, 8, 60
_STYLES: Final = {Kind.TEXT: "@", Kind.INTEGER: "0", Kind.DATE: "dd/mm/yyyy", Kind.MOMENT: "dd/mm/yyyy hh:mm:ss"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Frame:
    """A workbook without its rows: its parts by name; what stands before and behind the rows of each sheet of data.

    `styles` are the numbers of the columns' styles.
    """

    parts: tuple[tuple[str, bytes], ...]
    sheets: tuple[tuple[bytes, bytes], ...]
    styles: tuple[int, ...]


def frame(job: Job, count: int = 1) -> Frame:
    """The workbook with so many sheets of data: whatever their number, the first is the same."""
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, _OPTIONS) as book:
        _fill(book, job, count)
    with zipfile.ZipFile(made) as parts:
        contents = {name: parts.read(name) for name in parts.namelist()}
    sheets = [contents.pop(sheet_part(number)) for number in range(1, count + 1)]
    return Frame(
        parts=tuple(contents.items()),
        sheets=tuple(_parted(_SIZE.sub(b"", sheet)) for sheet in sheets),
        styles=tuple(int(style or 0) for style in _STYLE.findall(sheets[0])),
    )


def sheet_part(number: int) -> str:
    """The name of the part with that sheet, counted from 1."""
    return f"xl/worksheets/sheet{number}.xml"


def _parted(sheet: bytes) -> tuple[bytes, bytes]:
    found = _ROWS.search(sheet)
    return (sheet, b"") if found is None else (sheet[: found.start()], sheet[found.end() :])


def _fill(book: Workbook, job: Job, count: int) -> None:
    language, version = job.wanted.language, job.about.version
    dataset = job.about.source.dataset
    created = version.committed.replace(tzinfo=None)
    book.set_properties({"title": dataset.title, "author": dataset.agency.name.vi, "created": created})
    heads, styles = book.add_format({"bold": True, "bottom": 1}), [_style(book, cell) for cell in job.chosen.cells]
    for number in range(1, count + 1):
        name = DATA.in_(language)
        _head(book.add_worksheet(name if number == 1 else f"{name} {number}"), job, heads, styles)
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    _explain(book.add_worksheet(EXPLAINED.in_(language)), job, heads, wrapped)


def _style(book: Workbook, cell: Cell) -> Format:
    """A style for each column, so that each has a number."""
    if cell.kind is Kind.DECIMAL:
        return book.add_format({"num_format": f"0.{'0' * cell.scale}" if cell.scale else "0"})
    return book.add_format({"num_format": _STYLES.get(cell.kind, "General")})


def _head(sheet: Worksheet, job: Job, head: Format, styles: Sequence[Format]) -> None:
    sheet.freeze_panes(1, 0)
    for place, (cell, style) in enumerate(zip(job.chosen.cells, styles, strict=True)):
        name = cell.column.title if job.wanted.titles else cell.name
        sheet.set_column(place, place, max(_NARROWEST, min(len(name) + 2, _WIDEST)))
        sheet.write_string(0, place, name, head)
        sheet.write_blank(1, place, None, style)


def _explain(sheet: Worksheet, job: Job, head: Format, wrapped: Format) -> None:
    language = job.wanted.language
    sheet.set_column(0, 1, _WIDEST // 2)
    sheet.set_column(2, 2, _TEXT)
    lines = [*_facts(job), (), tuple(each.in_(language) for each in HEADS), *_columns(job.chosen.cells)]
    for row, line in enumerate(lines):
        is_head = bool(line) and line[0] == HEADS[0].in_(language)
        for place, text in enumerate(line):
            sheet.write_string(row, place, text, head if is_head or (len(line) <= 3 and not place) else wrapped)  # noqa: PLR2004


def _facts(job: Job) -> Iterator[tuple[str, ...]]:
    """What is known of the dataset, in the first and third column."""
    language = job.wanted.language
    for name, text in (*job.about.facts(), (Message("Cách ghi", "How it is written"), NOTES.in_(language))):
        if text:
            yield name.in_(language), "", text


def _columns(cells: Sequence[Cell]) -> Iterator[tuple[str, ...]]:
    for cell in cells:
        each = cell.column
        yield each.title, each.name, each.description, each.unit or "", each.codes or "", each.standard or ""
