"""Profiles a table on Spark."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pyspark.sql import SparkSession
from sqlglot import exp

from kho.blocks import block
from kho.engines.conversions import named, text
from kho.engines.profiles import Asking, Rows, measure
from kho.engines.spark.dialect import sql
from kho.quality.profile import Measures
from kho.quality.profiling import ColumnPlan, ProfilePlan, looked_at, ranks
from kho.quality.shapes import LONGEST, STEPS


def profile(session: SparkSession, plan: ProfilePlan, paths: Sequence[Path]) -> Measures:
    """Everything the plan asks for of these files."""
    session.read.parquet(*map(str, paths)).createOrReplaceTempView("rows")
    sample = exp.select(exp.Star()).from_("rows").where(looked_at(plan.step))
    session.sql(sql(sample)).createOrReplaceTempView("sample")
    few = exp.select(exp.Star()).from_("sample").where(looked_at(plan.shape_step))
    session.sql(sql(few)).createOrReplaceTempView("few")

    def ask(select: exp.Expr) -> Rows:
        return session.sql(sql(select)).collect()

    def ranked(column: ColumnPlan, count: int) -> Sequence[Any]:
        by_rank = {row[0]: row[1] for row in ask(_ranked(column, ranks(count)))}
        return [by_rank[rank] for rank in ranks(count)]

    return measure(plan, Asking(ask=ask, ranked=ranked, shape=_shape()))


def _ranked(column: ColumnPlan, wanted: Sequence[int]) -> exp.Expr:
    value = named(column.name)
    numbered = exp.select(
        exp.alias_(block("row_number() over (order by $value)", value=value), "r"), exp.alias_(value, "v")
    )
    rows = numbered.from_("sample").where(block("$value is not null", value=value)).subquery("n")
    numbers = [exp.Literal.number(rank) for rank in sorted(set(wanted))]
    return exp.select("r", "v").from_(rows).where(exp.In(this=exp.column("r"), expressions=numbers))


def _shape() -> exp.Expr:
    made: exp.Expr = exp.column("t")
    for pattern, by in STEPS:
        made = exp.Anonymous(this="regexp_replace", expressions=[made, text(pattern), text(by)])
    return exp.Substring(this=made, start=exp.Literal.number(1), length=exp.Literal.number(LONGEST))
