"""Each format is read back by another library: exactly the rows, with nothing lost and nothing hidden in it."""

import csv
import io
import json
import zipfile
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow.parquet as pq
import pyogrio
import pytest
import shapely
from openpyxl.utils.escape import unescape
from python_calamine import CalamineWorkbook
from tests.unit.publishing.exportable import COLUMNS, LONG, ROWS, SECRET, Taken, contract

from kho.contracts.model import Column, LogicalType
from kho.publishing.exports.asking import Separator
from kho.publishing.exports.choosing import MAPS
from kho.publishing.exports.failures import NoPlaceError, TooLargeForFormatError
from kho.publishing.exports.formats import workbook
from kho.publishing.formats import FileFormat

SHOWN = [column.name for column in COLUMNS[:-1]]
FLAT = [each for each in FileFormat if each not in MAPS]
POINT = Column(name="vi_do", logical_type=LogicalType.NUMBER, precision=9, scale=6)
PLACES = (
    Column(name="ten"),
    POINT,
    Column(name="kinh_do", logical_type=LogicalType.NUMBER, precision=9, scale=6),
    Column(name="tien", logical_type=LogicalType.NUMBER, precision=20, scale=2),
    Column(name="ngay", logical_type=LogicalType.DATE),
)
PLACED = (
    {
        "ten": "Trạm Ất",
        "vi_do": Decimal("20.123456"),
        "kinh_do": Decimal("106.5"),
        "tien": Decimal("123456789012345678.91"),
        "ngay": date(2024, 2, 29),
    },
    {"ten": 'B "2"', "vi_do": Decimal("20.5")},
)
SHAPES = (Column(name="ten"), Column(name="geometry"))
SHAPED = ({"ten": "vùng", "geometry": "POLYGON ((106 20, 107 20, 107 21, 106 20))"}, {"ten": "không"})


@pytest.fixture
def taken(tmp_path: Path) -> Taken:
    return Taken.of(tmp_path)


def lines(data: bytes, **how: Any) -> list[list[str]]:
    return [*csv.reader(io.StringIO(data.decode(), newline=""), **how)]


def objects(data: bytes) -> list[dict[str, Any]]:
    return [json.loads(line, parse_float=Decimal) for line in data.splitlines()]


@pytest.mark.parametrize(
    "form", [each for each in FileFormat if each not in (FileFormat.GEOJSON, FileFormat.GEOPACKAGE)]
)
def test_nothing_hidden_is_in_any_file(taken: Taken, form: FileFormat):
    data = taken.bytes(form)
    if form is FileFormat.XLSX:
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            data = b"".join(map(parts.read, parts.namelist()))
    assert b"00123" in data or form is FileFormat.PARQUET
    assert SECRET.encode() not in data
    assert b"nguoi_phu_trach" not in data
    assert b"_delivery" not in data


def test_csv_has_every_value_exactly(taken: Taken):
    head, first, *_, last = lines(taken.bytes(FileFormat.CSV))
    assert head == SHOWN
    assert first == [
        "00123", "Nguyễn Thị Ất, “Đường 1”", str(2**62 + 1), "0.1", "-1.10", str(LONG), "2024-02-29",
        "2025-07-01T08:30:00.5", "true",
    ]  # fmt: skip
    assert last == ["'-00127", *[""] * 8]


def test_csv_neutralises_formulas_of_texts_and_leaves_numbers(taken: Taken):
    rows = lines(taken.bytes(FileFormat.CSV))
    assert rows[2][1] == '\'=cmd|"/c calc"!A1'
    assert [rows[1][4], rows[2][2]] == ["-1.10", "-5"]
    assert lines(taken.bytes(FileFormat.CSV, titles=True))[0][1] == "'=Tên"


