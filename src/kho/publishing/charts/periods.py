"""Stretches that a long axis is cut into: hours to years of moments, even steps of numbers."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Final

MOST: Final = 60
"""Stretches of moments on one axis."""
BINS: Final = 20
"""Steps of a histogram, about."""
_NICE: Final = (1, 2, 5, 10)


class Step(StrEnum):
    """How long a stretch of moments is."""

    HOUR = "hour"
    DAY = "day"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


_MONTHS: Final = {Step.MONTH: 1, Step.QUARTER: 3, Step.YEAR: 12}


@dataclass(frozen=True, kw_only=True, slots=True)
class Stretch:
    """From `first` on, up to and without `end`."""

    first: date | datetime | Decimal
    end: date | datetime | Decimal


def step_of(least: date, most: date) -> Step:
    """The shortest step of which few enough cover the moments between two; hours only of moments, not of days."""
    known = [each for each in Step if each is not Step.HOUR or isinstance(least, datetime)]
    return next((each for each in known if _count(least, most, each) <= MOST), Step.YEAR)


def stretches(least: date, most: date) -> tuple[Step, tuple[Stretch, ...]]:
    """The stretches that cover the moments between two, in order."""
    step = step_of(least, most)
    return step, tuple(_walked(least, most, step))


def bins(least: Decimal, most: Decimal, *, is_whole: bool) -> tuple[Stretch, ...]:
    """About twenty even stretches between round numbers, which cover all numbers between two."""
    width = _width(least, most, is_whole=is_whole)
    start = (least / width).to_integral_value(rounding="ROUND_FLOOR") * width
    count = int(((most - start) / width).to_integral_value(rounding="ROUND_FLOOR")) + 1
    return tuple(Stretch(first=start + width * at, end=start + width * (at + 1)) for at in range(count))


def _width(least: Decimal, most: Decimal, *, is_whole: bool) -> Decimal:
    raw = (most - least) / BINS
    if raw <= 0:
        return Decimal(1)
    power = Decimal(10) ** math.floor(raw.log10())
    width = next(power * each for each in _NICE if power * each >= raw)
    return max(width, Decimal(1)) if is_whole else width


def _count(least: date, most: date, step: Step) -> int:
    if step is Step.HOUR:
        return int((most - least) / timedelta(hours=1)) + 1
    if step is Step.DAY:
        return (most - least).days + 1
    return (_month(most) - _month(least)) // _MONTHS[step] + 1


def _walked(least: date, most: date, step: Step) -> Iterator[Stretch]:
    at = _begun(least, step)
    while at <= most:
        end = _next(at, step)
        yield Stretch(first=at, end=end)
        at = end


def _begun(moment: date, step: Step) -> date:
    """The first moment of the stretch that a moment is in."""
    if isinstance(moment, datetime):
        moment = moment.replace(minute=0, second=0, microsecond=0)
        if step is not Step.HOUR:
            moment = moment.replace(hour=0)
    if step in _MONTHS:
        months = _month(moment) // _MONTHS[step] * _MONTHS[step]
        return moment.replace(year=months // 12, month=months % 12 + 1, day=1)
    return moment


def _next(at: date, step: Step) -> date:
    if step in _MONTHS:
        months = _month(at) + _MONTHS[step]
        return at.replace(year=months // 12, month=months % 12 + 1)
    return at + (timedelta(hours=1) if step is Step.HOUR else timedelta(days=1))


def _month(of: date) -> int:
    """Months since the year 0."""
    return of.year * 12 + of.month - 1
