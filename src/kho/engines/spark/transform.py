"""A model's query on Spark, from Parquet files to a Parquet file."""

import shutil
import uuid
from collections.abc import Mapping, Sequence
from pathlib import Path

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
        session.sql(sql(plan.ordered())).coalesce(1).write.parquet(str(parts))
        _gather(parts, out)
    finally:
        shutil.rmtree(parts, ignore_errors=True)


def _gather(parts: Path, out: Path) -> None:
    """One file of what Spark wrote, file after file in the order of their names."""
    files = sorted(parts.glob("*.parquet"))
    written = ds.dataset([str(file) for file in files], format="parquet")
    with pq.ParquetWriter(out, written.schema, compression="zstd") as writer:
        for file in files:
            for batch in pq.ParquetFile(file).iter_batches():
                writer.write_batch(batch)
