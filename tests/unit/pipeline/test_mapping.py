"""Which column of the source is which column of the contract."""

import unicodedata

import pytest

from kho.contracts.model import Column
from kho.pipeline.mapping import folded, map_columns
from kho.sources.base import SourceColumn

CODE = Column(name="ma_xa", title="Mã xã", required=True)
NAME = Column(name="ten_xa", title="Tên xã")


def source(*headers: str | tuple[str, ...]) -> list[SourceColumn]:
    rows = [(each,) if isinstance(each, str) else each for each in headers]
    return [SourceColumn(position=place, header=header) for place, header in enumerate(rows, start=1)]


@pytest.mark.parametrize(
    "header",
    [
        "Mã xã",
        "MÃ  XÃ",
        "ma_xa",
        unicodedata.normalize("NFD", "Mã xã"),
        "Mã\nxã",
        "\u00a0Mã\u00a0xã ",
        ("Đơn vị hành chính", "Mã xã"),
        ("Mã xã", "Commune code"),
        ("Mã xã", "", "1"),
        ("Danh mục", "Mã", "xã"),
        ("Mã xã", "Mã xã"),
    ],
)
def test_a_header_fits_whatever_its_case_marks_spaces_and_rows(header: str | tuple[str, ...]):
    assert map_columns([CODE], source("STT", header)).places == {"ma_xa": 2}


@pytest.mark.parametrize("header", ["Mã xã cũ", "Ma xa", "", "Mã", ("Tổng", "Mã xã", "2024")])
def test_another_header_does_not_fit(header: str | tuple[str, ...]):
    assert map_columns([CODE], source(header)).absent == ("ma_xa",)


def test_headers_of_the_contract_come_before_its_title_and_name():
    column = Column(name="ma", title="Mã", headers=("Mã mới", "Mã số"))
    assert map_columns([column], source("Mã", "Mã số")).places == {"ma": 2}


def test_a_header_of_several_rows_is_written_with_slashes_in_a_contract():
    column = Column(name="nam", headers=("Dân số / Nam",))
    assert map_columns([column], source(("Dân số", "Nữ"), ("Dân số", "Nam"))).places == {"nam": 2}
    assert folded("Dân số / Nam") == folded("dân số  NAM")


def test_doubled_headers_go_to_one_column_each_from_the_left():
    columns = [Column(name="a", headers=("Số lượng",)), Column(name="b", headers=("Số lượng",))]
    mapping = map_columns(columns, source("Số lượng", "Số lượng", "Số lượng"))
    assert mapping.places == {"a": 1, "b": 2}
    assert [column.position for column in mapping.unused] == [3]


def test_a_pinned_position_wins_over_headers_and_is_not_given_twice():
    pinned = Column(name="nam_2024", position=1)
    titled = Column(name="ma", title="Mã")
    mapping = map_columns([titled, pinned], source("Mã", "Mã"))
    assert mapping.places == {"nam_2024": 1, "ma": 2}


def test_a_pinned_position_is_that_of_the_source_not_the_place_among_its_columns():
    columns = [SourceColumn(position=2, header=("a",)), SourceColumn(position=4, header=("b",))]
    assert map_columns([Column(name="x", position=4)], columns).places == {"x": 2}
    assert map_columns([Column(name="x", position=1)], columns).absent == ("x",)


def test_a_column_told_by_name_is_not_looked_for():
    year = Column(name="nam", title="Năm", from_name=r"(\d{4})", required=True)
    mapping = map_columns([year, CODE], source("Năm", "Mã xã"))
    assert mapping.places == {"ma_xa": 2}
    assert mapping.absent == ()
    assert mapping.fits([year, CODE])


def test_a_table_without_a_required_column_does_not_fit():
    assert not map_columns([CODE, NAME], source("Tên xã", "Dân số")).fits([CODE, NAME])


def test_a_table_with_less_than_half_of_the_columns_does_not_fit():
    columns = [CODE, NAME, Column(name="dan_so"), Column(name="dien_tich")]
    assert map_columns(columns, source("Mã xã", "Tên xã")).fits(columns)
    assert not map_columns(columns, source("Mã xã")).fits(columns)
