"""The warehouse on a real S3 store: the same behaviour as in a folder, and commits that exclude each other."""

import hashlib
import threading
import uuid
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from deltalake.exceptions import CommitFailedError
from tests.services.ports import free_ports
from tests.services.seaweedfs import S3Service

from kho.contracts.model import Column, Contract, LoadMode, LogicalType
from kho.contracts.names import DatasetName
from kho.warehouse.commit import change_files, properties
from kho.warehouse.erasure import Match
from kho.warehouse.errors import StoreUnreachableError
from kho.warehouse.query import Question
from kho.warehouse.storage import Storage
from kho.warehouse.tables import TableRef, open_table, schema_of
from kho.warehouse.warehouse import Warehouse

HOUSEHOLDS = Contract(
    name=DatasetName("so-mau", "ho-dan"),
    version="1.0.0",
    title="Hộ dân (dữ liệu giả)",
    load=LoadMode.UPSERT,
    columns=(
        Column(name="ma", primary_key=1),
        Column(name="ten"),
        Column(name="so_nguoi", logical_type=LogicalType.INTEGER),
    ),
)
REF = TableRef.of(HOUSEHOLDS)
Load = Callable[..., Any]


def options(s3: S3Service) -> dict[str, str]:
    return {
        "AWS_ENDPOINT_URL": s3.endpoint,
        "AWS_ACCESS_KEY_ID": s3.key,
        "AWS_SECRET_ACCESS_KEY": s3.secret,
        "AWS_REGION": s3.region,
        "AWS_ALLOW_HTTP": "true",
    }


@pytest.fixture
def storage(s3: S3Service) -> Storage:
    return Storage(url=f"s3://{s3.bucket}/{uuid.uuid4()}", options=options(s3))


@pytest.fixture
def warehouse(storage: Storage, tmp_path: Path) -> Warehouse:
    return Warehouse(storage, tmp_path / "state")


def load(warehouse: Warehouse, rows: list[tuple[Any, ...]], label: str, contract: Contract = HOUSEHOLDS) -> Any:
    folder = warehouse.workroom.folder.parent / f"good-{label}"
    folder.mkdir(parents=True, exist_ok=True)
    numbered = [("", number, *row) for number, row in enumerate(rows, start=2)]
    names = ["_part", "_row", *(column.name for column in contract.columns)]
    columns = {name: list(values) for name, values in zip(names, zip(*numbered, strict=True), strict=True)}
    pq.write_table(pa.table(columns), folder / "0.parquet")
    delivery = hashlib.sha256(label.encode()).hexdigest()
    return warehouse.load(contract, good=folder, delivery=delivery, run=label)


def rows(warehouse: Warehouse, **options: Any) -> list[tuple[Any, ...]]:
    table = warehouse.read(REF, ["ma", "ten", "so_nguoi"], **options).read_all()
    return sorted(tuple(row.values()) for row in table.to_pylist())


def test_load_read_compare_query_and_maintain(warehouse: Warehouse) -> None:
    assert load(warehouse, [("01", "An", 4), ("02", "Bình", 2)], "a").version == 0
    assert load(warehouse, [("02", "Bình", 3), ("03", "Chi", 1)], "b").updated == 1
    assert load(warehouse, [("02", "Bình", 3), ("03", "Chi", 1)], "b").repeated
    assert rows(warehouse) == [("01", "An", 4), ("02", "Bình", 3), ("03", "Chi", 1)]
    assert rows(warehouse, as_of=0) == [("01", "An", 4), ("02", "Bình", 2)]
    found = warehouse.diff(REF, ("ma",), 0)
    assert (found.added, found.changed, found.removed) == (1, 1, 0)
    with warehouse.ask(Question(sql="select sum(so_nguoi)::int as n from so_mau.ho_dan")) as answer:
        assert answer.read_all().to_pylist() == [{"n": 8}]
    assert [each.rows for each in warehouse.catalog()] == [3]
    assert warehouse.maintain(HOUSEHOLDS).checkpoint == 1
    assert warehouse.restore(REF, 0, run="r") == 2


