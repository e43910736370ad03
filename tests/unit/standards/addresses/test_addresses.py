"""Written addresses, brought to units: invented streets in real communes."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kho.standards.addresses.address import Address
from kho.standards.addresses.mistyped import distance
from kho.standards.addresses.parsing import parse, parse_all, reader
from kho.standards.addresses.written_out import WrittenOut
from kho.standards.text.folding import folded
from kho.standards.units.answers import Part, Unknown, Whole
from kho.standards.units.model import MERGER, Level

BEFORE = date(2025, 6, 30)
DA_TON = "00577"


def code(address: Address) -> str:
    assert address.best is not None
    return address.best.unit.code


@pytest.mark.parametrize(
    "text",
    [
        "Xã Đa Tốn, Huyện Gia Lâm, Thành phố Hà Nội",
        "Thôn Thuận Tốn, xã Đa Tốn, huyện Gia Lâm, Hà Nội, Việt Nam",
        "x. Đa Tốn, H. Gia Lâm, TP. Hà Nội",
        "x.đa tốn,h.gia lâm,hn",
        "xa da ton huyen gia lam ha noi",
        "Số 5 đường Đa Tốn - xã Đa Tốn - Gia Lâm - Hà Nội",
        "Hà Nội, Gia Lâm, Đa Tốn",
        "XÃ ĐA TỐN; HUYỆN GIA LÂM",
        "Xã Đa Tốn, Hà Nội",
        "Đa Tốn, Gia Lâm",
        "Xã \u0110a T\u006f\u0302\u0301n, Huyện Gia Lâm, Hà Nội",
        "xã Đa Tồng, huyện Gia Lâm, Hà Nội",
        "xã Da Tốnn, huyện Gia Lăm, Hà Nội",
        "Số 12 ngõ 3 đường Số 7, xã Đa Tồng, huyện Gia Lâm, Hà Nội",
    ],
)
def test_one_commune_however_it_is_written(text: str):
    assert code(parse(text)) == DA_TON


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("P12 Q5 TPHCM", "27310"),
        ("phường 05, TP. Vũng Tàu, BR-VT", "26518"),
        ("12 Điện Biên Phủ, P.25, Q. Bình Thạnh, TP.HCM", "26920"),
        ("TT. Trâu Quỳ, Gia Lâm", "00565"),
        ("Thị trấn Gia Lộc, Gia Lộc, Hải Dương", "10999"),
        ("Tổ 5, khu phố 3, phường Tân Phong, TP Biên Hòa, Đồng Nai", "25996"),
        ("Phường Sa Pả, Thị xã Sa Pa, Lào Cai", "03002"),
        ("Phường Sa Pa, Thị xã Sa Pa, Lào Cai", "03001"),
        ("Xã Hoài Châu Bắc, Thị xã Hoài Nhơn, Bình Định", "21646"),
        ("Phường Phú Hội, Thành phố Huế, Thừa Thiên Huế", "19786"),
        ("Xã Nội Hoàng, Huyện Yên Dũng, Bắc Giang", "07708"),
        ("Huyện Côn Đảo, Bà Rịa - Vũng Tàu", "755"),
        ("Hòa Bình", "17"),
        ("tx Kinh Môn - Hải Dương", "292"),
    ],
)
def test_abbreviations_numbers_past_names_and_the_smallest_unit_that_is_named(text: str, found: str):
    assert code(parse(text)) == found


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("Số 5 ngõ 3, thôn Thuận Tốn, xã Đa Tốn, huyện Gia Lâm, Hà Nội", "Số 5 ngõ 3, thôn Thuận Tốn"),
        ("Tổ 7 phường Bắc Cường, TP Lào Cai, Lào Cai, Việt Nam", "Tổ 7"),
        ("12/4B Trần Phú, Q. Hà Đông, HN", "12/4B Trần Phú"),
        ("  không có gì  ", "không có gì"),
        ("", ""),
    ],
)
def test_what_names_no_unit_is_kept(text: str, rest: str):
    assert parse(text).rest == rest


def test_new_units_are_known_and_a_day_says_which_are_meant():
    assert code(parse("Phường Ba Đình, Hà Nội")) == "00004"
    assert (
        parse("Phường Ba Đình, Hà Nội", on=BEFORE).best is None
        or code(parse("Phường Ba Đình, Hà Nội", on=BEFORE)) != "00004"
    )
    assert {each.on for each in parse("Xã Gia Lâm, Hà Nội", on=MERGER).readings} == {MERGER}


def test_it_is_brought_to_the_commune_of_today():
    assert isinstance(parse("Xã Lê Ninh, Thị xã Kinh Môn, Hải Dương").today, Whole)
    split = parse("Xã Đa Tốn, Huyện Gia Lâm, Hà Nội").today
    assert isinstance(split, Part)
    assert {each.code for each in split.candidates} == {"00577", "00565"}
    assert isinstance(parse("nơi không tên").today, Unknown)


def test_all_that_fit_are_told_and_none_is_chosen():
    two = parse("Xã Tân Hưng, Bình Phước")
    assert {each.unit.code for each in two.readings} == {"25345", "25375"}
    assert two.best is None
    assert two.confidence < 0.5
    assert isinstance(two.today, Part)


def test_less_that_is_written_is_less_sure():
    written = ["Xã Đa Tốn, Huyện Gia Lâm, TP Hà Nội", "Đa Tốn, Gia Lâm, Hà Nội", "xa da tom, gia lam, ha noi"]
    sure = [parse(each).confidence for each in written]
    assert sure == sorted(sure, reverse=True)
    assert len(set(sure)) == 3


def test_what_was_guessed_is_marked():
    former = parse("Phường Phú Hội, Thành phố Huế, Thừa Thiên Huế").best
    mistyped = parse("xã Đa Tồng, huyện Gia Lâm, Hà Nội").best
    assert former is not None
    assert mistyped is not None
    assert (former.former, former.mistyped, mistyped.former, mistyped.mistyped) == (True, False, False, True)


def test_many_are_read_as_one_by_one():
    texts = ["Xã Đa Tốn, Huyện Gia Lâm, Hà Nội", "", "P12 Q5 TPHCM", "Xã Đa Tốn, Huyện Gia Lâm, Hà Nội"]
    assert parse_all(texts) == [parse(each) for each in texts]


def test_the_way_without_weighing_reads_the_same():
    quick = reader()
    slow = replace(quick, written_out=WrittenOut(below={}))
    atlas = quick.atlas
    for unit in list(atlas.units(on=BEFORE, level=Level.COMMUNE))[::33]:
        text = ", ".join(each.name for each in (unit, *atlas.above(unit, on=BEFORE)))
        for written in (text, folded(text)):
            assert _told(quick.parse(written)) == _told(slow.parse(written))


def _told(address: Address) -> object:
    first = address.readings[0]
    return (first.unit.code if address.best else None, first.former, address.rest, address.today)


@given(st.text(alphabet=st.sampled_from("xã phường q.TP1,;-/ Hà Nội Đa Tốn Huế\n\u0301\u200bẞ½²"), max_size=60))
def test_nothing_raises_and_confidence_is_a_share(text: str):
    address = parse(text)
    assert 0 <= address.confidence <= 1
    assert sum(each.confidence for each in address.readings) <= 1.001


@pytest.mark.parametrize(
    ("one", "other", "slips"), [("daton", "daton", 0), ("daton", "datno", 1), ("daton", "dton", 1), ("abc", "xyz", 2)]
)
def test_slips_are_counted_up_to_the_most(one: str, other: str, slips: int):
    assert distance(one, other, 1) == slips


HUNG_YEN = "33"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Thôn 3, xã Chí Minh", "12271"),
        ("Thôn 3, xã Tân Hưng", "11977"),
        ("Phường Đề Thám, TP Thái Bình", "12439"),
        ("Tổ 5, phường Đề Thám", "12439"),
        ("Phường Đề Thám, thị xã Cao Bằng, tỉnh Cao Bằng", "01282"),
        ("Phường Đề Thám, tỉnh Cao Bằng", "01282"),
        ("Phường Đề Thám Cao Bằng", "01282"),
        ("Xã Đa Tốn, Gia Lâm", DA_TON),
    ],
)
def test_within_a_province_its_own_units_come_first_and_a_written_province_wins(text: str, found: str):
    assert code(parse(text, within=HUNG_YEN)) == found
    assert parse_all([text], within=HUNG_YEN) == [parse(text, within=HUNG_YEN)]


def test_within_a_province_is_that_of_today_and_what_it_was_made_from():
    assert parse("Phường Đề Thám").best is None
    assert code(parse("Phường Đề Thám", within="34")) == "12439"
    assert code(parse("Phường Đề Thám", within="04")) == "01282"
    assert parse("Phường Đề Thám", within="99") == parse("Phường Đề Thám")
    assert parse("gần chợ Đề Thám", within=HUNG_YEN).best is None


@pytest.mark.parametrize(
    ("text", "found", "today"),
    [
        ("Phường Đề Thám, tỉnh Hưng Yên", "12439", "12452"),
        ("Tổ 5, P. Đề Thám, T. Hưng Yên", "12439", "12452"),
        ("Xã Thụy Hải, huyện Thái Thụy, tỉnh Hưng Yên", "12880", "12826"),
        ("xã Vũ Chính, Hưng Yên", "12469", "12454"),
    ],
)
def test_a_former_commune_under_the_province_of_today(text: str, found: str, today: str):
    read = parse(text)
    assert code(read) == found
    assert isinstance(read.today, Whole)
    assert read.today.to == today
    assert read.readings[0].former
    assert 0.7 < read.confidence < 1
    assert parse(text, within=HUNG_YEN).best == read.best
