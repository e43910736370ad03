"""Drift is told where something changed, and not where chance or time did."""

import random
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from kho.contracts.model import LoadMode, LogicalType
from kho.contracts.names import DatasetName
from kho.quality.bins import day_edges, number_edges
from kho.quality.drift import Level, Measure, drifts
from kho.quality.profile import ColumnProfile, Counted, Histogram, Quantile, TableProfile, kept
from kho.quality.profiling import FEW, PERCENTS, ranks

MADE = datetime(2026, 3, 1, tzinfo=UTC)


def column(values: Sequence[Any], kind: LogicalType) -> ColumnProfile:
    """The profile of one column with these values, as an engine measures it."""
    there = [value for value in values if value is not None]
    counts = Counter(there).most_common()
    common = {
        "name": "x",
        "type": kind,
        "filled": len(there),
        "present": len(there),
        "distinct": len(counts),
        "top": tuple(Counted(value=kept(value) or 0, count=count) for value, count in counts[:FEW]),
        "complete": len(counts) <= FEW,
    }
    if kind is LogicalType.STRING or not there:
        return ColumnProfile(**common)
    ordered = sorted(there)
    chosen = [ordered[rank - 1] for rank in ranks(len(ordered))]
    is_day = kind is LogicalType.DATE
    edges = day_edges(chosen[0], chosen[-1]) if is_day else number_edges(chosen[0], chosen[-1], whole=False)
    places = Counter(sum(edge <= value for edge in edges) for value in there)
    return ColumnProfile(
        **common,
        minimum=kept(ordered[0]),
        maximum=kept(ordered[-1]),
        mean=None if is_day else sum(there) / len(there),
        quantiles=tuple(Quantile(percent=p, value=kept(v) or 0) for p, v in zip(PERCENTS, chosen, strict=True)),
        histogram=Histogram(
            edges=tuple(kept(edge) or 0 for edge in edges), counts=tuple(places[at] for at in range(len(edges) + 1))
        ),
    )


def profile(values: Sequence[Any], kind: LogicalType = LogicalType.NUMBER, *, day: int = 0) -> TableProfile:
    return TableProfile(
        dataset=DatasetName("so-mau", "ho-dan"),
        version=day,
        contract_version="1.0.0",
        made=MADE + timedelta(days=day),
        rows=len(values),
        looked_at=len(values),
        step=1,
        columns=(column(values, kind),),
    )


def found(now: TableProfile, *earlier: TableProfile, load: LoadMode = LoadMode.REPLACE) -> set[Measure]:
    return {drift.measure for drift in drifts(now, earlier, load)}


def normal(count: int, mean: float = 100.0, seed: int = 1) -> list[float]:
    source = random.Random(seed)  # noqa: S311 - no secret
    return [source.gauss(mean, 10) for _ in range(count)]


def words(count: int, weights: dict[str, int], seed: int = 1) -> list[str]:
    return random.Random(seed).choices(list(weights), list(weights.values()), k=count)  # noqa: S311 - no secret


def test_the_first_profile_has_nothing_to_drift_from():
    assert found(profile(normal(500))) == set()


@pytest.mark.parametrize("count", [3, 10, 30, 100, 1000])
@pytest.mark.parametrize("seed", range(2, 22))
def test_chance_alone_is_no_drift(count: int, seed: int):
    assert found(profile(normal(count, seed=seed), day=1), profile(normal(count))) == set()
    usual = {"a": 60, "b": 30, "c": 9, "d": 1}
    text = LogicalType.STRING
    assert found(profile(words(count, usual, seed), text, day=1), profile(words(count, usual), text)) == set()


@pytest.mark.parametrize("seed", range(2, 12))
def test_missing_values_within_chance_are_no_drift(seed: int):
    source = random.Random(seed)  # noqa: S311 - no secret
    tables = [profile([None if source.random() < 0.1 else 1.0 for _ in range(60)], day=day) for day in (1, 0)]
    assert Measure.MISSING not in found(*tables)


def test_small_tables_do_not_drift():
    assert found(profile([1.0] * 5 + [None] * 20), profile([500.0] * 25)) == set()


