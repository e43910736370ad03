"""Patterns in one text for every engine."""

import re

import pytest

from kho.quality.patterns import BadPatternError, for_python, portable, whole


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        (r"\d{12}", r"[0-9]{12}"),
        (r"a.b", r"a[^\n]b"),
        (r"[\w-]+", r"[0-9A-Za-z_\-]+"),
        (r"[^a-c[]", r"[^a-c\[]"),
        (r"^a|b$", r"\Aa|b\z"),
        (r"(a|b)?", r"(?:a|b)?"),
        (r"\S\.\-", r"[^\t\n\f\r ]\.\-"),
        (r"a}]", r"a\}\]"),
        (r"x{2,}", r"x{2,}"),
    ],
)
def test_one_text_for_all(pattern: str, text: str):
    assert portable(pattern) == text


@pytest.mark.parametrize(
    "pattern",
    [
        r"(?i)a",
        r"(?=a)",
        r"(?<n>a)",
        r"\1",
        r"\b",
        r"a*+",
        r"a{,3}",
        r"a{2000}",
        "a{",
        "[a",
        "(a",
        "*",
        "\\",
        r"\p{Xx}",
        "[]",
    ],
)
def test_what_engines_read_differently_is_refused(pattern: str):
    with pytest.raises(BadPatternError) as caught:
        portable(pattern)
    assert pattern in caught.value.text("vi")


def test_letters_of_unicode_do_not_hang_on_the_engine():
    assert re.search(for_python(whole(r"\p{Lu}\p{L}*")), "Đặng")
    assert not re.search(for_python(whole(r"\p{Lu}\p{L}*")), "đặng")
