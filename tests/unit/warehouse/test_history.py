"""The past: versions compared, restored, maintained."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from kho.contracts.model import Column, Contract, LoadMode
from kho.warehouse.commit import Commit
from kho.warehouse.errors import NoVersionError
from kho.warehouse.maintenance import maintain, span
from kho.warehouse.tables import TableRef, find_table
from kho.warehouse.warehouse import Warehouse

Rows = list[tuple[Any, ...]]


FIRST = [("01", "An", 4), ("02", "Bình", 2), ("03", "Chi", 1)]


@pytest.mark.parametrize("mode", [LoadMode.UPSERT, LoadMode.REPLACE])
def test_versions_are_compared_by_key(
    mode: LoadMode, variant: Callable[..., Contract], load: Callable[..., Commit], warehouse: Warehouse
):
    contract = variant(load=mode)
    load(contract, FIRST, "a")
    load(contract, [("01", "An", 9), ("02", "Bình", 2), ("03", "Chi", 1), ("04", "Em", 1)], "b")
    found = warehouse.diff(TableRef.of(contract), contract.primary_key, 0)
    assert (found.old, found.new, found.added, found.changed, found.removed) == (0, 1, 1, 1, 0)
    examples = {row.after["ma"]: row for row in found.examples if row.after}
    assert examples["01"].before == {"ma": "01", "ten": "An", "so_nguoi": 4}
    assert examples["04"].before is None
    backwards = warehouse.diff(TableRef.of(contract), contract.primary_key, 1, 0)
    assert (backwards.added, backwards.changed, backwards.removed) == (0, 1, 1)


def test_versions_without_a_key_are_compared_as_whole_rows(
    variant: Callable[..., Contract], load: Callable[..., Commit], warehouse: Warehouse
):
    contract = variant(load=LoadMode.REPLACE, columns=(Column(name="ten"),))
    load(contract, [("An",), ("An",), ("Bình",)], "a")
    load(contract, [("An",), ("Chi",)], "b")
    found = warehouse.diff(TableRef.of(contract), (), 0)
    assert (found.added, found.changed, found.removed) == (1, 0, 2)
    assert {row.before["ten"] for row in found.examples if row.before} == {"An", "Bình"}


def test_a_version_before_a_new_column_is_compared_with_nulls(
    households: Contract, load: Callable[..., Commit], warehouse: Warehouse
):
    load(households, FIRST, "a")
    wider = replace(households, version="1.1.0", columns=(*households.columns, Column(name="ghi_chu")))
    load(wider, [("01", "An", 4, "x"), ("02", "Bình", 2, None)], "b")
    newest = warehouse.versions(TableRef.of(wider))[0].version
    found = warehouse.diff(TableRef.of(wider), ("ma",), 0, newest)
    assert (found.added, found.changed, found.removed) == (0, 1, 0)


def test_a_version_is_restored_as_a_new_one(
    households: Contract, load: Callable[..., Commit], rows: Callable[..., Rows], warehouse: Warehouse
):
    load(households, FIRST, "a")
    load(households, [("01", "An", 9)], "b")
    assert warehouse.restore(TableRef.of(households), 0, run="r") == 2
    assert rows(households) == FIRST
    assert ("01", "An", 9) in rows(households, as_of=1)
    assert warehouse.versions(TableRef.of(households))[0].what == "restore"
    with pytest.raises(NoVersionError):
        warehouse.restore(TableRef.of(households), 9, run="r")


def test_a_version_with_fewer_columns_is_restored(
    households: Contract, load: Callable[..., Commit], rows: Callable[..., Rows], warehouse: Warehouse
):
    load(households, FIRST, "a")
    narrower = replace(households, version="2.0.0", columns=households.columns[:2])
    load(narrower, [("01", "Ân")], "b", allow_breaking=True)
    warehouse.restore(TableRef.of(households), 0, run="r")
    assert rows(households) == FIRST


def test_after_a_restore_the_same_delivery_can_be_loaded_again(
    households: Contract, load: Callable[..., Commit], rows: Callable[..., Rows], warehouse: Warehouse
):
    load(households, FIRST, "a")
    load(households, [("01", "An", 9)], "b")
    warehouse.restore(TableRef.of(households), 0, run="r")
    assert load(households, [("01", "An", 9)], "b", again=True).updated == 1
    assert ("01", "An", 9) in rows(households)


def test_small_files_are_put_together_and_nothing_is_lost(
    variant: Callable[..., Contract], load: Callable[..., Commit], rows: Callable[..., Rows], warehouse: Warehouse
):
    contract = variant(load=LoadMode.APPEND)
    for number in range(6):
        load(contract, [(f"{number}", "x", number)], str(number))
    before = rows(contract)
    done = warehouse.maintain(contract)
    assert (done.compacted, done.into, done.removed_files, done.checkpoint) == (6, 1, 0, 6)
    assert rows(contract) == before
    assert rows(contract, as_of=2) == before[:3]
    assert warehouse.maintain(contract).compacted == 0


def test_versions_past_their_retention_go_and_the_newest_stays(
    households: Contract, load: Callable[..., Commit], rows: Callable[..., Rows], warehouse: Warehouse
):
    contract = replace(households, retention="P1M")
    load(contract, FIRST, "a")
    load(contract, [("01", "An", 9)], "b")
    later = datetime.now(UTC) + timedelta(days=40)
    kept = maintain(warehouse.storage, warehouse.workroom, contract)
    assert kept.removed_files == 0
    assert rows(contract, as_of=0) == FIRST
    assert maintain(warehouse.storage, warehouse.workroom, contract, now=later).removed_log > 0
    assert ("01", "An", 9) in rows(contract)
    with pytest.raises(NoVersionError):
        rows(contract, as_of=0)


def test_what_a_killed_load_left_is_removed_once_it_is_old(
    households: Contract, load: Callable[..., Commit], warehouse: Warehouse, tmp_path: Path
):
    load(households, FIRST, "a")
    left = tmp_path / "store/source/so-mau/ho-dan/part-left.parquet"
    left.write_bytes(b"half a file")
    assert warehouse.maintain(households).removed_files == 0
    tomorrow = datetime.now(UTC) + timedelta(days=2)
    assert maintain(warehouse.storage, warehouse.workroom, households, now=tomorrow).removed_files == 1
    assert not left.exists()
    assert find_table(warehouse.storage, TableRef.of(households)).to_pyarrow_dataset().count_rows() == 3


@pytest.mark.parametrize(("text", "days"), [("P5Y", 1830), ("P2M", 62), ("P3W", 21), ("P10D", 10), ("PT48H", 2)])
def test_spans(text: str, days: int):
    assert span(text) == timedelta(days=days)


def test_the_catalog_tells_rows_and_versions(households: Contract, load: Callable[..., Commit], warehouse: Warehouse):
    assert list(warehouse.catalog()) == []
    load(households, FIRST, "a")
    load(households, [("09", "Giang", 1)], "b")
    (found,) = warehouse.catalog()
    assert (found.ref, found.version, found.rows, found.files) == (TableRef.of(households), 1, 4, 2)
    assert found.size > 0
