"""Tables of figures that add up, brought to the units of one day, so that a series across a change can be compared.

Figures are whole numbers of their smallest step (a person, a hundredth of a hectare), so nothing is lost by rounding:
for every figure, what is placed and what stands apart are together what was given.

- A figure on a unit is either all of it or none: where a unit that may lie in it gave no figure, or a unit that was
  parted could not be split, it is empty, and what lacks is told.
- Parts of a split figure are rounded by the largest remainder: they add up to the figure.
- A figure that cannot be placed, or of which a part cannot, stands apart with its reason.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import Final

from kho.standards.units.bridge import Bridge, Carried
from kho.standards.units.weights import Basis, Split, Weight

STRENGTH: Final = (Basis.EXACT, Basis.TOLD, Basis.ESTIMATED)


class Apart(StrEnum):
    """Why a figure stands apart; the first that holds is told of a row."""

    UNKNOWN = "unknown"
    """The code is no unit's on its day, or no source tells what became of it."""
    DOUBLED = "doubled"
    """Another row is of the same unit."""
    PARTED = "parted"
    """The unit lies in several, and no rule or share tells how to split."""
    LACKING = "lacking"
    """The unit it goes to lacks another figure, so that its total would be wrong."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """One row: the figures of one unit on a day, and what else tells rows apart. None is a figure nobody gave."""

    group: tuple[object, ...]
    day: date | None
    code: str | None
    figures: tuple[int | None, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Placed:
    """One unit's figures; `basis` is the weakest, None where one is empty because of the units in `lacks`."""

    group: tuple[object, ...]
    code: str
    figures: tuple[int | None, ...]
    basis: Basis | None
    lacks: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Left:
    """What of a row found no place, and why; `units` are those it may belong to."""

    group: tuple[object, ...]
    day: date | None
    code: str | None
    figures: tuple[int | None, ...]
    why: Apart
    units: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Totals:
    """One figure's sums: all that was given, what of it is placed and stands apart, and what was split by an estimate.

    `given` is always `placed` and `apart` together.
    """

    given: int
    placed: int
    apart: int
    estimated: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Series:
    """All rows brought over."""

    placed: tuple[Placed, ...]
    apart: tuple[Left, ...]
    totals: tuple[Totals, ...]


@dataclass(kw_only=True, slots=True)
class _Group:
    """What is being made of the rows of one group: by receiving unit, and by row."""

    sums: dict[tuple[str, int], int] = field(default_factory=dict)
    bases: dict[str, set[Basis]] = field(default_factory=dict)
    lacks: dict[tuple[str, int], set[str]] = field(default_factory=dict)
    left: dict[tuple[int, int], tuple[int, Apart]] = field(default_factory=dict)
    units: dict[str, None] = field(default_factory=dict)
    estimated: dict[int, int] = field(default_factory=dict)


def bring_series(
    lines: Iterable[Line], bridge: Bridge, splits: Sequence[Split], *, absent_is_zero: bool = False
) -> Series:
    """Rows of figures on the units of the bridge's day; `splits` are the figures' rules, in their order.

    `absent_is_zero` tells that a unit without a row in a group had nothing to count; else it lacks.
    """
    groups: dict[tuple[object, ...], list[Line]] = {}
    for line in lines:
        groups.setdefault((line.group, line.day), []).append(line)
    placed: list[Placed] = []
    apart: list[Left] = []
    estimated = [0] * len(splits)
    for rows in groups.values():
        made = _Group()
        for at, split in enumerate(splits):
            _bring_figure(rows, at, bridge.carried(rows[0].day, split), made, absent_is_zero=absent_is_zero)
            estimated[at] += made.estimated.get(at, 0)
        placed += _placed(rows[0].group, made, len(splits))
        apart += _left(rows, made, len(splits), bridge.carried(rows[0].day, Split.NONE))
    given = [line for rows in groups.values() for line in rows]
    totals = [
        Totals(given=_sum(given, at), placed=_sum(placed, at), apart=_sum(apart, at), estimated=estimated[at])
        for at in range(len(splits))
    ]
    return Series(placed=tuple(placed), apart=tuple(apart), totals=tuple(totals))


