"""Each decoder reads what was written in its encoding, and nothing is lost of what it has no letter for."""

import unicodedata
from collections.abc import Callable
from functools import partial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.standards.text import encoders

from kho.standards.text import decoders
from kho.standards.text.mojibake import from_mojibake

SENTENCES = [
    "Cộng hoà xã hội chủ nghĩa Việt Nam, độc lập - tự do - hạnh phúc",
    "Ủy ban nhân dân huyện Ứng Hòa quyết toán 1.234,5 triệu đồng (100%)",
    "kỹ thuật, ngữ văn, sữa, mỹ, rẽ, ẵm, ễnh ương, ỡm ờ, ỹ, ỷ lại, ỵ",
]
WRITTEN: dict[str, tuple[Callable[[str], str], Callable[[str], str]]] = {
    "viscii": (encoders.viscii, decoders.from_viscii),
    "vni": (encoders.vni, decoders.from_vni),
    "vietware-x": (encoders.vietware_x, decoders.from_vietware_x),
    "windows-1258": (encoders.windows_1258, decoders.from_windows_1258),
    "utf-8-twice": (encoders.mojibake, partial(from_mojibake, lax=True)),
    "three times": (lambda text: encoders.mojibake(encoders.mojibake(text)), partial(from_mojibake, lax=True)),
    "unicode-nfd": (lambda text: unicodedata.normalize("NFD", text), decoders.composed),
}


@pytest.mark.parametrize("sentence", SENTENCES)
@pytest.mark.parametrize("name", WRITTEN)
def test_what_was_written_is_read(name: str, sentence: str):
    write, read = WRITTEN[name]
    assert write(sentence) != sentence
    assert read(write(sentence)) == sentence


@pytest.mark.parametrize("sentence", SENTENCES)
def test_tcvn3_in_small_letters_and_in_fonts_of_capitals(sentence: str):
    assert decoders.from_tcvn3(encoders.tcvn3(sentence.lower())) == sentence.lower()
    assert decoders.from_tcvn3(encoders.tcvn3(sentence), capitals=True) == sentence.upper()


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("QUYÕT TO¸N", "QUYẾT TOÁN"),
        ("CHI ë X·", "CHI Ở XÃ"),
        ("chi ë x·", "chi ở xã"),
        ("II. Tõ Hµ Néi", "II. Từ Hà Nội"),
        ("UBND Tõ S¬n", "UBND Từ Sơn"),
        ("THPT Tõ L·", "THPT Từ Lã"),
        ("Kho¸I Ch©u", "Khoái Châu"),
        ("T¹I trô së", "Tại trụ sở"),
        ("T¹I TRô Së", "TẠI TRỤ SỞ"),
        ("phô lôc I", "phụ lục I"),
        ("H§ND, tr.®, m² – “x·”", "HĐND, tr.đ, m² – “xã”"),
    ],
)
def test_letter_case_in_tcvn3(written: str, meant: str):
    assert decoders.from_tcvn3(written) == meant


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Vie^.t Nam, ddo^.c la^.p", "Việt Nam, độc lập"),
        ("Co^.ng ho`a xa~ ho^.i", "Cộng hòa xã hội"),
        ("DDu+o+`ng so^' 5\\.", "Đường số 5."),
        ("A(n u+o+'c mo+ DDa~", "Ăn ước mơ Đã"),
    ],
)
def test_viqr(written: str, meant: str):
    assert decoders.from_viqr(written) == meant


def test_marks_in_any_order_are_composed():
    assert decoders.composed("a\u0301\u0302t, o\u0323\u031b, a\u0323\u0306") == "ất, ợ, ặ"
    assert decoders.composed("Hà Nội") == "Hà Nội"


def test_a_no_break_space_behind_a_capital_is_no_mojibake_unless_the_rest_is():
    assert from_mojibake("XÃ\xa0HỘI, THỊ XÃ") == "XÃ\xa0HỘI, THỊ XÃ"
    assert from_mojibake("hÃ\xa0ng hÃ ng") == "hàng hàng"
    assert from_mojibake("HÃ  Ná»™i lÃ", lax=True) == "Hà Nội là"


@settings(deadline=None)
@given(st.text())
def test_any_text_is_taken_and_what_is_read_is_composed(text: str):
    for read in (decoders.from_viscii, decoders.from_tcvn3, decoders.from_viqr, from_mojibake):
        assert isinstance(read(text), str)
    for read in (decoders.from_vni, decoders.from_vietware_x, decoders.from_windows_1258, decoders.composed):
        assert unicodedata.is_normalized("NFC", read(text))
