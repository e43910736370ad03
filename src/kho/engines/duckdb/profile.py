"""Profiles a table with DuckDB: one pass over all rows, one more to keep those looked at, then those alone."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb
from sqlglot import exp

from kho.engines.conversions import named, text
from kho.engines.duckdb.statements import files
from kho.engines.profiles import Asking, Rows, measure
from kho.quality.cells import DELIVERY, ROW
from kho.quality.profile import Measures
from kho.quality.profiling import ColumnPlan, ProfilePlan, looked_at, ranks
from kho.quality.shapes import LONGEST, STEPS


def profile(connection: duckdb.DuckDBPyConnection, plan: ProfilePlan, paths: Sequence[Path]) -> Measures:
    """Everything the plan asks for of these files."""
    columns = [*(named(column.name) for column in plan.columns), named(DELIVERY), named(ROW)]
    rows = exp.select(*columns).from_(files(paths))
    connection.execute(f"create temp view rows as {rows.sql('duckdb')}")
    sample = exp.select(exp.Star()).from_("rows").where(looked_at(plan.step))
    connection.execute(f"create temp table sample as {sample.sql('duckdb')}")
    few = exp.select(exp.Star()).from_("sample").where(looked_at(plan.shape_step))
    connection.execute(f"create temp table few as {few.sql('duckdb')}")

    def ask(select: exp.Expr) -> Rows:
        return connection.execute(select.sql("duckdb")).fetchall()

    def ranked(column: ColumnPlan, count: int) -> Sequence[Any]:
        return list(ask(_ranked(column, count))[0][0])

    return measure(plan, Asking(ask=ask, ranked=ranked, shape=_shape()))


def _ranked(column: ColumnPlan, count: int) -> exp.Expr:
    """The middle between two ranks: `quantile_disc` takes the value of the upper one, however it rounds."""
    parts = [exp.Literal.number(f"{(rank - 0.5) / count:.17f}") for rank in ranks(count)]
    found = exp.Anonymous(this="quantile_disc", expressions=[named(column.name), exp.Array(expressions=parts)])
    return exp.select(found).from_("sample")


def _shape() -> exp.Expr:
    made: exp.Expr = exp.column("t")
    for pattern, by in STEPS:
        made = exp.Anonymous(this="regexp_replace", expressions=[made, text(pattern), text(by), text("g")])
    return exp.Substring(this=made, start=exp.Literal.number(1), length=exp.Literal.number(LONGEST))
