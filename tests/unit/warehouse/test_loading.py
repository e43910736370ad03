"""Loading: append, replace, upsert; once per delivery; what changed; schemas that evolve; partitions."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from kho.contracts.model import Classification, Column, Contract, LoadMode, LogicalType
from kho.warehouse.commit import Commit
from kho.warehouse.errors import (
    BadKeyError,
    BreakingTableError,
    LossyChangeError,
    PartitionChangedError,
    PersonalPartitionError,
)
from kho.warehouse.tables import TableRef, find_table
from kho.warehouse.warehouse import Warehouse

Rows = list[tuple[Any, ...]]


FIRST = [("01", "An", 4), ("02", "Bình", 2), ("03", "Chi", None)]


def counts(commit: Commit) -> tuple[int, int, int, int]:
    return commit.inserted, commit.updated, commit.deleted, commit.unchanged


def with_columns(contract: Contract, *columns: Column, version: str = "1.1.0") -> Contract:
    return replace(contract, columns=columns, version=version)


def test_the_first_load_makes_the_table(
    households: Contract, load: Callable[..., Commit], rows: Callable[..., Rows], warehouse: Warehouse
):
    commit = load(households, FIRST, "a")
    assert (commit.version, counts(commit)) == (0, (3, 0, 0, 0))
    assert rows(households) == FIRST
    assert warehouse.row_count(TableRef.of(households)) == 3


def test_every_row_leads_to_its_delivery_part_and_row(
    households: Contract, load: Callable[..., Commit], warehouse: Warehouse
):
    load(households, FIRST, "a")
    found = warehouse.read(TableRef.of(households)).read_all().to_pylist()
    assert {(row["ma"], row["_part"], row["_row"]) for row in found} == {("01", "", 2), ("02", "", 3), ("03", "", 4)}
    assert len({row["_delivery"] for row in found}) == 1


def test_an_append_adds_and_never_twice(
    variant: Callable[..., Contract], load: Callable[..., Commit], rows: Callable[..., Rows]
):
    contract = variant(load=LoadMode.APPEND)
    load(contract, FIRST[:1], "a")
    load(contract, FIRST[1:], "b")
    again = load(contract, FIRST[:1], "a")
    assert (again.repeated, again.version, again.inserted) == (True, 0, 1)
    assert rows(contract) == FIRST


def test_an_appended_delivery_loaded_under_a_new_contract_version_is_not_doubled(
    variant: Callable[..., Contract], load: Callable[..., Commit], rows: Callable[..., Rows]
):
    contract = variant(load=LoadMode.APPEND)
    load(contract, FIRST[:1], "a")
    load(contract, FIRST[1:2], "b")
    commit = load(replace(contract, version="2.0.0"), [("01", "An", 5)], "a")
    assert counts(commit) == (1, 0, 1, 0)
    assert rows(contract) == [("01", "An", 5), ("02", "Bình", 2)]


def test_an_upsert_tells_new_changed_and_equal_rows(
    households: Contract, load: Callable[..., Commit], rows: Callable[..., Rows]
):
    load(households, FIRST, "a")
    commit = load(households, [("02", "Bình", 3), ("03", "Chi", None), ("04", "Dũng", 1)], "b")
    assert counts(commit) == (1, 1, 0, 1)
    assert rows(households) == [("01", "An", 4), ("02", "Bình", 3), ("03", "Chi", None), ("04", "Dũng", 1)]


def test_an_upsert_of_equal_rows_rewrites_no_file(
    households: Contract, load: Callable[..., Commit], warehouse: Warehouse
):
    load(households, FIRST, "a")
    before = find_table(warehouse.storage, TableRef.of(households)).file_uris()
    commit = load(households, FIRST, "b")
    assert counts(commit) == (0, 0, 0, 3)
    assert find_table(warehouse.storage, TableRef.of(households)).file_uris() == before


def test_an_upsert_rewrites_only_files_with_a_changed_row(
    households: Contract, load: Callable[..., Commit], warehouse: Warehouse
):
    load(households, FIRST, "a")
    load(households, [("09", "Giang", 1)], "b")
    first = set(find_table(warehouse.storage, TableRef.of(households)).file_uris())
    load(households, [("09", "Giang", 2)], "c")
    second = set(find_table(warehouse.storage, TableRef.of(households)).file_uris())
    assert len(first & second) == 1


def test_an_upsert_of_rows_that_share_a_key_is_refused(
    households: Contract, load: Callable[..., Commit], rows: Callable[..., Rows]
):
    load(households, FIRST, "a")
    with pytest.raises(BadKeyError, match="2 rows"):
        load(households, [("05", "x", 1), ("05", "y", 1)], "b")
    with pytest.raises(BadKeyError, match="1 rows"):
        load(households, [(None, "x", 1)], "c")
    assert rows(households) == FIRST


def test_a_replace_tells_what_changed_by_key(
    variant: Callable[..., Contract], load: Callable[..., Commit], rows: Callable[..., Rows]
):
    contract = variant(load=LoadMode.REPLACE)
    load(contract, FIRST, "a")
    commit = load(contract, [("01", "An", 4), ("02", "Bình", 9), ("05", "Em", 1)], "b")
    assert counts(commit) == (1, 1, 1, 1)
    assert rows(contract) == [("01", "An", 4), ("02", "Bình", 9), ("05", "Em", 1)]


def test_a_replace_without_a_key_counts_whole_rows(variant: Callable[..., Contract], load: Callable[..., Commit]):
    contract = variant(load=LoadMode.REPLACE, columns=(Column(name="ten"),))
    load(contract, [("An",), ("An",), ("Bình",)], "a")
    assert counts(load(contract, [("An",), ("Chi",)], "b")) == (1, 0, 2, 1)


def test_a_sender_may_go_back_to_an_earlier_delivery(
    variant: Callable[..., Contract], load: Callable[..., Commit], rows: Callable[..., Rows]
):
    contract = variant(load=LoadMode.REPLACE)
    load(contract, FIRST, "a")
    load(contract, FIRST[:1], "b")
    assert load(contract, FIRST, "a").repeated is False
    assert load(contract, FIRST, "a").repeated is True
    assert rows(contract) == FIRST


def test_a_delivery_without_rows_makes_an_empty_table(
    households: Contract, load: Callable[..., Commit], rows: Callable[..., Rows]
):
    assert counts(load(households, [], "a")) == (0, 0, 0, 0)
    assert rows(households) == []
    load(households, FIRST, "b")
    assert rows(households) == FIRST


def test_a_late_correction_leaves_the_earlier_version_readable(
    households: Contract, load: Callable[..., Commit], rows: Callable[..., Rows]
):
    load(households, FIRST, "a")
    load(households, [("01", "An", 5)], "b")
    assert rows(households, as_of=0) == FIRST
    assert ("01", "An", 5) in rows(households)


def test_all_types_come_back(variant: Callable[..., Contract], load: Callable[..., Commit], rows: Callable[..., Rows]):
    contract = variant(
        load=LoadMode.REPLACE,
        columns=(
            Column(name="a", logical_type=LogicalType.NUMBER),
            Column(name="b", logical_type=LogicalType.NUMBER, precision=18, scale=4),
            Column(name="c", logical_type=LogicalType.BOOLEAN),
            Column(name="d", logical_type=LogicalType.DATE),
            Column(name="e", logical_type=LogicalType.TIME),
            Column(name="f", logical_type=LogicalType.OBJECT),
        ),
    )
    row = (1.5, Decimal("12.3400"), True, date(2025, 7, 1), "10:15:00", '{"a":1}')
    load(contract, [row], "a")
    assert rows(contract) == [row]


def test_an_added_column_is_null_in_rows_loaded_before(
    households: Contract, load: Callable[..., Commit], rows: Callable[..., Rows], warehouse: Warehouse
):
    load(households, FIRST, "a")
    wider = with_columns(households, *households.columns, Column(name="ghi_chu"))
    load(wider, [("02", "Bình", 2, "mới")], "b")
    assert rows(wider) == [("01", "An", 4, None), ("02", "Bình", 2, "mới"), ("03", "Chi", None, None)]
    assert warehouse.schema(TableRef.of(wider)).names == [
        "ma", "ten", "so_nguoi", "ghi_chu", "_delivery", "_part", "_row",
    ]  # fmt: skip


@pytest.mark.parametrize("mode", list(LoadMode))
def test_a_whole_number_becomes_a_decimal(
    mode: LoadMode, variant: Callable[..., Contract], load: Callable[..., Commit], rows: Callable[..., Rows]
):
    old = variant(load=mode)
    load(old, FIRST, "a")
    decimal = Column(name="so_nguoi", logical_type=LogicalType.NUMBER, precision=21, scale=2)
    new = with_columns(old, *old.columns[:2], decimal)
    load(new, [("02", "Bình", Decimal("2.50"))], "b")
    assert ("02", "Bình", Decimal("2.50")) in rows(new)
    assert len(rows(new)) == {"append": 4, "replace": 1, "upsert": 3}[mode]


def test_a_whole_number_becomes_a_floating_one_only_where_it_stays_exact(
    households: Contract, load: Callable[..., Commit], rows: Callable[..., Rows]
):
    floating = with_columns(
        households, *households.columns[:2], Column(name="so_nguoi", logical_type=LogicalType.NUMBER)
    )
    load(households, [("01", "An", 2**53 + 1)], "a")
    with pytest.raises(LossyChangeError, match="9007199254740993"):
        load(floating, [("02", "Bình", 1.5)], "b")
    load(households, [("01", "An", 7)], "c")
    load(floating, [("02", "Bình", 1.5)], "b")
    assert rows(floating) == [("01", "An", 7.0), ("02", "Bình", 1.5)]


def test_a_column_that_goes_is_refused_by_name_unless_allowed(
    households: Contract, load: Callable[..., Commit], rows: Callable[..., Rows]
):
    load(households, FIRST, "a")
    narrower = with_columns(households, *households.columns[:2], version="2.0.0")
    with pytest.raises(BreakingTableError, match="so_nguoi"):
        load(narrower, [("01", "Ân")], "b")
    load(narrower, [("01", "Ân")], "b", allow_breaking=True)
    assert rows(narrower) == [("01", "Ân"), ("02", "Bình"), ("03", "Chi")]
    assert rows(households, as_of=0) == FIRST


def test_a_type_that_does_not_widen_is_refused(households: Contract, load: Callable[..., Commit]):
    load(households, FIRST, "a")
    other = with_columns(households, *households.columns[:2], Column(name="so_nguoi", logical_type=LogicalType.DATE))
    with pytest.raises(BreakingTableError, match="BIGINT does not become DATE"):
        load(other, [], "b")


def test_a_partitioned_table_keeps_rows_and_nulls_apart(
    variant: Callable[..., Contract], load: Callable[..., Commit], rows: Callable[..., Rows], warehouse: Warehouse
):
    parted = variant(
        columns=(
            Column(name="ma", primary_key=1),
            Column(name="xa", partition=1),
            Column(name="nam", logical_type=LogicalType.INTEGER, partition=2),
        )
    )
    load(parted, [("01", "Xã A/B = ý", 2024), ("02", None, 2024), ("03", "Xã C", None)], "a")
    load(parted, [("02", "Xã C", 2025), ("04", "Xã C", 2025)], "b")
    expected = [("01", "Xã A/B = ý", 2024), ("02", "Xã C", 2025), ("03", "Xã C", None), ("04", "Xã C", 2025)]
    assert sorted(rows(parted)) == expected
    table = find_table(warehouse.storage, TableRef.of(parted))
    assert table.metadata().partition_columns == ["xa", "nam"]
    with pytest.raises(PartitionChangedError):
        load(
            replace(parted, columns=(*parted.columns[:2], Column(name="nam", logical_type=LogicalType.INTEGER))),
            [],
            "c",
        )


def test_a_personal_column_is_no_partition(variant: Callable[..., Contract], load: Callable[..., Commit]):
    column = Column(name="ma", classification=Classification.PERSONAL, partition=1)
    with pytest.raises(PersonalPartitionError, match="ma"):
        load(variant(columns=(column,), load=LoadMode.APPEND), [("1",)], "a")


def test_the_log_names_contract_run_and_delivery(
    households: Contract, load: Callable[..., Commit], warehouse: Warehouse
):
    load(households, FIRST, "a")
    load(replace(households, version="1.0.1", title="Hộ"), [("01", "An", 5)], "b")
    made = [each for each in warehouse.versions(TableRef.of(households)) if each.delivery]
    assert [(each.contract, each.run, each.what, each.updated) for each in made] == [
        ("1.0.1", "run-b", "upsert", 1),
        ("1.0.0", "run-a", "upsert", 0),
    ]
    metadata = find_table(warehouse.storage, TableRef.of(households)).metadata()
    assert metadata.name == "so-mau/ho-dan"
    assert '"contract": "1.0.1"' in metadata.description


def test_the_log_holds_no_value_of_a_text_or_personal_column(
    households: Contract, load: Callable[..., Commit], warehouse: Warehouse
):
    load(households, [("079000000001", "Người Giả", 4)], "a")
    log = warehouse.storage.at("source/so-mau/ho-dan/_delta_log/00000000000000000000.json")
    text = Path(log).read_text(encoding="utf-8")
    assert "079000000001" not in text
    assert "Người Giả" not in text
    assert "so_nguoi" in text
