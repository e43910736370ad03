"""Lists of all units on a day, as they are published: the statistics office's download, and flat lists of codes."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Final

from kho.standards.text.folding import key
from kho.standards.units.model import CODE, DIGITS, Level, Listing, Unit, with_zeros
from kho.standards.units.names import clean

_WIDE: Final[Mapping[str, tuple[Level, str]]] = {
    "tinhthanhpho": (Level.PROVINCE, "name"),
    "matp": (Level.PROVINCE, "code"),
    "quanhuyen": (Level.DISTRICT, "name"),
    "maqh": (Level.DISTRICT, "code"),
    "phuongxa": (Level.COMMUNE, "name"),
    "mapx": (Level.COMMUNE, "code"),
}
"""Headers of the office's download: one row per commune, with its district's and province's names and codes."""
_FLAT: Final = {"madvhc": "code", "ten": "name", "captren": "parent"}
"""Headers of the list of the common code lists (circular 17/2017/TT-BTTTT's model): one row per unit."""
_FEWEST_PROVINCES: Final = 34


class PartialListError(ValueError):
    """The list is no list of the whole country, so what it lacks would seem to have ended."""


def is_listing(rows: Sequence[Sequence[str]]) -> bool:
    """Whether the first row is the header of such a list."""
    heads = {key(cell) for cell in rows[0]} if rows else set()
    return heads >= {"matp", "mapx"} or heads >= _FLAT.keys()


def read_listing(rows: Sequence[Sequence[str]], *, on: date, source: str) -> Listing:
    """Read a list from all its rows. Raises PartialListError where it does not hold the whole country."""
    heads = [key(cell) for cell in rows[0]]
    flat = _FLAT.keys() <= set(heads)
    units: dict[str, Unit] = {}
    for row in rows[1:]:
        cells = dict(zip(heads, map(clean, row), strict=False))
        for code, name, parent in _flat(cells) if flat else _wide(cells):
            if code not in units and CODE.fullmatch(code):
                units[code] = Unit(code=code, name=name, parent=parent, source=source)
    if sum(unit.level is Level.PROVINCE for unit in units.values()) < _FEWEST_PROVINCES:
        raise PartialListError(source)
    return Listing(on=on, source=source, units=units)


def _flat(cells: Mapping[str, str]) -> Iterator[tuple[str, str, str | None]]:
    yield cells["madvhc"], cells["ten"], cells["captren"] or None


def _wide(cells: Mapping[str, str]) -> Iterator[tuple[str, str, str | None]]:
    """The province, the district and the commune of one row; an empty one is passed over."""
    told: dict[Level, dict[str, str]] = {level: {} for level in DIGITS}
    for head, (level, what) in _WIDE.items():
        told[level][what] = cells.get(head, "")
    above: str | None = None
    for level in DIGITS:
        if code := with_zeros(told[level]["code"], level):
            yield code, told[level]["name"], above
            above = code
