"""Reading: as of a version or a time, keys for lookups, quarantined rows."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from kho.contracts.model import Contract
from kho.contracts.names import DatasetName
from kho.warehouse.commit import Commit
from kho.warehouse.errors import NoTableError, NoVersionError
from kho.warehouse.tables import VIETNAM, TableRef, moment
from kho.warehouse.warehouse import Warehouse

Rows = list[tuple[Any, ...]]


def test_a_table_is_read_as_of_a_version_or_a_time(
    households: Contract, load: Callable[..., Commit], rows: Callable[..., Rows], warehouse: Warehouse
):
    load(households, [("01", "An", 4)], "a")
    load(households, [("01", "An", 5)], "b")
    newest, oldest = warehouse.versions(TableRef.of(households))
    assert rows(households, as_of=0) == [("01", "An", 4)]
    assert rows(households, as_of=oldest.committed) == [("01", "An", 4)]
    assert rows(households, as_of=newest.committed + timedelta(days=1)) == [("01", "An", 5)]
    assert rows(households, as_of=newest.committed.astimezone(VIETNAM).date()) == [("01", "An", 5)]


def test_a_date_means_its_end_in_vietnam():
    assert moment(date(2025, 7, 1)).astimezone(UTC) == datetime(2025, 7, 1, 16, 59, 59, 999999, tzinfo=UTC)
    assert moment(datetime(2025, 7, 1, 7)) == datetime(2025, 7, 1, 0, tzinfo=UTC)  # noqa: DTZ001 - the case tested


def test_versions_and_tables_that_are_not_there(
    households: Contract, load: Callable[..., Commit], rows: Callable[..., Rows]
):
    with pytest.raises(NoTableError):
        rows(households)
    load(households, [("01", "An", 4)], "a")
    with pytest.raises(NoVersionError, match="7"):
        rows(households, as_of=7)
    with pytest.raises(NoVersionError, match="2001"):
        rows(households, as_of=date(2001, 1, 1))


def test_keys_are_distinct_and_leave_out_missing_ones_and_one_delivery(
    households: Contract, load: Callable[..., Commit], warehouse: Warehouse, tmp_path: Path
):
    load(households, [("01", "An", 4), ("02", "An", 4), ("03", None, 1)], "a")
    load(households, [("04", "Em", 4)], "b")
    delivery = next(each.delivery for each in warehouse.versions(TableRef.of(households)))
    path = warehouse.export_keys(TableRef.of(households), ["ten", "so_nguoi"], tmp_path / "keys.parquet")
    found = pq.read_table(path)
    assert found.schema == pa.schema([("key_1", pa.string()), ("key_2", pa.int64())])
    assert sorted(found.to_pylist(), key=str) == [{"key_1": "An", "key_2": 4}, {"key_1": "Em", "key_2": 4}]
    warehouse.export_keys(TableRef.of(households), ["ten"], path, without_delivery=delivery)
    assert pq.read_table(path).to_pylist() == [{"key_1": "An"}]


def test_a_delivery_has_one_quarantine_file_that_a_rerun_replaces(warehouse: Warehouse, tmp_path: Path):
    name, bad = DatasetName("so-mau", "ho-dan"), tmp_path / "bad"
    bad.mkdir()
    schema = pa.schema(
        [("_part", pa.string()), ("_row", pa.int64()), ("_text_ma", pa.string()), ("_reasons", pa.list_(pa.string()))]
    )
    for rows in ([("", 9, "x", ["ma.type"]), ("", 2, "y", ["ma.required"])], [("", 2, "y", ["ma.required"])]):
        columns = [list(column) for column in zip(*rows, strict=True)]
        pq.write_table(pa.table(columns, schema=schema), bad / "0.parquet")
        warehouse.quarantine(name, "ab" * 32, bad)
        with warehouse.quarantined(name, "ab" * 32) as reader:
            assert [row["_row"] for row in reader.read_all().to_pylist()] == sorted(row[1] for row in rows)
