"""Tone marks stand where school books put them, or where older habit did; nothing else is touched."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kho.standards.text.tones import with_new_tones, with_old_tones


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("hòa", "hoà"),
        ("Thủy", "Thuỷ"),
        ("khỏe", "khoẻ"),
        ("HÓA", "HOÁ"),
        ("ủy ban", "uỷ ban"),
        ("thúy", "thuý"),
        ("Hòa Bình - Thừa Thiên Huế", "Hoà Bình - Thừa Thiên Huế"),
    ],
)
def test_the_two_placements(old: str, new: str):
    assert (with_new_tones(old), with_old_tones(new)) == (new, old)
    assert (with_new_tones(new), with_old_tones(old)) == (new, old)


@pytest.mark.parametrize(
    ("slip", "right"),
    [("tóan", "toán"), ("ngươì", "người"), ("qúy", "quý"), ("gía", "giá"), ("hụê", "huệ"), ("khủyu", "khuỷu")],
)
def test_slips_are_put_right(slip: str, right: str):
    assert (with_new_tones(slip), with_old_tones(slip)) == (right, right)


@pytest.mark.parametrize(
    "text",
    ["hoàn toàn", "của múa tía nghĩa", "quý quả quỳnh", "gìn giữ già giếng", "thuở tuệ khuya", "Đắk Lắk", "São où", ""],
)
def test_what_both_agree_on_stays(text: str):
    assert (with_new_tones(text), with_old_tones(text)) == (text, text)


@settings(deadline=None)
@given(st.text(alphabet="aăâeêioôơuưyhnqgtàáảãạòóỏõọúùủũụýỳỷỹỵ "))
def test_placing_again_changes_nothing(text: str):
    assert with_new_tones(with_new_tones(text)) == with_new_tones(text)
    assert with_new_tones(with_old_tones(text)) == with_new_tones(text)
