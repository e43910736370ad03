"""The `kho.read` options of a workbook: what a contract pins of what would else be found."""

import re
from dataclasses import dataclass
from typing import Any

from kho.messages import Message
from kho.sources.options import YES_NO, Plain, is_text, option
from kho.sources.workbooks.grid import Box, column_index

_CELL = re.compile(r"\$?([A-Za-z]{1,3})\$?(\d{1,7})")
_COLUMNS = re.compile(r"\s*[A-Za-z]{1,3}\s*(:\s*[A-Za-z]{1,3}\s*)?")
LAST_ROW = 2**20


def _sheets(value: Any) -> tuple[str | int, ...] | None:
    if value == "*":
        return None
    return tuple(value) if isinstance(value, list) else (value,)


def _header_rows(value: Any) -> tuple[int, ...]:
    rows = value if isinstance(value, list) else [value]
    return tuple(sorted(row - 1 for row in rows if row != 0))


def _box(text: str) -> Box:
    """`A1:K200`, `B3` or whole columns `A:F`."""
    first, _, last = text.replace(" ", "").partition(":")
    top, left = _corner(first, 0)
    bottom, right = _corner(last or first, LAST_ROW - 1)
    return Box(min(top, bottom), min(left, right), max(top, bottom), max(left, right))


def _corner(text: str, row: int) -> tuple[int, int]:
    match = _CELL.fullmatch(text)
    return (int(match[2]) - 1, column_index(match[1])) if match else (row, column_index(text))


def _columns(value: Any) -> tuple[int, ...]:
    parts = value.split(",") if isinstance(value, str) else value
    places: list[int] = []
    for part in parts:
        first, _, last = str(part).replace(" ", "").partition(":")
        places += range(column_index(first), column_index(last or first) + 1)
    return tuple(dict.fromkeys(places))


def _is_row(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= LAST_ROW


def _is_sheet(value: object) -> bool:
    return is_text(value) or _is_row(value)


def _is_range(value: object) -> bool:
    if not isinstance(value, str):
        return False
    first, _, last = value.replace(" ", "").partition(":")
    cells = all(_CELL.fullmatch(part) for part in (first, last or first))
    return cells or _COLUMNS.fullmatch(value) is not None


def _are_columns(value: object) -> bool:
    parts = value.split(",") if isinstance(value, str) else value
    return isinstance(parts, list) and bool(parts) and all(isinstance(p, str) and _COLUMNS.fullmatch(p) for p in parts)


def _are_rows(value: object) -> bool:
    return isinstance(value, list) and all(map(_is_row, value))


SHEET = Plain(
    expected=Message(
        vi="tên hay số thứ tự trang tính, một danh sách, hoặc '*' cho mọi trang",
        en="a sheet's name or number, a list of them, or '*' for every sheet",
    ),
    accepts=lambda value: _is_sheet(value) or (isinstance(value, list) and bool(value) and all(map(_is_sheet, value))),
    convert=_sheets,
)
RANGE = Plain(
    expected=Message(vi="vùng như A1:K200 hoặc A:K", en="a range such as A1:K200 or A:K"),
    accepts=_is_range,
    convert=_box,
)
HEADER_ROWS = Plain(
    expected=Message(
        vi="các số dòng tiêu đề, ví dụ [6, 7], hoặc 0 nếu bảng không có tiêu đề",
        en="the numbers of the header rows, such as [6, 7], or 0 for a table without a header",
    ),
    accepts=lambda value: _is_row(value) or (value == 0 and value is not False) or _are_rows(value),
    convert=_header_rows,
)
ROW = Plain(
    expected=Message(vi="số dòng như Excel hiển thị, ví dụ 5", en="the row's number as Excel shows it, such as 5"),
    accepts=_is_row,
    convert=lambda number: number - 1,
)
ROWS = Plain(
    expected=Message(vi="danh sách số dòng, ví dụ [9, 20]", en="a list of row numbers, such as [9, 20]"),
    accepts=_are_rows,
    convert=lambda rows: frozenset(row - 1 for row in rows),
)
TOTALS = Plain(
    expected=Message(
        vi="keep (giữ dòng tổng) hoặc drop (bỏ)", en="keep (rows of totals stay) or drop (they are left out)"
    ),
    accepts=lambda value: value in ("keep", "drop"),
    convert=lambda word: word == "keep",
)
COLUMNS = Plain(
    expected=Message(vi="chữ cái cột, ví dụ A:F,H", en="column letters, such as A:F,H"),
    accepts=_are_columns,
    convert=_columns,
)
TABLE = Plain(
    expected=Message(
        vi="số thứ tự bảng trong trang tính, hoặc một phần tên bảng",
        en="the table's number on its sheet, or a part of its title",
    ),
    accepts=lambda value: is_text(value) or _is_row(value),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Pins:
    """Options in the finder's terms: rows and columns 0-based, None where nothing is pinned.

    `header_rows` is empty for a table without a header; `sheets` None means every visible sheet.
    """

    sheets: tuple[str | int, ...] | None = option(SHEET, default=None, name="sheet")
    hidden: bool = option(YES_NO, default=False)
    range: Box | None = option(RANGE, default=None)
    header_rows: tuple[int, ...] | None = option(HEADER_ROWS, default=None)
    first_row: int | None = option(ROW, default=None)
    last_row: int | None = option(ROW, default=None)
    unit_row: int | None = option(ROW, default=None)
    skip_rows: frozenset[int] = option(ROWS, default=frozenset())
    keep_totals: bool | None = option(TOTALS, default=None, name="totals")
    columns: tuple[int, ...] | None = option(COLUMNS, default=None)
    table: int | str | None = option(TABLE, default=None)
    fill_merged: bool = option(YES_NO, default=False)
