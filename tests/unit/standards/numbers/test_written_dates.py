"""Dates, times, periods and Excel serials as people and programs write them."""

from datetime import date, timedelta
from functools import partial

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from tests.unit.standards.numbers.engines import in_duckdb

from kho.quality import dates as formats
from kho.standards.numbers import dates, forms, moments, periods, serials
from kho.standards.numbers.dates import Order
from kho.standards.numbers.periods import Period
from kho.standards.numbers.serials import System

quickly = settings(deadline=None, max_examples=25, phases=[Phase.reuse, Phase.generate])
JUNK = st.lists(st.text("0123456789/-. ", max_size=10), max_size=10)
DAYS = st.dates(date(1000, 1, 1), date(9999, 12, 31))


def test_an_order_decides_which_is_the_month():
    assert dates.read("05/03/2024") is None
    assert dates.read_as("05/03/2024", Order.DAY_FIRST) == "2024-03-05"
    assert dates.read_as("05/03/2024", Order.MONTH_FIRST) == "2024-05-03"
    assert dates.read_as("31/03/2024", Order.MONTH_FIRST) is None
    assert moments.read_as("05/03/2024 7h30", Order.DAY_FIRST) == "2024-03-05T07:30:00"


@quickly
@given(day=DAYS, mark=st.sampled_from("/-."))
def test_every_day_is_read_in_each_order_and_in_words(day: date, mark: str):
    year, month, of_month = f"{day:%Y}".rjust(4, "0"), day.month, day.day
    assert dates.read_as(f"{of_month}{mark}{month}{mark}{year}", Order.DAY_FIRST) == day.isoformat()
    assert dates.read_as(f"{month:02}{mark}{of_month:02}{mark}{year}", Order.MONTH_FIRST) == day.isoformat()
    assert dates.read(f"ngày {of_month} tháng {month} năm {year}") == day.isoformat()
    assert dates.read(f"{year}{mark}{month}{mark}{of_month}") == day.isoformat()


@quickly
@given(
    days=st.lists(DAYS, min_size=5, max_size=30),
    mark=st.sampled_from("/-."),
    junk=st.text("0123456789/-. ", max_size=10),
)
def test_sql_reads_days_as_the_plain_functions_do(days: list[date], mark: str, junk: str):
    texts = [f"{day.day}{mark}{day.month}{mark}{day:%Y}" for day in days] + [f"{day:%d/%m/%y}" for day in days] + [junk]
    assert in_duckdb(dates.sql, texts) == [dates.read(text) for text in texts]
    for order in Order:
        assert in_duckdb(partial(dates.sql_as, order=order), texts) == [dates.read_as(t, order) for t in texts]


def test_the_pivot_of_two_digit_years_is_the_one_of_date_formats():
    assert forms.PIVOT == formats.PIVOT
    assert dates.read("31/12/49") == "2049-12-31"
    assert dates.read("31/12/50") == "1950-12-31"


def test_a_column_tells_its_order_with_evidence():
    found = dates.order_of(["05/03/2024", "31/03/2024", "05/05/2024", "hôm qua", "30/4/2024"])
    assert (found.order, found.day_first, found.month_first) == (Order.DAY_FIRST, 2, 0)
    assert (found.ambiguous, found.unread) == (1, 1)
    assert found.examples == ("31/03/2024", "30/4/2024")
    assert dates.order_of(["03/31/2024"]).order is Order.MONTH_FIRST


@pytest.mark.parametrize("texts", [[], ["05/03/2024"], ["31/03/2024", "03/31/2024"]])
def test_a_column_without_or_with_contradicting_evidence_has_no_order(texts: list[str]):
    assert dates.order_of(texts).order is None


@pytest.mark.parametrize(
    ("serial", "of_1900", "of_1904"),
    [
        (0, None, "1904-01-01"),
        (1, "1900-01-01", "1904-01-02"),
        (59, "1900-02-28", "1904-02-29"),
        (60, None, "1904-03-01"),
        (61, "1900-03-01", "1904-03-02"),
        (45_322, "2024-01-31", "2028-02-01"),
        (43_860, "2020-01-30", "2024-01-31"),
        (2_957_003, "9995-12-30", "9999-12-31"),
        (2_958_465, "9999-12-31", None),
    ],
)
def test_serials_count_from_1900_with_its_false_leap_day_or_from_1904(
    serial: int, of_1900: str | None, of_1904: str | None
):
    assert serials.read_in(str(serial), System.OF_1900) == of_1900
    assert serials.read_in(str(serial), System.OF_1904) == of_1904


def test_the_two_systems_differ_by_1462_days():
    day = serials.day_of(43_860, System.OF_1904)
    assert day == serials.day_of(43_860 + 1462)
    assert day is not None
    assert day + timedelta(days=1) == serials.day_of(43_861, System.OF_1904)


@pytest.mark.parametrize("system", System)
@quickly
@given(numbers=st.lists(st.one_of(st.integers(0, 2500), st.integers(0, 3_000_000)), min_size=20, max_size=60))
def test_sql_reads_serials_as_the_plain_function_does(system: System, numbers: list[int]):
    texts = [str(each) for each in numbers]
    assert in_duckdb(partial(serials.sql_in, system=system), texts) == [serials.read_in(text, system) for text in texts]


@pytest.mark.parametrize(
    ("text", "kind", "first", "last"),
    [
        ("2024", "year", date(2024, 1, 1), date(2024, 12, 31)),
        ("Tháng 2/2024", "month", date(2024, 2, 1), date(2024, 2, 29)),
        ("Quý IV/2024", "quarter", date(2024, 10, 1), date(2024, 12, 31)),
        ("6 tháng cuối năm 2024", "half", date(2024, 7, 1), date(2024, 12, 31)),
        ("9 tháng đầu năm 2024", "span", date(2024, 1, 1), date(2024, 9, 30)),
        ("giai đoạn 2021-2025", "span", date(2021, 1, 1), date(2025, 12, 31)),
    ],
)
def test_a_period_has_a_first_and_a_last_day(text: str, kind: str, first: date, last: date):
    normal = periods.read(text)
    assert normal is not None
    found = periods.details(normal)
    assert found == Period(kind=found.kind, first=first, last=last)
    assert found.kind == kind
