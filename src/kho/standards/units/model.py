"""Units, lists of units on a day, and changes from one unit to another, each with its source."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Final

from kho.standards.units.names import Kind, kind_of

MERGER: Final = date(2025, 7, 1)
"""The day from which provinces and communes alone are units (law 72/2025/QH15, resolution 202/2025/QH15)."""


class Level(StrEnum):
    """A level of administration; the length of a unit's code tells it."""

    PROVINCE = "province"
    DISTRICT = "district"
    COMMUNE = "commune"


DIGITS: Final[Mapping[Level, int]] = {Level.PROVINCE: 2, Level.DISTRICT: 3, Level.COMMUNE: 5}
CODE: Final = re.compile(r"[0-9]{2}|[0-9]{3}|[0-9]{5}")
_LEVELS: Final = {digits: level for level, digits in DIGITS.items()}


def level_of(code: str) -> Level:
    """The level of a code. Raises KeyError for a text that is no code's length."""
    return _LEVELS[len(code)]


def with_zeros(code: str, level: Level) -> str:
    """A code with the leading zeros that a spreadsheet may have taken from it; another text as it is."""
    return code.zfill(DIGITS[level]) if code.isdecimal() else code


@dataclass(frozen=True, kw_only=True, slots=True)
class Unit:
    """One unit. Both dates are inclusive; None is as far as the sources reach.

    `name` has the kind before it, as in `Xã Đa Tốn`. `parent` is the code of the district or, since 1 July 2025 and
    for districts, of the province. Centroid in degrees (WGS 84), area in km², population in persons; None where no
    source tells.
    """

    code: str
    name: str
    parent: str | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    latitude: float | None = None
    longitude: float | None = None
    area: float | None = None
    population: int | None = None
    source: str = ""

    @property
    def level(self) -> Level:
        """Province, district or commune."""
        return level_of(self.code)

    @property
    def kind(self) -> Kind | None:
        """What the unit is called, by its name; None where the name does not tell."""
        return kind_of(self.name)


class Extent(StrEnum):
    """How much of the old unit a change takes, as its source tells."""

    WHOLE = "whole"
    PART = "part"
    UNTOLD = "untold"


@dataclass(frozen=True, kw_only=True, slots=True)
class Change:
    """What one source says: on day `on`, `old` went wholly or partly into `new`.

    `area` and `population` are the shares of the old unit's area and population that went, from 0 to 1; None where the
    source does not tell. Names and the old unit's parent are as the source writes them, so that a slip in a code can
    be seen. `old` is empty for land that belonged to no commune. `likely` marks the part that the source takes where
    nothing else is known of a place. `place` is where the source says it, such as its line.
    """

    on: date
    old: str
    new: str
    extent: Extent
    source: str
    area: float | None = None
    population: float | None = None
    old_name: str = ""
    old_parent: str = ""
    new_name: str = ""
    note: str = ""
    decree: str = ""
    likely: bool = False
    place: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Listing:
    """All units that a source lists for one day, by code."""

    on: date
    source: str
    units: Mapping[str, Unit]


@dataclass(frozen=True, kw_only=True, slots=True)
class UnitTables:
    """What people have imported, in the order of files: a later one speaks over an earlier one."""

    changes: tuple[Change, ...] = ()
    listings: tuple[Listing, ...] = field(default=())
