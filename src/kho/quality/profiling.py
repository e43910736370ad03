"""What to measure of a table's columns: the plan, and its selects for engines that speak SQL.

Of all rows: how many have a value, smallest, largest, mean. Of every `step`-th row, so that a large table
costs little more than a small one: distinct and frequent values, quantiles, a histogram, lengths; and of still fewer
the shapes of texts. Which rows those are depends on nothing but where they came from (`_delivery`,
`_row`), so every engine looks at the same ones, each time.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlglot import exp

from kho.blocks import block
from kho.contracts.model import Classification, Column, Contract, LogicalType
from kho.quality.bins import day_edges, number_edges
from kho.quality.cells import DELIVERY, ROW
from kho.quality.conditions import named, text
from kho.quality.shapes import OF_FIRST

LOOKED_AT = 100_000
"""At most so many rows are looked at for what is not measured of all of them."""
SHAPED = 2_000
"""At most so many rows are looked at for the shapes of texts."""
FREQUENT = 10
"""So many of the most frequent values are kept."""
FEW = 50
"""Where there are no more different values than this, all of them are kept."""
SHAPES = 5
LONGEST_VALUE = 100
"""Characters of a text that is kept as a frequent value; a column with longer ones keeps none."""
PERCENTS = (1, 5, 25, 50, 75, 95, 99)
NUMBERS = frozenset({LogicalType.INTEGER, LogicalType.NUMBER})
MOMENTS = frozenset({LogicalType.DATE, LogicalType.TIMESTAMP})
STRUCTURES = frozenset({LogicalType.OBJECT, LogicalType.ARRAY})
HIDDEN = frozenset({Classification.PERSONAL, Classification.SENSITIVE})
HEX = "0123456789abcdef"


@dataclass(frozen=True, kw_only=True, slots=True)
class ColumnPlan:
    """One column to profile. `exact` where it is a decimal; `hidden` where no value of it may be kept."""

    name: str
    type: LogicalType
    exact: bool = False
    hidden: bool = False

    @property
    def ordered(self) -> bool:
        """Whether smallest, largest, quantiles and a histogram are measured."""
        return not self.hidden and self.type in NUMBERS | MOMENTS

    @property
    def is_averaged(self) -> bool:
        """Whether a mean is measured."""
        return self.ordered and self.type in NUMBERS

    @property
    def is_text(self) -> bool:
        """Whether lengths are measured."""
        return self.type not in NUMBERS | MOMENTS and self.type is not LogicalType.BOOLEAN

    @property
    def is_shaped(self) -> bool:
        """Whether shapes of texts are measured."""
        return self.is_text and self.type not in STRUCTURES

    @property
    def is_counted(self) -> bool:
        """Whether different values are counted."""
        return self.type not in STRUCTURES


@dataclass(frozen=True, kw_only=True, slots=True)
class ProfilePlan:
    """The whole work on one table: `step` of the rows looked at, `shape_step` of those whose texts are shaped."""

    dataset: str
    columns: tuple[ColumnPlan, ...]
    step: int = 1
    shape_step: int = 1


def plan_profile(contract: Contract, rows: int) -> ProfilePlan:
    """The plan for a table of so many rows."""
    step = max(1, -(-rows // LOOKED_AT))
    return ProfilePlan(
        dataset=str(contract.name),
        columns=tuple(map(_column, contract.columns)),
        step=step,
        shape_step=step * max(1, -(-rows // (SHAPED * step))),
    )


def _column(column: Column) -> ColumnPlan:
    return ColumnPlan(
        name=column.name,
        type=column.logical_type,
        exact=column.precision is not None,
        hidden=column.classification in HIDDEN,
    )


def looks_at(delivery: str | None, row: int | None, step: int) -> bool:
    """Whether a row is one of every `step`-th: by its number, and two hex digits so that deliveries differ."""
    first, second = (0 if delivery is None else HEX.find(delivery[at : at + 1]) + 1 for at in (0, 1))
    return ((row or 0) + 16 * first + second) % step == 0


def looked_at(step: int) -> exp.Expr:
    """`looks_at` as a condition."""
    if step == 1:
        return exp.true()
    return block(
        "(coalesce($row, 0) + 16 * $first + $second) % $step = 0",
        row=named(ROW),
        first=_digit(1),
        second=_digit(2),
        step=exp.Literal.number(step),
    )


def _digit(place: int) -> exp.Expr:
    """The place of a digit of the delivery among the hexadecimal ones, from 1; 0 where it is none."""
    digit = block("substr($delivery, $place, 1)", delivery=named(DELIVERY), place=exp.Literal.number(place))
    return block("coalesce(strpos($digits, $digit), 0)", digits=text(HEX), digit=digit)


def whole(plan: ProfilePlan, table: str) -> exp.Select:
    """One row: how many rows there are and, per column, what `whole_of` lists."""
    measures = [each for column in plan.columns for each in whole_of(column).values()]
    return exp.select(block("count(*)"), *measures).from_(table)


def whole_of(column: ColumnPlan) -> dict[str, exp.Expr]:
    """What is measured of all rows of a column, by the name of the profile's field."""
    value = named(column.name)
    measures: dict[str, exp.Expr] = {"filled": block("count($value)", value=value)}
    if column.ordered:
        measures |= {"minimum": block("min($value)", value=value), "maximum": block("max($value)", value=value)}
    return measures