@pytest.mark.parametrize("begin", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"])
def test_no_cell_begins_as_a_formula_may(tmp_path: Path, begin: str):
    taken = Taken.of(tmp_path, [{"ma": "1", "ten": f"{begin}1+1"}])
    assert lines(taken.bytes(FileFormat.CSV, columns=("ten",)))[1] == [f"'{begin}1+1"]


def test_csv_tells_an_empty_text_from_none(taken: Taken):
    data = taken.bytes(FileFormat.CSV, columns=("ma", "ten"))
    assert data.endswith(b'\n00126,""\n\'-00127,\n')


def test_csv_of_one_column_has_no_blank_line(taken: Taken):
    assert lines(taken.bytes(FileFormat.CSV, columns=("so",))) == [["so"], [str(2**62 + 1)], ["-5"], [""], ["0"], [""]]


def test_csv_as_excel_in_vietnam_reads_it(taken: Taken):
    data = taken.bytes(FileFormat.CSV, bom=True, separator=Separator.SEMICOLON)
    assert data.startswith(b"\xef\xbb\xbfma;ten;")
    assert lines(data[3:], delimiter=";")[3][1] == "a;b,c\n<b>&amp;</b>\x0b_x0041_\r"


def test_json_lines_have_every_value_exactly(taken: Taken):
    first, second, third, *_ = objects(taken.bytes(FileFormat.JSON_LINES))
    assert first == {
        **ROWS[0], "ty_le": Decimal("0.1"), "ngay": "2024-02-29", "luc": "2025-07-01T08:30:00.5"
    }  # fmt: skip
    assert second["ten"] == ROWS[1]["ten"]
    assert second["luc"] is None
    assert third["ten"] == ROWS[2]["ten"]


def test_json_tells_what_it_is_and_has_the_same_rows(taken: Taken):
    document = json.loads(taken.bytes(FileFormat.JSON, address="https://example.vn/d"), parse_float=Decimal)
    assert document["rows"] == objects(taken.bytes(FileFormat.JSON_LINES))
    about = document["about"]
    assert (about["dataset"], about["version"], about["whole"]) == ("so-mau/bang-mau", 0, True)
    assert about["licence"]["url"] == "https://creativecommons.org/licenses/by/4.0/"
    assert about["columns"][0] == {
        "name": "ma", "title": "Mã", "type": "string", "description": "Mã có số 0 ở đầu"
    }  # fmt: skip


def test_json_has_no_number_that_is_none(tmp_path: Path):
    taken = Taken.of(tmp_path, [{"ma": "1", "ty_le": float("nan")}, {"ma": "2", "ty_le": float("inf")}])
    assert [each["ty_le"] for each in objects(taken.bytes(FileFormat.JSON_LINES))] == [None, None]


def test_parquet_keeps_types_and_tells_what_it_is(taken: Taken):
    table = pq.read_table(io.BytesIO(taken.bytes(FileFormat.PARQUET)))
    assert [str(field.type) for field in table.schema] == [
        "string", "string", "int64", "double", "decimal128(12, 2)", "decimal128(38, 4)", "date32[day]",
        "timestamp[us]", "bool",
    ]  # fmt: skip
    assert table.to_pylist() == [{name: row.get(name) for name in SHOWN} for row in ROWS]
    assert json.loads(table.schema.metadata[b"kho"])["dataset"] == "so-mau/bang-mau"


def test_a_workbook_has_real_values_and_keeps_codes(taken: Taken):
    book = openpyxl.load_workbook(io.BytesIO(taken.bytes(FileFormat.XLSX)))
    sheet = book["Dữ liệu"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert sheet.freeze_panes == "A2"
    assert rows[0] == SHOWN
    assert rows[1][:6] == ["00123", "Nguyễn Thị Ất, “Đường 1”", str(2**62 + 1), 0.1, -1.1, str(LONG)]
    assert [rows[1][6].isoformat(), rows[1][7].isoformat()] == ["2024-02-29T00:00:00", "2025-07-01T08:30:00.500000"]
    assert rows[1][8] is True
    assert rows[2] == ["00124", '=cmd|"/c calc"!A1', -5, None, None, None, "1899-01-01", None, False]
    assert sheet["B3"].data_type != "f"
    assert unescape(rows[3][1]) == ROWS[2]["ten"]
    assert rows[3][2:5] == [None, 1e300, 0]
    assert rows[5] == ["-00127", *[None] * 8]


def test_calamine_reads_the_same_workbook(taken: Taken):
    book = CalamineWorkbook.from_filelike(io.BytesIO(taken.bytes(FileFormat.XLSX)))
    assert book.sheet_names == ["Dữ liệu", "Giải thích"]
    rows = book.get_sheet_by_name("Dữ liệu").to_python()
    assert [row[0] for row in rows] == ["ma", *(row["ma"] for row in ROWS)]
    assert rows[1][6] == date(2024, 2, 29)


def test_a_workbook_explains_its_columns_and_where_it_comes_from(taken: Taken):
    book = openpyxl.load_workbook(io.BytesIO(taken.bytes(FileFormat.XLSX, address="https://example.vn/d")))
    told = {row[0]: row for row in book["Giải thích"].iter_rows(values_only=True)}
    assert told["Giấy phép"][2].startswith("CC-BY-4.0")
    assert told["Địa chỉ"][2] == "https://example.vn/d"
    assert told["Phiên bản"][2] == "0"
    assert told["Mã"][:3] == ("Mã", "ma", "Mã có số 0 ở đầu")
    assert openpyxl.load_workbook(io.BytesIO(taken.bytes(FileFormat.XLSX, language="en"))).sheetnames == [
        "Data",
        "About",
    ]


@pytest.mark.parametrize("rows", [1, 2, 3, 4, 5])
def test_a_workbook_goes_on_on_further_sheets(taken: Taken, monkeypatch: pytest.MonkeyPatch, rows: int):
    monkeypatch.setattr(workbook, "ROWS", rows)
    book = openpyxl.load_workbook(io.BytesIO(taken.bytes(FileFormat.XLSX)))
    *data, explained = book.sheetnames
    assert explained == "Giải thích"
    assert data == ["Dữ liệu", *(f"Dữ liệu {number}" for number in range(2, -(-len(ROWS) // rows) + 1))]
    found = [[*book[name].iter_rows(values_only=True)] for name in data]
    assert all(sheet[0] == tuple(SHOWN) for sheet in found)
    assert [row[0] for sheet in found for row in sheet[1:]] == [row["ma"] for row in ROWS]


def test_a_text_that_no_cell_holds_is_cut_and_says_so(tmp_path: Path):
    texts = ["x" * 32_767, "x" * 32_768, "😀" * 16_400, "&" * 20_000]
    taken = Taken.of(tmp_path, [{"ma": str(number), "ten": text} for number, text in enumerate(texts)])
    book = openpyxl.load_workbook(io.BytesIO(taken.bytes(FileFormat.XLSX)))
    found = [row[1] for row in book["Dữ liệu"].iter_rows(min_row=2, values_only=True)]
    assert [found[0], found[3]] == [texts[0], texts[3]]
    assert all(text.endswith(workbook.CUT) and len(text.encode("utf-16-le")) <= 2 * 32_767 for text in found[1:3])


def test_an_empty_table_is_a_whole_file_of_each_format(tmp_path: Path):
    taken = Taken.of(tmp_path, [])
    assert taken.bytes(FileFormat.CSV).count(b"\n") == 1
    assert json.loads(taken.bytes(FileFormat.JSON))["rows"] == []
    assert taken.bytes(FileFormat.JSON_LINES) == b""
    assert pq.read_table(io.BytesIO(taken.bytes(FileFormat.PARQUET))).num_rows == 0
    assert openpyxl.load_workbook(io.BytesIO(taken.bytes(FileFormat.XLSX)))["Dữ liệu"].max_row == 1


def test_coordinates_make_points(tmp_path: Path):
    taken = Taken.of(tmp_path, PLACED, contract(PLACES))
    document = json.loads(taken.bytes(FileFormat.GEOJSON), parse_float=Decimal)
    first, second = document["features"]
    assert (document["type"], first["type"]) == ("FeatureCollection", "Feature")
    assert first["geometry"] == {"type": "Point", "coordinates": [Decimal("106.5"), Decimal("20.123456")]}
    assert first["properties"]["tien"] == Decimal("123456789012345678.91")
    assert second["geometry"] is None
    assert second["properties"]["ten"] == 'B "2"'


def test_a_geopackage_has_the_points_and_every_digit(tmp_path: Path):
    file = Taken.of(tmp_path, PLACED, contract(PLACES)).file(FileFormat.GEOPACKAGE)
    meta, _, shapes, values = pyogrio.raw.read(file)
    row = dict(zip(meta["fields"], (each[0] for each in values), strict=True))
    assert (meta["crs"], meta["geometry_type"]) == ("EPSG:4326", "Point")
    assert shapely.from_wkb(shapes[0]).equals(shapely.Point(106.5, 20.123456))
    assert (row["ten"], row["vi_do"], row["tien"]) == ("Trạm Ất", 20.123456, "123456789012345678.91")
    assert str(row["ngay"]) == "2024-02-29"
    assert shapes[1] is None


@pytest.mark.parametrize("form", [FileFormat.GEOJSON, FileFormat.GEOPACKAGE])
def test_shapes_are_read_back(tmp_path: Path, form: FileFormat):
    file = Taken.of(tmp_path, SHAPED, contract(SHAPES)).file(form)
    meta, _, shapes, values = pyogrio.raw.read(file)
    assert [*meta["fields"]] == ["ten"]
    assert [*values[0]] == ["vùng", "không"]
    assert shapely.from_wkb(shapes[0]).equals(shapely.from_wkt(str(SHAPED[0]["geometry"])))
    assert shapes[1] is None


def test_geojson_of_many_shapes_is_one_collection(tmp_path: Path):
    rows = [{"ten": str(number), "geometry": "POINT (106 20)"} for number in range(5_000)]
    document = json.loads(Taken.of(tmp_path, rows, contract(SHAPES)).bytes(FileFormat.GEOJSON))
    assert [each["properties"]["ten"] for each in document["features"]] == [row["ten"] for row in rows]


def test_a_table_without_places_makes_no_map_layer(taken: Taken):
    with pytest.raises(NoPlaceError):
        taken.export(FileFormat.GEOJSON)


def test_a_sheet_that_excel_could_not_read_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    taken = Taken.of(tmp_path, [{"ma": f"{number:06}", "ten": "x" * 300} for number in range(4_000)])
    monkeypatch.setattr(zipfile, "ZIP64_LIMIT", 1_000_000)
    with pytest.raises(TooLargeForFormatError):
        taken.bytes(FileFormat.XLSX)
