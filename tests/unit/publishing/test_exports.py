"""Which rows, columns, version and units an export has; and that it flows, and stops when its reader goes away."""

import json
import threading
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from tests.unit.publishing.exportable import COLUMNS, ROWS, Taken, contract
from tests.unit.publishing.replicas import replica

from kho.contracts.model import Column, LogicalType, UnitUse
from kho.publishing.exports.asking import Units, Wanted
from kho.publishing.exports.exporting import export
from kho.publishing.exports.failures import (
    ColumnChangedError,
    NoUnitsError,
    StoppedError,
    VersionGoneError,
)
from kho.publishing.formats import FileFormat
from kho.publishing.records.conditions import NoFieldError
from kho.publishing.records.question import (
    All,
    Compare,
    Comparison,
    Condition,
    Empty,
    Holds,
    Not,
    OneOf,
    Order,
    Page,
    Some,
)

UNITS = (
    Column(name="ma_xa", title="Mã xã", unit=UnitUse(level="commune", of="nam")),
    Column(name="nam", logical_type=LogicalType.INTEGER),
    Column(name="so_ho", logical_type=LogicalType.INTEGER),
)
WHERE: Sequence[Condition | None] = (
    None,
    Compare(column="so", how=Comparison.GREATER, value=Decimal("-5.5")),
    Compare(column="tien", how=Comparison.LESS_OR_EQUAL, value=Decimal("-1.1")),
    Compare(column="tien", how=Comparison.NOT_EQUAL, value=Decimal("0.001")),
    Compare(column="ngay", how=Comparison.EQUAL, value=date(2024, 2, 29)),
    Compare(column="co", how=Comparison.EQUAL, value=False),
    Compare(column="ten", how=Comparison.EQUAL, value="' or 1=1 --"),
    OneOf(column="ma", values=("00123", "-00127")),
    Empty(column="ngay"),
    Holds(words="nguyen at"),
    Holds(words="duong", column="ten"),
    Holds(words="CALC cmd"),
    Not(of=Holds(words="00123")),
    Some(of=(Empty(column="so"), All(of=(Compare(column="so", how=Comparison.LESS, value=Decimal(0)),)))),
)


@pytest.fixture
def taken(tmp_path: Path) -> Taken:
    return Taken.of(tmp_path)


def found(data: bytes) -> list[dict[str, Any]]:
    return [json.loads(line) for line in data.splitlines()]


def rows(taken: Taken, **wanted: Any) -> list[dict[str, Any]]:
    return found(taken.bytes(FileFormat.JSON_LINES, **wanted))


@pytest.mark.parametrize("where", WHERE)
def test_a_filter_means_what_it_means_on_pages(taken: Taken, tmp_path: Path, where: Condition | None):
    (tmp_path / "replica").mkdir()
    with replica(tmp_path / "replica", [{"ten": row.get("ten"), **row} for row in ROWS], COLUMNS[:-1]) as pages:
        page = pages.page(Page(columns=("ma",), where=where))
    assert [(row["ma"],) for row in rows(taken, where=where)] == [*page.rows]


@pytest.mark.parametrize("order", [("so",), ("ten", "so"), ("ngay",), ("co", "ma"), ("ma",)])
@pytest.mark.parametrize("down", [False, True])
def test_an_order_is_that_of_pages(taken: Taken, tmp_path: Path, order: tuple[str, ...], down: bool):  # noqa: FBT001
    asked = tuple(Order(column=name, descending=down) for name in order)
    (tmp_path / "replica").mkdir()
    with replica(tmp_path / "replica", ROWS, COLUMNS[:-1], key=("ma",)) as pages:
        page = pages.page(Page(columns=("ma",), order=asked))
    assert [(row["ma"],) for row in rows(taken, order=asked)] == [*page.rows]


def test_columns_come_in_the_order_in_which_they_are_asked_for(taken: Taken):
    assert [*rows(taken, columns=("so", "ma", "so"))[0]] == ["so", "ma"]


@pytest.mark.parametrize("name", ["nguoi_phu_trach", "_delivery", "không có", "ma; drop table x"])
@pytest.mark.parametrize("place", ["columns", "order"])
def test_a_column_that_is_not_published_cannot_be_asked_for(taken: Taken, name: str, place: str):
    with pytest.raises(NoFieldError):
        taken.export(FileFormat.CSV, **{place: (name,) if place == "columns" else (Order(column=name),)})


