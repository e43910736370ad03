"""Maps: figures of units of any day on those of today, places, classes, boundaries from files, pictures."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import numpy as np
import pyogrio
import pytest
import shapely
from tests.unit.publishing.invented import catalogue, dataset
from tests.unit.publishing.replicas import replica

from kho.contracts.model import Access, CodeListUse, Column, Contract, LogicalType, UnitUse
from kho.contracts.names import DatasetName
from kho.errors import KhoError
from kho.publishing.catalogue import PublishedColumn
from kho.publishing.charts.looks import Theme
from kho.publishing.charts.naming import Naming
from kho.publishing.charts.specs import Picture
from kho.publishing.maps.boundaries import Boundaries, boundaries, keep
from kho.publishing.maps.classes import parted
from kho.publishing.maps.drawing import svg
from kho.publishing.maps.features import as_csv, collection, under
from kho.publishing.maps.figures import mapped
from kho.publishing.maps.ground import Ground
from kho.publishing.maps.importing import Told, take
from kho.publishing.maps.looks import PALETTES
from kho.publishing.maps.naming import notes
from kho.publishing.maps.view import Classes, Places, View, view
from kho.publishing.places import unit_columns
from kho.publishing.records.answering import Replica
from kho.publishing.records.question import Measure, Measured
from kho.standards.units.atlas import Atlas
from kho.standards.units.model import Level

TODAY = date(2026, 6, 1)
PROVINCE = "33"
COLUMNS = (
    Column(name="ma_xa", title="Mã xã", unit=UnitUse(level="commune", of="nam")),
    Column(name="nam", title="Năm", logical_type=LogicalType.INTEGER),
    Column(name="dan_so", title="Dân số", logical_type=LogicalType.INTEGER),
    Column(name="vi_do", title="Vĩ độ", logical_type=LogicalType.NUMBER),
    Column(name="kinh_do", title="Kinh độ", logical_type=LogicalType.NUMBER),
)
PEOPLE = Measured(what=Measure.SUM, column="dan_so")


@pytest.fixture(scope="module")
def atlas() -> Atlas:
    return Atlas.of()


@pytest.fixture(scope="module")
def ground(atlas: Atlas) -> Ground:
    return Ground.of(atlas, catalogue(), TODAY, None)


@pytest.fixture(scope="module")
def merged(atlas: Atlas, ground: Ground) -> tuple[str, list[str]]:
    """A commune of today, and the communes of 2024 that it was made of as wholes."""
    pairs: dict[str, list[str]] = {}
    for unit in atlas.units(on=date(2024, 12, 31), level=Level.COMMUNE):
        to = ground.became(unit.code, date(2024, 12, 31))
        if to is not None:
            pairs.setdefault(to, []).append(unit.code)
    return next((code, former) for code, former in pairs.items() if len(former) > 1)


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory, merged: tuple[str, list[str]], ground: Ground) -> Iterator[Replica]:
    code, former = merged
    other = next(each for each in ground.units if each != code)
    rows: list[dict[str, Any]] = [
        {"ma_xa": each, "nam": 2024, "dan_so": 10 * (at + 1), "vi_do": 20.5 + at / 10, "kinh_do": 106.0}
        for at, each in enumerate(former)
    ]
    rows += [{"ma_xa": each, "nam": 2025, "dan_so": 500} for each in (code, other)]
    rows += [
        {"ma_xa": "99999", "nam": 2025, "dan_so": 7},
        {"ma_xa": other, "nam": 2025, "vi_do": 999.0, "kinh_do": 1.0},
    ]
    with replica(tmp_path_factory.mktemp("maps"), rows, COLUMNS) as opened:
        yield opened


def published(columns: tuple[Column, ...] = COLUMNS, codes: str | None = None) -> Any:
    shown = tuple(
        PublishedColumn(
            name=each.name,
            title=each.title,
            kind=each.logical_type,
            level=each.unit.level if each.unit else None,
            codes=codes if each.codelist else None,
        )
        for each in columns
    )
    units = unit_columns(contract(columns), shown, () if codes is None else {codes})
    return dataset("so-y-te/dan-so", title="Dân số", columns=shown, units=units)


def contract(columns: tuple[Column, ...] = COLUMNS) -> Contract:
    return Contract(
        name=DatasetName.parse("so-y-te/dan-so"),
        title="Dân số",
        version="1.0.0",
        access=Access.OPEN,
        columns=columns,
    )


def places(columns: tuple[Column, ...] = COLUMNS) -> Places:
    return Places.of(published(columns))


def naming() -> Naming:
    made = published()
    return Naming.of(made, catalogue(made), "vi", {})


def test_figures_of_former_units_are_put_to_what_they_became(
    asked: Replica, ground: Ground, merged: tuple[str, list[str]]
):
    code, former = merged
    which = View(by="ma_xa", measure=PEOPLE, filters=(("nam", "2024"),))
    shown = mapped(which, places(), asked, ground)
    assert [(each.code, each.value) for each in shown.figures] == [(code, 10 * sum(range(1, len(former) + 1)))]
    assert shown.brought >= len(former) - 1


def test_a_mean_of_several_is_of_all_their_rows(asked: Replica, ground: Ground, merged: tuple[str, list[str]]):
    _, former = merged
    which = View(by="ma_xa", measure=Measured(what=Measure.MEAN, column="dan_so"), filters=(("nam", "2024"),))
    shown = mapped(which, places(), asked, ground)
    assert shown.figures[0].value == pytest.approx(10 * (len(former) + 1) / 2)


def test_codes_that_are_no_units_are_told_not_drawn(asked: Replica, ground: Ground):
    which = View(by="ma_xa", measure=PEOPLE, filters=(("nam", "2025"),))
    shown = mapped(which, places(), asked, ground)
    assert len(shown.figures) == 2
    assert shown.left == ("99999",)
    assert any("99999" in each for each in notes(shown, which, naming(), is_bounded=False))


def test_places_without_sense_are_left_out(asked: Replica, ground: Ground, merged: tuple[str, list[str]]):
    shown = mapped(View(by="points"), places(), asked, ground)
    assert len(shown.spots) == len(merged[1])


def test_columns_of_a_list_of_communes_can_be_shown_too():
    listed = (
        Column(name="xa", title="Xã", codelist=CodeListUse(name="xa", on="ngay")),
        Column(name="ngay", logical_type=LogicalType.DATE),
    )
    found = Places.of(published(listed, "xa"))
    assert [(each.column, each.day) for each in found.units] == [("xa", "ngay")]
    with pytest.raises(KhoError, match="KHO-D601"):
        Places.of(published(listed))


@pytest.mark.parametrize(
    "which",
    [
        View(by="points"),
        View(by="ma_xa", measure=PEOPLE, classes=Classes.EQUAL, number=3, filters=(("nam", "2025"),)),
        View(by="ma_xa"),
    ],
)
def test_an_address_says_the_map_that_it_was_made_of(which: View, asked: Replica):
    assert view(which.parameters(), asked.fields, places()) == which


@pytest.mark.parametrize("given", [{"by": "dan_so"}, {"number": "99"}, {"classes": "odd"}, {"measure": "distinct"}])
def test_what_means_nothing_is_told(given: dict[str, str], asked: Replica):
    with pytest.raises(KhoError, match="KHO-D110"):
        view({"by": "ma_xa", **given}.items(), asked.fields, places())


def test_quantiles_have_as_many_each_and_equal_figures_stay_together():
    assert [each.count for each in parted([1, 2, 3, 4, 5, 6], Classes.QUANTILE, 3)] == [2, 2, 2]
    assert [each.count for each in parted([1, 1, 1, 1, 9], Classes.QUANTILE, 5)] == [4, 1]
    assert [(each.least, each.most) for each in parted([0, 1, 10], Classes.EQUAL, 5)] == [(0, 1), (10, 10)]
    assert [each.count for each in parted([5, 5], Classes.EQUAL, 3)] == [2]
    assert parted([], Classes.QUANTILE, 5) == ()


@pytest.mark.parametrize("by", ["points", "ma_xa"])
@pytest.mark.parametrize("known", ["areas", "centres"])
def test_a_map_is_drawn_and_told(asked: Replica, atlas: Atlas, merged: tuple[str, list[str]], by: str, known: str):
    areas = Boundaries(
        areas={merged[0]: shapely.box(106, 20.5, 106.1, 20.6)}, source="Đo đạc", licence="CC0", imported=TODAY
    )
    on = Ground.of(atlas, catalogue(), TODAY, areas if known == "areas" else None)
    which = View(by=by, measure=PEOPLE) if by == "ma_xa" else View(by=by)
    shown = mapped(which, places(), asked, on)
    drawn = ET.fromstring(  # noqa: S314  our own
        svg(which, shown, on, naming(), Picture(width=360, theme=Theme.DARK, source="Sở <Mẫu>"))
    )
    assert drawn.find(".//{*}circle") is not None
    assert any("Sở <Mẫu>" in (each.text or "") for each in drawn.iter())
    features = collection(which, shown, on, naming())["features"]
    assert len(features) == (len(shown.spots) if by == "points" else len(on.units))
    assert any(each["properties"]["kind"] == "grid" for each in under(which, shown, on)["features"])
    assert as_csv(which, shown).decode("utf-8-sig").count("\n") == 1 + len(shown.figures) + len(shown.spots)


def test_colours_of_maps_go_from_light_to_strong():
    for palette in PALETTES.values():
        lightness = [sum(int(each[at : at + 2], 16) for at in (1, 3, 5)) for each in palette.steps]
        assert lightness in (sorted(lightness), sorted(lightness, reverse=True))


def area_file(folder: Path, ground: Ground, *, key: str, srs: str = "EPSG:4326") -> Path:
    """The first three communes as squares, by code or by name, with one that nobody knows."""
    units = [*ground.units.values()][:3]
    told = [(each.code.lstrip("0") if key == "ma" else each.name) for each in units] + ["Xã Không Có Ở Đâu"]
    squares = [shapely.box(106 + at / 10, 20, 106.1 + at / 10, 20.1) for at in range(4)]
    if srs == "EPSG:32648":
        squares = [shapely.box(600_000 + at * 1000, 2_280_000, 601_000 + at * 1000, 2_281_000) for at in range(4)]
    file = folder / "dia-gioi.gpkg"
    pyogrio.raw.write(
        file,
        geometry=shapely.to_wkb(squares),
        field_data=[np.array(told, dtype=object)],
        fields=[key],
        geometry_type="Polygon",
        crs=srs,
    )
    return file


def told(**more: Any) -> Told:
    values = {"level": Level.COMMUNE, "code": None, "name": None, "source": "s", "licence": "l", "today": TODAY}
    return Told(**{**values, **more})


@pytest.mark.parametrize("key", ["ma", "ten", "KHAC"])
@pytest.mark.parametrize("srs", ["EPSG:4326", "EPSG:32648"])
def test_boundaries_are_matched_by_code_or_by_name(tmp_path: Path, atlas: Atlas, ground: Ground, key: str, srs: str):
    file = area_file(tmp_path, ground, key=key, srs=srs)
    taken = take(file, atlas, PROVINCE, told(name="khac" if key == "KHAC" else None))
    assert [*taken.boundaries.areas] == [*ground.units][:3]
    assert taken.left == ("Xã Không Có Ở Đâu",)
    assert len(taken.lacking) == len(ground.units) - 3
    west, south, east, north = shapely.total_bounds([*taken.boundaries.areas.values()])
    assert 105 < west < east < 107
    assert 19 < south < north < 21


@pytest.mark.parametrize(("more", "code"), [({"code": "nothing"}, "KHO-D603"), ({"level": Level.PROVINCE}, "KHO-D602")])
def test_what_cannot_be_matched_is_told(tmp_path: Path, atlas: Atlas, ground: Ground, more: dict[str, Any], code: str):
    with pytest.raises(KhoError, match=code):
        take(area_file(tmp_path, ground, key="ma"), atlas, PROVINCE, told(**more))


def test_what_is_no_map_is_told(tmp_path: Path, atlas: Atlas):
    (tmp_path / "a.geojson").write_text("Mã,Tên\n", encoding="utf-8")
    with pytest.raises(KhoError, match="KHO-D604"):
        take(tmp_path / "a.geojson", atlas, PROVINCE, told())


def test_boundaries_are_kept_with_where_they_are_from(tmp_path: Path):
    made = Boundaries(areas={"12345": shapely.box(0, 0, 1, 1)}, source="Đo đạc", licence="CC0", imported=TODAY)
    file = keep(tmp_path, "commune", made)
    read = boundaries(tmp_path, "commune")
    assert read is not None
    assert (read.source, read.licence, read.imported, [*read.areas]) == ("Đo đạc", "CC0", TODAY, ["12345"])
    assert json.loads(file.read_text(encoding="utf-8"))["features"][0]["id"] == "12345"
    assert boundaries(tmp_path, "province") is None
    file.write_text("{", encoding="utf-8")
    with pytest.raises(KhoError, match="KHO-D605"):
        boundaries(tmp_path, "commune")


def test_real_boundaries_cover_the_province(shared_data: Path, atlas: Atlas, ground: Ground):
    file = shared_data / "admin" / "geo" / "wards_33_hung_yen_simpl0.0005.geojson"
    taken = take(file, atlas, PROVINCE, told())
    assert [*sorted(taken.boundaries.areas)] == [*sorted(ground.units)]
    assert not taken.left
    assert all(shapely.is_valid([*taken.boundaries.areas.values()]))
