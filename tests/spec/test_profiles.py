"""Every profile spec on every engine: the same rows give the same measures."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import yaml
from tests.spec.specs import ENGINES, cell, table

from kho.contracts.model import LogicalType
from kho.engines.base import Engine
from kho.engines.schemas import TYPES
from kho.quality.cells import DELIVERY, ROW
from kho.quality.profile import ColumnProfile
from kho.quality.profiling import ColumnPlan, ProfilePlan

SPECS = yaml.safe_load((Path(__file__).parent / "profiles" / "1_profiles.yaml").read_text(encoding="utf-8"))
READ: Mapping[LogicalType, Callable[[str], Any]] = {
    LogicalType.INTEGER: int,
    LogicalType.NUMBER: float,
    LogicalType.BOOLEAN: lambda text: text == "true",
}


def write(spec: Mapping[str, Any], folder: Path) -> list[Path]:
    """The table in two files."""
    header, rows = table(spec["rows"])
    columns: dict[str, pa.Array] = {}
    for at, name in enumerate(header):
        kind = LogicalType(spec["columns"][name])
        texts = [cell(row[at]).text for row in rows]
        read = READ.get(kind, str)
        values = [None if text is None else read(text) for text in texts]
        arrow = TYPES.get(kind, pa.float64() if kind is LogicalType.NUMBER else pa.string())
        columns[name] = (
            pa.array(values, pa.string()).cast(arrow) if kind is LogicalType.DATE else pa.array(values, arrow)
        )
    whole = pa.table({**columns, DELIVERY: ["0" * 64] * len(rows), ROW: pa.array(range(len(rows)), pa.int64())})
    half = len(rows) // 2
    for name, part in (("a", whole.slice(0, half)), ("b", whole.slice(half))):
        pq.write_table(part, folder / f"{name}.parquet")
    return [folder / "a.parquet", folder / "b.parquet"]


def told(column: ColumnProfile) -> dict[str, Any]:
    """A column's measures as the specs write them: nothing that is empty."""
    found: dict[str, Any] = {
        name: value
        for name in ("filled", "present", "distinct", "minimum", "maximum", "mean", "shortest", "longest")
        if (value := getattr(column, name)) is not None
    }
    found |= {name: True for name in ("complete", "hidden") if getattr(column, name)}
    found |= {name: counts for name in ("top", "shapes") if (counts := _counts(column, name))}
    if column.quantiles:
        found["quantiles"] = {each.percent: each.value for each in column.quantiles}
    if column.histogram is not None:
        found |= {"edges": list(column.histogram.edges), "counts": list(column.histogram.counts)}
    return found


def _counts(column: ColumnProfile, name: str) -> dict[Any, int]:
    return {each.value: each.count for each in getattr(column, name)}


@pytest.mark.parametrize("name", ENGINES)
@pytest.mark.parametrize("spec", SPECS, ids=[each["title"] for each in SPECS])
def test_profile(spec: Mapping[str, Any], name: str, engines: Callable[[str], Engine], tmp_path: Path):
    step = spec.get("step", 1)
    hidden = spec.get("personal", ())
    columns = tuple(
        ColumnPlan(name=column, type=LogicalType(kind), hidden=column in hidden)
        for column, kind in spec["columns"].items()
    )
    plan = ProfilePlan(dataset="so-mau/vi-du", columns=columns, step=step, shape_step=step)

    measured = engines(name).profile(plan, write(spec, tmp_path))

    assert measured.rows == len(table(spec["rows"])[1])
    assert measured.looked_at == spec.get("looked_at", measured.rows)
    found = {column.name: told(column) for column in measured.columns}
    assert found == spec["expect"]
    assert [list(each.get("top", ())) for each in found.values()] == [
        list(each.get("top", ())) for each in spec["expect"].values()
    ]
