"""Maps in all formats, and broken or hostile ones."""

import json
import math
import re
import sqlite3
import struct
import zipfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyogrio.raw
import pytest
import shapely
from tests.unit.sources.tables import Read, Reads, read_all, reads, windows_1258

from kho.sources.formats.geo import GeoFormat
from kho.sources.maps.errors import (
    BadCrsError,
    BrokenMapError,
    LayerNotFoundError,
    NoMapError,
    ShapefileIncompleteError,
)
from kho.sources.records.errors import RefusedDeclarationError

GEO = GeoFormat()
DRIVERS = {".gpkg": "GPKG", ".kml": "KML", ".gml": "GML", ".fgb": "FlatGeobuf", ".shp": "ESRI Shapefile"}
VN2000 = (550_000.0, 2_300_000.0)


@pytest.fixture
def read(tmp_path: Path) -> Reads:
    return reads(GEO, tmp_path, "ban-do.geojson")


def collection(*geometries: object, **properties: object) -> str:
    features = [{"type": "Feature", "properties": properties, "geometry": each} for each in geometries]
    return json.dumps({"type": "FeatureCollection", "features": features})


def point(*coordinates: float) -> dict[str, object]:
    return {"type": "Point", "coordinates": coordinates}


def write(
    file: Path, *, crs: str | None = "EPSG:3405", at: tuple[float, float] = VN2000, layer: str = "lop", **how: object
) -> Path:
    geometry = shapely.to_wkb(np.array([shapely.Point(at)]))
    table = pa.table({"ten": ["Xã Ẩm"], "so": [1.5], "geometry": geometry})
    pyogrio.raw.write_arrow(
        table,
        file,
        driver=DRIVERS[file.suffix],
        layer=layer,
        geometry_name="geometry",
        geometry_type="Point",
        crs=crs,
        **how,
    )
    return file


def zipped(folder: Path, members: dict[str, Path | bytes]) -> Path:
    file = folder / "landed.zip"
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content if isinstance(content, bytes) else content.read_bytes())
    return file


def shapefile(folder: Path, **how: object) -> dict[str, Path | bytes]:
    made = write(folder / "goc.shp", **how)
    return {f"bo/lop{each.suffix}": each for each in folder.glob("goc.*") if each.suffix != made.name}


def coordinates(text: str | None) -> Sequence[float]:
    return [float(number) for number in re.findall(r"-?\d+\.?\d*", text or "")]


def test_attributes_and_geometry_of_geojson(read: Reads):
    values = {"ma": "01", "so": 1.5, "ds": ["a"], "o": {"b": 2, "a": 1}, "ngay": "2024/01/31"}
    table = read(collection(point(106.123456789012, 20.1), **values))
    assert table.headers == ["ma", "so", "ds", "o", "ngay", "geometry"]
    assert table.cells == [["01", "1.5", '["a"]', '{"a":1,"b":2}', "2024/01/31", "POINT (106.123456789012 20.1)"]]
    assert table.kinds == [[None, "n", "j", "j", None, None]]
    assert (table.part, table.notes.found) == ("", {"crs": "EPSG:4326"})


def test_geojson_by_lines(read: Reads):
    feature = '{"type": "Feature", "properties": {"a": %d}, "geometry": {"type": "Point", "coordinates": [106, 20]}}'
    assert len(read("\n".join(feature % i for i in range(3)), name="x.geojsonl").cells) == 3


def test_the_geometry_can_be_left_out(read: Reads):
    assert read(collection(point(106, 20), ma="01"), geometry=False).headers == ["ma"]


def test_an_attribute_called_geometry_stays_apart(read: Reads):
    assert read(collection(point(106, 20), geometry="x")).headers == ["geometry", "geometry#2"]


@pytest.mark.parametrize("ending", [".gpkg", ".gml", ".fgb"])
def test_vn_2000_becomes_wgs_84(tmp_path: Path, ending: str):
    file = write(tmp_path / f"landed{ending}")
    (table,) = read_all(GEO, file, f"x{ending}", {})
    longitude, latitude = coordinates(table.records[0]["geometry"])
    assert math.isclose(longitude, 105.48233531, abs_tol=1e-7)
    assert math.isclose(latitude, 20.79822386, abs_tol=1e-7)
    assert table.records[0]["ten"] == "Xã Ẩm"
    assert table.notes.found["crs"] == "EPSG:3405"


def test_kml_and_kmz(tmp_path: Path):
    kml = write(tmp_path / "x.kml", crs="EPSG:4326", at=(106.5, 20.5))
    for file in (kml, zipped(tmp_path, {"doc.kml": kml})):
        (table,) = read_all(GEO, file, file.name, {})
        assert table.records[0]["geometry"] == "POINT (106.5 20.5)"


