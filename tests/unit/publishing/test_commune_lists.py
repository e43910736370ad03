"""Columns that keep to a list of communes say where rows are, as codes that a contract declares do."""

from dataclasses import replace
from pathlib import Path

import pytest
from tests.unit.pipeline.small_province import AGENCIES, HOUSEHOLDS, SETTINGS, SmallProvince

from kho.contracts.model import Access, CodeListUse, Column
from kho.publishing.catalogue import catalogue
from kho.publishing.commune_lists import commune_lists
from kho.publishing.places import UnitColumn

COMMUNES = "code,name,valid_from,valid_to\n11983,Phường Thử,,\n11992,Xã Mẫu,,\n"
KINDS = "code,name,valid_from,valid_to\n99999,Loại một,,\n11983,Loại hai,,\n"
COLUMNS = (
    Column(name="ma", required=True, primary_key=1),
    Column(name="xa", title="Xã", codelist=CodeListUse(name="xa")),
    Column(name="loai", codelist=CodeListUse(name="loai")),
)
CONTRACT = replace(HOUSEHOLDS, access=Access.OPEN, domain="dan-so", licence="CC-BY-4.0", columns=COLUMNS)


@pytest.fixture
def province(tmp_path: Path) -> SmallProvince:
    made = SmallProvince(folder=tmp_path / "tinh-mau")
    made.write("kho.toml", SETTINGS)
    made.write("agencies.yaml", AGENCIES)
    made.write("codelists/xa.csv", COMMUNES)
    made.write("codelists/loai.csv", KINDS)
    made.promise(CONTRACT)
    made.send("ho.csv", "ma,xa,loai\nH1,11983,99999\n")
    made.run()
    return made


def test_a_list_all_of_whose_codes_are_communes_is_one(province: SmallProvince):
    assert "xa" in commune_lists(province.open().province)
    assert "loai" not in commune_lists(province.open().province)


def test_rows_lie_where_the_communes_of_a_listed_column_are(province: SmallProvince):
    [dataset] = catalogue(province.open()).datasets.values()
    assert dataset.place == UnitColumn(column="xa", level="commune", day=None)
    assert [each.column for each in dataset.units] == ["xa"]
