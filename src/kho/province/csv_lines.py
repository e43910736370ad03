"""CSV files of the province folder: UTF-8, a header with known names, as many cells in each line."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from kho.contracts.located import decoded
from kho.contracts.problems import Kind, Report, listed, near
from kho.messages import Message
from kho.province.records import DATE_FIELD, day

NOT_UTF8 = Kind(
    code="KHO-P130",
    what=Message("Tệp không phải UTF-8 (byte thứ {offset}).", "The file is not UTF-8 (byte {offset})."),
    mend=Message("Lưu lại dạng “CSV UTF-8”.", "Save it as “CSV UTF-8”."),
)
BROKEN_CSV = Kind(
    code="KHO-P131",
    what=Message("Không đọc được CSV: {reason}.", "The CSV cannot be read: {reason}."),
    mend=Message("Xem lại dấu nháy kép ở dòng này.", "Look at the quotes in this line."),
)
NO_HEADER = Kind(
    code="KHO-P132",
    what=Message("Dòng đầu thiếu cột {missing}.{near}", "The first line lacks {missing}.{near}"),
    mend=Message("Dòng đầu phải có: {needed}.", "The first line must have: {needed}."),
)
DOUBLED_HEADER = Kind(
    code="KHO-P133",
    what=Message("Cột “{name}” có hai lần.", "The column “{name}” stands twice."),
    mend=Message("Đổi tên một cột.", "Rename one of them."),
)
RAGGED = Kind(
    code="KHO-P134",
    what=Message("Dòng có {count} ô, tiêu đề có {width}.", "The line has {count} cells, the header {width}."),
    mend=Message(
        "Thêm hoặc bớt dấu phẩy; chữ có dấu phẩy thì để trong nháy kép.", "Mend the commas; quote texts with commas."
    ),
)
EMPTY_CELL = Kind(
    code="KHO-P135",
    what=Message("Ô {name} trống.", "The cell {name} is empty."),
    mend=Message("Điền {name}.", "Fill in {name}."),
)
BAD_DATE = Kind(
    code="KHO-P136",
    what=Message("“{value}” không phải ngày.", "“{value}” is no date."),
    mend=Message("Viết {expected}, hoặc để trống.", "Write {expected}, or leave it empty."),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """One line: its number from 1 and its cells by the names of the header, trimmed and in NFC."""

    number: int
    cells: Mapping[str, str]


def read_lines(data: bytes, needed: Sequence[str], report: Report) -> tuple[Line, ...] | None:
    """The lines below the header; None, told in `report`, where the file cannot be read as a table of these columns."""
    content = decoded(data, report, NOT_UTF8)
    rows = _rows(content, report) if content is not None else None
    if rows is None:
        return None
    header = [cell.strip() for cell in rows[0][1]] if rows else []
    if not _header_holds(header, needed, rows[0][0] if rows else 1, report):
        return None
    return tuple(_lines(header, rows[1:], report))


def header_of(data: bytes) -> tuple[str, ...]:
    """The names of the header, before anything is checked."""
    first = data.decode("utf-8-sig", "replace").partition("\n")[0]
    return tuple(cell.strip() for cell in next(csv.reader([first]), []))


def at_line(report: Report, line: int) -> None:
    """What is told from now on is of this line."""
    report.lines = {(): line}


def read_day(cell: str, report: Report) -> date | None:
    """A day; None where the cell is empty, or is no date, which is told."""
    if not cell:
        return None
    try:
        return day(cell)
    except ValueError:
        report.add(BAD_DATE, value=cell, expected=DATE_FIELD)
        return None


def check_filled(cells: Mapping[str, str], names: Sequence[str], report: Report) -> bool:
    """Whether the cells of these names are filled; an empty one is told."""
    empty = [name for name in names if not cells[name]]
    for name in empty:
        report.add(EMPTY_CELL, name=name)
    return not empty


def _rows(content: str, report: Report) -> list[tuple[int, list[str]]] | None:
    reader = csv.reader(io.StringIO(content, newline=""), strict=True)
    try:
        return [(reader.line_num, row) for row in reader if any(cell.strip() for cell in row)]
    except csv.Error as error:
        at_line(report, reader.line_num)
        report.add(BROKEN_CSV, reason=error)
        return None


def _header_holds(header: list[str], needed: Sequence[str], line: int, report: Report) -> bool:
    at_line(report, line)
    missing = [name for name in needed if name not in header]
    if missing:
        report.add(NO_HEADER, missing=listed(missing), near=near(missing[0], header), needed=listed(needed))
    doubled = {name for name in header if header.count(name) > 1}
    for name in sorted(doubled):
        report.add(DOUBLED_HEADER, name=name)
    return not missing and not doubled


def _lines(header: list[str], rows: Sequence[tuple[int, list[str]]], report: Report) -> Iterator[Line]:
    for number, row in rows:
        if len(row) != len(header):
            at_line(report, number)
            report.add(RAGGED, count=len(row), width=len(header))
            continue
        yield Line(number=number, cells=dict(zip(header, map(str.strip, row), strict=True)))