def test_bytes_land_and_come_back_large_and_small(warehouse: Warehouse, tmp_path: Path) -> None:
    for size in (0, 10, 12 * 2**20):
        file = tmp_path / f"{size}.bin"
        file.write_bytes(hashlib.sha256(str(size).encode()).digest() * (size // 32 + 1))
        sha256 = warehouse.land(file, name=file.name, origin="x")
        assert warehouse.land(file, name="again", origin="y") == sha256
        with warehouse.landed(sha256) as copy:
            assert copy.read_bytes() == file.read_bytes()
    assert len(list(warehouse.arrivals())) == 6


def test_a_person_is_erased(warehouse: Warehouse, tmp_path: Path) -> None:
    load(warehouse, [("079000000001", "Người Giả", 4), ("02", "Bình", 2)], "a")
    load(warehouse, [("02", "Bình", 3)], "b")
    file = tmp_path / "a.csv"
    file.write_text("079000000001,Người Giả\n", encoding="utf-8")
    sha256 = warehouse.land(file, name="a.csv", origin="x")
    match = Match(contract=HOUSEHOLDS, where={"ma": "079000000001"})
    record = warehouse.erase([match], reason="x", by="y", decode=lambda _sha256, _into: {})
    assert record.landed == (sha256,)
    assert [rows(warehouse, as_of=version) for version in (0, 1)] == [[("02", "Bình", 2)], [("02", "Bình", 3)]]


def test_the_second_of_two_commits_of_one_version_is_refused(warehouse: Warehouse, storage: Storage) -> None:
    load(warehouse, [("01", "An", 4)], "a")
    one, two = (open_table(storage, REF) for _ in range(2))
    change_files(one, [], frozenset(), schema_of(one), properties({"what": "first"}))
    with pytest.raises(CommitFailedError):
        change_files(two, [], frozenset(), schema_of(two), properties({"what": "second"}))
    assert warehouse.versions(REF)[0].what == "first"


def test_two_machines_load_one_dataset_at_once_and_lose_nothing(storage: Storage, tmp_path: Path) -> None:
    machines = [Warehouse(storage, tmp_path / name) for name in ("one", "two")]
    contract = replace(HOUSEHOLDS, load=LoadMode.APPEND)
    load(machines[0], [("00", "x", 0)], "first", contract)

    def work(machine: Warehouse, name: str) -> None:
        for number in range(3):
            load(machine, [(f"{name}{number}", name, number)], f"{name}{number}", contract)

    threads = [threading.Thread(target=work, args=pair) for pair in zip(machines, "ab", strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [row[0] for row in rows(machines[0])] == ["00", "a0", "a1", "a2", "b0", "b1", "b2"]


def test_a_store_that_does_not_answer_is_a_clear_error(s3: S3Service, tmp_path: Path) -> None:
    (port,) = free_ports(1)
    nowhere = {**options(s3), "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}"}
    lost = Warehouse(Storage(url=f"s3://{s3.bucket}/x", options=nowhere), tmp_path / "state")
    with pytest.raises(StoreUnreachableError, match="so-mau/ho-dan"):
        load(lost, [("01", "An", 4)], "a")
    with pytest.raises(StoreUnreachableError):
        lost.land(tmp_path / "state/good-a/0.parquet", name="a", origin="x")
    with pytest.raises(StoreUnreachableError):
        list(lost.catalog())


def test_a_wrong_key_is_a_clear_error(s3: S3Service, tmp_path: Path) -> None:
    wrong = {**options(s3), "AWS_SECRET_ACCESS_KEY": "sai"}
    refused = Warehouse(Storage(url=f"s3://{s3.bucket}/x", options=wrong), tmp_path / "state")
    with pytest.raises(StoreUnreachableError):
        load(refused, [("01", "An", 4)], "a")