def test_layers_of_a_geopackage_are_parts(tmp_path: Path):
    file = write(tmp_path / "landed.gpkg", layer="xa")
    write(file, layer="tinh", append=True)
    assert [table.part for table in read_all(GEO, file, "x.gpkg", {})] == ["xa", "tinh"]
    assert [table.part for table in read_all(GEO, file, "x.gpkg", {"layer": "tinh"})] == ["tinh"]
    with pytest.raises(LayerNotFoundError) as caught:
        read_all(GEO, file, "x.gpkg", {"layer": ["tinh", "huyen"]})
    assert "huyen" in caught.value.text("vi")


def test_a_layer_without_a_system_keeps_its_coordinates_and_says_so(tmp_path: Path):
    with pytest.warns(UserWarning, match="crs"):
        file = write(tmp_path / "landed.gpkg", crs=None)
    (table,) = read_all(GEO, file, "x.gpkg", {})
    assert table.records[0]["geometry"] == "POINT (550000 2300000)"
    assert "coordinates are left as they are" in table.told["geometry"]
    (table,) = read_all(GEO, file, "x.gpkg", {"crs": "EPSG:3405"})
    assert math.isclose(coordinates(table.records[0]["geometry"])[0], 105.48233531, abs_tol=1e-7)


def test_a_datum_without_parameters_is_told(tmp_path: Path):
    crs = (
        'PROJCS["x",GEOGCS["x",DATUM["D_x",SPHEROID["WGS_1984",6378137.0,298.257223563]],PRIMEM["Greenwich",0.0],'
        'UNIT["Degree",0.0174532925199433]],PROJECTION["Transverse_Mercator"],PARAMETER["False_Easting",500000.0],'
        'PARAMETER["False_Northing",0.0],PARAMETER["Central_Meridian",105.5],PARAMETER["Scale_Factor",0.9999],'
        'PARAMETER["Latitude_Of_Origin",0.0],UNIT["Meter",1.0]]'
    )
    (table,) = read_all(GEO, zipped(tmp_path, shapefile(tmp_path, crs=crs)), "x.zip", {})
    assert "200 m" in table.told["geometry"]


class TestShapefiles:
    def test_a_zipped_set(self, tmp_path: Path):
        members = shapefile(tmp_path) | {"doc.txt": b"x"}
        (table,) = read_all(GEO, zipped(tmp_path, members), "x.zip", {})
        assert (table.part, table.records[0]["ten"]) == ("lop", "Xã Ẩm")
        assert table.told == {"doc.txt": "no map"}

    @pytest.mark.parametrize(
        ("text", "kind", "found"),
        [
            ("Xã Ẩm, Đường, Nguyễn".encode(), None, "utf-8"),
            (windows_1258("Đường Hoàng Đông, phường Nguyễn Trãi, xã Ẩm Thượng"), None, "cp1258"),
            (b"caf\xe9 \xa5\xa6", "u", "unknown"),
            (b"Quy\xd5t to\xb8n n\xa8m", None, "unknown"),
        ],
    )
    def test_attributes_without_a_told_encoding(self, tmp_path: Path, text: bytes, kind: str | None, found: str):
        members = {name: each for name, each in shapefile(tmp_path).items() if not name.endswith(".cpg")}
        dbf = members["bo/lop.dbf"]
        assert isinstance(dbf, Path)
        content = bytearray(dbf.read_bytes())
        content[29] = 0
        place = content.index("Xã Ẩm".encode())
        content[place : place + len(text)] = text
        (table,) = read_all(GEO, zipped(tmp_path, members | {"bo/lop.dbf": bytes(content)}), "x.zip", {})
        assert (table.kinds[0][0], table.notes.found["encoding"]) == (kind, found)

    def test_missing_parts(self, tmp_path: Path):
        members = shapefile(tmp_path)
        file = zipped(tmp_path, {"lop.shp": members["bo/lop.shp"]})
        with pytest.raises(ShapefileIncompleteError) as caught:
            read_all(GEO, file, "x.zip", {})
        assert ".dbf" in caught.value.text("vi")

    def test_one_file_alone(self, tmp_path: Path):
        shapefile(tmp_path)
        (tmp_path / "landed").write_bytes((tmp_path / "goc.shp").read_bytes())
        with pytest.raises(ShapefileIncompleteError):
            read_all(GEO, tmp_path / "landed", "lop.shp", {})
        (table,) = read_all(GEO, tmp_path / "goc.shp", "goc.shp", {})
        assert table.part == ""


