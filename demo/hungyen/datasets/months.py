"""Months and their last days."""

from calendar import monthrange
from collections.abc import Iterator
from datetime import date


def months(year: int, month: int, count: int) -> Iterator[tuple[int, int]]:
    """So many months from that one on."""
    for number in range(year * 12 + month - 1, year * 12 + month - 1 + count):
        yield number // 12, number % 12 + 1


def last_day(year: int, month: int) -> date:
    """The last day of a month."""
    return date(year, month, monthrange(year, month)[1])
