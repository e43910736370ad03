"""Numbers, percentages, marks and amounts of money as people write them."""

from decimal import Decimal
from functools import partial

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from tests.unit.standards.numbers.engines import in_duckdb

from kho.standards.numbers import decimals, marks, money, percentages
from kho.standards.numbers.decimals import Style
from kho.standards.numbers.forms import shifted
from kho.standards.numbers.marks import Mark

quickly = settings(deadline=None, max_examples=25, phases=[Phase.reuse, Phase.generate])
WRITTEN = st.text("0123456789.,, -()%+\u00a0\u2212đtrtỷ", max_size=14)
FRACTIONS = st.text("0123456789", max_size=4)
GROUPS = st.lists(st.integers(0, 999), min_size=0, max_size=3)


@pytest.mark.parametrize(
    ("text", "vietnamese", "english"),
    [
        ("1.234", "1234", "1.234"),
        ("1,234", "1.234", "1234"),
        ("1.234.567,8", "1234567.8", None),
        ("1,234,567.8", None, "1234567.8"),
        ("12.5", None, "12.5"),
        ("0.125", None, "0.125"),
        ("1 234", "1234", "1234"),
        ("(1.234)", "-1234", "-1.234"),
        ("1.234-", "-1234", "-1.234"),
        ("", None, None),
        ("\u0661", None, None),
    ],
)
def test_a_style_decides_what_is_ambiguous(text: str, vietnamese: str | None, english: str | None):
    assert decimals.read_as(text, Style.VIETNAMESE) == vietnamese
    assert decimals.read_as(text, Style.ENGLISH) == english


def test_what_has_no_thousandths_is_read_in_groups():
    assert decimals.read("1.234") is None
    assert decimals.read_whole("1.234") == "1234"
    assert decimals.read_whole("(1,234)") == "-1234"
    assert decimals.read_whole("12,5") == "12.5"


@pytest.mark.parametrize("style", Style)
@quickly
@given(
    sign=st.sampled_from(["", "-"]), first=st.integers(1, 999), rest=GROUPS, fraction=st.text("0123456789", max_size=4)
)
def test_what_is_written_in_a_style_is_read_in_it(style: Style, sign: str, first: int, rest: list[int], fraction: str):
    decimal, group = (",", ".") if style is Style.VIETNAMESE else (".", ",")
    text = sign + group.join([str(first), *(f"{each:03}" for each in rest)]) + (decimal + fraction if fraction else "")
    plain = sign + "".join([str(first), *(f"{each:03}" for each in rest)]) + ("." + fraction if fraction else "")
    assert decimals.read_as(text, style) == plain
    assert decimals.read(text) in {plain, None}


@quickly
@given(texts=st.lists(WRITTEN, min_size=20, max_size=60))
def test_sql_gives_what_the_plain_functions_give(texts: list[str]):
    readers = (
        (decimals.sql_as, decimals.read_as),
        (percentages.sql_as, percentages.read_as),
        (money.sql_as, money.read_as),
    )
    for sql, read in readers:
        for style in Style:
            assert in_duckdb(partial(sql, style=style), texts) == [read(text, style) for text in texts]
    assert in_duckdb(decimals.sql_whole, texts) == [decimals.read_whole(text) for text in texts]


def test_a_column_tells_its_style_with_evidence():
    found = decimals.style_of(["1.234", "12,5", "1.234.567", "7", "x"])
    assert (found.style, found.vietnamese, found.english) == (Style.VIETNAMESE, 2, 0)
    assert (found.ambiguous, found.unread) == (1, 1)
    assert found.examples == ("12,5", "1.234.567")
    assert decimals.style_of(["3,359.80", "1,234"]).style is Style.ENGLISH


@pytest.mark.parametrize("texts", [[], ["1.234", "5"], ["12,5", "12.5"]])
def test_a_column_without_or_with_contradicting_evidence_has_no_style(texts: list[str]):
    assert decimals.style_of(texts).style is None


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("-", Mark.NONE_OCCURRED),
        (" - ", Mark.NONE_OCCURRED),
        ("\u2013", Mark.NONE_OCCURRED),
        ("...", Mark.NOT_COLLECTED),
        ("\u2026", Mark.NOT_COLLECTED),
        ("x", Mark.NO_MEANING),
        ("--", None),
        ("0", None),
    ],
)
def test_marks_of_statistics_tables_say_why_there_is_no_number(text: str, mark: Mark | None):
    assert marks.mark_of(text) == mark


@pytest.mark.parametrize(
    ("decimal", "places", "moved"),
    [("1.5", 9, "1500000000"), ("-0.05", 1, "-0.5"), ("0", 3, "0"), ("12.3456", 2, "1234.56"), ("7", 0, "7")],
)
def test_powers_of_ten_move_the_point_exactly(decimal: str, places: int, moved: str):
    assert shifted(decimal, places) == moved


@pytest.mark.parametrize(
    ("text", "factor", "dong"),
    [
        ("1,5 tỷ", 1, "1500000000"),
        ("1,5 tỷ", 1_000_000, "1500000000"),
        ("1234,5", 1_000_000, "1234500000"),
        ("0,1", 1_000_000_000, "100000000"),
        ("500.000đ", 1, "500000"),
        ("500.000", 1_000_000, None),
        ("nhiều", 1, None),
    ],
)
def test_amounts_become_dong_exactly(text: str, factor: int, dong: str | None):
    assert money.to_dong(text, factor=Decimal(factor)) == (None if dong is None else Decimal(dong))


def test_the_style_of_a_column_decides_its_amounts():
    assert money.to_dong("186.900 trđ") is None
    assert money.to_dong("186.900 trđ", style=Style.VIETNAMESE) == Decimal(186900000000)
    assert money.to_dong("186.900", style=Style.VIETNAMESE, factor=Decimal(1000)) == Decimal(186900000)
