"""Figures of other units as SQL: `kho.quality.amounts` with decimals that hold every digit of a product."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from sqlglot import exp

from kho.blocks import block
from kho.contracts.model import LogicalType
from kho.quality.amounts import ONE, Room, factor_size, figure_pattern, result_digits, result_places, room, tail_pattern
from kho.quality.plan import Conversion, Scaling
from kho.quality.texts import number_pattern
from kho.standards.numbers.measures import sql_factor

Decimals = Callable[[exp.Expr, int, int], exp.Expr]
"""A text that has been looked at as a decimal of so many digits, so many behind the point."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Figures:
    """A column's figures: their text, its kind (None where no cell has one), and the number as it is written."""

    conversion: Conversion
    value: exp.Expr
    kind: exp.Expr | None
    plain: exp.Expr
    decimals: Decimals


def scaled(figures: Figures, scaling: Scaling) -> exp.Expr:
    """The figures in the column's unit; null where a row's unit is not known or the number does not fit."""
    made = exp.Case()
    for factor, texts in _groups(scaling.own):
        tail = tail_pattern(texts)
        looked = _text(figure_pattern(figures.conversion.decimal_mark, tail))
        bare = block("regexp_replace($value, $tail, '', 'g')", value=figures.value, tail=_text(tail))
        told = block("regexp_matches($value, $looked)", value=figures.value, looked=looked)
        made = made.when(told, _times(replace(figures, value=bare, kind=None), factor), copy=False)
    others = _by_row(figures, scaling)
    return made.else_(others, copy=False) if scaling.own else others


def _by_row(figures: Figures, scaling: Scaling) -> exp.Expr:
    if scaling.by is None:
        return exp.null() if scaling.otherwise is None else _maybe(figures, scaling.otherwise)
    made, by = exp.Case(), exp.column(exp.to_identifier(scaling.by, quoted=True))
    if scaling.otherwise is not None:
        none = exp.Is(this=by, expression=exp.null())
        made = made.when(none, _maybe(figures, scaling.otherwise), copy=False)
    for factor, texts in _groups(scaling.factors):
        told = exp.In(this=by.copy(), expressions=[_text(text) for text in texts])
        made = made.when(told, _maybe(figures, factor), copy=False)
    return made if made.args.get("ifs") else block("case when false then $plain end", plain=figures.plain)


def _groups(told: Sequence[tuple[str, Decimal]]) -> list[tuple[Decimal, list[str]]]:
    """The texts of each factor."""
    found: dict[Decimal, list[str]] = {}
    for text, factor in told:
        found.setdefault(factor, []).append(text)
    return list(found.items())


def _maybe(figures: Figures, factor: Decimal) -> exp.Expr:
    return figures.plain.copy() if factor == ONE else _times(figures, factor)


def _times(figures: Figures, factor: Decimal) -> exp.Expr:
    mark, value = figures.conversion.decimal_mark, figures.value
    plain = _product(figures, factor, mark, _canonical(value, mark))
    if figures.kind is None:
        return plain
    typed = _product(figures, factor, None, value)
    return block("case when $kind is null then $plain else $typed end", kind=figures.kind, plain=plain, typed=typed)


def _canonical(value: exp.Expr, mark: str) -> exp.Expr:
    if mark == ".":
        return block("replace($value, ',', '')", value=value)
    return block("replace(replace($value, '.', ''), ',', '.')", value=value)


def _product(figures: Figures, factor: Decimal, mark: str | None, number: exp.Expr) -> exp.Expr:
    """The exact product of a number's text, where it has room."""
    given = room(figures.conversion, factor)
    exact = block("$x * $f", x=figures.decimals(number, given.precision, given.places), f=sql_factor(factor))
    fits = _looks(figures.value, number_pattern(mark, given.places))
    made = block("case when $fits then $made end", fits=fits, made=_result(figures, exact, given, factor))
    if figures.conversion.type is LogicalType.INTEGER or figures.conversion.precision is not None:
        return made
    near = block("try_cast($x as double) * try_cast($f as double)", x=number, f=_text(f"{factor:f}"))
    far = block(
        "case when $looks and abs($near) <= try_cast('1.7976931348623157e308' as double) then $near end",
        looks=_looks(figures.value, number_pattern(mark, None)),
        near=near,
    )
    return block("coalesce($made, $far)", made=made, far=far)


def _result(figures: Figures, exact: exp.Expr, given: Room, factor: Decimal) -> exp.Expr:
    """The product as the column's type; null where a digit would be lost."""
    conversion = figures.conversion
    if conversion.type is not LogicalType.INTEGER and conversion.precision is None:
        return block("try_cast(try_cast($exact as text) as double)", exact=exact)
    size, places = factor_size(factor)
    whole = exp.DataType.build(f"decimal({given.precision + size},{given.places + places})")
    wanted = exp.DataType.build(f"decimal({result_digits(conversion)},{result_places(conversion)})")
    held = exp.TryCast(this=exact, to=wanted)
    same = block("$again = $exact", again=exp.TryCast(this=held.copy(), to=whole), exact=exact)
    made = block("try_cast(try_cast($held as text) as bigint)", held=held) if _is_integer(conversion) else held
    if result_digits(conversion) - result_places(conversion) < given.precision + size - given.places - places:
        return block(
            "case when $fits then case when $same then $made end end",
            fits=_within(conversion, exact),
            same=same,
            made=made,
        )
    return block("case when $same then $made end", same=same, made=made)


def _within(conversion: Conversion, exact: exp.Expr) -> exp.Expr:
    """The product is no more than the column can hold: Sail fails, rather than gives null, where it is."""
    most = Decimal("9" * result_digits(conversion)).scaleb(-result_places(conversion))
    return block("abs($exact) <= $most", exact=exact, most=sql_factor(most))


def _is_integer(conversion: Conversion) -> bool:
    return conversion.type is LogicalType.INTEGER


def _looks(value: exp.Expr, pattern: str) -> exp.Expr:
    return block("regexp_matches($value, $pattern)", value=value, pattern=_text(pattern))


def _text(value: str) -> exp.Expr:
    return exp.Literal.string(value)
