"""Landing: the same bytes land once, every arrival is recorded, damage is found on reading."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from kho.contracts.names import DatasetName
from kho.warehouse.errors import LandedDamagedError, NotLandedError
from kho.warehouse.warehouse import Warehouse


def test_the_same_bytes_land_once_and_every_arrival_is_recorded(warehouse: Warehouse, tmp_path: Path):
    file = tmp_path / "dân số.csv"
    file.write_text("mã,tên\n01,An\n", encoding="utf-8")
    name = DatasetName("so-mau", "ho-dan")
    first = warehouse.land(file, name=file.name, origin="sftp://a/b", received=datetime(2025, 1, 1, tzinfo=UTC))
    second = warehouse.land(
        file, name="khác.csv", origin="thư", received=datetime(2025, 2, 1, tzinfo=UTC), by="An", dataset=name
    )
    assert first == second
    landed = [path for path in (tmp_path / "store/landing/sha256").rglob("*") if path.is_file()]
    assert [path.relative_to(tmp_path / "store/landing/sha256").as_posix() for path in landed] == [
        f"{first[:2]}/{first}"
    ]
    known = [(each.name, each.origin, each.by, each.dataset, each.size) for each in warehouse.arrivals()]
    assert known == [("dân số.csv", "sftp://a/b", "", None, 15), ("khác.csv", "thư", "An", name, 15)]


def test_landed_bytes_come_back(warehouse: Warehouse, tmp_path: Path):
    file = tmp_path / "a.bin"
    file.write_bytes(bytes(range(256)) * 5000)
    sha256 = warehouse.land(file, name="a.bin", origin="x")
    with warehouse.landed(sha256) as copy:
        assert copy.read_bytes() == file.read_bytes()
    assert not copy.exists()


def test_a_damaged_landed_file_is_an_error_that_names_it(warehouse: Warehouse, tmp_path: Path):
    file = tmp_path / "a.bin"
    file.write_bytes(b"true")
    sha256 = warehouse.land(file, name="a.bin", origin="x")
    (tmp_path / "store/landing/sha256" / sha256[:2] / sha256).write_bytes(b"false")
    with pytest.raises(LandedDamagedError, match=sha256), warehouse.landed(sha256):
        pass


def test_bytes_that_never_landed(warehouse: Warehouse):
    with pytest.raises(NotLandedError), warehouse.landed("0" * 64):
        pass
