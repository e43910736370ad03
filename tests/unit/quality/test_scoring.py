"""What a score says, and that it says nothing of what nobody measured."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from kho.contracts.model import (
    CodeListUse,
    Column,
    Contract,
    LogicalType,
    Metric,
    Operator,
    QualityRule,
    Reference,
    Severity,
)
from kho.contracts.names import DatasetName
from kho.quality.dimensions import FACTS, Dimension, dimension_of, own_rules
from kho.quality.freshness import freshness
from kho.quality.plan import Measured
from kho.quality.planning import plan
from kho.quality.profile import ColumnProfile, TableProfile
from kho.quality.scoring import Counts, Score, score

NOW = datetime(2026, 3, 1, tzinfo=UTC)
NAME = DatasetName("so-mau", "ho-dan")


def rule(rule_id: str, metric: Metric | None = None, **more: object) -> QualityRule:
    return replace(QualityRule(id=rule_id, operator=Operator.MUST_BE, expected=(0,), metric=metric), **more)


CONTRACT = Contract(
    name=NAME,
    version="1.0.0",
    title="Hộ dân (dữ liệu giả)",
    columns=(
        Column(name="ma", primary_key=1, pattern="[0-9]+"),
        Column(
            name="ten", required=True, rules=(rule("ten_la", Metric.INVALID_VALUES, arguments={"validValues": ["a"]}),)
        ),
        Column(name="so", logical_type=LogicalType.INTEGER, minimum=0, rules=(rule("so_trong", Metric.NULL_VALUES),)),
        Column(name="xa", codelist=CodeListUse(name="xa")),
    ),
    references=(Reference(columns=("xa",), to=NAME, to_columns=("ma",)),),
    rules=(
        rule("doi_chieu", query="select count(*) from ${table} where so > 5 and ten = 'a'"),
        rule("mot_cot", query="select count(*) from ${table} where so > 50"),
        rule("du_dong", Metric.ROW_COUNT, operator=Operator.GREATER_THAN, severity=Severity.WARNING),
        rule("dung", query="select count(*) from ${table} where so = 7", dimension="accuracy"),
    ),
)
PLAN = plan(CONTRACT, delivered_on=date(2026, 3, 1))


def scored(*counts: Counts, contract: Contract = CONTRACT, **more: object) -> Score:
    return score(contract, plan(contract, delivered_on=date(2026, 3, 1)), counts, **more)  # type: ignore[arg-type]  # keyword facts of a test


@pytest.mark.parametrize(
    ("rule_id", "dimension"),
    [
        ("ma.required", Dimension.COMPLETE),
        ("so_trong", Dimension.COMPLETE),
        ("du_dong", Dimension.COMPLETE),
        ("ma.readable", Dimension.VALID),
        ("ma.pattern", Dimension.VALID),
        ("so.type", Dimension.VALID),
        ("so.range", Dimension.VALID),
        ("ten_la", Dimension.VALID),
        ("mot_cot", Dimension.VALID),
        ("key", Dimension.UNIQUE),
        ("xa.codelist", Dimension.CONSISTENT),
        ("xa.reference", Dimension.CONSISTENT),
        ("doi_chieu", Dimension.CONSISTENT),
        ("dung", Dimension.ACCURATE),
    ],
)
def test_every_kind_of_rule_has_its_dimension(rule_id: str, dimension: Dimension):
    found = next(each for each in PLAN.rules() if each.id == rule_id)
    assert dimension_of(found, own_rules(CONTRACT).get(rule_id)) is dimension


def test_each_rule_takes_its_share_away():
    found = scored(Counts(read=200, broken={"ma.pattern": 10, "so.range": 4, "key": 2}))
    assert found.of(Dimension.VALID) == pytest.approx(1 - 14 / 200)
    assert found.of(Dimension.UNIQUE) == pytest.approx(0.99)
    assert found.of(Dimension.COMPLETE) == 1
    worst = next(part for _, part in found.parts())
    assert (worst.rule, worst.checked, worst.broken, worst.share, worst.weight) == ("ma.pattern", 200, 10, 0.05, 1.0)
    assert worst.what.vi


def test_more_rules_that_hold_do_not_hide_one_that_is_broken():
    more = replace(CONTRACT, columns=(*CONTRACT.columns, *(Column(name=f"c{at}") for at in range(50))))
    counts = Counts(read=100, broken={"ma.pattern": 30})
    assert scored(counts).of(Dimension.VALID) == scored(counts, contract=more).of(Dimension.VALID) == pytest.approx(0.7)


def test_warnings_weigh_less():
    columns = tuple(
        replace(each, rules=tuple(replace(own, severity=Severity.WARNING) for own in each.rules))
        for each in CONTRACT.columns
    )
    found = scored(Counts(read=10, broken={"ten_la": 4}), contract=replace(CONTRACT, columns=columns))
    assert found.of(Dimension.VALID) == pytest.approx(0.8)


def test_a_promise_about_the_whole_is_kept_or_broken():
    broken = Counts(read=10, measured=(Measured(rule="du_dong", value=0, holds=False),))
    kept = Counts(read=10, measured=(Measured(rule="du_dong", value=9, holds=True),))
    assert scored(broken).of(Dimension.COMPLETE) == pytest.approx(0.75)
    assert scored(broken, kept).of(Dimension.COMPLETE) == pytest.approx(0.875)
    assert scored(kept).of(Dimension.COMPLETE) == 1


def test_no_score_is_below_zero():
    assert scored(Counts(read=10, broken={"ma.pattern": 9, "so.range": 9})).of(Dimension.VALID) == 0


def test_several_deliveries_count_by_their_rows():
    found = scored(Counts(read=90), Counts(read=10, broken={"key": 10}))
    assert found.of(Dimension.UNIQUE) == pytest.approx(0.9)


def test_what_nobody_measures_has_no_score_and_no_part_in_the_total():
    bare = replace(CONTRACT, columns=(Column(name="ten"),), references=(), rules=())
    found = scored(Counts(read=10, broken={"ten.readable": 1}), contract=bare)
    measured = [each.dimension for each in found.dimensions if each.value is not None]
    assert measured == [Dimension.VALID]
    assert found.total == pytest.approx(0.9)
    assert all(each.why is not None and each.why.vi for each in found.dimensions if each.value is None)


def test_before_the_first_delivery_nothing_is_measured():
    found = scored()
    assert found.total is None
    assert {each.value for each in found.dimensions} == {None}


def test_a_table_nobody_checked_is_complete_by_its_profile():
    columns = (ColumnProfile(name="ten", type=LogicalType.STRING, filled=6, present=6),)
    profile = TableProfile(
        dataset=NAME, version=0, contract_version="1", made=NOW, rows=8, looked_at=8, step=1, columns=columns
    )
    assert scored(profile=profile).of(Dimension.COMPLETE) == pytest.approx(0.75)
    assert scored(Counts(read=8), profile=profile).of(Dimension.COMPLETE) == 1


def test_the_total_is_the_weighted_mean():
    fresh = freshness("P10D", "P1D", datetime(2026, 3, 1, tzinfo=UTC), now=datetime(2026, 3, 17, 17, tzinfo=UTC))
    found = scored(Counts(read=10, broken={"ma.pattern": 5}), fresh=fresh)
    timely, valid = found.of(Dimension.TIMELY), found.of(Dimension.VALID)
    assert (timely, valid) == (pytest.approx(0.5), pytest.approx(0.5))
    weights = {dimension: facts.weight for dimension, facts in FACTS.items()}
    expected = sum(weights[each.dimension] * (each.value or 0) for each in found.dimensions) / sum(weights.values())
    assert found.total == pytest.approx(expected)