def means(plan: ProfilePlan, table: str) -> exp.Select | None:
    """One row: the mean of each column of numbers in their order; None where there is none to tell.

    Apart from `whole`, which engines answer from what their files say of themselves.
    """
    values = [block("avg(cast($value as double))", value=named(each.name)) for each in plan.columns if each.is_averaged]
    return exp.select(*values).from_(table) if values else None


def looked(plan: ProfilePlan, table: str) -> exp.Select:
    """One row: how many rows are looked at and, per column, what `looked_of` lists."""
    measures = [each for column in plan.columns for each in looked_of(column).values()]
    return exp.select(block("count(*)"), *measures).from_(table)


def looked_of(column: ColumnPlan) -> dict[str, exp.Expr]:
    """What is measured of the rows looked at of a column, by the name of the profile's field."""
    value = named(column.name)
    measures: dict[str, exp.Expr] = {"present": block("count($value)", value=value)}
    if column.is_text:
        measures["shortest"] = block("min(length($value))", value=value)
        measures["longest"] = block("max(length($value))", value=value)
    return measures


def distinct(column: ColumnPlan, table: str) -> exp.Select:
    """One value: how many different ones there are."""
    return exp.select(block("count(distinct $value)", value=named(column.name))).from_(table)


def frequent(column: ColumnPlan, table: str) -> exp.Select:
    """The most frequent values: each with its count and the number of different values."""
    grouped = (
        exp.select(exp.alias_(named(column.name), "v"), exp.alias_(block("count(*)"), "n"))
        .from_(table)
        .where(block("$value is not null", value=named(column.name)))
        .group_by(named(column.name))
    )
    counted = exp.select("v", "n", exp.alias_(block("count(*) over ()"), "different")).from_(grouped.subquery("g"))
    return counted.order_by("n desc", "v").limit(FEW)


def shaped(column: ColumnPlan, shape: exp.Expr, table: str) -> exp.Select:
    """The most frequent shapes with their counts; `shape` makes one of the text `t`."""
    first = exp.Substring(this=named(column.name), start=exp.Literal.number(1), length=exp.Literal.number(OF_FIRST))
    rows = exp.select(exp.alias_(first, "t")).from_(table).where(block("$v is not null", v=named(column.name)))
    made = exp.select(exp.alias_(shape, "s")).from_(rows.subquery("r"))
    counted = exp.select("s", exp.alias_(block("count(*)"), "n")).from_(made.subquery("m")).group_by("s")
    return counted.order_by("n desc", "s").limit(SHAPES)


def ranks(count: int) -> tuple[int, ...]:
    """The ranks, from 1, of the quantiles of so many values."""
    return tuple(max(1, -(-count * percent // 100)) for percent in PERCENTS)


def edges(column: ColumnPlan, low: Any, high: Any) -> tuple[Any, ...]:
    """The edges of a column's histogram, from its 1st and 99th percentile."""
    if column.type in MOMENTS:
        days = [each.date() if isinstance(each, datetime) else each for each in (low, high)]
        return day_edges(*days)
    return number_edges(low, high, whole=column.type is LogicalType.INTEGER)


def below(column: ColumnPlan, ends: Sequence[Any], table: str) -> exp.Select:
    """One row: how many values are below each of the edges."""
    counts = [
        block("count(*) filter (where $value < $edge)", value=named(column.name), edge=_edge(column, each))
        for each in ends
    ]
    return exp.select(*counts).from_(table)


def _edge(column: ColumnPlan, edge: Decimal | date) -> exp.Expr:
    if isinstance(edge, date):
        return exp.Cast(this=text(edge.isoformat()), to=exp.DataType.build(str(column.type)))
    number = (
        exp.Literal.number(format(edge, "f")) if edge >= 0 else exp.Neg(this=exp.Literal.number(format(-edge, "f")))
    )
    return number if column.exact else exp.Cast(this=number, to=exp.DataType.build("double"))
