"""Figures brought to the unit of their column (`kho.unit`): what a delivery tells, and how exact the arithmetic is.

A product is computed as a decimal that holds every digit. One that the column's decimals cannot hold is no value:
nothing is rounded. A column of doubles has the double next to the exact product.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from sqlglot import exp

from kho.contracts.measure_use import region_of, target_of
from kho.contracts.model import Column, LogicalType, MeasureUse
from kho.errors import KhoError
from kho.messages import Message
from kho.quality import conditions
from kho.quality.cells import PART, kind_column
from kho.quality.plan import Conversion, Scaling, value_column
from kho.quality.texts import DECIMAL_DIGITS, number_pattern
from kho.standards.numbers import measures
from kho.standards.numbers.measures import Unit

ONE = Decimal(1)
DOUBLE_PLACES = 17
"""Digits behind the point up to which a double's text is multiplied as a decimal."""
INTEGER_PLACES = 19
SPARE_DIGIT = 1
"""Spark counts one digit more for a product than it can have."""
SPACES = " \t\u00a0\u202f"
TAIL = rf"[{SPACES}]*[^0-9.,+\-{SPACES}][^0-9]*[23]?"
"""What may stand behind a figure in its cell and tell its unit."""


class BadUnitError(KhoError):
    """A contract names a unit that there is not, or that is no exact number of another."""

    code = "KHO-Q104"
    what = Message(vi="Không đổi được ra đơn vị “{unit}”.", en="Nothing can be brought to the unit “{unit}”.")
    mend = Message(vi="Sửa kho.unit; xem `kho check`.", en="Correct kho.unit; see `kho check`.")


@dataclass(frozen=True, kw_only=True, slots=True)
class DeliveredUnits:
    """What a delivery tells of the units of one column.

    `parts` is the unit that each part tells, None where it tells none; `cells` the texts behind figures in their own
    cells, `rows` those of the column of units, all as they are written.
    """

    parts: Mapping[str, str | None] = field(default_factory=dict)
    cells: frozenset[str] = frozenset()
    rows: frozenset[str] = frozenset()


def scaling(use: MeasureUse, told: DeliveredUnits) -> Scaling | None:
    """How the column's figures are brought to its unit; None where all of them are in it."""
    target, own = _target(use), _factors(use, told.cells)
    given = ONE if use.source is None else _exact(_unit(use, use.source), target)
    if use.of is not None:
        rows = _factors(use, told.rows)
        otherwise = None if use.source is None else given
        return Scaling(otherwise=otherwise, by=value_column(use.of), factors=rows, own=own)
    parts = {part: given if name is None else _exact(_unit(use, name), target) for part, name in told.parts.items()}
    if len(different := set(parts.values()) or {given}) == 1:
        (factor,) = different
        return None if factor == ONE and not own else Scaling(otherwise=factor, own=own)
    return Scaling(by=PART, factors=tuple(sorted(parts.items())), own=own)


def _target(use: MeasureUse) -> Unit:
    target = target_of(use)
    if target is None:
        raise BadUnitError(unit=use.unit)
    return target


def _unit(use: MeasureUse, name: str) -> Unit | None:
    return measures.unit(name, region=region_of(use))


def _factor(source: Unit | None, target: Unit) -> Decimal | None:
    return None if source is None else measures.factor(source, target)


def _exact(source: Unit | None, target: Unit) -> Decimal:
    """The factor of a unit that has been held against the column's before."""
    factor = _factor(source, target)
    if factor is None:
        raise BadUnitError(unit=target.name)
    return factor


def _factors(use: MeasureUse, texts: Iterable[str]) -> tuple[tuple[str, Decimal], ...]:
    """The factor of each text that is a unit of the kind; other texts give no value."""
    target = _target(use)
    found = ((text, _factor(_unit(use, text), target)) for text in sorted(texts))
    return tuple((text, factor) for text, factor in found if factor is not None)


