"""The query language: what texts say, which datasets they find, and that any text parses or is refused."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.publishing.ckan_site import HOSPITALS, LANDS, NOW, VACCINES, WATERS, portal

from kho.publishing.ckan.finding import Finder
from kho.publishing.ckan.moments import moment
from kho.publishing.ckan.query import DEEPEST, LONGEST, All, Everything, Not, NotAQueryError, Range, Some, Word, parse

SITE = portal()
ALL = {HOSPITALS, VACCINES, LANDS, WATERS}


def found(text: str) -> set[str]:
    bits = Finder(index=SITE.index, now=NOW).bits(parse(text))
    return {SITE.names.package(SITE.datasets[number].name) for number in SITE.index.universe.numbers(bits)}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ALL),
        ("*:*", ALL),
        ("*", ALL),
        ("y tế", {HOSPITALS, VACCINES, LANDS}),  # of the agency too
        ("dat dai", {LANDS}),
        ("ĐẤT ĐAI", {LANDS}),
        ('"đất đai"', {LANDS}),
        ('"đai đất"', set()),
        ('title:"co so"', {HOSPITALS}),
        ("title:co\\ so", {HOSPITALS}),
        ("title:đất OR title:tiêm", {LANDS, VACCINES}),
        ("title:(đất OR tiêm)", {LANDS, VACCINES}),
        ("title:đất || title:tiêm", {LANDS, VACCINES}),
        ("title:đất AND title:tiêm", set()),
        ("title:đất && title:đai", {LANDS}),
        ("organization:so-y-te", {HOSPITALS, VACCINES}),
        ('organization:"so-y-te"', {HOSPITALS, VACCINES}),
        ("+organization:so-y-te -groups:y-te", {VACCINES}),
        ("organization:so-y-te NOT groups:y-te", {VACCINES}),
        ("organization:so-y-te AND NOT groups:y-te", {VACCINES}),
        ("organization:so-y-te !groups:y-te", {VACCINES}),
        ("-organization:so-y-te", {LANDS, WATERS}),
        ("(-organization:so-y-te)", {LANDS, WATERS}),
        ("title:đất OR title:tiêm -organization:so-y-te", {LANDS}),
        ("title:đất OR title:tiêm +organization:so-y-te", {VACCINES}),
        ("NOT (organization:so-y-te OR groups:dat-dai)", {WATERS}),
        ("groups:*", {HOSPITALS, VACCINES, LANDS}),
        ("groups:[* TO *]", {HOSPITALS, VACCINES, LANDS}),
        ("-groups:[* TO *]", {WATERS}),
        ("groups:d*", {VACCINES, LANDS}),
        ("groups:da?-so", {VACCINES}),
        ("groups:*te", {HOSPITALS}),
        ("groups:d\\*", set()),
        ("groups:[dan-so TO dat-dai]", {VACCINES, LANDS}),
        ("groups:{dan-so TO dat-dai]", {LANDS}),
        ("groups:[dan-so TO dat-dai}", {VACCINES}),
        ("tien*", set()),
        ("tie*", {VACCINES}),
        ("no_such_field:x", set()),
        ("no_such_field:*", set()),
        ("no_such_field:[1 TO 2]", set()),
        ("-no_such_field:x", ALL),
        ("res_format:csv", ALL),
        ("license_id:notspecified", {LANDS}),
        ("extras_frequency:P1M", {HOSPITALS, VACCINES, LANDS}),
        ("metadata_modified:[2026-02-20T00:00:00Z TO *]", {HOSPITALS}),
        ("metadata_modified:[2026-02-09T12:00:00.000000Z TO *]", {HOSPITALS, VACCINES}),
        ("metadata_modified:{2026-02-09T12:00:00Z TO *]", {HOSPITALS}),
        ("metadata_modified:[* TO NOW-1YEAR]", {WATERS}),
        ("metadata_modified:[NOW-30DAYS TO NOW]", {HOSPITALS, VACCINES}),
        ('metadata_modified:["2026-02-20T00:00:00Z" TO *]', {HOSPITALS}),
        ('metadata_modified:"2026-02-28T12:00:00Z"', {HOSPITALS}),
        ("state:active capacity:public", ALL),
        ("dataset_type:dataset", ALL),
        ("y tế^2", {HOSPITALS, VACCINES, LANDS}),
        ("đất~1", {LANDS}),
        ("đất, đai.", {LANDS}),
        (f"name:{HOSPITALS}", {HOSPITALS}),
        (f"name:({HOSPITALS} OR {LANDS})", {HOSPITALS, LANDS}),
        ("ANDROID", set()),
    ],
)
def test_a_query_finds(text: str, expected: set[str]) -> None:
    assert found(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "(",
        ")",
        "(title:a",
        "title:a)",
        '"open',
        "title:",
        "title:title:a",
        "AND a",
        "a AND",
        "a OR",
        "a OR OR b",
        "NOT",
        "+",
        "-",
        "a [1 TO",
        "x:[1 TO 2",
        "x:[1 2]",
        "a\\",
        "res_url:http://a",
        "{!bool must=a}",
        "(" * (DEEPEST + 2) + "a" + ")" * (DEEPEST + 2),
        "a" * (LONGEST + 1),
        " OR ".join("a" * 1 for _ in range(2000)),
    ],
)
def test_what_is_no_query_is_refused(text: str) -> None:
    with pytest.raises(NotAQueryError):
        parse(text)


@pytest.mark.parametrize(
    "text", ["metadata_modified:[yesterday TO *]", "metadata_modified:x", "metadata_created:[NOW/X TO *]"]
)
def test_what_is_no_moment_is_refused(text: str) -> None:
    with pytest.raises(NotAQueryError):
        found(text)


def test_or_binds_less_than_nothing() -> None:
    a, b, c = (Word(field=None, text=each) for each in "abc")
    assert parse("a b OR c") == Some(of=(All(of=(a, b)), c))
    assert parse("a (b OR c)") == All(of=(a, Some(of=(b, c))))
    assert parse("a OR NOT b") == Some(of=(a, Not(of=b)))
    assert parse("size:[1 TO *}") == Range(field="size", low="1", high=None, with_high=False)
    assert parse("  ") == Everything()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("NOW", NOW),
        ("NOW/DAY", datetime(2026, 3, 1, tzinfo=UTC)),
        ("NOW-1DAY/MONTH", datetime(2026, 2, 1, tzinfo=UTC)),
        ("NOW-1MONTH", datetime(2026, 2, 1, 12, tzinfo=UTC)),
        ("2024-03-31T00:00:00Z-1MONTH", datetime(2024, 2, 29, tzinfo=UTC)),
        ("2024-02-29T00:00:00Z+1YEAR", datetime(2025, 2, 28, tzinfo=UTC)),
        ("NOW+2HOURS-30MINUTES", datetime(2026, 3, 1, 13, 30, tzinfo=UTC)),
        ("2026-01-02T03:04:05.678Z", datetime(2026, 1, 2, 3, 4, 5, 678000, tzinfo=UTC)),
        ("2026-01-02T03:04:05.678901", datetime(2026, 1, 2, 3, 4, 5, 678901, tzinfo=UTC)),
        ("2026-01-02", datetime(2026, 1, 2, tzinfo=UTC)),
        ("2026", datetime(2026, 1, 1, tzinfo=UTC)),
    ],
)
def test_moments(text: str, expected: datetime) -> None:
    assert moment(text, NOW) == expected


_PARTS = st.sampled_from(
    [
        *(
            "title:",
            "metadata_modified:",
            "(",
            ")",
            "[",
            "]",
            "{",
            "}",
            " TO ",
            " AND ",
            " OR ",
            " NOT ",
            "*",
            "?",
            "-",
        ),
        *("+", "NOW", "NOW-1DAY", '"', "\\", ":", "~1", "^2", " ", "!", "&&", "||", "đất", "a", "2026-01-01"),
        "9999-12-31T23:59:59Z",
    ]
)


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.text(max_size=60), st.lists(_PARTS, max_size=25).map("".join)))
def test_any_text_finds_something_or_is_refused(text: str) -> None:
    try:
        names = found(text)
    except NotAQueryError:
        return
    assert names <= ALL
    assert found(f"NOT ({text})") == ALL - names or not text.strip()
