"""Units of measure, what they are worth in each other, and where headers tell them."""

from decimal import Decimal

import duckdb
import pytest
from sqlglot import exp

from kho.standards.numbers import measures, unit_lines
from kho.standards.numbers.measures import Region, Standing, Unit


def named(text: str, region: Region | None = None) -> Unit:
    found = measures.unit(text, region=region)
    assert found is not None, text
    return found


@pytest.mark.parametrize(
    ("source", "target", "factor"),
    [
        ("triệu đồng", "đồng", "1000000"),
        ("1.000 đồng", "triệu đồng", "0.001"),
        ("tr.đ", "nghìn tỷ đồng", "0.000001"),
        ("ha", "m2", "10000"),
        ("km²", "ha", "100"),
        ("sào Bắc Bộ", "ha", "0.036"),
        ("sào Trung Bộ", "m2", "500"),
        ("công Nam Bộ", "ha", "0.1"),
        ("mẫu Bắc Bộ", "sào Bắc Bộ", "10"),
        ("yến", "kg", "10"),
        ("tạ", "tấn", "0.1"),
        ("kg", "tấn", "0.001"),
        ("tạ/ha", "tấn/ha", "0.1"),
        ("‰", "%", "0.1"),
        ("%", "1", "0.01"),
        ("nghìn người", "người", "1000"),
    ],
)
def test_one_unit_in_another_is_exact(source: str, target: str, factor: str):
    assert measures.factor(named(source), named(target)) == Decimal(factor)


@pytest.mark.parametrize(("source", "target"), [("ha", "kg"), ("người", "hộ"), ("usd", "đồng"), ("m2", "sào Bắc Bộ")])
def test_what_is_of_another_kind_or_no_finite_decimal_has_no_factor(source: str, target: str):
    assert measures.factor(named(source), named(target)) is None


def test_a_unit_that_differs_by_region_is_none_without_the_region():
    assert measures.unit("sào") is None
    assert measures.needs_region("sào")
    assert not measures.needs_region("ha")
    assert named("sào", Region.NORTH).factor == 360
    assert named("sào", Region.CENTRE).factor == 500
    assert measures.factor(named("sào", Region.SOUTH), named("công", Region.SOUTH)) == 1
    assert measures.unit("tạ/sào") is None
    assert named("kg/sào", Region.NORTH).region is Region.NORTH


def test_the_maus_of_the_centre_is_left_out_since_sources_disagree():
    assert measures.unit("mẫu", region=Region.CENTRE) is None
    assert measures.unit("công", region=Region.NORTH) is None


def test_a_name_in_a_contract_is_that_of_its_unit():
    for unit in measures.units():
        assert measures.unit(unit.name) == unit


def test_units_of_law_and_custom_name_their_source():
    kinds = {Standing.LEGAL, Standing.LISTED, Standing.CUSTOM}
    unnamed = [unit.name for unit in measures.units() if unit.standing in kinds and not unit.sources]
    assert unnamed == ["a"]


@pytest.mark.parametrize(
    ("text", "units"),
    [
        ("ĐVT: triệu đồng", ["triệu đồng"]),
        ("Đơn vị tính: 1.000 đồng", ["nghìn đồng"]),
        ("Chi phí (tr.đ)", ["triệu đồng"]),
        ("(tr.đ)", ["triệu đồng"]),
        ("   Triệu đồng - Millions of dong", ["triệu đồng"]),
        ("Đơn vị tính - Units: %", ["%"]),
        ("Đơn vị: Triệu đồng.", ["triệu đồng"]),
        ("Đơn vị tính: ha, kg", ["ha", "kg"]),
        ("ĐVT: Triệu đồng; %", ["triệu đồng", "%"]),
        ("Đơn vị: Triệu đô\u0300ng", ["triệu đồng"]),
        ("Diện tích (ha)", ["ha"]),
        ("Diện tích (sào Bắc Bộ)", ["sào (bac_bo)"]),
        ("Năng suất (tạ/ha)", ["tạ/ha"]),
        ("Sản lượng, tấn", ["tấn"]),
        ("ĐVT: người", ["người"]),
        ("So sánh%", ["%"]),
        ("DVT: trieu dong", ["triệu đồng"]),
        ("Đơn vị tính: sào", []),
        ("Đơn vị tính: con, bao", []),
        ("Triệu đồng - Thousands of dong", []),
        ("Các khoản thu hưởng 100%", []),
        ("TÊN ĐƠN VỊ", []),
        ("KA, AD, HA", []),
        ("Hộ", []),
        ("đ", []),
        ("Nội dung (1)", []),
        ("Nội dung (a)", []),
        ("Dân số", []),
        ("", []),
    ],
)
def test_headers_and_lines_tell_units(text: str, units: list[str]):
    assert [unit.name for unit in unit_lines.units_in(text)] == units


