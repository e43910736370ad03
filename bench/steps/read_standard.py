"""Read values by a standard: read_standard.py NAME mixed|normal VALUES PYTHON_VALUES.

Prints million values per second by DuckDB and by the plain function.
"""

import sys
import time
from itertools import cycle, islice

import duckdb
import pyarrow as pa
from sqlglot import exp

from kho.standards import registry


def main() -> None:
    """Read, and see that both say the same."""
    name, way, values, few = sys.argv[1:]
    kept = registry.standard(name)
    assert kept.sql is not None, name
    written = [good.text for good in kept.good] + [bad.text for bad in kept.bad]
    texts = written if way == "mixed" else [good.normal for good in kept.good]
    by_engine = pa.table({"v": pa.array(texts).take(pa.array([at % len(texts) for at in range(int(values))]))})
    sql = exp.select(exp.Count(this=kept.sql(exp.column("v")))).from_("by_engine").sql("duckdb")
    start = time.perf_counter()
    (found,) = duckdb.sql(sql).fetchone() or (0,)
    engine = time.perf_counter() - start
    by_hand = list(islice(cycle(texts), int(few)))
    start = time.perf_counter()
    read = sum(kept.read(text) is not None for text in by_hand)
    plain = time.perf_counter() - start
    assert abs(found / by_engine.num_rows - read / len(by_hand)) < 1 / len(texts), name
    print(f"{by_engine.num_rows / engine / 1e6:.2f} {len(by_hand) / plain / 1e6:.2f}")


if __name__ == "__main__":
    main()
