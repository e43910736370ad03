"""Moments in a query, as Solr reads them: ISO 8601, NOW, and steps and roundings such as `NOW/DAY-7DAYS`.

Rule: Apache Solr Reference Guide, Date Formatting and Date Math. A moment without `Z`, or a day or year alone, is read
too; all are in UTC.
"""

import re
from datetime import UTC, datetime, timedelta
from typing import Final

from kho.publishing.ckan.query import NotAQueryError

_MATH: Final = re.compile(
    r"(?P<base>NOW|\d{4}(?:-\d\d(?:-\d\d(?:T[0-9:.]+)?)?)?Z?)(?P<steps>(?:[+-]\d{1,6}[A-Z]+|/[A-Z]+)*)"
)
_STEP: Final = re.compile(r"(?P<how>[+-/])(?P<count>\d*)(?P<unit>[A-Z]+?)S?(?![A-Z])")
_LENGTHS: Final = {
    "MILLISECOND": timedelta(milliseconds=1),
    "MILLI": timedelta(milliseconds=1),
    "SECOND": timedelta(seconds=1),
    "MINUTE": timedelta(minutes=1),
    "HOUR": timedelta(hours=1),
    "DAY": timedelta(days=1),
    "DATE": timedelta(days=1),
}
_PARTS: Final = ("year", "month", "day", "hour", "minute", "second", "microsecond")
_FIRST: Final = {"month": 1, "day": 1}
_MONTHS: Final = {"YEAR": 12, "MONTH": 1}


def moment(text: str, now: datetime) -> datetime:
    """The moment a text says. Raises NotAQueryError."""
    match = _MATH.fullmatch(text)
    if match is None:
        raise _not_one(text)
    try:
        at = now if match["base"] == "NOW" else _written(match["base"])
        for step in _STEP.finditer(match["steps"]):
            at = _stepped(at, step["how"], int(step["count"] or 0), step["unit"])
    except (ValueError, OverflowError, KeyError):
        raise _not_one(text) from None
    return at


def _not_one(text: str) -> NotAQueryError:
    return NotAQueryError(f"invalid date {text[:40]!r}")


def _written(text: str) -> datetime:
    plain = text.removesuffix("Z")
    whole = plain + {4: "-01-01", 7: "-01"}.get(len(plain), "")
    return datetime.fromisoformat(whole).replace(tzinfo=UTC)


def _stepped(at: datetime, how: str, count: int, unit: str) -> datetime:
    if how == "/":
        return _rounded(at, unit)
    signed = -count if how == "-" else count
    if unit in _MONTHS:
        return _months_on(at, signed * _MONTHS[unit])
    return at + signed * _LENGTHS[unit]


def _rounded(at: datetime, unit: str) -> datetime:
    name = {"DATE": "day"}.get(unit, unit.lower())
    later = _PARTS[_PARTS.index(name) + 1 :]
    return at.replace(**{part: _FIRST.get(part, 0) for part in later})  # type: ignore[arg-type]  # parts of a time alone


def _months_on(at: datetime, count: int) -> datetime:
    year, month = divmod(at.year * 12 + at.month - 1 + count, 12)
    for day in range(at.day, at.day - 4, -1):
        try:
            return at.replace(year=year, month=month + 1, day=day)
        except ValueError:
            if day <= 28:  # noqa: PLR2004  every month has them: it is the year that is out of reach
                raise
    return at
