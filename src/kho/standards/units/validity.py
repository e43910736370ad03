"""On which days a code is a unit's: the rows that `kho.quality.plan.LookupRule` looks codes up in."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from kho.standards.units.atlas import Atlas
from kho.standards.units.model import Level, Unit, level_of


@dataclass(frozen=True, kw_only=True, slots=True)
class Validity:
    """A code and the days between which it is valid, both inclusive; `valid_to` None is open."""

    code: str
    valid_from: date
    valid_to: date | None


def validity(atlas: Atlas, level: Level = Level.COMMUNE) -> tuple[Validity, ...]:
    """Every code of a level with its days, by code; one that went on under another name is one row."""
    codes = sorted({code for listing in atlas.listings for code in listing.units if level_of(code) is level})
    return tuple(each for code in codes for each in _of_code(code, atlas.versions(code), atlas.reach))


def _of_code(code: str, versions: tuple[Unit, ...], reach: date) -> Iterator[Validity]:
    """`reach` is the first day that anything is told of."""
    start, end = versions[0].valid_from or reach, versions[0].valid_to
    for unit in versions[1:]:
        if end is not None and unit.valid_from is not None and unit.valid_from > end + timedelta(days=1):
            yield Validity(code=code, valid_from=start, valid_to=end)
            start = unit.valid_from
        end = unit.valid_to
    yield Validity(code=code, valid_from=start, valid_to=end)
