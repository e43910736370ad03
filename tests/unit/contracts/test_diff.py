"""What a new version of a contract changes, and which changes break those who use the data."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from kho.contracts.diff import ChangeKind, breaking_for_table, compare, table_changes, table_problems
from kho.contracts.model import (
    Access,
    Classification,
    CodeListUse,
    Column,
    Contract,
    LoadMode,
    LogicalType,
    MeasureUse,
    Metric,
    OnUnits,
    Operator,
    QualityRule,
    Reference,
    Severity,
)
from kho.contracts.names import DatasetName
from kho.contracts.widening import TableColumn

NAME = DatasetName("so-y-te", "co-so")
KEY = Column(name="ma", title="Mã", primary_key=1)
RULE = QualityRule(id="a", metric=Metric.ROW_COUNT, operator=Operator.GREATER_THAN, expected=(0,))


def contract(*columns: Column, **fields: Any) -> Contract:
    return Contract(name=NAME, version="1.0.0", title="Cơ sở", columns=(KEY, *columns), **fields)


def of_column(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[tuple[ChangeKind, bool]]:
    base = Column(name="x")
    changes = compare(contract(replace(base, **old)), contract(replace(base, **new)))
    return [(change.kind, change.breaking) for change in changes]


def of_dataset(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[tuple[ChangeKind, bool]]:
    return [(change.kind, change.breaking) for change in compare(contract(**old), contract(**new))]


def test_the_same_contract_changes_nothing():
    assert compare(contract(), contract()) == ()


TYPE = "logical_type"
NUMBER = {TYPE: LogicalType.NUMBER}


@pytest.mark.parametrize(
    ("old", "new", "breaks"),
    [
        ({TYPE: LogicalType.INTEGER}, NUMBER, False),
        (NUMBER, {TYPE: LogicalType.INTEGER}, True),
        ({TYPE: LogicalType.INTEGER}, {**NUMBER, "precision": 19, "scale": 0}, False),
        ({TYPE: LogicalType.INTEGER}, {**NUMBER, "precision": 20, "scale": 2}, True),
        ({**NUMBER, "precision": 10, "scale": 2}, {**NUMBER, "precision": 14, "scale": 4}, False),
        ({**NUMBER, "precision": 10, "scale": 2}, {**NUMBER, "precision": 10, "scale": 4}, True),
        ({**NUMBER, "precision": 10, "scale": 2}, NUMBER, True),
        ({TYPE: LogicalType.DATE}, {TYPE: LogicalType.TIMESTAMP}, False),
        ({TYPE: LogicalType.TIMESTAMP}, {TYPE: LogicalType.DATE}, True),
        ({TYPE: LogicalType.INTEGER}, {TYPE: LogicalType.STRING}, True),
    ],
)
def test_a_type_breaks_unless_every_value_keeps_its_meaning(old: dict[str, Any], new: dict[str, Any], breaks: bool):  # noqa: FBT001
    assert of_column(old, new) == [(ChangeKind.TYPE, breaks)]


REFERENCE = Reference(columns=("x",), to=DatasetName("danh-muc", "xa"), to_columns=("ma",))


@pytest.mark.parametrize(
    ("looser", "stricter"),
    [
        ({}, {"required": True}),
        ({}, {"unique": True}),
        ({}, {"minimum": 1}),
        ({"minimum": 0}, {"minimum": 1}),
        ({"minimum": 0}, {"exclusive_minimum": 0}),
        ({"maximum": 9}, {"maximum": 8}),
        ({"maximum": 9}, {"exclusive_maximum": 9}),
        ({}, {"min_length": 1}),
        ({"max_length": 9}, {"max_length": 8}),
        ({}, {"pattern": "[a-z]"}),
        ({}, {"codelist": CodeListUse(name="xa")}),
        ({}, {"standard": "citizen_id"}),
        ({}, {"references": (REFERENCE,)}),
        ({}, {"rules": (RULE,)}),
    ],
)
def test_a_looser_guarantee_breaks_and_a_stricter_one_does_not(looser: dict[str, Any], stricter: dict[str, Any]):
    assert of_column(stricter, looser) == [(ChangeKind.GUARANTEE, True)]
    assert of_column(looser, stricter) == [(ChangeKind.GUARANTEE, False)]


def test_another_way_to_bring_figures_to_units_gives_them_another_meaning():
    old = OnUnits(column="ma", level="commune", of="nam", to="today", split={"x": "none"}, basis="y")
    (change,) = compare(contract(on_units=old), contract(on_units=replace(old, split={"x": "area"})))
    assert (change.kind, change.breaking) == (ChangeKind.MEANING, True)
    assert "x none" in change.message.en
    assert "x area" in change.message.vi


def test_a_rule_that_only_warned_was_no_guarantee():
    warning = replace(RULE, severity=Severity.WARNING)
    assert of_column({"rules": (warning,)}, {}) == [(ChangeKind.GUARANTEE, False)]


def test_a_rule_that_only_changed_its_name_is_the_same():
    assert of_column({"rules": (RULE,)}, {"rules": (replace(RULE, id="b"),)}) == []


@pytest.mark.parametrize(
    ("old", "new", "breaks"),
    [
        ({"decimal_mark": "."}, {"decimal_mark": ","}, True),
        ({"formats": ("dd/MM/yyyy",)}, {"formats": ("MM/dd/yyyy",)}, True),
        ({"formats": ("dd/MM/yyyy",)}, {"formats": ("dd/MM/yyyy", "dd-MM-yyyy")}, False),
        ({"measure": MeasureUse(unit="kg")}, {"measure": MeasureUse(unit="tấn")}, True),
        ({"measure": MeasureUse(unit="kg")}, {"measure": MeasureUse(unit="kg", source="tấn")}, True),
        ({"measure": MeasureUse(unit="kg")}, {}, True),
        ({}, {"measure": MeasureUse(unit="kg")}, False),
        ({"missing": ("-",)}, {"missing": ()}, True),
        ({"missing": ()}, {"missing": ("-",)}, False),
    ],
)
def test_reading_the_same_text_as_another_value_breaks(old: dict[str, Any], new: dict[str, Any], breaks: bool):  # noqa: FBT001
    assert of_column(old, new) == [(ChangeKind.MEANING, breaks)]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ({"access": Access.OPEN}, {"access": Access.SHARED}, (ChangeKind.ACCESS, True)),
        ({"access": Access.PRIVATE}, {"access": Access.OPEN}, (ChangeKind.ACCESS, False)),
        ({"load": LoadMode.APPEND}, {"load": LoadMode.REPLACE}, (ChangeKind.LOAD, True)),
        ({"frequency": "P1D"}, {"frequency": "P1M"}, (ChangeKind.TERMS, True)),
        ({"frequency": "P1M"}, {"frequency": "P1W"}, (ChangeKind.TERMS, False)),
        ({"frequency": "P1M"}, {}, (ChangeKind.TERMS, True)),
        ({"retention": "P10Y"}, {"retention": "P5Y"}, (ChangeKind.TERMS, True)),
        ({"retention": "P10Y"}, {}, (ChangeKind.TERMS, False)),
        ({"licence": "CC-BY-4.0"}, {"licence": "CC0"}, (ChangeKind.TERMS, True)),
        ({"status": "active"}, {"status": "retired"}, (ChangeKind.TERMS, True)),
        ({"status": "active"}, {"status": "deprecated"}, (ChangeKind.TERMS, False)),
        ({"description": "a"}, {"description": "b"}, (ChangeKind.TEXT, False)),
        ({"rules": (RULE,)}, {}, (ChangeKind.GUARANTEE, True)),
    ],
)
def test_changes_of_the_whole_dataset(old: dict[str, Any], new: dict[str, Any], expected: tuple[ChangeKind, bool]):
    assert of_dataset(old, new) == [expected]


def test_columns_that_are_gone_new_renamed_or_moved():
    x, y = Column(name="x", title="Ích"), Column(name="y", title="Ngôi")
    assert [c.kind for c in compare(contract(x), contract())] == [ChangeKind.REMOVED]
    assert [(c.kind, c.breaking) for c in compare(contract(), contract(x))] == [(ChangeKind.ADDED, False)]
    renamed = compare(contract(x), contract(replace(x, name="z")))
    assert [(c.kind, c.breaking, c.column) for c in renamed] == [(ChangeKind.RENAMED, True, "x")]
    assert [c.kind for c in compare(contract(x), contract(y))] == [ChangeKind.REMOVED, ChangeKind.ADDED]
    assert [(c.kind, c.breaking) for c in compare(contract(x, y), contract(y, x))] == [(ChangeKind.MOVED, False)]


def test_another_key_breaks():
    changes = compare(contract(Column(name="x")), contract(Column(name="x", primary_key=2)))
    assert (ChangeKind.KEY, True) in [(change.kind, change.breaking) for change in changes]


def test_more_secrecy_breaks():
    assert of_column({}, {"classification": Classification.PERSONAL}) == [(ChangeKind.CLASSIFICATION, True)]
    assert of_column({"classification": Classification.PERSONAL}, {}) == [(ChangeKind.CLASSIFICATION, False)]


def test_every_change_is_told_in_both_languages():
    old = contract(Column(name="x", minimum=1, codelist=CodeListUse(name="xa")), access=Access.OPEN)
    changes = compare(old, contract(Column(name="x", logical_type=LogicalType.DATE)))
    assert len(changes) == 4
    assert all(change.message.vi and change.message.en and "None" not in change.message.vi for change in changes)


def test_a_loaded_table_is_compared_by_what_it_holds():
    new = contract(Column(name="gio", logical_type=LogicalType.TIME), Column(name="moi"))
    table = [
        TableColumn(name="ma", logical_type=LogicalType.STRING),
        TableColumn(name="gio", logical_type=LogicalType.STRING),
        TableColumn(name="cu", logical_type=LogicalType.STRING),
    ]
    assert [(c.kind, c.column) for c in table_changes(new, table)] == [
        (ChangeKind.REMOVED, "cu"),
        (ChangeKind.ADDED, "moi"),
    ]
    assert [c.column for c in breaking_for_table(new, table)] == ["cu"]


def test_what_a_table_would_lose_is_a_problem_of_the_contract():
    new = contract(Column(name="x", logical_type=LogicalType.DATE, path=("schema", 0, "properties", 1)))
    placed = replace(new, file=Path("a.odcs.yaml"), lines={("schema", 0, "properties", 1): 12})
    table = [
        TableColumn(name="ma", logical_type=LogicalType.STRING),
        TableColumn(name="x", logical_type=LogicalType.STRING),
    ]
    assert [(p.line, p.code) for p in table_problems(placed, table)] == [(12, "KHO-C190")]
    assert table_problems(placed, []) == []
