"""How much of a unit's figure belongs to units of another day: all, a share by a stated rule, or it is unknown."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Final

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
    """Weights, and the codes that have none: `unsplit` went to several units, `unknown` nowhere known.

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
    """The weights that a mapping and a rule give.

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
