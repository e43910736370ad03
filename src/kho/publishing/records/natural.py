"""How the columns of a version keep values for DuckDB: as the table does, so that what is written of them has types.

Beside each text stands its words (`kho.publishing.records.words`), each behind a blank.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any, Final

from sqlglot import exp

from kho.blocks import block
from kho.contracts.model import LogicalType
from kho.publishing.records.fields import Field, Value
from kho.publishing.records.question import Condition, Order
from kho.publishing.records.shapes import Fit, Shape, Store, column, joined, named
from kho.publishing.records.statements import ID, ROWS, text_column
from kho.publishing.records.stored import decimal, is_floating, shifted

_TYPES: Final = {
    LogicalType.INTEGER: "BIGINT",
    LogicalType.NUMBER: "DOUBLE",
    LogicalType.BOOLEAN: "BOOLEAN",
    LogicalType.DATE: "DATE",
    LogicalType.TIMESTAMP: "TIMESTAMP",
}


def type_of(field: Field) -> exp.DataType:
    """The type of a column."""
    if field.kind is LogicalType.NUMBER and field.precision is not None:
        return exp.DataType.build(f"DECIMAL({field.precision}, {field.scale or 0})", dialect="duckdb")
    return exp.DataType.build(_TYPES.get(field.kind, "VARCHAR"), dialect="duckdb")


def to_natural(value: Value, field: Field) -> tuple[Any, Fit]:
    """A value as the column has it (see `kho.publishing.records.stored.to_stored`)."""
    if not isinstance(value, Decimal):
        return value, Fit.EXACT
    if is_floating(field):
        return float(value), Fit.EXACT
    number, fit = shifted(value, field)
    return (number if field.kind is LogicalType.INTEGER else decimal(number, field.scale or 0)), fit


def told(value: Any, field: Field) -> object:
    """A value as it is told: the same as from a replica."""
    if isinstance(value, date):  # a moment is one too
        return value.isoformat()
    return Decimal(value) if field.scale is not None and isinstance(value, int) else value


def _words(asked: Sequence[str], _: str | None) -> list[str]:
    """Words as they are looked for: their begin stands behind a blank."""
    return [f" {word}" for word in asked]


def _holds(searched: Sequence[str], given: Sequence[exp.Expr]) -> exp.Expr:
    """Rows that have every word in any of the columns, whose words are never null."""
    if not searched:
        return exp.false()
    return joined(exp.And, [joined(exp.Or, [_has(name, each) for name in searched]) for each in given])


def _has(name: str, word: exp.Expr) -> exp.Expr:
    return block("contains($words, $word)", words=column(text_column(name)), word=word.copy())


def _within(name: str, given: Sequence[exp.Expr]) -> exp.Expr:
    """Columns keep no boxes: who asks by one asks SQLite."""
    raise NotImplementedError(name, given)


DUCKDB: Final = Store(
    dialect="duckdb",
    keep=to_natural,
    words=_words,
    value=lambda given, field: exp.Cast(this=given, to=type_of(field)),
    holds=_holds,
    within=_within,
    told=told,
    is_whole=False,
)


def selected(
    fields: Mapping[str, Field],
    database: str,
    *,
    columns: Sequence[str] = (),
    where: Condition | None = None,
    order: Sequence[Order] = (),
) -> exp.Select:
    """The rows that a question means, as DuckDB SQL of a version's columns, with the very meaning that pages have.

    `fields` are the replica's, `database` is the name by which its file `Replica.columns` is attached, read-only:

        attach '…/00000004-1f2e3d4c.duckdb' as kho (read_only)

    `columns` are all of them where none is named; their types are the table's (a decimal is one, a day is a DATE). Rows
    stand in the order of the pages. Values stand in it as literals, so that it may be part of a COPY, which takes no
    parameters. Whoever reads holds the replica (`Shelf.replica`), so that the file stays.
    """
    rows = exp.Select(expressions=[column(name) for name in columns or fields])
    rows = rows.from_(exp.table_(ROWS, db=database, quoted=True), copy=False)
    if where is not None:
        rows = rows.where(written(where, fields), copy=False)
    return rows.order_by(*_ordered(order), copy=False)


def written(where: Condition, fields: Mapping[str, Field]) -> exp.Expr:
    """A condition on rows that have the columns of a version and, where it asks for words, those of their words."""
    shapes = DUCKDB.shaping(fields)
    return _filled(shapes.of(where), fields, named(shapes.values))


def _filled(shape: Shape, fields: Mapping[str, Field], values: Mapping[str, Any]) -> exp.Expr:
    """A shape with its values in it."""
    fill = partial(_literal, values=values)
    return DUCKDB.written(shape, fields).transform(fill)


def _literal(node: exp.Expr, values: Mapping[str, Any]) -> exp.Expr:
    """A parameter's value as a text, which is cast to the column's type where it stands."""
    return _text(str(values[node.name])) if isinstance(node, exp.Placeholder) else node


def _text(text: str) -> exp.Expr:
    """A text as a literal; SQL cannot have a NUL in one."""
    parts = [exp.Literal.string(part) for part in text.split("\0")]
    nul = exp.func("chr", exp.Literal.number(0), dialect="duckdb")
    between = [each for part in parts for each in (nul.copy(), part)][1:]
    made: exp.Expr = between[0]
    for each in between[1:]:
        made = exp.DPipe(this=made, expression=each)
    return exp.Paren(this=made)


def _ordered(order: Sequence[Order]) -> list[exp.Expr]:
    """The order of the pages: what has no value comes last, rows of the same order stand as in the table."""
    parts: list[exp.Expr] = [
        exp.Ordered(this=column(each.column), desc=each.descending, nulls_first=False) for each in order
    ]
    return [*parts, exp.Ordered(this=column(ID), desc=bool(order) and order[0].descending)]