def test_one_unit_or_none():
    assert unit_lines.unit_in("ĐVT: tấn") == named("tấn")
    assert unit_lines.unit_in("Đơn vị tính: ha, kg") is None
    assert unit_lines.unit_in("ĐVT: sào", region=Region.NORTH) == named("sào Bắc Bộ")


def test_of_several_units_a_columns_is_the_one_that_measures_what_it_does():
    assert unit_lines.unit_for("ha, kg", named("tấn")) == named("kg")
    assert unit_lines.unit_for("Đơn vị tính: ha, kg", named("m2")) == named("ha")
    assert unit_lines.unit_for("người", named("nghìn người")) == named("người")
    assert unit_lines.unit_for("kg, tạ", named("tấn")) is None
    assert unit_lines.unit_for("ha, kg", named("đồng")) is None


def test_a_line_without_a_region_is_told():
    assert unit_lines.lacks_region("ĐVT: sào")
    assert unit_lines.lacks_region("Diện tích (sào)")
    assert not unit_lines.lacks_region("ĐVT: sào Bắc Bộ")
    assert not unit_lines.lacks_region("ĐVT: ha")


@pytest.mark.parametrize(
    ("amount", "source", "target", "converted"),
    [
        ("1234567.80", "kg", "tấn", "1234.56780"),
        ("0.01", "tỷ đồng", "đồng", "10000000"),
        ("7", "sào Bắc Bộ", "ha", "0.252"),
    ],
)
def test_engines_convert_by_a_factor_exactly(amount: str, source: str, target: str, converted: str):
    factor = measures.factor(named(source), named(target))
    assert factor is not None
    number = exp.cast(exp.Literal.string(amount), "decimal(18,2)")
    row = duckdb.sql(f"select {number.sql('duckdb')} * {measures.sql_factor(factor).sql('duckdb')}").fetchone()
    assert row == (Decimal(converted),)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Đơn vị: Sở Y tế", None),
        ("Đơn vị: UBND xã Tân Hưng", None),
        ("Đơn vị báo cáo: Phòng Kế hoạch", None),
        ("Tên đơn vị: Trường Mầm non Hoa Sen", None),
        ("Đơn vị: Công ty TNHH Mẫu", None),
        ("Đơn vị: Đồng Hới", None),
        ("Đơn vị: A Lưới", None),
        ("Đơn vị: Triệu Sơn", None),
        ("Đơn vị: Hộ kinh doanh Mẫu", None),
        ("Unit: Department of Health", None),
        ("Đơn vị: triệu đồng, giá hiện hành", "triệu đồng, giá hiện hành"),
        ("Đơn vị: kg quy thóc", "kg quy thóc"),
        ("ĐƠN VỊ: TRIỆU ĐỒNG QUY ĐỔI", "triệu đồng quy đổi"),
        ("Đơn vị: triệu cổ phiếu", "triệu cổ phiếu"),
        ("Đơn vị: sào", "sào"),
        ("Đơn vị: ha và tấn", "ha và tấn"),
        ("Đơn vị tính: bao tải", "bao tải"),
        ("Đơn vị: Sở Y tế - ĐVT: triệu đồng", "triệu đồng"),
        ("Đơn vị: Sở Y tế. Đơn vị tính: bao", "bao"),
    ],
)
def test_a_line_after_a_plain_word_names_a_unit_or_an_agency(text: str, told: str | None):
    assert unit_lines.unit_of_line(text) == told
