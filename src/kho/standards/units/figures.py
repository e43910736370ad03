"""Figures by unit brought to another day's units: summed where units went whole, split by a stated rule or not at all.

The same as a table that engines join: `weights` gives rows (code, to, weight); a figure on the new units is
`sum(value * weight)` by `to`, and the codes that `unsplit` gives are findings.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Final

from kho.messages import Message
from kho.standards.units.answers import MappingRow, Outcome


class Split(StrEnum):
    """How the figure of a unit that went to several is divided among them."""

    NONE = "none"
    """Not at all: such a figure is a finding."""
    AREA = "area"
    """By the share of its area that each holds; where no source tells it, by the areas of the units it went to."""
    POPULATION = "population"
    """By the share of its population, and where no source tells it, by the populations of those units."""


class Basis(StrEnum):
    """What a weight rests on."""

    EXACT = "exact"
    """The whole unit went there."""
    TOLD = "told"
    """A source tells the share."""
    ESTIMATED = "estimated"
    """The share is that of the receiving units' sizes: a convention, not a measurement."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Weight:
    """How much of the figure of `code` belongs to `to`, from 0 to 1; those of one code add up to 1."""

    code: str
    to: str
    weight: Decimal
    basis: Basis


@dataclass(frozen=True, kw_only=True, slots=True)
class Weights:
    """A table to join with, and the codes it cannot tell of: `unsplit` went to several units, `unknown` nowhere known.

    `touched` are the units that some part of a code may belong to, by code, those without a weight too.
    """

    rows: tuple[Weight, ...]
    unsplit: tuple[str, ...]
    unknown: tuple[str, ...]
    touched: Mapping[str, tuple[str, ...]]


Size = Callable[[str], float | None]
"""The area or population of a receiving unit, None where it is not known."""

_NEARLY_ONE: Final = Decimal("0.000001")


def weights(mapping: Iterable[MappingRow], *, split: Split, size: Size | None = None) -> Weights:
    """The table of weights that a mapping and a rule give.

    `size` gives the areas (or populations) of receiving units for estimates; without it only told shares are used, as
    they must be when figures are brought back to earlier units, where nothing but what is exact may be said.
    """
    by_code: dict[str, list[MappingRow]] = {}
    for row in mapping:
        by_code.setdefault(row.code, []).append(row)
    made = {code: _of_code(rows, split, size) for code, rows in by_code.items()}
    unknown = {code: None for code, rows in by_code.items() if rows[0].outcome is Outcome.UNKNOWN}
    return Weights(
        rows=tuple(each for found in made.values() for each in found),
        unsplit=tuple(code for code, found in made.items() if not found and code not in unknown),
        unknown=tuple(unknown),
        touched={code: tuple(row.to for row in rows if row.to is not None) for code, rows in by_code.items()},
    )


def _of_code(rows: list[MappingRow], split: Split, size: Size | None) -> tuple[Weight, ...]:
    first = rows[0]
    if first.outcome is Outcome.WHOLE and first.to is not None:
        return (Weight(code=first.code, to=first.to, weight=Decimal(1), basis=Basis.EXACT),)
    if first.outcome is Outcome.UNKNOWN or split is Split.NONE or not first.complete:
        return ()
    told = [row.area if split is Split.AREA else row.population for row in rows]
    return _shared(rows, told, Basis.TOLD) or _estimated(rows, told, size)


def _shared(rows: list[MappingRow], shares: list[float | None], basis: Basis) -> tuple[Weight, ...]:
    """Weights of shares that are all known and add up to one; else none."""
    known = [Decimal(str(share)) for share in shares if share is not None]
    if len(known) < len(rows) or abs(sum(known, Decimal(-1))) > _NEARLY_ONE:
        return ()
    pairs = zip(rows, known, strict=True)
    return tuple(Weight(code=row.code, to=row.to or "", weight=each, basis=basis) for row, each in pairs if each)


def _estimated(rows: list[MappingRow], told: list[float | None], size: Size | None) -> tuple[Weight, ...]:
    """What told shares leave over, divided by the sizes of the units whose shares no source tells."""
    open_ = [row for row, share in zip(rows, told, strict=True) if share is None]
    sizes = {row.to: size(row.to) if size and row.to else None for row in open_}
    whole = sum(each for each in sizes.values() if each)
    if not open_ or not whole or not all(sizes.values()):
        return ()
    left = Decimal(1) - sum(Decimal(str(share)) for share in told if share is not None)
    made = [
        Decimal(str(share)) if share is not None else left * Decimal(str(sizes[row.to])) / Decimal(str(whole))
        for row, share in zip(rows, told, strict=True)
    ]
    pairs = zip(rows, made, strict=True)
    return tuple(
        Weight(code=row.code, to=row.to or "", weight=each, basis=Basis.ESTIMATED) for row, each in pairs if each
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class Total:
    """A figure on a unit of the other day, and whether it may be used as it is.

    `complete` where every unit that may lie in this one gave its figure; `basis` is the weakest of its weights.
    """

    to: str
    value: Decimal
    basis: Basis
    complete: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Unplaced:
    """A figure that stands on no unit of the other day, and why: a finding."""

    code: str
    value: Decimal
    why: Message


@dataclass(frozen=True, kw_only=True, slots=True)
class Brought:
    """Totals by unit of the other day and the figures that found no place: together all that was given."""

    totals: tuple[Total, ...]
    unplaced: tuple[Unplaced, ...]


def bring(figures: Mapping[str, Decimal], table: Weights) -> Brought:
    """Figures that add up, by unit, on the units of the other day.

    Nothing is lost: the totals and what is unplaced add up to the figures. A total that lacks a part of a unit, or the
    figure of one, is told as not complete.
    """
    placed = {row.code for row in table.rows}
    unplaced = tuple(
        Unplaced(code=code, value=value, why=_why(code, table)) for code, value in figures.items() if code not in placed
    )
    given = figures.keys() & placed
    lacking = {to for code, units in table.touched.items() if code not in given for to in units}
    gathered: dict[str, list[Weight]] = {}
    for row in table.rows:
        if row.code in figures:
            gathered.setdefault(row.to, []).append(row)
    totals = [_total(to, rows, figures, complete=to not in lacking) for to, rows in sorted(gathered.items())]
    return Brought(totals=tuple(totals), unplaced=unplaced)


_STRENGTH: Final = (Basis.EXACT, Basis.TOLD, Basis.ESTIMATED)


def _total(to: str, rows: Iterable[Weight], figures: Mapping[str, Decimal], *, complete: bool) -> Total:
    used = tuple(rows)
    value = sum((figures[row.code] * row.weight for row in used), Decimal(0))
    return Total(to=to, value=value, basis=max((row.basis for row in used), key=_STRENGTH.index), complete=complete)


def _why(code: str, table: Weights) -> Message:
    units = table.touched.get(code, ())
    if not units:
        return Message(f"Không rõ đơn vị {code} nay là đơn vị nào.", f"It is not known which unit {code} is.")
    listed = ", ".join(units)
    return Message(
        f"Đơn vị {code} thuộc nhiều đơn vị ({listed}); không có tỷ lệ để chia.",
        f"The unit {code} lies in several units ({listed}), and no share tells how to split.",
    )
