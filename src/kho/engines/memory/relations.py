"""Rows of tables and selects in memory: where they come from, joined, filtered by semi-joins, put in order."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlglot import exp

from kho.engines.memory.casts import midnight
from kho.engines.memory.expressions import Row, Scope, evaluate, is_true

Key = tuple[Any, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Relation:
    """Rows, and the names all of them have; there may be no row."""

    columns: tuple[str, ...]
    rows: Sequence[Row]

    def known_as(self, alias: str) -> "Relation":
        """The same rows with the columns `alias.name`, as a select sees them."""
        return Relation(
            columns=tuple(place(alias, name) for name in self.columns),
            rows=[{place(alias, name): value for name, value in row.items()} for row in self.rows],
        )


def place(alias: str, name: str) -> str:
    """The name of a source's column among the columns of all sources."""
    return f"{alias}.{name}"


def joined(left: Relation, right: Relation, join: exp.Join, outer: Row) -> Relation:
    """Every pair of rows for which the condition is true; of a left join also left rows without a pair."""
    condition = join.args.get("on") or exp.true()
    pairs = _buckets(left, right, condition)
    nothing = dict.fromkeys(right.columns)
    rows: list[Row] = []
    for row in left.rows:
        found = [{**row, **each} for each in pairs(row) if is_true(condition, {**outer, **row, **each})]
        rows += found or ([{**row, **nothing}] if join.side.upper() == "LEFT" else [])
    return Relation(columns=(*left.columns, *right.columns), rows=rows)


def _buckets(left: Relation, right: Relation, condition: exp.Expr) -> Callable[[Row], Sequence[Row]]:
    """A function to the right rows worth looking at: those with the values the condition wants equal."""
    equal = [_sides(each, left, right) for each in conjuncts(condition) if isinstance(each, exp.EQ)]
    sides = [each for each in equal if each is not None]
    if not sides:
        return lambda _row: right.rows
    found: dict[Key, list[Row]] = {}
    for row in right.rows:
        found.setdefault(_values([side for _, side in sides], row), []).append(row)
    return lambda row: found.get(_values([side for side, _ in sides], row), ())


def _sides(equal: exp.Expr, left: Relation, right: Relation) -> tuple[exp.Expr, exp.Expr] | None:
    """The two expressions of an equation, the left table's first; None where they are not one table's each."""
    for one, other in ((equal.this, equal.expression), (equal.expression, equal.this)):
        of_left, of_right = ({each.name for each in side.find_all(exp.Column)} for side in (one, other))
        if of_left and of_right and of_left <= set(left.columns) and of_right <= set(right.columns):
            return one, other
    return None


def _values(expressions: Sequence[exp.Expr], row: Row) -> Key:
    return tuple(_coarse(evaluate(each, Scope(row=row))) for each in expressions)


def _coarse(value: Any) -> Any:
    """Equal for values that SQL calls equal, whatever their types."""
    if isinstance(value, Decimal | int) and not isinstance(value, bool):
        return float(value)
    return midnight(value) if isinstance(value, date) else value


def conjuncts(condition: exp.Expr) -> Iterator[exp.Expr]:
    """The conditions that `and` holds together."""
    while isinstance(condition, exp.Paren):
        condition = condition.this
    if isinstance(condition, exp.And):
        yield from conjuncts(condition.this)
        yield from conjuncts(condition.expression)
    else:
        yield condition


def is_among(value: Any, found: Sequence[Any]) -> bool:
    """Whether a value is equal to one of those; a null is to none."""
    same = exp.EQ(this=exp.column("a"), expression=exp.column("b"))
    return any(is_true(same, {"a": value, "b": each}) for each in dict.fromkeys(found))


@dataclass(frozen=True, kw_only=True, slots=True)
class Unit:
    """One row of a select before its columns are chosen: a row, or a group of rows."""

    row: dict[str, Any]
    group: Sequence[Row] = ()

    def value(self, expression: exp.Expr, more: Mapping[str, Any] | None = None) -> Any:
        """The value of an expression here; `more` are further names."""
        return evaluate(expression, Scope(row={**self.row, **(more or {})}, group=self.group))


def sorted_by(items: Sequence[Any], order: Sequence[exp.Expr], value: Callable[[Any, exp.Expr], Any]) -> list[Any]:
    """Items in the order of some `Ordered` expressions; `value` gives an item's value of an expression."""
    made = list(items)
    for ordered in reversed(order):
        known = [(value(each, ordered.this), each) for each in made]
        rest = [each for found, each in known if found is None]
        there = [pair for pair in known if pair[0] is not None]
        there.sort(key=lambda pair: pair[0], reverse=bool(ordered.args.get("desc")))
        some = [each for _, each in there]
        made = [*rest, *some] if ordered.args.get("nulls_first") else [*some, *rest]
    return made
