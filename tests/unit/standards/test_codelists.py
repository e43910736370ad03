"""The shipped code lists are whole, named once, and can be read as a province's own."""

from datetime import date

import pytest

from kho.standards.codelists import SHIPPED, CodeList, shipped
from kho.standards.identifiers import plate

every_list = pytest.mark.parametrize("codelist", SHIPPED, ids=lambda codelist: codelist.name)


@every_list
def test_a_list_has_sources_and_each_code_once_with_names(codelist: CodeList):
    assert all(source.title for source in codelist.sources)
    assert codelist.sources
    codes = [code.code for code in codelist.codes]
    assert sorted(set(codes)) == sorted(codes)
    assert all(code.name.vi and code.name.en for code in codelist.codes)


@every_list
def test_its_columns_are_those_of_a_provinces_lists(codelist: CodeList):
    header = codelist.file.read_text(encoding="utf-8").splitlines()[0].split(",")
    assert {"code", "name", "valid_from", "valid_to"} <= set(header)


@pytest.mark.parametrize(
    ("name", "size"),
    [
        ("sexes", 3),
        ("ethnic_groups", 54),
        ("administrative_levels", 3),
        ("open_data_topics", 12),
        ("data_sharing_classes", 3),
        ("data_importance_classes", 3),
        ("plate_places", 81),
    ],
)
def test_no_code_is_missing(name: str, size: int):
    found = shipped(name)
    assert found is not None
    assert len(found.codes) == size


def test_a_code_is_found_on_a_day():
    levels = shipped("administrative_levels")
    assert levels is not None
    assert levels.code("huyen", on=date(2025, 6, 30)) is not None
    assert levels.code("huyen", on=date(2025, 7, 1)) is None
    assert levels.code("huyen") is not None
    assert levels.code("thon") is None


def test_the_list_of_1979_is_told_from_that_of_2008():
    groups = shipped("ethnic_groups")
    assert groups is not None
    fourth = groups.code("04")
    assert fourth is not None
    assert fourth.name.vi == "Hoa"
    assert groups.note is not None


def test_every_place_of_a_plate_reads_and_no_other():
    places = shipped("plate_places")
    assert places is not None
    read = {f"{place:02d}" for place in range(100) if plate.STANDARD.read(f"{place:02d}A-12345")}
    assert {code.code for code in places.codes} == read


def test_an_unknown_list_is_none():
    assert shipped("no_such_list") is None