@dataclass(frozen=True, kw_only=True, slots=True)
class Room:
    """The decimal that a figure is read as before it is multiplied: all its digits, and those behind the point."""

    precision: int
    places: int

    @property
    def whole(self) -> int:
        """How many digits may stand before the point."""
        return self.precision - self.places


def factor_size(factor: Decimal) -> tuple[int, int]:
    """The digits of a factor as a decimal of SQL, and those behind the point (`measures.sql_factor`)."""
    _, digits, exponent = factor.as_tuple()
    places = max(0, -int(exponent))
    return max(len(digits) + int(exponent), 1) + places, places


def room(conversion: Conversion, factor: Decimal) -> Room:
    """The room for figures times this factor; a figure with more places cannot fit the column, whatever it is."""
    size, _ = factor_size(factor)
    precision = DECIMAL_DIGITS - SPARE_DIGIT - size
    if conversion.type is LogicalType.NUMBER and conversion.precision is None:
        return Room(precision=precision, places=DOUBLE_PLACES)
    shortest = factor.normalize().as_tuple()
    digits = int("".join(map(str, shortest.digits)))
    places = result_places(conversion) + int(shortest.exponent) + max(_power(digits, 2), _power(digits, 5))
    return Room(precision=precision, places=min(max(places, 0), precision))


def result_places(conversion: Conversion) -> int:
    """The digits behind the point of the column."""
    return 0 if conversion.type is LogicalType.INTEGER else conversion.scale or 0


def result_digits(conversion: Conversion) -> int:
    """All digits that the column holds."""
    return INTEGER_PLACES if conversion.type is LogicalType.INTEGER else conversion.precision or DECIMAL_DIGITS


def _power(number: int, base: int) -> int:
    count = 0
    while number and number % base == 0:
        number, count = number // base, count + 1
    return count


def tail_pattern(texts: Iterable[str]) -> str:
    """What ends a cell that tells one of these units."""
    return rf"[{SPACES}]*(?:{'|'.join(re.escape(text) for text in texts)})\z"


def figure_pattern(decimal_mark: str, tail: str) -> str:
    """A figure with something behind it."""
    return number_pattern(decimal_mark, None).removesuffix(r"\z") + tail


def no_unit(column: Column, scaled: Scaling | None) -> exp.Expr:
    """There is a figure in the cell, but it cannot be brought to the column's unit."""
    value, mark = conditions.named(value_column(column.name)), column.decimal_mark
    behind = _matches(value, figure_pattern(mark, rf"{TAIL}\z"))
    typed = conditions.is_null(kind_column(column.name)).not_()
    figure = exp.or_(
        exp.and_(typed.copy(), _matches(value, number_pattern(None, None))),
        exp.and_(typed.not_(), _matches(value, number_pattern(mark, None))),
    )
    alone = exp.and_(figure, _is_changed(scaled))
    return exp.and_(conditions.unconverted(column), exp.or_(behind, alone))


def no_figure(column: Column, scaled: Scaling | None) -> exp.Expr:
    """The cell holds no figure that the column could hold."""
    return exp.and_(conditions.unconverted(column), exp.Paren(this=no_unit(column, scaled)).not_())


def _is_changed(scaled: Scaling | None) -> exp.Expr:
    """Whether figures of the row are in another unit, or in none that is known."""
    if scaled is None or scaled.by is None:
        return exp.true() if scaled is not None and scaled.otherwise != ONE else exp.false()
    same = [conditions.text(text) for text, factor in scaled.factors if factor == ONE]
    by = conditions.named(scaled.by)
    kept: exp.Expr = exp.In(this=by, expressions=same) if same else exp.false()
    if scaled.otherwise == ONE:
        kept = exp.or_(kept, exp.Is(this=by.copy(), expression=exp.null()))
    return exp.Coalesce(this=exp.Paren(this=kept), expressions=[exp.false()]).not_()


def _matches(value: exp.Expr, pattern: str) -> exp.Expr:
    return exp.RegexpLike(this=value.copy(), expression=conditions.text(pattern))
