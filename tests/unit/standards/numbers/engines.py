"""What engines make of a standard's SQL."""

from collections.abc import Callable, Sequence

import duckdb
from sqlglot import exp


def in_duckdb(sql: Callable[[exp.Expr], exp.Expr], texts: Sequence[str]) -> list[str | None]:
    """What an expression of a text gives for each text."""
    said = sql(exp.column("v", table="t")).sql("duckdb")
    rows = duckdb.execute(f"select {said} from (select unnest(?::varchar[]) as v) as t", [texts]).fetchall()
    return [row[0] for row in rows]
