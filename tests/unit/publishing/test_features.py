"""Features without the web: ids that come back, boxes, times, and codes of units by the day they are of."""

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.publishing.invented import dataset
from tests.unit.publishing.replicas import replica

from kho.contracts.model import Column, Contract, LogicalType
from kho.publishing.catalogue import PublishedColumn, PublishedDataset
from kho.publishing.features.boxes import Box, System
from kho.publishing.features.failures import NoSuchFeatureError, NotABoxError, NotATimeError
from kho.publishing.features.identities import key_of, number_of, of_key, of_number
from kho.publishing.features.layers import layer
from kho.publishing.features.spots import spots
from kho.publishing.features.times import Interval
from kho.publishing.places import UnitColumn
from kho.publishing.records.fields import Field
from kho.publishing.records.question import All, Compare, Page, Within
from kho.standards.units.atlas import Atlas

TEXT = {name: Field(name=name, kind=LogicalType.STRING) for name in ("a", "b")}
COMMUNE = "11953"
"""A commune of Hưng Yên whose code another one has since 1 July 2025."""


def values(id_: str, fields: dict[str, Field]) -> list[object]:
    found = key_of(id_, [*fields], fields)
    assert isinstance(found, All)
    return [each.value for each in found.of if isinstance(each, Compare)]


@given(st.lists(st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "S", "Zs"])), min_size=2, max_size=2))
def test_the_id_of_a_key_comes_back(key: list[str]):
    id_ = of_key(key)
    assert not set(id_) - set("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-._~:")
    assert values(id_, TEXT) == [TEXT["a"].value(each) for each in key]


def test_ids_are_plain_where_keys_are():
    assert of_key(["H33.01", 2024]) == "H33.01:2024"
    assert of_key([True, Decimal("1.50")]) == "true:1.50"
    assert of_key([".."]) == "~2e."
    assert of_number(3, 17) == "v3-17"


@pytest.mark.parametrize("text", ["", "a", "a:b:c", "~zz:~ff", "x" * 3_000])
def test_an_id_of_no_key_is_refused(text: str):
    fields = {"a": Field(name="a", kind=LogicalType.INTEGER), "b": TEXT["b"]}
    with pytest.raises(NoSuchFeatureError):
        key_of(text, ["a", "b"], fields)


@pytest.mark.parametrize("text", ["v3-17", "17", "v2-x", "v2-" + "9" * 30, ""])
def test_a_number_of_another_version_is_refused(text: str):
    assert number_of("v2-17", 2) == 17
    with pytest.raises(NoSuchFeatureError):
        number_of(text, 2)


def test_a_box_has_its_edges():
    box = Box.parse("106,20.5,107,21")
    assert box.has(106, 20.5)
    assert box.has(Decimal("106.5"), Decimal(21))
    assert not box.has(105.999, 20.7)
    assert Box.parse("20.5,106,21,107", System.LATITUDE_FIRST) == box


def test_a_box_over_the_antimeridian():
    box = Box.parse("170,-20,-170,0")
    assert box.has(179, -1)
    assert box.has(-179, -1)
    assert not box.has(0, -1)


@pytest.mark.parametrize("text", ["", "a,b,c,d", "1,2,3,4,5", "1,2,inf,4", "1,9,3,4", "1,2,3," + "4" * 500])
def test_what_is_no_box(text: str):
    with pytest.raises(NotABoxError):
        Box.parse(text)


def test_times_are_of_viet_nam():
    assert Interval.parse("2025-07-01T20:00:00Z").start == datetime(2025, 7, 2, 3)  # noqa: DTZ001  as tables hold it
    day = Interval.parse("2025-07-01")
    assert (day.start, day.end) == (datetime(2025, 7, 1), datetime(2025, 7, 1, 23, 59, 59, 999999))  # noqa: DTZ001
    assert Interval.parse("../2025-07-01").start is None


@pytest.mark.parametrize("text", ["/", "../..", "x", "2025-07-01/2025-06-01", "0001-01-01T00:00:00+14:00", "a/b/c"])
def test_what_is_no_time(text: str):
    with pytest.raises(NotATimeError):
        Interval.parse(text)


def _dataset(*columns: PublishedColumn) -> PublishedDataset:
    return dataset("so-mau/bang-mau", columns=columns, versions=())


def _column(name: str, kind: LogicalType = LogicalType.STRING) -> PublishedColumn:
    return PublishedColumn(name=name, title=name, kind=kind)


