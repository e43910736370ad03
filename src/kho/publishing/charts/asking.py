"""What a chart shows: some groups of rows and their measures, asked of a dataset's replica. Never the rows themselves.

A long axis of moments or numbers is cut into stretches and each is asked for itself, so that every measure of it is
exact.
"""

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Final, Protocol

from kho.contracts.model import LogicalType
from kho.publishing.charts.chart import Chart, Mark, Sort
from kho.publishing.charts.periods import Step, Stretch, bins, stretches
from kho.publishing.charts.roles import FEW
from kho.publishing.records.answering import SECONDS, Rows
from kho.publishing.records.conditions import field_of
from kho.publishing.records.failures import TooSlowError
from kho.publishing.records.fields import Field, Value
from kho.publishing.records.parameters import conditions
from kho.publishing.records.question import (
    All,
    Compare,
    Comparison,
    Condition,
    Empty,
    Groups,
    Measure,
    Measured,
    Not,
    OneOf,
    Order,
    Some,
)

MOST_POINTS: Final = 2_000
"""Points of a scatter plot, and values along a line."""
_MOMENTS: Final = (LogicalType.DATE, LogicalType.TIMESTAMP)
_COLOURS: Final = 200
_ADDS_UP: Final = (Measure.COUNT, Measure.SUM)


class Asked(Protocol):
    """Whatever answers questions about the rows of one table: a replica."""

    @property
    def fields(self) -> Mapping[str, Field]:
        """The columns that may be asked for, by name."""
        ...

    def groups(self, asked: Groups) -> Rows:
        """Groups and their measures."""
        ...


@dataclass(frozen=True, kw_only=True, slots=True)
class Point:
    """One thing that is drawn. `x` is a value, or where a stretch begins, which then ends at `end`.

    `value` is the measure; of a scatter plot the second number, where `count` rows are. `is_rest`: it stands for all
    values of the colours' column that have no colour of their own.
    """

    x: object
    value: object
    end: object = None
    colour: object = None
    count: int | None = None
    is_rest: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Drawn:
    """What a chart shows, in the order in which it is shown. `step` is that of an axis of moments.

    `is_cut`: there are more categories or points than are shown. `left_out`: values of the colours' column that are not
    shown, since they do not add up to a rest.
    """

    points: tuple[Point, ...]
    step: Step | None = None
    is_cut: bool = False
    left_out: int = 0


def drawn(chart: Chart, replica: Asked) -> Drawn:
    """What the chart shows. Raises TooSlowError, TooLargeError and the errors of its columns and filters."""
    asking = _Asking(chart=chart, replica=replica, until=time.monotonic() + SECONDS)
    kind = field_of(chart.x, replica.fields).kind
    if chart.mark is Mark.HISTOGRAM:
        return asking.histogram()
    if chart.mark is Mark.SCATTER:
        return asking.scatter()
    if kind in _MOMENTS:
        return asking.along_moments()
    return asking.along() if chart.mark is Mark.LINE else asking.categories()


