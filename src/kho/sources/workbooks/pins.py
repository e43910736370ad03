"""The `kho.read` options of a workbook: what a contract pins of what would else be found."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kho.messages import Message
from kho.sources.read_options import Option, is_text
from kho.sources.workbooks.grid import Box, column_index

_CELL = re.compile(r"\$?([A-Za-z]{1,3})\$?(\d{1,7})")
_COLUMNS = re.compile(r"\s*[A-Za-z]{1,3}\s*(:\s*[A-Za-z]{1,3}\s*)?")
LAST_ROW = 2**20
LAST_COLUMN = 2**14


@dataclass(frozen=True, kw_only=True, slots=True)
class Pins:
    """Options in the finder's terms: rows and columns 0-based, None where nothing is pinned.

    `header_rows` is empty for a table without a header; `sheets` None means every visible sheet.
    """

    sheets: tuple[str | int, ...] | None = None
    hidden: bool = False
    range: Box | None = None
    header_rows: tuple[int, ...] | None = None
    first_row: int | None = None
    last_row: int | None = None
    unit_row: int | None = None
    skip_rows: frozenset[int] = frozenset()
    keep_totals: bool | None = None
    columns: tuple[int, ...] | None = None
    table: int | str | None = None
    fill_merged: bool = False


def read_pins(read: Mapping[str, Any]) -> Pins:
    """Options that have been checked against OPTIONS, as values."""
    return Pins(
        sheets=_sheets(read.get("sheet")),
        hidden=bool(read.get("hidden", False)),
        range=_box(read["range"]) if "range" in read else None,
        header_rows=_header_rows(read.get("header_rows")),
        first_row=_zero_based(read.get("first_row")),
        last_row=_zero_based(read.get("last_row")),
        unit_row=_zero_based(read.get("unit_row")),
        skip_rows=frozenset(row - 1 for row in read.get("skip_rows", ())),
        keep_totals=None if "totals" not in read else read["totals"] == "keep",
        columns=_columns(read["columns"]) if "columns" in read else None,
        table=read.get("table"),
        fill_merged=bool(read.get("fill_merged", False)),
    )


def _zero_based(number: int | None) -> int | None:
    return None if number is None else number - 1


def _sheets(value: Any) -> tuple[str | int, ...] | None:
    if value is None or value == "*":
        return None
    return tuple(value) if isinstance(value, list | tuple) else (value,)


def _header_rows(value: Any) -> tuple[int, ...] | None:
    if value is None:
        return None
    rows = value if isinstance(value, list | tuple) else [value]
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


def _is_row(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= LAST_ROW


def _is_sheet(value: Any) -> bool:
    return is_text(value) or _is_row(value)


def _is_range(value: Any) -> bool:
    if not isinstance(value, str):
        return False
    first, _, last = value.replace(" ", "").partition(":")
    cells = all(_CELL.fullmatch(part) for part in (first, last or first))
    return cells or _COLUMNS.fullmatch(value) is not None


def _are_columns(value: Any) -> bool:
    parts = value.split(",") if isinstance(value, str) else value
    return isinstance(parts, list) and bool(parts) and all(isinstance(p, str) and _COLUMNS.fullmatch(p) for p in parts)


def _are_rows(value: Any, least: int = 1) -> bool:
    return isinstance(value, list) and all(_is_row(row) or row == least == 0 for row in value)


_ROW = Message(vi="Viết số dòng như Excel hiển thị, ví dụ 5.", en="Write the row's number as Excel shows it: 5.")
_YES_NO = Message(vi="Viết true hoặc false.", en="Write true or false.")

OPTIONS = (
    Option(
        name="sheet",
        good=lambda value: _is_sheet(value) or (isinstance(value, list) and bool(value) and all(map(_is_sheet, value))),
        expects=Message(
            vi="Viết tên hay số thứ tự trang tính, một danh sách, hoặc '*' cho mọi trang.",
            en="Write a sheet's name or number, a list of them, or '*' for every sheet.",
        ),
    ),
    Option(name="hidden", good=lambda value: isinstance(value, bool), expects=_YES_NO),
    Option(
        name="range",
        good=_is_range,
        expects=Message(vi="Viết vùng như A1:K200 hoặc A:K.", en="Write a range such as A1:K200 or A:K."),
    ),
    Option(
        name="header_rows",
        good=lambda value: _is_row(value) or (value == 0 and value is not False) or _are_rows(value),
        expects=Message(
            vi="Viết các số dòng tiêu đề, ví dụ [6, 7], hoặc 0 nếu bảng không có tiêu đề.",
            en="Write the numbers of the header rows, such as [6, 7], or 0 for a table without a header.",
        ),
    ),
    Option(name="first_row", good=_is_row, expects=_ROW),
    Option(name="last_row", good=_is_row, expects=_ROW),
    Option(name="unit_row", good=_is_row, expects=_ROW),
    Option(
        name="skip_rows",
        good=_are_rows,
        expects=Message(
            vi="Viết danh sách số dòng, ví dụ [9, 20].", en="Write a list of row numbers, such as [9, 20]."
        ),
    ),
    Option(
        name="totals",
        good=lambda value: value in ("keep", "drop"),
        expects=Message(
            vi="Viết keep (giữ dòng tổng) hoặc drop (bỏ).",
            en="Write keep (rows of totals stay) or drop (they are left out).",
        ),
    ),
    Option(
        name="columns",
        good=_are_columns,
        expects=Message(vi="Viết chữ cái cột, ví dụ A:F,H.", en="Write column letters, such as A:F,H."),
    ),
    Option(
        name="table",
        good=lambda value: is_text(value) or _is_row(value),
        expects=Message(
            vi="Viết số thứ tự bảng trong trang tính, hoặc một phần tên bảng.",
            en="Write the table's number on its sheet, or a part of its title.",
        ),
    ),
    Option(name="fill_merged", good=lambda value: isinstance(value, bool), expects=_YES_NO),
)