@pytest.mark.parametrize(
    ("kind", "before", "after", "never"),
    [
        (LogicalType.INTEGER, 2024, 2025, 2019),
        (LogicalType.DATE, date(2025, 6, 30), date(2025, 7, 1), date(2019, 12, 31)),
        (
            LogicalType.TIMESTAMP,
            datetime(2025, 6, 30, 23, 59),  # noqa: DTZ001  as tables hold it
            datetime(2025, 7, 1),  # noqa: DTZ001
            datetime(2019, 12, 31, 23),  # noqa: DTZ001
        ),
    ],
)
def test_a_box_finds_codes_where_they_lie_on_their_day(
    tmp_path: Path, kind: LogicalType, before: Any, after: Any, never: Any
):
    columns = (
        Column(name="so", logical_type=LogicalType.INTEGER),
        Column(name="xa"),
        Column(name="khi", logical_type=kind),
    )
    days = (before, after, never, None)
    rows = [{"so": number, "xa": COMMUNE, "khi": day} for number, day in enumerate(days)]
    rows += [{"so": 4, "xa": "99999", "khi": after}, {"so": 5, "xa": None, "khi": after}]
    dataset = _dataset(_column("xa"), _column("khi", kind))
    known = spots(Atlas.of(), dataset, UnitColumn(column="xa", level="commune", day="khi"), [COMMUNE, "99999"])
    with replica(tmp_path, rows, columns) as asked:
        told = [known.of(code, day) for _, code, day in asked.page(Page()).rows]
        assert told[0] != told[1]
        assert told[2:] == [None, None, None, None]
        for number in (0, 1):
            longitude, latitude = told[number] or (0.0, 0.0)
            box = Box.parse(f"{longitude - 1e-6},{latitude - 1e-6},{longitude + 1e-6},{latitude + 1e-6}")
            found = [row[0] for row in asked.page(Page(where=known.within(box))).rows]
            assert found == [number, 2, 3, 4, 5]
        nowhere = known.within(Box.parse("0,0,1,1"))
        assert asked.count(nowhere) == 4


def test_codes_of_the_day_of_delivery_lie_where_they_do_on_all_of_them():
    use = UnitColumn(column="xa", level="commune", day=None)
    of_one_day = spots(
        Atlas.of(), _dataset(_column("xa")), UnitColumn(column="xa", level="commune", day=date(2024, 1, 1)), [COMMUNE]
    )
    assert of_one_day.of(COMMUNE, None) is not None
    assert spots(Atlas.of(), _dataset(_column("xa")), use, [COMMUNE]).of(COMMUNE, None) is None


def test_a_key_that_is_not_published_as_a_whole_is_in_no_id():
    columns = (Column(name="lat", logical_type=LogicalType.NUMBER), Column(name="lon", logical_type=LogicalType.NUMBER))
    contract = cast("Contract", SimpleNamespace(columns=columns, primary_key=("ten",), on_units=None))
    shown = (_column("lat", LogicalType.NUMBER), _column("lon", LogicalType.NUMBER))
    made = layer(contract, _dataset(*shown), Atlas.of)
    assert made is not None
    assert made.key == ()
    assert layer(contract, _dataset(_column("ten")), Atlas.of) is None


def test_shapes_that_meet_a_box(tmp_path: Path):
    shapes = [
        "POINT (106.5 20.5)",
        "POLYGON ((106 20, 107 20, 106 21, 106 20))",
        "LINESTRING (106.9 20.9, 107.1 21.1)",
        "POINT EMPTY",
        "không phải hình",
        None,
    ]
    columns = (Column(name="so", logical_type=LogicalType.INTEGER), Column(name="geometry"))
    rows = [{"so": number, "geometry": shape} for number, shape in enumerate(shapes)]
    with replica(tmp_path, rows, columns) as asked:

        def found(west: float, south: float, east: float, north: float) -> list[object]:
            where = Within(column="geometry", west=west, south=south, east=east, north=north)
            page = [row[0] for row in asked.page(Page(where=where)).rows]
            assert asked.count(where) == len(page)
            return page

        assert found(105, 19, 108, 22) == [0, 1, 2]
        assert found(106.5, 20.5, 106.6, 20.6) == [0, 1]
        assert found(106.8, 20.8, 106.95, 20.95) == [2]
        assert found(106.8, 20.8, 106.85, 20.85) == []
        around = asked.around()
        assert around is not None
        assert around == pytest.approx((106, 20, 107.1, 21.1), abs=1e-4)
    (tmp_path / "none").mkdir()
    with replica(tmp_path / "none", [{"so": 1, "geometry": None}], columns) as asked:
        assert asked.around() is None
