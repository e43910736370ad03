"""Every spec of a model's query on every engine: the same rows in the same order, or the same refusal."""

from collections.abc import Callable
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from tests.spec.model_specs import ModelSpec, all_model_specs, arrow_table, write_tables
from tests.spec.specs import ENGINES

from kho.engines.base import Engine
from kho.errors import KhoError

SPECS = all_model_specs()
ANSWERED = [each for each in SPECS if each.refused is None]
REFUSED = [each for each in SPECS if each.refused is not None]


@pytest.mark.parametrize("name", ENGINES)
@pytest.mark.parametrize("spec", ANSWERED, ids=[f"{each.chapter}: {each.title}" for each in ANSWERED])
def test_answer(spec: ModelSpec, name: str, engines: Callable[[str], Engine], tmp_path: Path):
    plan, tables, out = spec.plan(), write_tables(spec.tables, tmp_path), tmp_path / "out.parquet"
    if name in spec.gaps:
        with pytest.raises(KhoError) as caught:
            engines(name).transform(plan, tables, out)
        assert type(caught.value).__name__ == spec.gaps[name]
        return

    engines(name).transform(plan, tables, out)

    expected = arrow_table(spec.rows)
    found = pq.read_table(out)
    assert found.column_names == expected.column_names
    assert [tuple(row.values()) for row in found.to_pylist()] == [tuple(row.values()) for row in expected.to_pylist()]


@pytest.mark.parametrize("spec", REFUSED, ids=[f"{each.chapter}: {each.title}" for each in REFUSED])
def test_refusal(spec: ModelSpec):
    query, problems = spec.read()

    assert query is None
    assert [(each.line, each.what.en, each.mend.en) for each in problems] == [spec.refused]
