"""Every spec on every engine: the same rows loaded, the same rows quarantined for the same reasons."""

from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow.dataset as ds
import pytest
from tests.spec.specs import DAY, ENGINES, Row, Spec, all_specs, stage, write_lookups

from kho.engines.base import Engine
from kho.errors import KhoError
from kho.pipeline.source_units import delivered_units
from kho.quality.cells import ROW
from kho.quality.planning import plan

SPECS = all_specs()
Rows = dict[int, dict[str, Any]]


def told(value: Any) -> Any:
    """A value as the specs write it."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return str(value).lower()
    return (
        format(value, "f")
        if isinstance(value, Decimal)
        else value.isoformat()
        if hasattr(value, "year")
        else str(value)
    )


def rows_in(folder: Path) -> Rows:
    rows = ds.dataset(folder, format="parquet").to_table().to_pylist()
    return {row[ROW]: row for row in rows}


@pytest.mark.parametrize("name", ENGINES)
@pytest.mark.parametrize("spec", SPECS, ids=[f"{each.chapter}: {each.title}" for each in SPECS])
def test_spec(spec: Spec, name: str, engines: Callable[[str], Engine], tmp_path: Path):
    contract = spec.contract()
    checks = plan(contract, delivered_on=DAY, existing_keys=spec.existing_keys)
    staged = stage(spec, checks, tmp_path / "staged")
    units = delivered_units(contract, spec.units, staged)
    checks = plan(contract, delivered_on=DAY, existing_keys=spec.existing_keys, units=units)
    lookups = write_lookups(spec, tmp_path / "lookups")
    if name in spec.gaps:
        with pytest.raises(KhoError) as caught:
            engines(name).check(checks, staged, lookups, tmp_path / "out")
        assert type(caught.value).__name__ == spec.gaps[name]
        return

    result = engines(name).check(checks, staged, lookups, tmp_path / "out")

    good, bad, warned = (rows_in(tmp_path / "out" / folder) for folder in ("good", "bad", "warned"))
    found = [_verdict(number, good, bad, warned) for number in range(1, len(spec.rows) + 1)]
    assert found == [(row.verdict, row.reasons) for row in spec.rows]
    becomes = [_becomes(row, good.get(number)) for number, row in enumerate(spec.rows, start=1)]
    assert becomes == [dict(row.becomes) if row.verdict != "bad" else {} for row in spec.rows]
    assert (result.read, result.accepted, result.quarantined) == (len(spec.rows), len(good), len(bad))
    assert result.broken == dict(Counter(reason for row in spec.rows for reason in row.reasons))
    measured = {each.rule: [told(each.value), each.holds] for each in result.measured}
    expected = {rule: [told(value), holds] for rule, (value, holds) in spec.measured.items()}
    assert measured == expected


def _verdict(number: int, good: Rows, bad: Rows, warned: Rows) -> tuple[str, tuple[str, ...]]:
    if number in bad:
        assert number not in good
        return "bad", tuple(bad[number]["_reasons"])
    assert number in good
    return ("warned", tuple(warned[number]["_reasons"])) if number in warned else ("good", ())


def _becomes(row: Row, loaded: dict[str, Any] | None) -> dict[str, Any]:
    return {column: told(loaded[column]) for column in row.becomes} if loaded else {}
