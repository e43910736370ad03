"""Conditions of column checks as SQL in the portable subset; each is true where a row breaks the check."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlglot import exp

from kho.contracts.model import Column, LogicalType
from kho.quality.cells import UNREADABLE, kind_column
from kho.quality.patterns import whole
from kho.quality.plan import value_column

MOMENTS = {LogicalType.DATE: "date", LogicalType.TIMESTAMP: "timestamp"}
NUMBERS = frozenset({LogicalType.INTEGER, LogicalType.NUMBER})


def named(column: str) -> exp.Expr:
    """A column by its name."""
    return exp.column(exp.to_identifier(column, quoted=True))


def text(value: str) -> exp.Expr:
    """A text."""
    return exp.Literal.string(value)


def literal(column: Column, value: Any) -> exp.Expr:
    """A value of the contract as a literal of the column's type."""
    if column.logical_type is LogicalType.NUMBER and column.precision is None:
        return exp.Cast(this=_number(value), to=exp.DataType.build("double"))
    if column.logical_type in NUMBERS:
        return _number(value)
    if column.logical_type is LogicalType.BOOLEAN:
        return exp.Boolean(this=value if isinstance(value, bool) else str(value).lower() == "true")
    if column.logical_type in MOMENTS:
        return exp.Cast(this=text(_moment(column, value)), to=exp.DataType.build(MOMENTS[column.logical_type]))
    return text(str(value))


def _number(value: Any) -> exp.Expr:
    number = Decimal(str(value))
    plain = exp.Literal.number(f"{abs(number):f}")
    return exp.Neg(this=plain) if number < 0 else plain


def _moment(column: Column, value: Any) -> str:
    if column.logical_type is LogicalType.TIMESTAMP:
        moment = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
        return moment.replace(tzinfo=None).isoformat(sep=" ")
    day = value if isinstance(value, date) else date.fromisoformat(str(value)[:10])
    return day.isoformat()


def unreadable(column: Column) -> exp.Expr:
    """The cell's text must not reach a table."""
    kinds = [text(kind) for kind in sorted(UNREADABLE)]
    return exp.In(this=named(kind_column(column.name)), expressions=kinds)


def unconverted(column: Column) -> exp.Expr:
    """There is a text, but it is no value of the type."""
    return exp.and_(is_null(value_column(column.name)).not_(), is_null(column.name))


def absent(column: Column) -> exp.Expr:
    """There is no value; an unreadable cell has one that is not known."""
    return exp.and_(is_null(value_column(column.name)), readable(column))


def readable(column: Column) -> exp.Expr:
    """The cell is not unreadable; true for plain text, which has no kind."""
    return exp.Coalesce(this=unreadable(column).not_(), expressions=[exp.true()])


def converted(column: Column) -> exp.Expr:
    """The cell is empty or a value of the type."""
    return exp.or_(is_null(value_column(column.name)), is_null(column.name).not_())


def is_null(column: str) -> exp.Expr:
    """The column is null."""
    return exp.Is(this=named(column), expression=exp.null())


def off_pattern(column: Column, pattern: str) -> exp.Expr:
    """The value as a whole does not match. Raises kho.quality.patterns.BadPatternError."""
    return exp.RegexpLike(this=named(column.name), expression=text(whole(pattern))).not_()


def out_of_range(column: Column) -> exp.Expr | None:
    """Below the minimum or above the maximum; None where the contract sets neither."""
    limits = (
        (exp.LT, column.minimum),
        (exp.GT, column.maximum),
        (exp.LTE, column.exclusive_minimum),
        (exp.GTE, column.exclusive_maximum),
    )
    return any_of(
        compare(this=named(column.name), expression=literal(column, limit))
        for compare, limit in limits
        if limit is not None
    )


def wrong_length(column: Column) -> exp.Expr | None:
    """Shorter or longer than allowed, in Unicode code points; None where the contract sets neither."""
    limits = ((exp.LT, column.min_length), (exp.GT, column.max_length))
    return any_of(
        compare(this=exp.Length(this=named(column.name)), expression=_number(limit))
        for compare, limit in limits
        if limit is not None
    )


def one_of(column: Column, values: Iterable[Any]) -> exp.Expr:
    """The value is one of those; never for none."""
    given = [literal(column, value) for value in values]
    return exp.In(this=named(column.name), expressions=given) if given else exp.false()


def is_of_type(column: Column, value: Any) -> bool:
    """Whether a value of the contract can be written as a literal of the column's type."""
    try:
        literal(column, value)
    except (ValueError, ArithmeticError):
        return False
    return True


def any_of(conditions: Iterable[exp.Expr]) -> exp.Expr | None:
    """True where one of them is; None for none."""
    given = list(conditions)
    return exp.or_(*given) if given else None
