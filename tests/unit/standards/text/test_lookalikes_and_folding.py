"""Letters that only look right are replaced where that is certain; search finds a text however it was typed."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kho.standards.text.folding import folded
from kho.standards.text.lookalikes import mended, with_plain_spaces, without_invisible


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("QÐ-UBND, HÐND", "QĐ-UBND, HĐND"),
        ("Ðồng bằng", "Đồng bằng"),
        ("ngƣời, ƢỚC", "người, ƯỚC"),
        ("nǎm", "năm"),
        ("Нà Nội", "Hà Nội"),
        ("ＶＩＥＴ １２３", "VIET 123"),
    ],
)
def test_lookalikes_are_mended(written: str, meant: str):
    assert mended(written) == meant


@pytest.mark.parametrize("text", ["Россия", "Ωm", "Reykjavík", "Ðorđe", "Hà Nội", "中国", ""])
def test_other_scripts_and_languages_stay(text: str):
    assert mended(text) == text


def test_what_is_invisible_goes_and_odd_spaces_become_plain():
    assert without_invisible("Hà\u200b N\u00adội\ufeff") == "Hà Nội"
    assert with_plain_spaces("1\u00a0000\u202f000\u3000đ") == "1 000 000 đ"


@pytest.mark.parametrize(
    "typed", ["dat dai", "Đất đai", "ĐẤT  ĐAI", "Ðất đai", "đất\u00a0đai", "đa\u0302\u0301t đai", "Đâ\u0301t đai"]
)
def test_search_finds_it_however_it_was_typed(typed: str):
    assert folded(typed) == "dat dai"


@settings(deadline=None)
@given(st.text(alphabet="aăâbcdđeêghiklmnoôơpqrstuưvxyÀÁẢÃẠĐÐƠỜỢỰỹ ßﬁＡ\u0301\u0323\u200b\u00a0"))
def test_folding_twice_is_folding_once(text: str):
    assert folded(folded(text)) == folded(text)
