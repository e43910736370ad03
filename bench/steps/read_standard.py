"""Read values by a standard: read_standard.py NAME mixed|normal VALUES PYTHON_VALUES.

Prints million values per second by DuckDB, a dash where the standard has no SQL, and by the plain function.
"""

import sys
import time
from collections.abc import Callable, Sequence
from itertools import cycle, islice

import duckdb
import pyarrow as pa
from sqlglot import exp

from kho.standards import registry


def main() -> None:
    """Read, and see that both say the same."""
    name, way, values, few = sys.argv[1:]
    kept = registry.standard(name)
    written = [good.text for good in kept.good] + [bad.text for bad in kept.bad]
    texts = written if way == "mixed" else [good.normal for good in kept.good]
    by_hand = list(islice(cycle(texts), int(few)))
    kept.read(texts[0])  # what is built once, such as the names of all units
    start = time.perf_counter()
    share = sum(kept.read(text) is not None for text in by_hand) / len(by_hand)
    plain = time.perf_counter() - start
    engine = "–" if kept.sql is None else f"{by_engine(kept.sql, texts, int(values), share):.2f}"
    print(f"{engine} {len(by_hand) / plain / 1e6:.2f}")


def by_engine(sql: Callable[[exp.Expr], exp.Expr], texts: Sequence[str], values: int, share: float) -> float:
    """Million values per second; of them the share must be good that the plain function told."""
    rows = pa.table({"v": pa.array(texts).take(pa.array([at % len(texts) for at in range(values)]))})
    asked = exp.select(exp.Count(this=sql(exp.column("v")))).from_("rows").sql("duckdb")
    start = time.perf_counter()
    (found,) = duckdb.sql(asked).fetchone() or (0,)
    seconds = time.perf_counter() - start
    assert abs(found / rows.num_rows - share) < 1 / len(texts), asked
    return values / seconds / 1e6


if __name__ == "__main__":
    main()