def test_a_moved_mean():
    assert found(profile(normal(300, 130)), profile(normal(300))) == {Measure.MEAN, Measure.SHAPE}
    assert found(profile(normal(100, 130)), profile(normal(100))) == {Measure.MEAN}
    assert Measure.MEAN not in found(profile(normal(300, 102)), profile(normal(300)))


def test_another_distribution_with_the_same_mean():
    wide = [value for each in normal(300) for value in (each - 15, each + 15)]
    assert Measure.SHAPE in found(profile(wide), profile(normal(600)))


def test_a_range_that_a_single_wild_value_widens():
    values = normal(500)
    assert found(profile([*values[1:], 1e9]), profile(values)) >= {Measure.RANGE}
    assert found(profile([*values[1:], 140.0]), profile(values)) == set()


def test_missing_values():
    (drift,) = drifts(profile([None] * 60 + [5.0] * 140), [profile([5.0] * 200)], LoadMode.REPLACE)
    assert (drift.column, drift.measure, drift.before, drift.now, drift.level) == (
        "x",
        Measure.MISSING,
        0,
        pytest.approx(0.3),
        Level.ALARM,
    )
    assert drift.what.vi == "Ô trống từ 0,0% thành 30,0%."
    assert drift.what.en == "Missing values went from 0.0% to 30.0%."


def test_a_key_that_is_none_any_more():
    keys = [f"k{at}" for at in range(200)]
    text = LogicalType.STRING
    assert found(profile(keys[:100] * 2, text), profile(keys, text)) == {Measure.DISTINCT}
    assert found(profile([*keys[:199], keys[0]], text), profile(keys, text)) == set()


def test_new_and_vanished_values():
    text = LogicalType.STRING
    before = profile(["a"] * 50 + ["b"] * 50, text)
    drift = drifts(profile(["a"] * 60 + ["c"] * 40, text), [before], LoadMode.REPLACE)
    assert [(each.measure, each.before, each.now) for each in drift] == [
        (Measure.NEW_VALUE, None, "c"),
        (Measure.VANISHED_VALUE, "b", None),
    ]
    assert found(profile(["a"] * 50 + ["b"] * 48 + ["c"] * 2, text), before) == set()


def test_where_new_values_are_usual_another_is_no_drift():
    text = LogicalType.STRING
    before = profile(["a"] * 40 + [f"r{at}" for at in range(20)], text)
    now = profile(["a"] * 40 + ["s"] * 4 + [f"t{at}" for at in range(16)], text)
    assert found(now, before) == set()


@pytest.mark.parametrize(
    ("load", "before", "now", "told"),
    [
        (LoadMode.REPLACE, 100, 140, True),
        (LoadMode.REPLACE, 100, 60, True),
        (LoadMode.REPLACE, 100, 120, False),
        (LoadMode.REPLACE, 10, 20, False),
        (LoadMode.APPEND, 100, 1000, False),
        (LoadMode.UPSERT, 100, 1000, False),
        (LoadMode.APPEND, 100, 60, True),
    ],
)
def test_rows(load: LoadMode, before: int, now: int, told: bool):  # noqa: FBT001 - what the row of the table says
    assert (Measure.ROWS in found(profile([1.0] * now), profile([1.0] * before), load=load)) is told


def test_a_table_that_always_goes_up_and_down_does_not_drift():
    history = [profile([1.0] * count) for count in (200, 90, 210, 100, 190, 95)]
    assert found(profile([1.0] * 100), *history) == set()
    assert found(profile([1.0] * 900), *history) == {Measure.ROWS}


def test_days_go_on_and_that_is_no_drift():
    march = [date(2026, 3, 1) + timedelta(days=at % 30) for at in range(300)]
    april = [day + timedelta(days=31) for day in march]
    kind = LogicalType.DATE
    assert found(profile(april, kind, day=31), profile(march, kind)) == set()
    assert found(profile([*april[1:], date(2206, 4, 1)], kind, day=31), profile(march, kind)) == {Measure.RANGE}


def test_another_type_is_not_compared():
    assert found(profile(["a"] * 300, LogicalType.STRING), profile(normal(300))) == set()


def test_forgotten_values_are_not_compared():
    assert found(profile(normal(300, 500)), profile(normal(300)).without_values()) == set()
