"""Which of a dataset's published columns say where its rows are."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Protocol

from kho.contracts.model import Contract, LogicalType

GEOMETRY: Final = "geometry"
"""The column of well-known text in WGS 84 that reading a geographic file gives, see `kho.sources.formats.geo`."""
COMMUNE: Final = "commune"
_PAIRS: Final = (("vi_do", "kinh_do"), ("latitude", "longitude"), ("lat", "lon"), ("lat", "lng"), ("lat", "long"))
_NUMBERS: Final = (LogicalType.NUMBER, LogicalType.INTEGER)


class Told(Protocol):
    """A column as far as it matters here."""

    @property
    def name(self) -> str:
        """What it is called."""

    @property
    def kind(self) -> LogicalType:
        """The type of its values."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Shape:
    """A column of well-known text, in degrees of WGS 84."""

    column: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Coordinates:
    """Two columns of degrees of WGS 84."""

    latitude: str
    longitude: str


@dataclass(frozen=True, kw_only=True, slots=True)
class UnitColumn:
    """A column of codes of administrative units, and of which day they are.

    `day` is a day, or the name of a published column of days or years, or None for the day of delivery.
    """

    column: str
    level: str
    day: date | str | None


Place = Shape | Coordinates | UnitColumn


def place_of(columns: Sequence[Told], units: Sequence[UnitColumn]) -> Place | None:
    """What says most exactly where rows are: shapes, coordinates, codes of communes, of others; else None."""
    kinds = {column.name: column.kind for column in columns}
    if kinds.get(GEOMETRY) is LogicalType.STRING:
        return Shape(column=GEOMETRY)
    for latitude, longitude in _PAIRS:
        if kinds.get(latitude) in _NUMBERS and kinds.get(longitude) in _NUMBERS:
            return Coordinates(latitude=latitude, longitude=longitude)
    return next((each for each in units if each.level == COMMUNE), units[0] if units else None)


def unit_columns(contract: Contract, columns: Sequence[Told], lists: Collection[str]) -> tuple[UnitColumn, ...]:
    """The published columns of codes of units whose day is told by what is published.

    `lists` are code lists whose codes are communes'.
    """
    names = {column.name for column in columns}
    told = {each.column: each for each in (*_listed(contract, lists), *_brought(contract), *_declared(contract))}
    shown = [each for each in told.values() if each.column in names]
    return tuple(each for each in shown if not isinstance(each.day, str) or each.day in names)


def _declared(contract: Contract) -> list[UnitColumn]:
    """Codes that a contract says are units'; those that were brought to the units of a day are of that day."""
    used = [(column.name, column.unit) for column in contract.columns if column.unit is not None]
    return [
        UnitColumn(column=name, level=use.level, day=use.of if use.to is None else _day(use.to)) for name, use in used
    ]


def _listed(contract: Contract, lists: Collection[str]) -> list[UnitColumn]:
    """Codes of a list of communes: they are of the day on which the list must have them."""
    used = [(column.name, column.codelist) for column in contract.columns if column.codelist is not None]
    return [UnitColumn(column=name, level=COMMUNE, day=use.on) for name, use in used if use.name in lists]


def _brought(contract: Contract) -> list[UnitColumn]:
    """Codes of a model whose figures were brought to units."""
    use = contract.on_units
    if use is None or contract.column(use.column).unit is not None:
        return []
    return [UnitColumn(column=use.column, level=use.into or use.level, day=_day(use.to))]


def _day(to: date | str) -> date | None:
    """The day that codes were brought to; None for that of the delivery, or of the run."""
    return to if isinstance(to, date) else None
