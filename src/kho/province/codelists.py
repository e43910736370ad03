"""`codelists/*.csv`: shared code lists, each code with the days between which it is valid."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from kho.contracts.problems import Kind, Report
from kho.messages import Message
from kho.province.csv_lines import Line, at_line, check_filled, read_day, read_lines
from kho.province.records import REVERSED_DATES

FOLDER = "codelists"
NEEDED = ("code", "name", "valid_from", "valid_to")
FILE_NAME = re.compile(r"[a-z][a-z0-9]*([-_][a-z0-9]+)*\.csv")

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
    lines = read_lines(file.read_bytes(), NEEDED, report)
    codes = [(line.number, _code(line, report)) for line in lines or ()]
    found = [(number, code) for number, code in codes if code is not None]
    _check_overlaps(found, report)
    if not found and not report.problems:
        report.add(EMPTY_LIST)
    return CodeList(name=file.stem, file=file, entries=tuple(code for _, code in found))


def _code(line: Line, report: Report) -> Code | None:
    at_line(report, line.number)
    cells = line.cells
    filled = check_filled(cells, ("code", "name"), report)
    start, to = read_day(cells["valid_from"], report), read_day(cells["valid_to"], report)
    if start is not None and to is not None and to < start:
        report.add(REVERSED_DATES, start=start, to=to)
    more = {name: cell for name, cell in cells.items() if name not in NEEDED}
    return Code(code=cells["code"], name=cells["name"], valid_from=start, valid_to=to, more=more) if filled else None


def _check_overlaps(codes: Iterable[tuple[int, Code]], report: Report) -> None:
    by_code: dict[str, list[tuple[int, Code]]] = {}
    for line, code in codes:
        for first, other in by_code.get(code.code, []):
            if _overlap(code, other):
                at_line(report, line)
                report.add(OVERLAP, code=code.code, first=first)
                break
        by_code.setdefault(code.code, []).append((line, code))


def _overlap(one: Code, other: Code) -> bool:
    starts = max(one.valid_from or date.min, other.valid_from or date.min)
    return starts <= min(one.valid_to or date.max, other.valid_to or date.max)
