"""The order of Vietnamese words."""

import pytest

from kho.standards.text.order import in_order


@pytest.mark.parametrize(
    "ordered",
    [
        [*"aăâbcdđeêghiklmnoôơpqrstuưvxyz"],
        ["ba", "bà", "bả", "bã", "bá", "bạ", "ban", "bạn", "băn", "bân", "bấn"],
        ["hoa hồng", "hoà an", "hòa bình", "hoá học", "hoan hô"],
        ["2 xã", "10 xã", "An", "Ân"],
        ["Xã 2", "Xã 10", "Xã 10 a"],
        ["công trình", "cơ sở"],
        ["dân", "đất", "Đất đai", "đê"],
        ["", "a"],
    ],
)
def test_words_stand_as_in_a_dictionary(ordered: list[str]) -> None:
    backwards = ordered[::-1]
    assert sorted(backwards, key=in_order) == ordered


def test_older_tone_marks_stand_where_newer_ones_do() -> None:
    assert in_order("Hòa") == in_order("hoà")
    assert in_order("thuy\u0309") == in_order("thuỷ")
