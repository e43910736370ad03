"""The statistics office's own table of communes before and after a day, read as it is published.

`BẢNG CHUYỂN ĐỔI ĐƠN VỊ HÀNH CHÍNH`, one row per pair: new province, name and code of the new commune, name and code
of the old one, note, old district, old province. The published file has two header rows, a title row per province,
line breaks inside cells, names in NFD, a note in sixteen spellings, and some old codes missing or slipped.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from kho.standards.text.folding import key
from kho.standards.units.model import CODE, MERGER, Change, Level, with_zeros
from kho.standards.units.names import clean
from kho.standards.units.notes import meaning

_COLUMNS: Final = {
    "tenxamoi": "new_name",
    "maxamoi": "new",
    "tenxacu": "old_name",
    "maxacu": "old",
    "ghichu": "note",
    "quanhuyen": "district",
}
_NEEDED: Final = frozenset({"new", "old", "note"})
_BRACKETED: Final = re.compile(r"\((\d+)\)\s*$")
_DAY: Final = re.compile(r"từ ngày\s*(\d{1,2})/(\d{1,2})/(\d{4})")
_HEAD_ROWS: Final = 20


@dataclass(frozen=True, kw_only=True, slots=True)
class LeftRow:
    """A row that says no change: its number in the file, from 1, and its text."""

    row: int
    text: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Crosswalk:
    """What a table says, as it says it; `left` are the rows that name no pair, such as titles."""

    changes: tuple[Change, ...]
    left: tuple[LeftRow, ...]


def is_crosswalk(rows: Sequence[Sequence[str]]) -> bool:
    """Whether the rows begin as such a table does."""
    return _header(rows) is not None


def read_official(rows: Sequence[Sequence[str]], *, source: str) -> Crosswalk:
    """Read the table from all its rows of cells, header and titles included.

    An old unit without a code and a name of its own is its district, as the five island districts were. Raises
    ValueError where no header names the columns.
    """
    found = _header(rows)
    if found is None:
        raise ValueError("no header")
    at, places = found
    on = _day(rows[: at + 1])
    changes: list[Change] = []
    left: list[LeftRow] = []
    for number, row in enumerate(rows[at + 1 :], start=at + 2):
        cells = _cells_of(row, places)
        if CODE.fullmatch(cells["new"]):
            changes.append(_change(cells, on=on, source=source, place=number))
        elif text := clean(" ".join(row)):
            left.append(LeftRow(row=number, text=text))
    return Crosswalk(changes=tuple(changes), left=tuple(left))


def _cells_of(row: Sequence[str], places: Mapping[str, int]) -> dict[str, str]:
    """Cells by their meaning; codes get back the zeros that a spreadsheet takes from them."""
    cells = {name: clean(row[place]) if place < len(row) else "" for name, place in places.items()}
    return cells | {name: with_zeros(cells[name], Level.COMMUNE) for name in ("new", "old")}


def _header(rows: Sequence[Sequence[str]]) -> tuple[int, Mapping[str, int]] | None:
    for number, row in enumerate(rows[:_HEAD_ROWS]):
        places = {_COLUMNS[key(cell)]: place for place, cell in enumerate(row) if key(cell) in _COLUMNS}
        if places.keys() >= _NEEDED:
            return number, places
    return None


def _day(rows: Iterable[Sequence[str]]) -> date:
    for cell in _cells(rows):
        if found := _DAY.search(cell):
            day, month, year = map(int, found.groups())
            return date(year, month, day)
    return MERGER


def _cells(rows: Iterable[Sequence[str]]) -> Iterator[str]:
    for row in rows:
        yield from map(clean, row)


def _change(cells: Mapping[str, str], *, on: date, source: str, place: int) -> Change:
    told = meaning(cells["note"])
    district = _BRACKETED.search(cells.get("district", ""))
    parent = district[1] if district else ""
    name = cells.get("old_name", "")
    old = cells["old"] or ("" if name else parent)
    return Change(
        on=on,
        old=old,
        new=cells["new"],
        extent=told.extent,
        area=told.area,
        population=told.population,
        source=source,
        old_name=name or _BRACKETED.sub("", cells.get("district", "")).strip(),
        old_parent="" if old == parent else parent,
        new_name=cells.get("new_name", ""),
        note=cells["note"],
        place=place,
    )
