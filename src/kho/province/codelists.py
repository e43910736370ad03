"""`codelists/*.csv`: shared code lists, each code with the days between which it is valid."""

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from kho.contracts.located import decoded
from kho.contracts.problems import Kind, Report, listed, near
from kho.messages import Message
from kho.province.records import DATE_FIELD, REVERSED_DATES, day

FOLDER = "codelists"
NEEDED = ("code", "name", "valid_from", "valid_to")
FILE_NAME = re.compile(r"[a-z][a-z0-9]*([-_][a-z0-9]+)*\.csv")

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
OVERLAP = Kind(
    code="KHO-P137",
    what=Message(
        "Mã “{code}” đã có ở dòng {first} trong cùng thời gian.",
        "The code “{code}” stands on line {first} for the same time.",
    ),
    mend=Message("Bỏ một dòng, hoặc sửa valid_from, valid_to cho khỏi chồng nhau.", "Drop one, or part their dates."),
)
EMPTY_LIST = Kind(
    code="KHO-P138",
    what=Message("Danh mục không có mã nào.", "The list has no code."),
    mend=Message("Thêm các mã, hoặc xoá tệp.", "Add codes, or delete the file."),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Code:
    """One code, valid from and to both days inclusive; None is open. `more` holds the list's other columns."""

    code: str
    name: str
    valid_from: date | None = None
    valid_to: date | None = None
    more: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class CodeList:
    """A code list by its name, the file's without `.csv`; a code may stand several times, for times apart."""

    name: str
    file: Path
    entries: tuple[Code, ...]


def read_codelist(file: Path, report: Report) -> CodeList:
    """Read one list. Raises OSError where the file cannot be opened; every mistake is told in `report`."""
    content = decoded(file.read_bytes(), report, NOT_UTF8)
    codes = _codes(content, report) if content is not None else []
    if content is not None and not codes and not report.problems:
        report.add(EMPTY_LIST)
    return CodeList(name=file.stem, file=file, entries=tuple(code for _, code in codes))


def _codes(content: str, report: Report) -> list[tuple[int, Code]]:
    reader = csv.reader(io.StringIO(content, newline=""), strict=True)
    try:
        rows = [(reader.line_num, row) for row in reader if any(cell.strip() for cell in row)]
    except csv.Error as error:
        _at(report, reader.line_num)
        report.add(BROKEN_CSV, reason=error)
        return []
    header = [cell.strip() for cell in rows[0][1]] if rows else []
    if not _header_holds(header, rows[0][0] if rows else 1, report):
        return []
    codes = [_code(line, row, header, report) for line, row in rows[1:]]
    found = [(line, code) for line, code in codes if code is not None]
    _check_overlaps(found, report)
    return found


def _header_holds(header: list[str], line: int, report: Report) -> bool:
    _at(report, line)
    missing = [name for name in NEEDED if name not in header]
    if missing:
        report.add(NO_HEADER, missing=listed(missing), near=near(missing[0], header), needed=listed(NEEDED))
    doubled = {name for name in header if header.count(name) > 1}
    for name in sorted(doubled):
        report.add(DOUBLED_HEADER, name=name)
    return not missing and not doubled


def _code(line: int, row: list[str], header: list[str], report: Report) -> tuple[int, Code | None]:
    _at(report, line)
    if len(row) != len(header):
        report.add(RAGGED, count=len(row), width=len(header))
        return line, None
    cells = {name: unicodedata.normalize("NFC", cell.strip()) for name, cell in zip(header, row, strict=True)}
    empty = [name for name in ("code", "name") if not cells[name]]
    for name in empty:
        report.add(EMPTY_CELL, name=name)
    start, to = _date(cells["valid_from"], report), _date(cells["valid_to"], report)
    if start is not None and to is not None and to < start:
        report.add(REVERSED_DATES, start=start, to=to)
    more = {name: cell for name, cell in cells.items() if name not in NEEDED}
    code = Code(code=cells["code"], name=cells["name"], valid_from=start, valid_to=to, more=more)
    return line, None if empty else code


def _date(cell: str, report: Report) -> date | None:
    if not cell:
        return None
    try:
        return day(cell)
    except ValueError:
        report.add(BAD_DATE, value=cell, expected=DATE_FIELD)
        return None


def _check_overlaps(codes: Iterable[tuple[int, Code]], report: Report) -> None:
    by_code: dict[str, list[tuple[int, Code]]] = {}
    for line, code in codes:
        for first, other in by_code.get(code.code, []):
            if _overlap(code, other):
                _at(report, line)
                report.add(OVERLAP, code=code.code, first=first)
                break
        by_code.setdefault(code.code, []).append((line, code))


def _overlap(one: Code, other: Code) -> bool:
    starts = max(one.valid_from or date.min, other.valid_from or date.min)
    return starts <= min(one.valid_to or date.max, other.valid_to or date.max)


def _at(report: Report, line: int) -> None:
    report.lines = {(): line}
