"""A model's query in memory, from Parquet files to a Parquet file."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.dataset as ds
import pyarrow.parquet as pq

from kho.engines.memory.queries import answer
from kho.engines.memory.relations import Relation
from kho.quality.queries.plan import TransformPlan


def transform(plan: TransformPlan, tables: Mapping[str, Sequence[Path]], out: Path) -> None:
    """See `kho.engines.base.Engine`. Raises NotInterpretedError."""
    known = {name: _relation(paths) for name, paths in tables.items()}
    made = answer(plan.ordered(), known)
    columns = {name: _array([row[name] for row in made.rows]) for name in plan.columns}
    pq.write_table(pa.table(columns), out)


def _relation(paths: Sequence[Path]) -> Relation:
    table = ds.dataset([str(path) for path in paths], format="parquet").to_table()
    return Relation(columns=tuple(table.column_names), rows=table.to_pylist())


def _array(values: list[Any]) -> pa.Array:
    """The values as Arrow finds their type, exact numbers of several scales as one decimal type; none as texts."""
    if any(isinstance(each, Decimal) for each in values):
        values = [Decimal(each) if isinstance(each, int) else each for each in values]
    made = pa.array(values)
    return made.cast(pa.string()) if pa.types.is_null(made.type) else made
