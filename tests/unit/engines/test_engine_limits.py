"""What no text table says of an engine: many rules, a small memory, missing lookups, names."""

from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.dataset as ds
import pytest

from kho.contracts.model import CodeListUse, Column, Contract, Operator, QualityRule
from kho.contracts.names import DatasetName
from kho.engines import staged
from kho.engines.registry import UnknownEngineError, engine, names
from kho.engines.schemas import bad_schema, good_schema, staged_schema
from kho.engines.settings import EngineFailedError, EngineSettings, MissingLookupError
from kho.engines.spark.engine import NoSparkAddressError
from kho.quality.cells import PART, ROW, text_column
from kho.quality.plan import CheckPlan
from kho.quality.planning import plan

BOTH = pytest.mark.parametrize("name", ["memory", "duckdb"])


def planned(*columns: Column) -> CheckPlan:
    contract = Contract(name=DatasetName("so-mau", "vi-du"), version="1", title="Ví dụ", columns=columns)
    return plan(contract, delivered_on=date(2026, 11, 22))


def stage(checks: CheckPlan, texts: list[str], folder: Path) -> Path:
    columns = {
        PART: [""] * len(texts),
        ROW: range(len(texts)),
        **{text_column(each.column): texts for each in checks.conversions},
    }
    schema = staged_schema(checks)
    arrays = [
        pa.array(columns[field.name], field.type) if field.name in columns else pa.nulls(len(texts), field.type)
        for field in schema
    ]
    folder.mkdir()
    staged.write(folder / "0.arrow", pa.Table.from_arrays(arrays, schema=schema))
    return folder


@BOTH
def test_more_rules_than_a_mask_has_bits(name: str, tmp_path: Path):
    rules = tuple(
        QualityRule(
            id=f"q{n}",
            operator=Operator.MUST_BE,
            expected=(0,),
            query=f"select count(*) from ${{table}} where cast(a as int) % {n} = 0",
        )
        for n in range(2, 202)
    )
    checks = planned(Column(name="a", rules=rules))
    cells = stage(checks, ["1", "2", "198", "211"], tmp_path / "staged")
    result = engine(name).check(checks, cells, {}, tmp_path / "out")
    reasons = {row["_row"]: row["_reasons"] for row in ds.dataset(tmp_path / "out" / "bad").to_table().to_pylist()}
    assert reasons == {1: ["q2"], 2: [f"q{n}" for n in range(2, 202) if 198 % n == 0]}
    assert (result.accepted, result.quarantined) == (2, 2)


@BOTH
def test_folders_without_rows_have_the_schema(name: str, tmp_path: Path):
    checks = planned(Column(name="a"))
    cells = stage(checks, [], tmp_path / "staged")
    engine(name).check(checks, cells, {}, tmp_path / "out")
    assert ds.dataset(tmp_path / "out" / "good").schema.equals(good_schema(checks))
    for folder in ("bad", "warned"):
        assert ds.dataset(tmp_path / "out" / folder).schema.names == bad_schema(checks).names


@BOTH
def test_a_missing_lookup_is_named(name: str, tmp_path: Path):
    checks = planned(Column(name="xa", codelist=CodeListUse(name="xa")))
    cells = stage(checks, ["1"], tmp_path / "staged")
    with pytest.raises(MissingLookupError, match="codelist:xa"):
        engine(name).check(checks, cells, {}, tmp_path / "out")


def test_hostile_names_and_texts_stay_texts(tmp_path: Path):
    folder = tmp_path / "a'b; drop"
    folder.mkdir()
    checks = planned(Column(name="select", missing=("'; drop table x --",), pattern="[^']*"))
    cells = stage(checks, ["'; drop table x --", "' or 1=1", "ok"], folder / "staged")
    result = engine("duckdb").check(checks, cells, {}, folder / "out")
    assert result.broken == {"select.pattern": 1}


def test_a_delivery_larger_than_memory_spills(tmp_path: Path):
    checks = planned(Column(name="a", unique=True))
    cells = stage(checks, [f"{n:0200}" for n in range(400_000)], tmp_path / "staged")
    settings = EngineSettings(memory_limit="100MB", threads=1, temp=tmp_path)
    result = engine("duckdb", settings).check(checks, cells, {}, tmp_path / "out")
    assert result.accepted == 400_000


def test_too_little_memory_is_told(tmp_path: Path):
    checks = planned(Column(name="a", unique=True))
    cells = stage(checks, [f"{n:0200}" for n in range(100_000)], tmp_path / "staged")
    with pytest.raises(EngineFailedError, match="memory"):
        engine("duckdb", EngineSettings(memory_limit="1MB", threads=1, temp=tmp_path)).check(
            checks, cells, {}, tmp_path / "out"
        )


def test_engines_by_name():
    assert {"memory", "duckdb", "spark"} <= set(names())
    with pytest.raises(UnknownEngineError, match="duckdb"):
        engine("polars")
    with pytest.raises(NoSparkAddressError):
        engine("spark")
