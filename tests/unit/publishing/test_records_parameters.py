"""Questions as addresses write them."""

from datetime import date
from decimal import Decimal
from urllib.parse import parse_qsl

import pytest
from tests.unit.publishing.replicas import FIELDS

from kho.errors import KhoError
from kho.publishing.records.conditions import NoFieldError, NotAConditionError
from kho.publishing.records.failures import NoParameterError, NotAParameterError, TooMuchAskedError
from kho.publishing.records.fields import Field, NotAValueError
from kho.publishing.records.parameters import conditions, groups, page
from kho.publishing.records.question import (
    All,
    Compare,
    Comparison,
    Empty,
    Groups,
    Holds,
    Measure,
    Measured,
    Not,
    OneOf,
    Order,
    Page,
)


def asked(query: str) -> Page:
    return page(parse_qsl(query, keep_blank_values=True), FIELDS)


def grouped(query: str) -> Groups:
    return groups(parse_qsl(query, keep_blank_values=True), FIELDS)


def test_without_parameters_the_first_hundred_rows():
    assert asked("") == Page(limit=100)


def test_columns_order_length_and_mark():
    found = asked("select=so,ten&sort=-so,ten&limit=7&after=abc")
    order = (Order(column="so", descending=True), Order(column="ten"))
    assert found == Page(columns=("so", "ten"), order=order, limit=7, after="abc")


@pytest.mark.parametrize(
    ("query", "where"),
    [
        ("ten=Đất", Compare(column="ten", how=Comparison.EQUAL, value="Đất")),
        ("ten=%C4%90a%CC%82%CC%81t", Compare(column="ten", how=Comparison.EQUAL, value="Đất")),
        ("so__gte=5", Compare(column="so", how=Comparison.GREATER_OR_EQUAL, value=Decimal(5))),
        ("ngay__lt=2025-07-01", Compare(column="ngay", how=Comparison.LESS, value=date(2025, 7, 1))),
        ("co__ne=true", Compare(column="co", how=Comparison.NOT_EQUAL, value=True)),
        ('ten__in=a,"b, c"', OneOf(column="ten", values=("a", "b, c"))),
        ("so__null=true", Empty(column="so")),
        ("so__null=false", Not(of=Empty(column="so"))),
        ("ten__holds=dat dai", Holds(words="dat dai", column="ten")),
        ("q=dat", Holds(words="dat")),
        ("filter=so > 5", Compare(column="so", how=Comparison.GREATER, value=Decimal(5))),
        (
            "so__gt=1&so__lt=9",
            All(
                of=(
                    Compare(column="so", how=Comparison.GREATER, value=Decimal(1)),
                    Compare(column="so", how=Comparison.LESS, value=Decimal(9)),
                )
            ),
        ),
    ],
)
def test_filters(query: str, where: object):
    assert asked(query).where == where


def test_a_column_called_like_a_parameter_is_filtered_with_its_operator():
    fields = {"limit": Field(name="limit", kind=FIELDS["ten"].kind)}
    found = page([("limit__eq", "a"), ("limit", "5")], fields)
    assert found.where == Compare(column="limit", how=Comparison.EQUAL, value="a")
    assert found.limit == 5


def test_groups_and_their_measures():
    found = grouped("group=ten&measure=count,sum_tien,avg_so&sort=-sum_tien&limit=3&so__gt=0")
    assert found.by == ("ten",)
    assert found.measures == (
        Measured(what=Measure.COUNT),
        Measured(what=Measure.SUM, column="tien"),
        Measured(what=Measure.MEAN, column="so"),
    )
    assert found.order == (Order(column="sum_tien", descending=True),)
    assert found.limit == 3


def test_only_which_rows():
    found = conditions([("limit", "5"), ("group", "ten"), ("ten", "a")], FIELDS)
    assert found == Compare(column="ten", how=Comparison.EQUAL, value="a")


@pytest.mark.parametrize(
    ("query", "error", "names"),
    [
        ("ho_ten=a", NoParameterError, "ten, rank, so"),
        ("ten__like=a", NoParameterError, "ten__holds"),
        ("select=ten,_id", NoFieldError, "ten, rank, so"),
        ("sort=_id", NoParameterError, "ten, rank, so"),
        ("sort=-", NoParameterError, "ten, rank, so"),
        ("filter=_delivery = 'a'", NoFieldError, "ten, rank, so"),
        ("so=nhiều", NotAValueError, "1200"),
        ("so=inf", NotAValueError, "1200"),
        ("so__in=", NotAValueError, "1200"),
        (f"so={'9' * 500}", NotAValueError, "1200"),
        ("ngay=01/07/2025", NotAValueError, "2025-07-01"),
        ("so__null=maybe", NotAParameterError, "so__null=true"),
        ("so__holds=1", NotAParameterError, "so=1"),
        ("limit=0", NotAParameterError, "limit=100"),
        ("limit=-1", NotAParameterError, "limit=100"),
        ("limit=²", NotAParameterError, "limit=100"),
        ("limit=1001", TooMuchAskedError, "1000"),
        (f"limit={'9' * 5000}", TooMuchAskedError, "1000"),
        ("limit=1&limit=2", NotAParameterError, "limit"),
        ("sort=" + ",".join(["so"] * 9), TooMuchAskedError, "8"),
        ("so__in=" + ",".join(["1"] * 1001), TooMuchAskedError, "1000"),
        ("&".join(["so__gt=1"] * 101), TooMuchAskedError, "100"),
        ("q=" + " ".join(f"w{n}" for n in range(33)), TooMuchAskedError, "32"),
        ("filter=" + "(" * 10_000, NotAConditionError, "((("),
        ("filter=" + "(" * 5000 + "so=1", NotAConditionError, "((("),
        ("filter=" + "not " * 2400 + "so=1", NotAConditionError, "((("),
        ("filter=so=" + "-" * 9000 + "1", NotAConditionError, ""),
        ("filter=so=" + "- " * 4000 + "1", NotAConditionError, ""),
        ("filter=" + "so=1 and " * 2000 + "so=1", NotAConditionError, "10000"),
        ("filter=so in (select so from rows)", NotAConditionError, ""),
        ("filter=so = (select 1)", NotAConditionError, ""),
        ("filter=1=1; drop table rows", NotAConditionError, ""),
        ("filter=random() > 0", NotAConditionError, ""),
        ("filter=ten like '%25 --%25'", NotAConditionError, ""),
        ("filter=", None, ""),
        ("filter=\0", NotAConditionError, ""),
        ("q=\0", None, ""),
    ],
)
def test_what_means_nothing_is_an_error_that_says_what_would(query: str, error: type[KhoError] | None, names: str):
    if error is None:
        asked(query)
        return
    with pytest.raises(error) as caught:
        asked(query)
    for language in ("vi", "en"):
        said = caught.value.text(language)  # type: ignore[arg-type]  # both languages there are
        assert names in said
        assert len(said) < 2000
        said.encode()


@pytest.mark.parametrize("name", ["ten", "q", "filter", "after", "select", "sort", "limit", "\ud800", "ten__in"])
def test_text_that_cannot_be_sent_is_told_as_such(name: str):
    try:
        asked_of = page([(name, "\ud800")], FIELDS)
    except KhoError as error:
        error.text("vi").encode()
    else:
        assert name in ("q", "after"), asked_of


@pytest.mark.parametrize(
    "query", ["measure=sum", "measure=median_so", "measure=sum_x", "group=x", "sort=so", "select=so"]
)
def test_groups_of_what_is_not_there(query: str):
    with pytest.raises((NoParameterError, NoFieldError)):
        grouped(query)
