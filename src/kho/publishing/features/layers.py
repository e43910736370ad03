"""A published dataset as a collection of features: where its rows lie, of when they are, and what each is called."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from kho.contracts.model import Contract
from kho.publishing.catalogue import PublishedColumn, PublishedDataset
from kho.publishing.features.boxes import Box
from kho.publishing.features.failures import TooManyUnitsError
from kho.publishing.features.spots import Spots, spots
from kho.publishing.periods import Period, period, telling
from kho.publishing.places import Coordinates, Place, Shape, UnitColumn
from kho.publishing.records.answering import Replica
from kho.publishing.records.question import (
    All,
    Compare,
    Comparison,
    Condition,
    Empty,
    Groups,
    Measure,
    Measured,
    Some,
    Within,
)
from kho.standards.units.atlas import Atlas

_EAST: Final = 180.0
MOST_CODES: Final = 30_000
"""Different codes of units that a column may have: about as many as SQLite takes values."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Extent:
    """The box around all features that lie somewhere, in degrees of WGS 84."""

    west: float
    south: float
    east: float
    north: float


@dataclass(frozen=True, kw_only=True)
class Layer:
    """One collection. `key` is empty where the dataset's key is not published as a whole."""

    dataset: PublishedDataset
    place: Place
    key: tuple[str, ...]
    atlas: Callable[[], Atlas]

    @property
    def time(self) -> PublishedColumn | None:
        """The column that says of when a row is."""
        return telling(self.dataset)

    @property
    def period(self) -> Period | None:
        """The time of all rows."""
        return period(self.dataset)

    @property
    def shape(self) -> str | None:
        """The column that is told as the geometry, and not as a property."""
        return self.place.column if isinstance(self.place, Shape) else None

    @property
    def properties(self) -> tuple[PublishedColumn, ...]:
        """The columns that are told as properties."""
        return tuple(each for each in self.dataset.columns if each.name != self.shape)

    @property
    def placing(self) -> tuple[str, ...]:
        """The columns that say where a row lies."""
        match self.place:
            case Shape(column=column):
                return (column,)
            case Coordinates(latitude=latitude, longitude=longitude):
                return (longitude, latitude)
            case UnitColumn(column=column, day=day):
                return (column, day) if isinstance(day, str) else (column,)

    def spots(self, replica: Replica) -> Spots | None:
        """Where the codes lie that rows have; None where rows do not lie by codes. Raises TooManyUnitsError."""
        if not isinstance(self.place, UnitColumn):
            return None
        column = self.place.column
        found = replica.groups(Groups(by=(column,), limit=MOST_CODES + 1)).rows
        if len(found) > MOST_CODES:
            raise TooManyUnitsError(most=MOST_CODES)
        codes = [str(row[0]) for row in found if row[0] is not None]
        return spots(self.atlas(), self.dataset, self.place, codes)


def layer(contract: Contract, dataset: PublishedDataset, atlas: Callable[[], Atlas]) -> Layer | None:
    """A dataset as a collection; None where its rows lie nowhere."""
    if dataset.place is None:
        return None
    names = {each.name for each in dataset.columns}
    key = contract.primary_key if names.issuperset(contract.primary_key) else ()
    return Layer(dataset=dataset, place=dataset.place, key=key, atlas=atlas)


def within(place: Coordinates, box: Box) -> Condition:
    """The rows that lie in a box, and those that lie nowhere (OGC 17-069r4, requirement 24 C)."""
    south, north = _bounds(place.latitude, box.south, box.north)
    west, east = _bounds(place.longitude, box.west, box.east)
    across = (Some(of=(west, east)),) if box.is_over else (west, east)
    empty = (Empty(column=each) for each in (place.longitude, place.latitude))
    return Some(of=(All(of=(*across, south, north)), *empty))


def meeting(place: Shape, box: Box) -> Condition:
    """The rows whose shape meets a box, and those that have none; over the antimeridian there are two boxes."""
    west, south, east, north = (float(each) for each in (box.west, box.south, box.east, box.north))
    sides = ((west, _EAST), (-_EAST, east)) if box.is_over else ((west, east),)
    found = (Within(column=place.column, west=a, south=south, east=b, north=north) for a, b in sides)
    return Some(of=(*found, Empty(column=place.column)))


def extent(layer: Layer, replica: Replica, known: Spots | None) -> Extent | None:
    """Around what lies somewhere; None where nothing does."""
    if isinstance(layer.place, Coordinates):
        return _of_coordinates(layer.place, replica)
    if isinstance(layer.place, Shape):
        around = replica.around()
        return None if around is None else Extent(west=around[0], south=around[1], east=around[2], north=around[3])
    found = [*known.every()] if known is not None else []
    if not found:
        return None
    longitudes, latitudes = zip(*found, strict=True)
    return Extent(west=min(longitudes), south=min(latitudes), east=max(longitudes), north=max(latitudes))


def _bounds(column: str, least: Decimal, most: Decimal) -> tuple[Condition, Condition]:
    return (
        Compare(column=column, how=Comparison.GREATER_OR_EQUAL, value=least),
        Compare(column=column, how=Comparison.LESS_OR_EQUAL, value=most),
    )


def _of_coordinates(place: Coordinates, replica: Replica) -> Extent | None:
    found = [*_ends(place.longitude, replica), *_ends(place.latitude, replica)]
    if any(each is None for each in found):
        return None
    west, east, south, north = (float(str(each)) for each in found)
    return Extent(west=west, south=south, east=east, north=north)


def _ends(column: str, replica: Replica) -> Iterator[object]:
    """The least and the most value: asked one by one, the index of the column tells each."""
    for what in (Measure.LEAST, Measure.MOST):
        yield replica.groups(Groups(measures=(Measured(what=what, column=column),))).rows[0][0]
