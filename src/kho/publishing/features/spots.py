"""Where codes of administrative units lie: the units' centroids, of the day that a row's code is of.

A code can be one unit's before a day and another's from then on, so each has its place by stretches of days.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Final

from kho.contracts.model import LogicalType
from kho.publishing.catalogue import PublishedColumn, PublishedDataset
from kho.publishing.features.boxes import Box
from kho.publishing.places import UnitColumn
from kho.publishing.records.fields import Value
from kho.publishing.records.question import All, Compare, Comparison, Condition, Empty, OneOf, Some
from kho.standards.units.atlas import Atlas
from kho.warehouse.tables import VIETNAM

_YEARS_END: Final = (12, 31)
Spot = tuple[float, float]
"""Longitude and latitude in degrees of WGS 84."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Stretch:
    """Days, both included, in which a code lies at the same spot; None where it lies nowhere that is known."""

    first: date
    last: date
    spot: Spot | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Spots:
    """Where the codes of a column lie. `day` is the column of the day that a row's code is of; None: of one day."""

    column: str
    day: PublishedColumn | None
    stretches: Mapping[str, tuple[Stretch, ...]]

    def of(self, code: object, day: object) -> Spot | None:
        """The spot of a row by its code and what stands in its column of days, as answers tell it."""
        on = _day(day) if self.day is not None else date.min
        known = self.stretches.get(str(code), ()) if on is not None else ()
        return next((each.spot for each in known if on is not None and each.first <= on <= each.last), None)

    def every(self) -> Iterator[Spot]:
        """All spots, some of them again and again."""
        return (each.spot for stretches in self.stretches.values() for each in stretches if each.spot is not None)

    def within(self, box: Box) -> Condition:
        """The rows that lie in a box, and those that lie nowhere."""
        alike: dict[tuple[tuple[date, date], ...], list[str]] = {}
        for code, stretches in self.stretches.items():
            there = tuple((each.first, each.last) for each in stretches if each.spot is None or box.has(*each.spot))
            alike.setdefault(there, []).append(code)
        found = (self._these(codes, there) for there, codes in alike.items() if there)
        return Some(of=(*found, Empty(column=self.column)))

    def _these(self, codes: Sequence[str], there: Sequence[tuple[date, date]]) -> Condition:
        """The rows of some codes in some stretches of days, and those whose day is not known."""
        chosen = OneOf(column=self.column, values=tuple(codes))
        if self.day is None or [*there] == [(date.min, date.max)]:
            return chosen
        days = [_between(self.day, first, last) for first, last in there]
        return All(of=(chosen, Some(of=(*days, Empty(column=self.day.name)))))


def spots(atlas: Atlas, dataset: PublishedDataset, use: UnitColumn, codes: Iterable[str]) -> Spots:
    """Where the codes of a published dataset's column lie.

    Codes of the day of delivery lie where they do on the days of all deliveries that are on record, if that is one
    spot: which rows came with which is not published.
    """
    day = next((each for each in dataset.columns if each.name == use.day), None)
    if day is not None:
        return Spots(column=use.column, day=day, stretches={code: _stretches(atlas, code) for code in codes})
    days = (use.day,) if isinstance(use.day, date) else _deliveries(dataset)
    return Spots(column=use.column, day=None, stretches={code: _always(atlas, code, days) for code in codes})


def _deliveries(dataset: PublishedDataset) -> tuple[date, ...]:
    return tuple({each.committed.astimezone(VIETNAM).date() for each in dataset.versions if each.delivery})


def _always(atlas: Atlas, code: str, days: Iterable[date]) -> tuple[Stretch, ...]:
    """One stretch of all days, with the spot where the code lies on each of these days."""
    found = {_spot(atlas, code, each) for each in days}
    return (Stretch(first=date.min, last=date.max, spot=found.pop() if len(found) == 1 else None),)


def _stretches(atlas: Atlas, code: str) -> tuple[Stretch, ...]:
    """All days, in stretches that differ from their neighbours."""
    made = [Stretch(first=date.min, last=date.min, spot=None)]
    for first, last in atlas.spans():
        spot, before = _spot(atlas, code, first), made[-1]
        if spot == before.spot:
            made[-1] = Stretch(first=before.first, last=last, spot=spot)
        else:
            made[-1] = Stretch(first=before.first, last=date.fromordinal(first.toordinal() - 1), spot=before.spot)
            made.append(Stretch(first=first, last=last, spot=spot))
    return tuple(made)


def _spot(atlas: Atlas, code: str, on: date) -> Spot | None:
    unit = atlas.unit(code, on=on)
    if unit is None or unit.longitude is None or unit.latitude is None:
        return None
    return unit.longitude, unit.latitude


def _day(value: object) -> date | None:
    """The day that is meant; of a year its last one."""
    if isinstance(value, int):
        return date(value, *_YEARS_END) if date.min.year <= value <= date.max.year else None
    return None if value is None else datetime.fromisoformat(str(value)).date()


def _between(column: PublishedColumn, first: date, last: date) -> Condition:
    """The rows whose day is one of these, or whose year ends on one of these."""
    least, most = _bounds(column.kind, first, last)
    return All(
        of=(
            Compare(column=column.name, how=Comparison.GREATER_OR_EQUAL, value=least),
            Compare(column=column.name, how=Comparison.LESS_OR_EQUAL, value=most),
        )
    )


def _bounds(kind: LogicalType, first: date, last: date) -> tuple[Value, Value]:
    if kind is LogicalType.INTEGER:
        return first.year, last.year if (last.month, last.day) == _YEARS_END else last.year - 1
    if kind is LogicalType.TIMESTAMP:
        return datetime.combine(first, time.min), datetime.combine(last, time.max)
    return first, last
