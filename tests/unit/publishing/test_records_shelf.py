"""Replicas are published while they are read: no error, no mixed answer, and nothing is left lying about."""

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from kho.contracts.model import Access, Classification, Column, Contract, LoadMode, LogicalType
from kho.contracts.names import DatasetName
from kho.publishing.catalogue import HIDDEN, PublishedColumn
from kho.publishing.records import answering
from kho.publishing.records.building import Plan
from kho.publishing.records.failures import NotReadyError, OtherVersionError
from kho.publishing.records.fields import published
from kho.publishing.records.question import Groups, Holds, Order, Page
from kho.publishing.records.shelf import Shelf
from kho.warehouse.storage import Storage
from kho.warehouse.tables import TableRef
from kho.warehouse.warehouse import Warehouse

CONTRACT = Contract(
    name=DatasetName("so-mau", "tram-y-te"),
    version="1.0.0",
    title="Trạm y tế (dữ liệu giả)",
    access=Access.OPEN,
    load=LoadMode.REPLACE,
    columns=(
        Column(name="ma", primary_key=1),
        Column(name="luot", logical_type=LogicalType.INTEGER),
        Column(name="nguoi_phu_trach", classification=Classification.PERSONAL),
    ),
)
FIELDS = published(
    CONTRACT, [PublishedColumn.of(each) for each in CONTRACT.columns if each.classification not in HIDDEN]
)
PLAN = Plan(fields=FIELDS, key=CONTRACT.primary_key)
REF = TableRef.of(CONTRACT)
ROWS = 60


@pytest.fixture
def warehouse(tmp_path: Path) -> Warehouse:
    return Warehouse(Storage(url=str(tmp_path / "store")), tmp_path / "state")


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(folder=tmp_path / "replicas")


def load(warehouse: Warehouse, folder: Path, number: int) -> None:
    """All rows of a version tell its number."""
    good = folder / f"good-{number}"
    good.mkdir()
    rows = {
        "_part": [""] * ROWS,
        "_row": [*range(ROWS)],
        "ma": [f"{each:03}" for each in range(ROWS)],
        "luot": pa.array([number] * ROWS, pa.int64()),
        "nguoi_phu_trach": ["Người Bí Mật"] * ROWS,
    }
    pq.write_table(pa.table(rows), good / "0.parquet")
    warehouse.load(CONTRACT, good=good, delivery=f"{number:064x}", run=f"run-{number}")


def test_without_a_replica_nothing_is_ready(shelf: Shelf):
    with pytest.raises(NotReadyError), shelf.replica(FIELDS):
        pass


def test_a_published_table_is_answered_without_its_hidden_columns(warehouse: Warehouse, shelf: Shelf, tmp_path: Path):
    load(warehouse, tmp_path, 1)
    shelf.publish(warehouse, REF, PLAN)
    with shelf.replica(FIELDS) as replica:
        assert replica.rows == ROWS
        assert [*replica.fields] == ["ma", "luot"]
        assert replica.count(Holds(words="bi mat")) == 0
    shelf.close()
    assert not [file for file in shelf.folder.glob("*") if file.is_file() and "Mật".encode() in file.read_bytes()]


def test_a_replica_with_a_column_that_is_no_longer_published_is_not_served(
    warehouse: Warehouse, shelf: Shelf, tmp_path: Path
):
    load(warehouse, tmp_path, 1)
    shelf.publish(warehouse, REF, PLAN)
    with pytest.raises(NotReadyError), shelf.replica(FIELDS[:1]):
        pass
    shelf.close()


def test_an_old_replica_stays_until_it_is_read_no_more(warehouse: Warehouse, shelf: Shelf, tmp_path: Path):
    load(warehouse, tmp_path, 1)
    shelf.publish(warehouse, REF, PLAN)
    page = Page(limit=1)
    with shelf.replica(FIELDS) as old:
        first = old.page(page)
        load(warehouse, tmp_path, 2)
        Shelf(folder=shelf.folder).publish(warehouse, REF, PLAN)
        with shelf.replica(FIELDS) as new, pytest.raises(OtherVersionError):
            new.page(replace(page, after=first.after))
        with ThreadPoolExecutor(1) as another:
            assert another.submit(old.page, replace(page, after=first.after)).result().rows == (("001", 1),)
    assert len([*shelf.folder.glob("*.sqlite")]) == 1
    shelf.close()
    assert sorted(file.suffix or file.name for file in shelf.folder.iterdir()) == [
        ".duckdb",
        ".lock",
        ".sqlite",
        "current",
    ]


def test_who_groups_while_versions_are_published_gets_each_whole(
    warehouse: Warehouse, shelf: Shelf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(answering, "LARGE", -1)  # all are asked by columns
    load(warehouse, tmp_path, 1)
    shelf.publish(warehouse, REF, PLAN)
    ended = threading.Event()

    def read() -> int:
        seen = 0
        while not (ended.is_set() and seen):
            with shelf.replica(FIELDS) as replica:
                [(version, rows)] = replica.groups(Groups(by=("luot",))).rows
                assert (version, rows) == (replica.page(Page(limit=1)).rows[0][1], ROWS)
            seen += 1
        return seen

    with ThreadPoolExecutor(3) as readers:
        reading = [readers.submit(read) for _ in range(3)]
        for number in range(2, 5):
            load(warehouse, tmp_path, number)
            Shelf(folder=shelf.folder).publish(warehouse, REF, PLAN)
            with shelf.replica(FIELDS) as replica:
                assert replica.groups(Groups(by=("luot",))).rows == ((number, ROWS),)
        ended.set()
        assert all(each.result() for each in reading)
    shelf.close()
    assert len([*shelf.folder.glob("*.duckdb")]) == 1


def test_who_pages_while_versions_are_published_gets_each_whole(warehouse: Warehouse, shelf: Shelf, tmp_path: Path):
    load(warehouse, tmp_path, 1)
    shelf.publish(warehouse, REF, PLAN)
    ended = threading.Event()
    orders = [(), (Order(column="luot"),), (Order(column="luot", descending=True), Order(column="ma"))]

    def read(order: tuple[Order, ...]) -> Counter[int]:
        seen: Counter[int] = Counter()
        while not (ended.is_set() and seen):
            with shelf.replica(FIELDS) as replica:
                asked, rows = Page(order=order, limit=7), []
                while asked.after is not None or not rows:
                    found = replica.page(asked)
                    rows += found.rows
                    if found.after is None:
                        break
                    asked = replace(asked, after=found.after)
                assert len({row[0] for row in rows}) == len(rows) == ROWS
                assert {row[1] for row in rows} == {rows[0][1]}
                seen[int(str(rows[0][1]))] += 1
        return seen

    with ThreadPoolExecutor(3) as readers:
        reading = [readers.submit(read, order) for order in orders]
        for number in range(2, 6):
            load(warehouse, tmp_path, number)
            Shelf(folder=shelf.folder).publish(warehouse, REF, PLAN)
        ended.set()
        seen = [each.result() for each in reading]
    with shelf.replica(FIELDS) as replica:
        assert replica.page(Page(limit=1)).rows == (("000", 5),)
    shelf.close()
    assert all(seen)
    assert len([*shelf.folder.glob("*.sqlite")]) == 1
