"""A model's query on Spark, from Parquet files to a Parquet file.

Spark writes its answer in files of its own number; they are put in order here, in memory: a model's table is small
beside those it is made of.
"""

import shutil
import uuid
from collections.abc import Mapping, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.dataset as ds
import pyarrow.parquet as pq
from pyspark.sql import SparkSession

from kho.engines.spark.dialect import sql
from kho.quality.queries.plan import TransformPlan


def transform(session: SparkSession, plan: TransformPlan, tables: Mapping[str, Sequence[Path]], out: Path) -> None:
    """See `kho.engines.base.Engine`. The server must see the tables' files and `out` under the same paths."""
    for name, paths in tables.items():
        session.read.parquet(*(str(path) for path in paths)).createOrReplaceTempView(name)
    parts = out.with_name(f"{out.name}-{uuid.uuid4().hex}")
    try:
        session.sql(sql(plan.query)).write.parquet(str(parts))
        _put_in_order(parts, plan, out)
    finally:
        shutil.rmtree(parts, ignore_errors=True)


def _put_in_order(parts: Path, plan: TransformPlan, out: Path) -> None:
    written = ds.dataset([str(file) for file in sorted(parts.rglob("*.parquet"))], format="parquet").to_table()
    texts = [name for name in plan.columns if _is_text(written.schema.field(name).type)]
    for name in texts:
        written = written.set_column(written.schema.get_field_index(name), name, written[name].cast(pa.string()))
    order = [(column, "ascending") for column in plan.order()]
    pq.write_table(written.select(list(plan.columns)).sort_by(order), out, compression="zstd")


def _is_text(kind: pa.DataType) -> bool:
    """Whether a column is text in any form; some servers write it as mere bytes."""
    views = (pa.types.is_string_view, pa.types.is_binary_view, pa.types.is_large_string, pa.types.is_binary)
    return any(fits(kind) for fits in views)
