"""Parquet files of every type, and broken ones."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.unit.sources.tables import Read, read_all

from kho.sources.formats.parquet import ParquetFormat
from kho.sources.maps.errors import BrokenParquetError, EncryptedParquetError

PARQUET = ParquetFormat()


def read(folder: Path, table: pa.Table, **how: Any) -> Read:
    pq.write_table(table, folder / "landed", **how)
    (found,) = read_all(PARQUET, folder / "landed", "so-lieu.parquet", {})
    return found


@pytest.mark.parametrize(
    ("column", "text", "kind"),
    [
        (pa.array(["Xã Ẩm"]), "Xã Ẩm", None),
        (pa.array(["Xã"], pa.large_string()), "Xã", None),
        (pa.array([""]), None, None),
        (pa.array(["x", None]).dictionary_encode(), "x", None),
        (pa.array([-(2**63)], pa.int64()), "-9223372036854775808", "n"),
        (pa.array([2**64 - 1], pa.uint64()), "18446744073709551615", "n"),
        (pa.array([Decimal("1.10")], pa.decimal128(10, 2)), "1.10", "n"),
        (pa.array([Decimal("0.0000001")], pa.decimal128(20, 7)), "0.0000001", "n"),
        (pa.array([Decimal(10) ** 40], pa.decimal256(50, 0)), "1" + "0" * 40, "n"),
        (pa.array([0.1]), "0.1", "n"),
        (pa.array([0.1], pa.float32()), "0.1", "n"),
        (pa.array([1e-7]), "0.0000001", "n"),
        (pa.array([1e22]), "10000000000000000000000", "n"),
        (pa.array([float("nan")]), "nan", "e"),
        (pa.array([float("-inf")]), "-inf", "e"),
        (pa.array([True]), "true", "b"),
        (pa.array([date(2024, 1, 31)]), "2024-01-31", "d"),
        (pa.array([10**7], pa.date32()), "29349-01-26", "e"),
        (pa.array([datetime(2024, 1, 31, 10, 15)], pa.timestamp("us")), "2024-01-31T10:15:00", "s"),  # noqa: DTZ001 - zoneless
        (pa.array([1], pa.timestamp("us")), "1970-01-01T00:00:00.000001", "s"),
        (pa.array([1], pa.timestamp("ns")), "1970-01-01T00:00:00.000000001", "s"),
        (pa.array([120], pa.timestamp("ms")), "1970-01-01T00:00:00.120000", "s"),
        (pa.array([time(10, 15)], pa.time64("us")), "10:15:00", "h"),
        (pa.array([123], pa.time32("ms")), "00:00:00.123000", "h"),
        (pa.array([timedelta(seconds=5)], pa.duration("ms")), "5000", "n"),
        (pa.array([b"\x00\xff"]), "00ff", None),
        (pa.array([b"\x01\x02"], pa.binary(2)), "0102", None),
        (pa.array([[1, None]]), "[1,null]", "j"),
        (pa.array([{"b": 1.50, "a": "x"}]), '{"a":"x","b":1.5}', "j"),
        (pa.array([[float("nan")]]), "[NaN]", "e"),
        (pa.array([[("k", 1)]], pa.map_(pa.string(), pa.int64())), '{"k":1}', "j"),
        (pa.array([[Decimal("1.10")]], pa.list_(pa.decimal128(5, 2))), "[1.10]", "j"),
        (pa.array([UUID(int=1).bytes], pa.uuid()), "00000000-0000-0000-0000-000000000001", None),
        (pa.nulls(1), None, None),
    ],
)
def test_types(tmp_path: Path, column: pa.Array, text: str | None, kind: str | None):
    table = read(tmp_path, pa.table({"c": column}))
    assert (table.cells[0][0], table.kinds[0][0]) == (text, kind)


def test_empty_cells_have_no_kind(tmp_path: Path):
    table = read(tmp_path, pa.table({"i": pa.array([1, None]), "l": pa.array([[1], None]), "f": [None, 1.5]}))
    assert table.cells == [["1", "[1]", None], [None, None, "1.5"]]
    assert table.kinds == [["n", "j", None], [None, None, "n"]]


def test_a_timestamp_with_a_zone_is_in_utc_and_the_zone_is_told(tmp_path: Path):
    moment = pa.array([datetime(2024, 1, 31, 17, 0)], pa.timestamp("us", "Asia/Ho_Chi_Minh"))  # noqa: DTZ001 - Arrow's zone
    table = read(tmp_path, pa.table({"luc": moment}))
    assert table.cells == [["2024-01-31T17:00:00"]]
    assert table.notes.found == {"time_zones": {"luc": "Asia/Ho_Chi_Minh"}}


def test_rows_count_on_over_row_groups(tmp_path: Path):
    table = read(tmp_path, pa.table({"a": range(50_000)}), row_group_size=7_000)
    assert table.rows == list(range(1, 50_001))
    assert table.cells[-1] == ["49999"]


def test_no_rows(tmp_path: Path):
    table = read(tmp_path, pa.table({"a": pa.array([], pa.int64())}))
    assert (table.headers, table.cells) == (["a"], [])


def test_text_that_is_not_utf_8_marks_its_cell(tmp_path: Path):
    raw = pa.array([b"tr\xaen", "tốt".encode(), None])
    texts = pa.StringArray.from_buffers(3, raw.buffers()[1], raw.buffers()[2], raw.buffers()[0])
    table = read(tmp_path, pa.table({"a": texts}))
    assert table.cells == [["tr\\xaen"], ["tốt"], [None]]
    assert table.kinds == [["u"], [None], [None]]


class TestRefusals:
    def test_an_encrypted_file(self, tmp_path: Path):
        (tmp_path / "landed").write_bytes(b"PARE" + b"x" * 100 + b"PARE")
        with pytest.raises(EncryptedParquetError):
            read_all(PARQUET, tmp_path / "landed", "x", {})

    @pytest.mark.parametrize("content", [b"PAR1", b"PAR1" + b"\0" * 100 + b"PAR1", b"x" * 100])
    def test_broken_files(self, tmp_path: Path, content: bytes):
        (tmp_path / "landed").write_bytes(content)
        with pytest.raises(BrokenParquetError):
            read_all(PARQUET, tmp_path / "landed", "x", {})

    def test_a_damaged_page(self, tmp_path: Path):
        file = tmp_path / "landed"
        pq.write_table(pa.table({"a": ["Xã " + str(i) for i in range(5000)]}), file, compression="zstd")
        content = bytearray(file.read_bytes())
        content[200:2000] = b"\xff" * 1800
        file.write_bytes(content)
        with pytest.raises(BrokenParquetError):
            read_all(PARQUET, file, "x", {})

    def test_a_file_cut_off(self, tmp_path: Path):
        file = tmp_path / "landed"
        pq.write_table(pa.table({"a": range(1000)}), file)
        file.write_bytes(file.read_bytes()[:-20])
        with pytest.raises(BrokenParquetError):
            read_all(PARQUET, file, "x", {})


def test_there_are_no_options():
    assert [field for field, _, _ in PARQUET.problems({"columns": ["a"]})] == ["columns"]


def test_sniffing():
    assert PARQUET.sniff(b"PAR1\x15", "x")
    assert not PARQUET.sniff(b"a,b\n", "x.parquet")