class TestOddGeometries:
    def test_null_and_empty_ones(self, read: Reads):
        table = read(collection(None, {"type": "Polygon", "coordinates": []}, a=1))
        assert [cells[1] for cells in table.cells] == [None, "POLYGON EMPTY"]

    def test_invalid_ones_do_not_stop_the_others(self, read: Reads):
        broken = [
            {"type": "Polygon", "coordinates": [[[1, 2], [3, 4]]]},
            {"type": "LineString", "coordinates": [[1, 2]]},
        ]
        table = read(collection(*broken, {"type": "Foo"}, point(106, 20)))
        assert [kinds[-1] for kinds in table.kinds] == ["e", "e", None, None]
        assert table.cells[-1][-1] == "POINT (106 20)"
        assert "the geo library warns" in table.told.values()

    def test_a_self_crossing_ring_is_kept(self, read: Reads):
        bow = {"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [0, 1], [1, 0], [0, 0]]]}
        assert read(collection(bow)).cells == [["POLYGON ((0 0, 1 1, 0 1, 1 0, 0 0))"]]

    def test_a_height_is_kept(self, read: Reads):
        assert read(collection(point(106, 20, 5))).cells == [["POINT Z (106 20 5)"]]

    def test_metres_that_say_they_are_degrees_are_errors(self, read: Reads):
        table = read(collection(point(*VN2000)))
        assert (table.cells, table.kinds) == ([["POINT (550000 2300000)"]], [["e"]])
        table = read(collection(point(*VN2000)), crs="EPSG:3405")
        assert table.kinds == [[None]]

    @pytest.mark.parametrize("wkb", [b"\x01\x01\0\0", struct.pack("<BII6d", 1, 8, 3, 105, 20, 106, 21, 107, 20)])
    def test_damaged_and_curved_ones(self, tmp_path: Path, wkb: bytes):
        file = write(tmp_path / "landed.gpkg", crs="EPSG:4326", at=(106, 20))
        with sqlite3.connect(file) as database:
            for (name,) in database.execute("select name from sqlite_master where type = 'trigger'").fetchall():
                database.execute(f'drop trigger "{name}"')
            database.execute("update lop set geom = ?", (b"GP\0\x01" + struct.pack("<i", 4326) + wkb,))
        database.close()
        (table,) = read_all(GEO, file, "x.gpkg", {})
        assert table.kinds == [[None, "n", "e"]]


class TestRefusals:
    def test_a_truncated_file(self, read: Reads):
        with pytest.raises(BrokenMapError):
            read(collection(*[point(106, 20)] * 100)[:-50])

    def test_a_damaged_geopackage(self, tmp_path: Path):
        file = write(tmp_path / "landed.gpkg")
        file.write_bytes(file.read_bytes()[:20_000])
        with pytest.raises(BrokenMapError):
            read_all(GEO, file, "x.gpkg", {})

    @pytest.mark.parametrize(
        "content",
        [
            "<OGRVRTDataSource><OGRVRTLayer name='x'><SrcDataSource>/etc/hostname</SrcDataSource></OGRVRTLayer>",
            '{"a": 1}',
            "a,b\n1,2",
            "http://127.0.0.1:9/x.geojson",
            "",
        ],
    )
    def test_what_is_no_map_never_reaches_the_library(self, read: Reads, content: str):
        with pytest.raises(NoMapError):
            read(content)

    def test_a_document_type_in_kml(self, read: Reads):
        padding = f"<!--{'x' * 100_000}-->"
        content = (
            f'<?xml version="1.0"?>{padding}<!DOCTYPE kml [<!ENTITY x SYSTEM "file:///etc/hostname">]><kml>&x;</kml>'
        )
        with pytest.raises(RefusedDeclarationError):
            read('<!DOCTYPE kml><kml xmlns="http://www.opengis.net/kml/2.2"/>')
        with pytest.raises((RefusedDeclarationError, NoMapError)):
            read(content)

    def test_an_unknown_system(self, tmp_path: Path):
        file = write(tmp_path / "landed.gpkg", crs='LOCAL_CS["cong truong",UNIT["metre",1]]')
        with pytest.raises(BadCrsError):
            read_all(GEO, file, "x.gpkg", {})
        (table,) = read_all(GEO, file, "x.gpkg", {"geometry": False})
        assert table.headers == ["ten", "so"]


def test_nothing_is_written_beside_the_file(tmp_path: Path):
    file = write(tmp_path / "landed.gml")
    before = sorted(path.name for path in tmp_path.iterdir())
    read_all(GEO, file, "x.gml", {})
    assert sorted(path.name for path in tmp_path.iterdir()) == before


def test_options_are_checked():
    problems = GEO.problems({"layers": "x", "layer": 1, "geometry": "no", "crs": "EPSG:0", "encoding": "x-none"})
    assert [field for field, _, _ in problems] == ["layers", "layer", "geometry", "crs", "encoding"]


class TestRealFiles:
    @pytest.mark.parametrize(
        ("name", "rows"),
        [("provinces34_simpl0.005", 34), ("wards_33_hung_yen_simpl0.0005", 104), ("wards_46_hue_simpl0.0005", 40)],
    )
    def test_boundaries(self, shared_data: Path, name: str, rows: int):
        table: Read
        (table,) = read_all(GEO, shared_data / f"admin/geo/{name}.geojson", f"{name}.geojson", {})
        assert len(table.cells) == rows
        assert all(cells[-1] and "POLYGON" in cells[-1] for cells in table.cells)
        assert {kinds[-1] for kinds in table.kinds} == {None}
