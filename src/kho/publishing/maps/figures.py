"""What a map shows: a figure for each commune of today, or the places of rows."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any, Final, Protocol

import shapely

from kho.contracts.model import LogicalType
from kho.publishing.maps.classes import Class, class_of, parted
from kho.publishing.maps.ground import Ground
from kho.publishing.maps.view import Places, View
from kho.publishing.places import Coordinates, Shape, UnitColumn
from kho.publishing.records.answering import Rows
from kho.publishing.records.fields import Field
from kho.publishing.records.parameters import conditions
from kho.publishing.records.question import All, Condition, Empty, Groups, Measure, Measured, Not, Page

MOST_UNITS: Final = 10_000
MOST_POINTS: Final = 3_000
"""Places on one map."""
_FIRST: Final = 8
"""Columns that are told of a place."""


class Asked(Protocol):
    """Whatever answers questions about the rows of one table: a replica."""

    @property
    def fields(self) -> Mapping[str, Field]:
        """The columns that may be asked for, by name."""
        ...

    def groups(self, asked: Groups) -> Rows:
        """Groups and their measures."""
        ...

    def page(self, asked: Page) -> Rows:
        """Some rows."""
        ...

    def count(self, where: Condition | None = None) -> int:
        """How many rows there are."""
        ...


@dataclass(frozen=True, kw_only=True, slots=True)
class Figure:
    """A commune of today with its figure and the place of its class."""

    code: str
    name: str
    value: object
    geometry: Any
    at: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Spot:
    """A row's place, with the values of its first columns by name."""

    geometry: Any
    values: Mapping[str, object]


@dataclass(frozen=True, kw_only=True, slots=True)
class Mapped:
    """What is shown: figures, or spots.

    `brought`: former units whose figures were put to those that they became; `left`: units that are not on the map,
    since no one commune of today has them whole or nobody knows where they are; `rows`: how many rows have a place, of
    which the first are shown.
    """

    figures: tuple[Figure, ...] = ()
    classes: tuple[Class, ...] = ()
    spots: tuple[Spot, ...] = ()
    brought: int = 0
    left: tuple[str, ...] = ()
    rows: int = 0


def mapped(view: View, places: Places, replica: Asked, ground: Ground) -> Mapped:
    """What a view shows. Raises TooSlowError, TooLargeError and the errors of its columns and filters."""
    if view.is_points and places.points is not None:
        return _spots(view, places.points, replica)
    use = next(each for each in places.units if each.column == view.by)
    return _figures(view, use, replica, ground)


def _figures(view: View, use: UnitColumn, replica: Asked, ground: Ground) -> Mapped:
    by = (use.column, use.day) if isinstance(use.day, str) and use.day != use.column else (use.column,)
    where = _all(Not(of=Empty(column=use.column)), conditions(view.filters, replica.fields))
    found = replica.groups(Groups(by=by, measures=_measures(view.measure), where=where, limit=MOST_UNITS)).rows
    put: dict[str, list[Sequence[object]]] = {}
    left: list[str] = []
    brought: set[str] = set()
    for row in found:
        code, on = str(row[0]), _day(use, row, ground.today)
        to = ground.became(code, on) if on is not None else None
        if to is None or ground.geometry(to) is None:
            left.append(code)
            continue
        if to != code or not _is_same(ground, code, on):
            brought.add(code)
        put.setdefault(to, []).append(row[len(by) :])
    told = {code: _together(view.measure.what, rows) for code, rows in put.items()}
    return _classed(view, told, ground, brought=len(brought), left=tuple(dict.fromkeys(left)))


def _is_same(ground: Ground, code: str, on: date | None) -> bool:
    """Whether the unit of the day is the one that has the code today."""
    unit = ground.units.get(code)
    return unit is not None and on is not None and (unit.valid_from is None or unit.valid_from <= on)


