"""Named blocks of SQL in the duckdb dialect, with places for expressions."""

from functools import cache

import sqlglot
from sqlglot import exp


@cache
def _parsed(sql: str) -> exp.Expr:
    return sqlglot.parse_one(sql, read="duckdb")


def block(sql: str, **parts: exp.Expr) -> exp.Expr:
    """The expression a block of SQL says, each `$name` in it replaced by the part of that name.

    Raises KeyError for a name without a part.
    """
    root = exp.Paren(this=_parsed(sql).copy())
    for place in list(root.find_all(exp.Placeholder)):
        place.replace(
            exp.paren(parts[place.name].copy()) if _needs_paren(parts[place.name]) else parts[place.name].copy()
        )
    made: exp.Expr = root.this.pop()
    return made


def _needs_paren(part: exp.Expr) -> bool:
    return isinstance(part, (exp.Binary, exp.Connector, exp.Not, exp.Predicate))
