"""Values of a sample as numbers and days, as a column of a proposed type would have them."""

from collections.abc import Sequence
from datetime import date

from kho.contracts.guess.moments import moments
from kho.contracts.guess.numbers import numbers, value_of
from kho.contracts.guess.samples import MISSING, SampleColumn
from kho.contracts.model import Column, LogicalType


def figures(column: Column, sample: SampleColumn) -> list[float | None]:
    """The numbers of a column of numbers, None where there is none."""
    mark = column.decimal_mark
    return [_figure(text, kind, mark) for text, kind in zip(sample.values, _kinds(sample), strict=True)]


def days(column: Column, sample: SampleColumn) -> list[date | None]:
    """The days of a column of dates, None where there is none."""
    month_first = bool(column.formats) and column.formats[0].startswith("M")
    return [_day(text, month_first=month_first) for text in sample.values]


def has_figures(column: Column) -> bool:
    """Whether a column has numbers."""
    return column.logical_type in {LogicalType.INTEGER, LogicalType.NUMBER}


def _kinds(sample: SampleColumn) -> Sequence[str | None]:
    return sample.kinds or [None] * len(sample.values)


def _figure(text: str | None, kind: str | None, mark: str) -> float | None:
    bare = (text or "").strip()
    if not bare or bare.casefold() in MISSING:
        return None
    try:
        if kind is not None:
            return float(bare)
        return value_of(bare, mark) if numbers([bare]) is not None else None
    except ValueError:
        return None


def _day(text: str | None, *, month_first: bool) -> date | None:
    bare = (text or "").strip()
    found = moments([bare]) if bare else None
    if found is None:
        return None
    if bare[:4].isdigit():
        return date.fromisoformat(_iso(bare))
    first, second, year = (int(part) for part in _parts(bare))
    day, month = (second, first) if month_first else (first, second)
    try:
        return date(year if year > 99 else 2000 + year, month, day)  # noqa: PLR2004  two digits of a year
    except ValueError:
        return None


def _parts(text: str) -> list[str]:
    return text.split(" ", maxsplit=1)[0].replace(".", "/").replace("-", "/").split("/")


def _iso(text: str) -> str:
    year, month, day = _parts(text.replace("T", " "))[:3]
    return f"{year}-{int(month):02}-{int(day[:2]):02}"
