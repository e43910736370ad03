"""Random tables: every engine measures what the memory engine measures."""

import tempfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kho.contracts.model import LogicalType
from kho.engines.base import Engine
from kho.quality.cells import DELIVERY, ROW
from kho.quality.profile import ColumnProfile, Measures
from kho.quality.profiling import ColumnPlan, ProfilePlan

COLUMNS = (
    ColumnPlan(name="i", type=LogicalType.INTEGER),
    ColumnPlan(name="f", type=LogicalType.NUMBER),
    ColumnPlan(name="e", type=LogicalType.NUMBER, exact=True),
    ColumnPlan(name="d", type=LogicalType.DATE),
    ColumnPlan(name="m", type=LogicalType.TIMESTAMP),
    ColumnPlan(name="b", type=LogicalType.BOOLEAN),
    ColumnPlan(name="t", type=LogicalType.STRING),
    ColumnPlan(name="p", type=LogicalType.STRING, hidden=True),
)
TYPES = {
    "i": pa.int64(),
    "f": pa.float64(),
    "e": pa.decimal128(12, 2),
    "d": pa.date32(),
    "m": pa.timestamp("us"),
    "b": pa.bool_(),
    "t": pa.string(),
    "p": pa.string(),
    DELIVERY: pa.string(),
    ROW: pa.int64(),
}
texts = st.text("abĐđ Ế12-_.\u00a0\u0301漢", max_size=6) | st.sampled_from(["Xã Mẫu 12", "Xã  Mẫu 7", "x" * 150])
rows = st.fixed_dictionaries(
    {
        "i": st.none() | st.integers(-(2**40), 2**40) | st.integers(-5, 5),
        "f": st.none() | st.floats(-1e9, 1e9) | st.sampled_from([0.1, 0.25, -0.0, 1e-7]),
        "e": st.none() | st.decimals(Decimal(-1000), Decimal(1000), places=2),
        "d": st.none() | st.dates(date(1, 1, 1), date(9999, 12, 31)) | st.dates(date(2024, 1, 1), date(2024, 2, 9)),
        "m": st.none() | st.datetimes(datetime(1900, 1, 1), datetime(2100, 1, 1)),  # noqa: DTZ001 - tables have no zones
        "b": st.none() | st.booleans(),
        "t": st.none() | texts,
        "p": st.none() | texts,
        DELIVERY: st.sampled_from(["0f" + "0" * 62, "a1" + "0" * 62, "9c" + "0" * 62]),
        ROW: st.integers(1, 1000),
    }
)
plans = st.builds(
    lambda step, more: ProfilePlan(dataset="so-mau/vi-du", columns=COLUMNS, step=step, shape_step=step * more),
    st.integers(1, 4),
    st.integers(1, 3),
)


def nearly(measures: Measures) -> tuple[Measures, list[float]]:
    """The measures without the means, and those: doubles are added in other orders."""
    bare = tuple(replace(column, mean=None) for column in measures.columns)
    return replace(measures, columns=bare), [column.mean or 0.0 for column in measures.columns]


def agree(engine: Engine, oracle: Engine, plan: ProfilePlan, table: list[dict[str, Any]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "rows.parquet"
        columns = {name: pa.array([row[name] for row in table], kind) for name, kind in TYPES.items()}
        pq.write_table(pa.table(columns), file)
        found, means = nearly(engine.profile(plan, [file]))
        expected, expected_means = nearly(oracle.profile(plan, [file]))
    assert found == expected
    assert means == pytest.approx(expected_means, rel=1e-9, abs=1e-6)
    assert all(_adds_up(column) for column in found.columns)


def _adds_up(column: ColumnProfile) -> bool:
    return column.histogram is None or sum(column.histogram.counts) == column.present


@given(table=st.lists(rows, max_size=30), plan=plans)
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_duckdb_profiles_as_memory_does(
    engines: Callable[[str], Engine], table: list[dict[str, Any]], plan: ProfilePlan
):
    agree(engines("duckdb"), engines("memory"), plan, table)


@given(table=st.lists(rows, max_size=30), plan=plans)
@settings(max_examples=4, deadline=None, suppress_health_check=list(HealthCheck))
def test_spark_profiles_as_memory_does(
    engines: Callable[[str], Engine], table: list[dict[str, Any]], plan: ProfilePlan
):
    agree(engines("spark"), engines("memory"), plan, table)