def test_each_version_that_is_kept_can_be_taken(taken: Taken):
    taken.load([{"ma": "9"}])
    assert len(rows(taken, version=0)) == len(ROWS)
    assert [row["ma"] for row in rows(taken)] == ["9"]
    assert taken.export(FileFormat.CSV, version=0).filename == "so-mau--bang-mau-v0.csv"


@pytest.mark.parametrize("version", [7, -1])
def test_a_version_that_is_not_kept_is_said_to_be_gone(taken: Taken, version: int):
    with pytest.raises(VersionGoneError, match="one of: 0"):
        taken.export(FileFormat.CSV, version=version)


def test_a_version_whose_files_are_gone_is_gone(taken: Taken):
    taken.load([{"ma": "9"}])
    for file in sorted((taken.folder / "store").rglob("*.parquet"), key=lambda file: file.stat().st_mtime_ns)[:1]:
        file.unlink()
    with pytest.raises(VersionGoneError):
        taken.export(FileFormat.CSV, version=0)
    assert [row["ma"] for row in rows(taken)] == ["9"]


def test_an_old_version_has_its_own_types_and_nothing_in_columns_that_came_later(taken: Taken):
    more = contract((*(each if each.name != "so" else Column(name="so") for each in COLUMNS), Column(name="moi")))
    later = taken.load([{"ma": "9", "so": "chữ", "moi": "mới"}], more)
    assert (rows(later, version=0)[1]["so"], rows(later, version=0)[1]["moi"]) == (-5, None)
    assert (rows(later)[0]["so"], rows(later)[0]["moi"]) == ("chữ", "mới")
    for column in ("so", "moi"):
        with pytest.raises(ColumnChangedError):
            later.export(FileFormat.CSV, version=0, where=Empty(column=column))


def test_codes_are_brought_to_todays_units_where_that_is_certain(tmp_path: Path):
    given = [
        {"ma_xa": "00001", "nam": 2024, "so_ho": 10},
        {"ma_xa": "00004", "nam": 2025, "so_ho": 20},
        {"ma_xa": "99999", "nam": 2024, "so_ho": 30},
        {"ma_xa": None, "nam": 2024, "so_ho": 40},
        {"ma_xa": "00004", "nam": None, "so_ho": 50},
    ]
    taken = Taken.of(tmp_path, given, contract(UNITS))
    told = rows(taken, units=Units.TODAY)
    assert [*told[0]] == ["ma_xa", "ma_xa_goc", "ma_xa_doi", "nam", "so_ho"]
    assert [(row["ma_xa_goc"], row["so_ho"]) for row in told] == [(row["ma_xa"], row["so_ho"]) for row in given]
    assert [row["ma_xa_doi"] for row in told[1:]] == ["same", "unknown", None, "unknown"]
    assert [row["ma_xa"] for row in told[1:]] == ["00004", None, None, None]
    assert [row["ma_xa"] for row in rows(taken)] == [row["ma_xa"] for row in given]
    about = json.loads(taken.bytes(FileFormat.JSON, units=Units.TODAY))["about"]
    assert "01/01/2026" in about["units"]
    assert "ma_xa_goc" in about["units"]


def test_every_old_code_is_told_as_the_atlas_tells_it(tmp_path: Path):
    codes = ["00001", "00006", "00007", "11950", "12322", "13096"]
    taken = Taken.of(tmp_path, [{"ma_xa": code, "nam": 2024} for code in codes], contract(UNITS))
    atlas, source = taken.source().atlas(), taken.source()
    for row in rows(taken, units=Units.TODAY):
        answer = atlas.convert(row["ma_xa_goc"], from_=date(2024, 12, 31), to=source.today)
        assert row["ma_xa"] == getattr(answer, "to", None)
        assert (
            row["ma_xa_doi"]
            in {"Whole": {"same", "whole"}, "Part": {"part"}, "Unknown": {"unknown"}}[type(answer).__name__]
        )


