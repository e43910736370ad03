"""What became of a unit: one unit as a whole, parts with what is known of their shares, or nothing that is known."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from kho.messages import Message
from kho.standards.units.model import Change, Extent


@dataclass(frozen=True, kw_only=True, slots=True)
class Link:
    """One pair of units of a day, as the source that speaks last about the old unit tells it.

    `claims` are what every source says of this pair, the one that is followed first.
    """

    old: str
    new: str
    extent: Extent
    area: float | None
    population: float | None
    likely: bool
    claims: tuple[Change, ...]

    @property
    def sources(self) -> tuple[str, ...]:
        """The sources that tell of this pair, the one that is followed first."""
        return tuple(dict.fromkeys(claim.source for claim in self.claims))


@dataclass(frozen=True, kw_only=True, slots=True)
class Candidate:
    """A unit that holds a part of the asked one, with the shares of its area and population that it holds, if known.

    `likely` marks the one to take where nothing else is known of a place; `links` lead there, in the order of time.
    """

    code: str
    area: float | None
    population: float | None
    likely: bool
    links: tuple[Link, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Whole:
    """The asked unit lies wholly in unit `to`; `links` lead there, none where it did not change."""

    to: str
    links: tuple[Link, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Part:
    """The asked unit lies in all of the candidates; where not `complete`, perhaps in others too."""

    candidates: tuple[Candidate, ...]
    complete: bool = True


@dataclass(frozen=True, kw_only=True, slots=True)
class Unknown:
    """No source tells."""

    reason: Message


Answer = Whole | Part | Unknown


class Outcome(StrEnum):
    """The three answers, as a mapping table names them."""

    WHOLE = "whole"
    PART = "part"
    UNKNOWN = "unknown"


@dataclass(frozen=True, kw_only=True, slots=True)
class MappingRow:
    """One row of a mapping table: `code` lies in `to`, with the shares of `code` that `to` holds.

    A code has one row where it is whole (shares 1) or unknown (`to` None), and one per candidate where it is part;
    where the candidates are not `complete`, a part of the code may lie elsewhere.
    """

    code: str
    to: str | None
    outcome: Outcome
    area: float | None
    population: float | None
    likely: bool
    complete: bool = True


def rows_of(code: str, answer: Answer) -> tuple[MappingRow, ...]:
    """The rows of a mapping table that say an answer."""
    if isinstance(answer, Whole):
        return (MappingRow(code=code, to=answer.to, outcome=Outcome.WHOLE, area=1.0, population=1.0, likely=True),)
    if isinstance(answer, Unknown):
        return (MappingRow(code=code, to=None, outcome=Outcome.UNKNOWN, area=None, population=None, likely=False),)
    return tuple(
        MappingRow(
            code=code,
            to=each.code,
            outcome=Outcome.PART,
            area=each.area,
            population=each.population,
            likely=each.likely,
            complete=answer.complete,
        )
        for each in answer.candidates
    )


def not_there(code: str, on: date, until: date | None, since: date | None) -> Unknown:
    """No unit has this code on the day; it had until, or will have since, where that is known."""
    vi, en = f"Ngày {_day(on)} không có đơn vị nào mã {code}", f"No unit has the code {code} on {on}"
    if until is not None:
        return Unknown(reason=Message(f"{vi}; mã này dùng đến {_day(until)}.", f"{en}; it was in use until {until}."))
    if since is not None:
        return Unknown(reason=Message(f"{vi}; mã này dùng từ {_day(since)}.", f"{en}; it is in use since {since}."))
    return Unknown(reason=Message(f"{vi}.", f"{en}."))


def out_of_reach(day: date, reach: date, first: date) -> Unknown:
    """The day lies before the first one that the sources can answer for; `first` is the day of the first list."""
    return Unknown(
        reason=Message(
            f"Nguồn chỉ cho biết từ ngày {_day(reach)} (danh mục sớm nhất: {_day(first)}), không biết ngày "
            f"{_day(day)}. Có danh mục của ngày sớm hơn thì nhập: `kho units import TỆP --on NGÀY`.",
            f"The sources reach back to {reach} (the first list is of {first}), not to {day}. "
            "An earlier list can be imported: `kho units import FILE --on DATE`.",
        )
    )


def untold(code: str, from_: date, to: date) -> Unknown:
    """The unit is known, and what became of it is not."""
    return Unknown(
        reason=Message(
            f"Không nguồn nào cho biết đơn vị {code} của ngày {_day(from_)} là đơn vị nào ngày {_day(to)}.",
            f"No source tells which unit on {to} the unit {code} of {from_} is.",
        )
    )


def _day(day: date) -> str:
    return f"{day.day}/{day.month}/{day.year}"