def _classed(view: View, told: Mapping[str, object], ground: Ground, *, brought: int, left: tuple[str, ...]) -> Mapped:
    known = {code: value for code, value in told.items() if value is not None}
    classes = parted([_float(value) for value in known.values()], view.classes, view.number)
    figures = [
        Figure(
            code=code,
            name=ground.units[code].name,
            value=value,
            geometry=ground.geometry(code),
            at=class_of(_float(value), classes),
        )
        for code, value in known.items()
    ]
    figures.sort(key=lambda each: (-_float(each.value), each.name))
    return Mapped(figures=tuple(figures), classes=classes, brought=brought, left=left)


def _measures(measure: Measured) -> tuple[Measured, ...]:
    """What must be known of former units to know the measure of what they became."""
    if measure.what is Measure.MEAN:
        return replace(measure, what=Measure.SUM), replace(measure, what=Measure.COUNT)
    return (measure,)


def _together(what: Measure, rows: Sequence[Sequence[object]]) -> object:
    """The measure of several units as one."""
    values = [_number(row[0]) for row in rows if row[0] is not None]
    if not values:
        return None
    if what is Measure.LEAST:
        return min(values)
    if what is Measure.MOST:
        return max(values)
    if what is Measure.MEAN:
        count = sum(int(str(row[1])) for row in rows)
        return float(sum(values)) / count if count else None
    total = sum(values)
    return int(total) if total == int(total) else total


def _day(use: UnitColumn, row: Sequence[object], today: date) -> date | None:
    """The day of which a group's code is; of a year its last day."""
    if isinstance(use.day, date):
        return use.day
    if use.day is None:
        return today
    told = row[1] if use.day != use.column else None
    if isinstance(told, int):
        return date(told, 12, 31) if 1 <= told <= date.max.year else None
    if isinstance(told, str):
        return date.fromisoformat(told[:10])
    return told if isinstance(told, date) else None


def _spots(view: View, points: Shape | Coordinates, replica: Asked) -> Mapped:
    place = (points.column,) if isinstance(points, Shape) else (points.longitude, points.latitude)
    where = _all(*(Not(of=Empty(column=each)) for each in place), conditions(view.filters, replica.fields))
    told = tuple(name for name, field in replica.fields.items() if name not in place and _is_told(field))[:_FIRST]
    page = replica.page(Page(columns=(*place, *told), where=where, limit=MOST_POINTS))
    spots = [each for each in (_spot(row, place, told) for row in page.rows) if each is not None]
    return Mapped(spots=tuple(spots), rows=replica.count(where))


def _spot(row: Sequence[object], place: Sequence[str], told: Sequence[str]) -> Spot | None:
    """A row's place; None where its coordinates are none."""
    geometry = _geometry(row[: len(place)])
    if geometry is None or geometry.is_empty:
        return None
    return Spot(geometry=geometry, values=dict(zip(told, row[len(place) :], strict=True)))


def _geometry(told: Sequence[object]) -> Any:
    if len(told) == 1:
        try:
            return shapely.from_wkt(str(told[0]))
        except shapely.errors.GEOSException:
            return None
    longitude, latitude = _float(told[0]), _float(told[1])
    is_there = abs(longitude) <= 180 and abs(latitude) <= 90  # noqa: PLR2004  degrees
    return shapely.Point(longitude, latitude) if is_there else None


def _is_told(field: Field) -> bool:
    return field.kind not in (LogicalType.OBJECT, LogicalType.ARRAY)


def _all(*parts: Condition | None) -> Condition:
    told = tuple(each for each in parts if each is not None)
    return told[0] if len(told) == 1 else All(of=told)


def _number(value: object) -> Decimal:
    return Decimal(str(value))


def _float(value: object) -> float:
    return float(str(value))


def bounds(geometries: Iterator[Any] | Sequence[Any]) -> tuple[float, float, float, float] | None:
    """The box around geometries in degrees: west, south, east, north; None of none."""
    found = [each for each in geometries if each is not None]
    if not found:
        return None
    west, south, east, north = (float(each) for each in shapely.total_bounds(found))
    return west, south, east, north