def test_codes_of_the_day_of_delivery_are_of_the_day_of_their_version(tmp_path: Path):
    columns = (
        Column(name="ma_xa", unit=UnitUse(level="commune")),
        Column(name="so_ho", logical_type=LogicalType.INTEGER),
    )
    given = [{"ma_xa": "00004", "so_ho": 1}, {"ma_xa": "99999", "so_ho": 2}, {"ma_xa": None, "so_ho": 3}] * 2_000
    told = rows(Taken.of(tmp_path, given, contract(columns)), units=Units.TODAY)
    assert [row["ma_xa_goc"] for row in told] == [row["ma_xa"] for row in given]
    assert [row["ma_xa_doi"] for row in told[:3]] == ["same", "unknown", None]


def test_codes_make_points_where_their_units_lie(tmp_path: Path):
    taken = Taken.of(tmp_path, [{"ma_xa": "00004", "nam": 2025}, {"ma_xa": "99999", "nam": 2025}], contract(UNITS))
    first, second = json.loads(taken.bytes(FileFormat.GEOJSON))["features"]
    unit = taken.source().atlas().unit("00004", on=date(2025, 12, 31))
    assert unit is not None
    assert first["geometry"]["coordinates"] == [unit.longitude, unit.latitude]
    assert second["geometry"] is None


def test_a_dataset_without_codes_has_no_units_of_today(taken: Taken):
    with pytest.raises(NoUnitsError):
        taken.export(FileFormat.CSV, units=Units.TODAY)


def test_names_of_files_are_harmless(taken: Taken):
    made = export(taken.source(title='../..\\ "Bảng\x00\u202e" <lạ>|?*:\r\n'), Wanted(format=FileFormat.CSV))
    made.chunks.close()
    assert made.filename == "so-mau--bang-mau-v0.csv"
    assert made.title == "Bảng lạ v0.csv"
    assert taken.export(FileFormat.CSV, columns=("ma",)).filename == "so-mau--bang-mau-v0-loc.csv"


@pytest.fixture
def many(tmp_path: Path) -> Taken:
    return Taken.of(tmp_path, [{"ma": f"{number:06}", "ten": "x" * 300} for number in range(40_000)])


def busy() -> list[str]:
    return [each.name for each in threading.enumerate() if each.name == "kho-export"]


@pytest.mark.parametrize("form", [FileFormat.CSV, FileFormat.JSON_LINES, FileFormat.JSON, FileFormat.XLSX])
def test_bytes_come_before_all_rows_are_read_and_the_work_stops_when_nobody_reads_on(many: Taken, form: FileFormat):
    made = many.export(form)
    first = [next(made.chunks) for _ in range(3)]
    assert 0 < sum(map(len, first)) < 2_000_000
    made.chunks.close()
    assert not busy()
    assert not [*(many.folder / "state" / "scratch").glob("*")]
    with pytest.raises(StopIteration):
        next(made.chunks)


def test_what_is_not_read_waits(many: Taken):
    """DuckDB has no more than the pipe and a few chunks ahead of the reader: it has not ended."""
    made = many.export(FileFormat.CSV)
    next(made.chunks), next(made.chunks)
    assert busy()
    rest = b"".join(made.chunks)
    assert rest.endswith(b"\n")
    assert not busy()


def test_an_export_that_is_stopped_says_so(many: Taken):
    made = many.export(FileFormat.CSV)
    next(made.chunks)
    threading.Thread(target=made.chunks.stop).start()
    with pytest.raises(StoppedError):
        b"".join(made.chunks)
    assert not busy()


def test_an_export_that_fails_in_the_middle_does_not_end_as_if_it_were_whole(many: Taken):
    made = many.export(FileFormat.CSV, order=(Order(column="ten"),))
    for file in (many.folder / "store").rglob("*.parquet"):
        data = bytearray(file.read_bytes())
        data[1000:-2000] = bytes(len(data) - 3000)
        file.write_bytes(data)
    with pytest.raises(Exception, match="KHO-"):
        b"".join(made.chunks)
    assert not busy()
    assert not [*(many.folder / "state" / "scratch").glob("*")]


def test_an_export_that_is_never_read_holds_nothing(taken: Taken):
    made = taken.export(FileFormat.CSV)
    assert [*(taken.folder / "state" / "scratch").glob("*")]
    made.chunks.close()
    assert not [*(taken.folder / "state" / "scratch").glob("*")]


def test_the_same_wish_gives_the_same_bytes(many: Taken):
    for form in FileFormat:
        if form not in (FileFormat.GEOJSON, FileFormat.GEOPACKAGE):
            assert many.bytes(form) == many.bytes(form)
