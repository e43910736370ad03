"""A model's query in DuckDB, from Parquet files to a Parquet file: streamed, within the memory limit."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import duckdb
from sqlglot import exp

from kho.engines.conversions import text
from kho.quality.queries.plan import TransformPlan

ROWS_PER_GROUP = 122_880


def transform(
    connection: duckdb.DuckDBPyConnection, plan: TransformPlan, tables: Mapping[str, Sequence[Path]], out: Path
) -> None:
    """See `kho.engines.base.Engine`."""
    connection.execute("set preserve_insertion_order = true")  # the rows' numbers are their places in the file
    for name, paths in tables.items():
        connection.execute(f"create temp view {_quoted(name)} as from {_files(paths)}")
    query, target = plan.ordered().sql("duckdb"), text(str(out)).sql("duckdb")
    options = f"format parquet, compression zstd, row_group_size {ROWS_PER_GROUP}"
    connection.execute(f"copy ({query}) to {target} ({options})")


def _files(paths: Sequence[Path]) -> str:
    listed = ", ".join(text(str(path)).sql("duckdb") for path in paths)
    return f"read_parquet([{listed}], hive_partitioning = false)"


def _quoted(name: str) -> str:
    return exp.to_identifier(name, quoted=True).sql("duckdb")