@dataclass(frozen=True, kw_only=True, slots=True)
class _Asking:
    """One chart being asked for; `until` is when it has taken too long."""

    chart: Chart
    replica: Asked
    until: float

    def categories(self) -> Drawn:
        """The categories that come first by their measure, each parted by colours."""
        order = self._sorted()
        by_x = Groups(by=(self.chart.x,), measures=(self.chart.measure,), where=self._where(), order=order)
        found = self._ask(replace(by_x, limit=self.chart.top + 1))
        shown = found[: self.chart.top]
        is_cut = len(found) > len(shown)
        if self.chart.colour is None:
            return Drawn(points=tuple(Point(x=x, value=value) for x, value in shown), is_cut=is_cut)
        values = [row[0] for row in shown]
        parted = self._ask(self._by(self.chart.x, where=_among(self.chart.x, values)))
        points, left = self._coloured(parted)
        at = {value: number for number, value in enumerate(values)}
        return Drawn(points=tuple(sorted(points, key=lambda each: at[each.x])), is_cut=is_cut, left_out=left)

    def along(self) -> Drawn:
        """Each value of the axis, in its order."""
        if self.chart.colour is None:
            asked = Groups(by=(self.chart.x,), measures=(self.chart.measure,), where=self._known(self.chart.x))
            found = self._ask(replace(asked, limit=MOST_POINTS + 1))
            points = tuple(Point(x=x, value=value) for x, value in found[:MOST_POINTS])
            return Drawn(points=points, is_cut=len(found) > MOST_POINTS)
        found = self._ask(self._by(self.chart.x, where=self._known(self.chart.x), limit=MOST_POINTS + 1))
        made, left = self._coloured(found[:MOST_POINTS])
        return Drawn(points=tuple(made), is_cut=len(found) > MOST_POINTS, left_out=left)

    def along_moments(self) -> Drawn:
        """Each stretch of the axis that has rows."""
        least, most = self._ends()
        if not isinstance(least, date) or not isinstance(most, date):
            return Drawn(points=())
        step, parts = stretches(least, most)
        found = [(part.first, *row) for part in parts for row in self._ask(self._part(part)) if _is_there(row)]
        if self.chart.colour is None:
            return Drawn(points=tuple(Point(x=x, value=value) for x, value in found), step=step)
        made, left = self._coloured(found)
        return Drawn(points=tuple(made), step=step, left_out=left)

    def histogram(self) -> Drawn:
        """How many rows have a number in each stretch."""
        least, most = (_decimal(each) for each in self._ends())
        if least is None or most is None:
            return Drawn(points=())
        is_whole = field_of(self.chart.x, self.replica.fields).kind is LogicalType.INTEGER
        counted = [(part, self._ask(self._part(part))[0][0]) for part in bins(least, most, is_whole=is_whole)]
        return Drawn(points=tuple(Point(x=part.first, end=part.end, value=count) for part, count in counted))

    def scatter(self) -> Drawn:
        """The pairs of numbers that rows have, and how many have each."""
        x, y = self.chart.x, self.chart.y or self.chart.x
        by = tuple(dict.fromkeys((x, y) if self.chart.colour is None else (x, y, self.chart.colour)))
        where = _all(self._known(x), self._known(y))
        found = self._ask(Groups(by=by, where=where, limit=MOST_POINTS + 1))
        at_y = by.index(y)
        points = [
            Point(x=row[0], value=row[at_y], count=_int(row[-1]), colour=row[-2] if self.chart.colour else None)
            for row in found[:MOST_POINTS]
        ]
        kept = _most([(each.colour, each.count or 0) for each in points])
        shown = points if self.chart.colour is None else [each for each in points if each.colour in kept]
        left = len({each.colour for each in points}) - len(kept) if self.chart.colour is not None else 0
        return Drawn(points=tuple(shown), is_cut=len(found) > MOST_POINTS, left_out=left)

    def _ask(self, asked: Groups) -> Sequence[tuple[object, ...]]:
        if time.monotonic() > self.until:
            raise TooSlowError(seconds=SECONDS)
        return self.replica.groups(asked).rows

    def _where(self) -> Condition | None:
        return conditions(self.chart.filters, self.replica.fields)

    def _known(self, column: str) -> Condition:
        """The chart's rows that have a value in a column."""
        return _all(Not(of=Empty(column=column)), self._where())

    def _by(self, x: str, where: Condition, limit: int | None = None) -> Groups:
        colour = self.chart.colour or x
        most = limit or self.chart.top * _COLOURS
        return Groups(
            by=(x, colour), measures=(self.chart.measure,), where=_all(where, self._where()), limit=min(most, 10_000)
        )

    def _part(self, part: Stretch) -> Groups:
        """The measure of one stretch, by colour."""
        x = self.chart.x
        from_ = Compare(column=x, how=Comparison.GREATER_OR_EQUAL, value=part.first)
        to = Compare(column=x, how=Comparison.LESS, value=part.end)
        by = (self.chart.colour,) if self.chart.colour is not None and self.chart.is_measured else ()
        return Groups(by=by, measures=(self.chart.measure,), where=_all(from_, to, self._where()), limit=_COLOURS)

    def _ends(self) -> tuple[object, object]:
        """The least and the most value on the axis."""
        column = self.chart.x
        measures = (Measured(what=Measure.LEAST, column=column), Measured(what=Measure.MOST, column=column))
        least, most = self._ask(Groups(measures=measures, where=self._where()))[0]
        kind = field_of(column, self.replica.fields).kind
        return _moment(least, kind), _moment(most, kind)

    def _sorted(self) -> tuple[Order, ...]:
        if self.chart.sort is Sort.NAME:
            return (Order(column=self.chart.x),)
        return (Order(column=self.chart.measure.name, descending=self.chart.sort is Sort.LARGEST),)

    def _coloured(self, found: Sequence[tuple[object, ...]]) -> tuple[list[Point], int]:
        """Points of the colours with the most; the others together where measures add up, else left out."""
        kept = _most([(colour, _size(value)) for _, colour, value in found])
        points = [Point(x=x, colour=colour, value=value) for x, colour, value in found if colour in kept]
        others = [row for row in found if row[1] not in kept]
        if self.chart.measure.what in _ADDS_UP:
            return [*points, *_rest(others)], 0
        return points, len({row[1] for row in others})


def _rest(found: Sequence[tuple[object, ...]]) -> Iterator[Point]:
    summed: dict[object, Decimal] = {}
    for x, _, value in found:
        summed[x] = summed.get(x, Decimal(0)) + (_decimal(value) or 0)
    for x, value in summed.items():
        yield Point(x=x, value=int(value) if value == value.to_integral_value() else value, is_rest=True)


def _most(found: Sequence[tuple[object, float]]) -> set[object]:
    """The values with the most, as many as there are colours."""
    summed: dict[object, float] = {}
    for colour, size in found:
        summed[colour] = summed.get(colour, 0.0) + size
    ordered = sorted(summed, key=lambda each: (-summed[each], str(each)))
    return set(ordered if len(ordered) <= FEW else ordered[: FEW - 1])


def _among(column: str, values: Sequence[object]) -> Condition:
    told: tuple[Value, ...] = tuple(each for each in values if isinstance(each, Value))
    among = OneOf(column=column, values=told)
    if len(told) == len(values):
        return among
    return Some(of=(among, Empty(column=column))) if told else Empty(column=column)


def _all(*parts: Condition | None) -> Condition:
    told = tuple(each for each in parts if each is not None)
    return told[0] if len(told) == 1 else All(of=told)


def _is_there(row: Sequence[object]) -> bool:
    """Whether a stretch has rows: a count of none is none."""
    return row[-1] is not None and row[-1] != 0


def _moment(value: object, kind: LogicalType) -> object:
    """Days and moments, which a replica tells as texts, as what they are."""
    if not isinstance(value, str) or kind not in _MOMENTS:
        return value
    return date.fromisoformat(value) if kind is LogicalType.DATE else datetime.fromisoformat(value)


def _decimal(value: object) -> Decimal | None:
    return None if value is None else Decimal(str(value))


def _size(value: object) -> float:
    return abs(float(str(value))) if isinstance(value, int | float | Decimal) else 0.0


def _int(value: object) -> int:
    return value if isinstance(value, int) else int(str(value))
