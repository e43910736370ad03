"""Where the bins of a histogram end: round numbers and calendar days, so that two histograms can be compared.

Widths are taken from a ladder in which each divides the next (1, 5, 10, 50 ...; day, month, quarter, year, 5, 10, 100,
1000 years), and edges are multiples of the width. So histograms of two versions always share the coarser one's edges
where they overlap. Bins span the values from the 1st to the 99th percentile: one wild value does not spoil the picture.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Context, Decimal

MOST = 20
"""Bins of numbers, beside the open ones at both ends."""
MOST_DAYS = 40
"""Bins of days."""
EXACT = Context(prec=60)


def number_edges(low: float | Decimal, high: float | Decimal, *, whole: bool) -> tuple[Decimal, ...]:
    """Edges around `low` to `high`, ascending; of whole numbers no narrower than 1."""
    start, end = Decimal(str(low)), Decimal(str(high))
    width = next(each for each in _widths(start, end, whole=whole) if _count(start, end, each) <= MOST)
    first = EXACT.multiply((EXACT.divide(start, width)).to_integral_value("ROUND_FLOOR"), width)
    return tuple(EXACT.add(first, EXACT.multiply(width, Decimal(at))) for at in range(_count(start, end, width) + 1))


def _widths(start: Decimal, end: Decimal, *, whole: bool) -> Iterator[Decimal]:
    """The ladder, from a width that is surely too narrow."""
    span = EXACT.subtract(end, start)
    exponent = (span.adjusted() - 2) if span else 0
    for tens in range(max(exponent, 0) if whole else exponent, 400):
        yield Decimal(1).scaleb(tens)
        yield Decimal(5).scaleb(tens)


def _count(start: Decimal, end: Decimal, width: Decimal) -> int:
    first, last = (EXACT.divide(each, width).to_integral_value("ROUND_FLOOR") for each in (start, end))
    return int(last - first) + 1


def day_edges(low: date, high: date) -> tuple[date, ...]:
    """Edges around two days: days, or the first days of months, quarters, years, decades, centuries or millennia."""
    for step in CALENDAR:
        days = tuple(_until(step.floor(low), high, step))
        if len(days) <= MOST_DAYS + 1:
            return days
    return (low,)


@dataclass(frozen=True, kw_only=True, slots=True)
class Step:
    """A width of the calendar: the first day of the one a day lies in, and of the next."""

    floor: Callable[[date], date]
    after: Callable[[date], date]


def _until(day: date, high: date, step: Step) -> Iterator[date]:
    """Edges from a day to the first one past `high`, at most as many as are asked for; none past the year 9999."""
    yield day
    for _ in range(MOST_DAYS + 1):
        if day > high:
            return
        try:
            day = step.after(day)
        except (OverflowError, ValueError):
            return
        yield day


def _months(count: int) -> Step:
    def floor(day: date) -> date:
        return date(day.year, (day.month - 1) // count * count + 1, 1)

    def after(day: date) -> date:
        months = day.year * 12 + day.month - 1 + count
        return date(months // 12, months % 12 + 1, 1)

    return Step(floor=floor, after=after)


def _years(count: int) -> Step:
    def floor(day: date) -> date:
        return date(max(day.year // count * count, 1), 1, 1)

    def after(day: date) -> date:
        return date(day.year // count * count + count, 1, 1)

    return Step(floor=floor, after=after)


CALENDAR = (
    Step(floor=lambda day: day, after=lambda day: day + timedelta(days=1)),
    _months(1),
    _months(3),
    _years(1),
    _years(5),
    _years(10),
    _years(100),
    _years(1000),
)
