"""What codes of any day are on one day, with the days on which each is so: rows that are joined by code and day."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from kho.standards.units.answers import Outcome
from kho.standards.units.atlas import Atlas
from kho.standards.units.model import Level
from kho.standards.units.validity import validity


@dataclass(frozen=True, kw_only=True, slots=True)
class Dated:
    """From `first` to `last`, both inclusive, `code` is a unit that lies wholly in `to`."""

    code: str
    to: str
    first: date
    last: date


def brought(atlas: Atlas, *, to: date, level: Level = Level.COMMUNE) -> tuple[Dated, ...]:
    """Every code of a level that on some days is wholly one unit of day `to`; no code has two rows for one day."""
    open_: dict[str, Dated] = {}
    done: list[Dated] = []
    for first, last in atlas.spans():
        found = {each.code: each for each in _of_span(atlas, first, last, to, level)}
        for code, row in found.items():
            before = open_.get(code)
            if before is not None and before.to == row.to and before.last + timedelta(days=1) == first:
                found[code] = replace(row, first=before.first)
            elif before is not None:
                done.append(before)
        done += (row for code, row in open_.items() if code not in found)
        open_ = found
    return tuple(sorted((*done, *open_.values()), key=lambda each: (each.code, each.first)))


def _of_span(atlas: Atlas, first: date, last: date, to: date, level: Level) -> Iterator[Dated]:
    for row in atlas.mapping(from_=first, to=to, level=level):
        if row.outcome is Outcome.WHOLE and row.to is not None:
            yield Dated(code=row.code, to=row.to, first=first, last=last)


def valid(atlas: Atlas, level: Level = Level.COMMUNE) -> tuple[Dated, ...]:
    """Every code of a level as itself, on the days on which it is a unit's."""
    return tuple(
        Dated(code=each.code, to=each.code, first=each.valid_from, last=each.valid_to or date.max)
        for each in validity(atlas, level)
    )


def years(first: date, last: date) -> tuple[int, int] | None:
    """The years whose last days lie between two days; None where there is none."""
    ends = last.year if last == date(last.year, 12, 31) else last.year - 1
    return (first.year, ends) if first.year <= ends else None


def day_of(value: date | int | None) -> date | None:
    """The day that a date or a year stands for: units of a year are those of its last day. None where it is none."""
    if isinstance(value, int):
        return date(value, 12, 31) if date.min.year <= value <= date.max.year else None
    return value
