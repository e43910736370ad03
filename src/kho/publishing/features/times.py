"""The parameter `datetime`: rows of a moment or an interval, by the column that says of when a row is.

Rule: OGC 17-069r4, 7.15.4: an interval is closed, either end may be open (`..` or nothing); features without a time
match too. Tables hold Việt Nam's time, without a zone.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from kho.contracts.model import LogicalType
from kho.publishing.catalogue import PublishedColumn
from kho.publishing.features.failures import NotATimeError
from kho.publishing.records.fields import Value, shown
from kho.publishing.records.question import All, Compare, Comparison, Condition, Empty, Some
from kho.warehouse.tables import VIETNAM

_OPEN: Final = ("", "..")
_DAY: Final = len("2025-07-01")
_INSTANT: Final = timedelta(microseconds=1)


@dataclass(frozen=True, kw_only=True, slots=True)
class Interval:
    """From a moment to another, both included, in Việt Nam's time without a zone; None where it is open."""

    start: datetime | None
    end: datetime | None

    @classmethod
    def parse(cls, text: str) -> "Interval":
        """What an address says. Raises NotATimeError."""
        first, parted, last = text.partition("/")
        if not parted:
            return cls(start=_moment(first, text), end=_moment(first, text, is_end=True))
        if first in _OPEN and last in _OPEN:
            raise NotATimeError(value=shown(text))
        start = None if first in _OPEN else _moment(first, text)
        end = None if last in _OPEN else _moment(last, text, is_end=True)
        if start is not None and end is not None and start > end:
            raise NotATimeError(value=shown(text))
        return cls(start=start, end=end)

    def condition(self, column: PublishedColumn) -> Condition:
        """The rows of that time, and those without one."""
        parts = [
            Compare(column=column.name, how=how, value=_value(column.kind, bound))
            for how, bound in ((Comparison.GREATER_OR_EQUAL, self.start), (Comparison.LESS_OR_EQUAL, self.end))
            if bound is not None
        ]
        return Some(of=(All(of=tuple(parts)), Empty(column=column.name)))


def _moment(text: str, whole: str, *, is_end: bool = False) -> datetime:
    """A moment; of a day its beginning or its end."""
    try:
        if len(text) == _DAY:
            day = datetime.combine(date.fromisoformat(text), time.min)
            return day + timedelta(days=1) - _INSTANT if is_end else day
        found = datetime.fromisoformat(text.upper())
        return found.astimezone(VIETNAM).replace(tzinfo=None) if found.tzinfo else found
    except (ValueError, OverflowError):
        raise NotATimeError(value=shown(whole)) from None


def _value(kind: LogicalType, moment: datetime) -> Value:
    """The moment as the column has it: a day, a year, or itself."""
    if kind is LogicalType.DATE:
        return moment.date()
    return moment.year if kind is LogicalType.INTEGER else moment
