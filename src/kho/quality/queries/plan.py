"""What an engine is asked to do for a model: one query over Parquet files, its answer in a stable order."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlglot import exp

from kho.contracts.names import DatasetName
from kho.quality.queries.portable import on_day

ANSWER = "answer"


@dataclass(frozen=True, kw_only=True, slots=True)
class TransformPlan:
    """One query in the portable subset (duckdb dialect), in which a table is named by `table_name`.

    `columns` are the answer's columns in order; its rows stand in the order of `key`, nulls last, then of all others.
    """

    model: str
    query: exp.Query
    columns: tuple[str, ...]
    key: tuple[str, ...] = ()

    def order(self) -> tuple[str, ...]:
        """The columns by which the answer is put in order, nulls last, texts by code points."""
        return (*self.key, *(column for column in self.columns if column not in self.key))

    def ordered(self) -> exp.Select:
        """The query with its order."""
        return (
            exp.select(*(exp.alias_(_named(column), column, quoted=True) for column in self.columns))
            .from_(self.query.copy().subquery(exp.to_identifier(ANSWER, quoted=True)))
            .order_by(*(exp.Ordered(this=_named(column), nulls_first=False) for column in self.order()))
        )


def table_name(name: DatasetName) -> str:
    """The one word a table is called by in a plan; no two datasets have the same."""
    return f"{name.sql_schema}__{name.sql_table}"


def transform_plan(model: DatasetName, query: exp.Query, *, key: Sequence[str], on: date) -> TransformPlan:
    """The plan of a portable query on a day, which `current_date` means."""
    made = on_day(query, on)
    for table in made.find_all(exp.Table):
        if table.db:
            table.set("this", exp.to_identifier(f"{table.db}__{table.name}", quoted=True))
            table.set("db", None)
    return TransformPlan(model=str(model), query=made, columns=tuple(made.named_selects), key=tuple(key))


def _named(column: str) -> exp.Expr:
    return exp.column(exp.to_identifier(column, quoted=True), table=exp.to_identifier(ANSWER, quoted=True))
