"""Which column of the source is which column of the contract: by pinned position, else by header text."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from kho.contracts.measure_use import region_of, target_of
from kho.contracts.model import Column
from kho.sources.base import SourceColumn
from kho.standards.numbers.source_units import without_unit


@dataclass(frozen=True, kw_only=True, slots=True)
class ColumnMapping:
    """The 1-based place in the source of each contract column that was found, and what is left on both sides."""

    places: dict[str, int]
    absent: tuple[str, ...]
    unused: tuple[SourceColumn, ...]

    def fits(self, columns: Sequence[Column]) -> bool:
        """Whether the table is the contract's: every required column is there, and at least half of all columns."""
        sought = [column for column in columns if column.from_name is None]
        required = {column.name for column in sought if column.required or column.primary_key is not None}
        return required.isdisjoint(self.absent) and 2 * len(self.places) >= len(sought)


def map_columns(columns: Sequence[Column], source: Sequence[SourceColumn]) -> ColumnMapping:
    """Match contract columns to source columns, each source column at most once; a pinned position wins.

    A header fits when its whole text, its top row alone or any run of its rows down to the lowest equals one of
    the column's headers, its title or its name, letter case, accents' composition and white space aside. The first
    candidate of the contract that fits anywhere wins, so a contract may list the better header first.
    """
    by_position = {column.position: index for index, column in enumerate(source)}
    by_header = _by_header(source)
    places: dict[str, int] = {}
    taken: set[int] = set()
    sought = [column for column in columns if column.from_name is None]
    for column in sorted(sought, key=lambda column: column.position is None):
        index = by_position.get(column.position) if column.position else _find(column, by_header, taken)
        if index is not None:
            places[column.name] = index + 1
            taken.add(index)
    absent = tuple(column.name for column in columns if column.name not in places and column.from_name is None)
    unused = tuple(column for index, column in enumerate(source) if index not in taken)
    return ColumnMapping(places=places, absent=absent, unused=unused)


def folded(text: str) -> str:
    """A header as it is compared: NFC, lower case, single spaces; ` / ` between its rows counts as a space."""
    return " ".join(unicodedata.normalize("NFC", text).casefold().replace(" / ", " ").split())


def _by_header(source: Sequence[SourceColumn]) -> dict[str, list[int]]:
    places: dict[str, list[int]] = {}
    for index, column in enumerate(source):
        for text in _readings(column.header):
            places.setdefault(text, []).append(index)
    return places


def _readings(header: tuple[str, ...]) -> set[str]:
    levels = [folded(level) for level in header if level and level.strip()]
    levels = [level for level, _ in groupby(levels)]
    return {" ".join(levels[start:]) for start in range(len(levels))} | set(levels[:1])


def _find(column: Column, by_header: dict[str, list[int]], taken: set[int]) -> int | None:
    candidates = [each for each in (*column.headers, column.title, column.name) if each]
    for candidate in candidates:
        free = [index for index in by_header.get(folded(candidate), ()) if index not in taken]
        if free:
            return free[0]
    return _of_another_unit(column, candidates, by_header, taken)


def _of_another_unit(
    column: Column, candidates: Sequence[str], by_header: dict[str, list[int]], taken: set[int]
) -> int | None:
    """The one place whose header differs by its unit alone, as `Sản lượng (tạ)` for `Sản lượng (tấn)`."""
    target = None if column.measure is None else target_of(column.measure)
    if column.measure is None or target is None:
        return None
    region = region_of(column.measure)
    sought = {without_unit(folded(each), target, region=region) for each in candidates}
    found = {
        index
        for header, places in by_header.items()
        for index in places
        if index not in taken and without_unit(header, target, region=region) in sought
    }
    return found.pop() if len(found) == 1 else None