def _sum(rows: Iterable[Line | Placed | Left], at: int) -> int:
    return sum(row.figures[at] or 0 for row in rows)


def _bring_figure(rows: Sequence[Line], at: int, carried: Carried, made: _Group, *, absent_is_zero: bool) -> None:
    """Place one figure of all rows of a group."""
    counts: dict[str | None, int] = {}
    for row in rows:
        counts[row.code] = counts.get(row.code, 0) + 1
    sound: dict[str, tuple[int, int]] = {}
    for number, row in enumerate(rows):
        made.units |= dict.fromkeys(carried.touched.get(row.code or "", ()))
        value = row.figures[at]
        why = _why(row.code, carried, doubled=counts[row.code] > 1)
        if value is not None and why is None and row.code is not None:
            sound[row.code] = (number, value)
        elif why is not None:
            made.left[number, at] = (value or 0, why)
    for unit in made.units:
        lacking = {code for code in carried.holding.get(unit, ()) if code not in sound}
        made.lacks[unit, at] = {code for code in lacking if code in counts} if absent_is_zero else lacking
    for code, (number, value) in sound.items():
        _place(number, value, at, carried.weights[code], made)


def _why(code: str | None, carried: Carried, *, doubled: bool) -> Apart | None:
    if code is None or not carried.touched.get(code):
        return Apart.UNKNOWN
    if doubled:
        return Apart.DOUBLED
    return None if code in carried.weights else Apart.PARTED


def _place(number: int, value: int, at: int, weights: Sequence[Weight], made: _Group) -> None:
    """Add one row's figure to the units it belongs to; what belongs to a unit that lacks another stands apart."""
    for weight, part in zip(weights, parts(value, weights), strict=True):
        if made.lacks[weight.to, at]:
            before = made.left.get((number, at), (0, Apart.LACKING))[0]
            made.left[number, at] = (before + part, Apart.LACKING)
            continue
        made.sums[weight.to, at] = made.sums.get((weight.to, at), 0) + part
        made.bases.setdefault(weight.to, set()).add(weight.basis)
        if weight.basis is Basis.ESTIMATED:
            made.estimated[at] = made.estimated.get(at, 0) + part


def parts(value: int, weights: Sequence[Weight]) -> list[int]:
    """A figure in parts by weights, rounded by the largest remainder; they add up to the figure.

    Of equal remainders the one of the greater weight goes first, then that of the smaller code.
    """
    whole = sum(Fraction(each.weight) for each in weights)
    exact = [abs(value) * Fraction(each.weight) / whole for each in weights]
    made = [int(each) for each in exact]
    order = sorted(range(len(made)), key=lambda at: (made[at] - exact[at], -weights[at].weight, weights[at].to))
    for at in order[: abs(value) - sum(made)]:
        made[at] += 1
    return [-each for each in made] if value < 0 else made


def _placed(group: tuple[object, ...], made: _Group, width: int) -> Iterator[Placed]:
    for unit in sorted(made.units):
        lacks = [made.lacks.get((unit, at), set()) for at in range(width)]
        figures = tuple(None if lacks[at] else made.sums.get((unit, at), 0) for at in range(width))
        told = set[str]().union(*lacks)
        basis = None if told else max(made.bases.get(unit, {Basis.EXACT}), key=STRENGTH.index)
        yield Placed(group=group, code=unit, figures=figures, basis=basis, lacks=tuple(sorted(told)))


def _left(rows: Sequence[Line], made: _Group, width: int, carried: Carried) -> Iterator[Left]:
    reasons = list(Apart)
    for number, row in enumerate(rows):
        found: Mapping[int, tuple[int, Apart]] = {
            at: made.left[number, at] for at in range(width) if (number, at) in made.left
        }
        if found:
            yield Left(
                group=row.group,
                day=row.day,
                code=row.code,
                figures=tuple(
                    found[at][0] if at in found and row.figures[at] is not None else None for at in range(width)
                ),
                why=min((why for _, why in found.values()), key=reasons.index),
                units=tuple(carried.touched.get(row.code or "", ())),
            )
