"""Named blocks of SQL in the duckdb dialect, with places for expressions."""

from collections.abc import Iterable
from functools import cache

import sqlglot
from sqlglot import exp


@cache
def _parsed(sql: str) -> exp.Expr:
    return sqlglot.parse_one(sql, read="duckdb")


def block(sql: str, **parts: exp.Expr) -> exp.Expr:
    """The expression a block of SQL says, each `$name` in it replaced by the part of that name.

    A part that stands nowhere yet is taken as it is, since copying costs most of the time statements take to build; one
    that stands somewhere is copied. Raises KeyError for a name without a part.
    """
    root = exp.Paren(this=_parsed(sql).copy())
    for place in list(root.find_all(exp.Placeholder)):
        part = free(parts[place.name])
        place.replace(exp.Paren(this=part) if _needs_paren(part) else part)
    made: exp.Expr = root.this.pop()
    return made


def free(part: exp.Expr) -> exp.Expr:
    """The expression itself where it is part of no other, else a copy."""
    return part if part.parent is None else part.copy()


def _needs_paren(part: exp.Expr) -> bool:
    return isinstance(part, (exp.Binary, exp.Connector, exp.Not, exp.Predicate))


def rows(columns: Iterable[exp.Expr], source: str | exp.Expr, where: exp.Expr | None = None) -> exp.Select:
    """`select columns from source where ...`, without copying what stands nowhere yet."""
    table = exp.to_table(source) if isinstance(source, str) else source
    made = exp.Select(expressions=[free(column) for column in columns]).from_(free(table), copy=False)
    return made if where is None else made.where(free(where), copy=False)


def named_as(expression: exp.Expr, name: str) -> exp.Alias:
    """`expression as "name"`, without copying what stands nowhere yet."""
    return exp.Alias(this=free(expression), alias=exp.to_identifier(name, quoted=True))
