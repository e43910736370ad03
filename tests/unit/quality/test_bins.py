"""Edges of histograms: round, around the values, and shared between versions."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from kho.quality.bins import MOST, MOST_DAYS, day_edges, number_edges
from kho.quality.shapes import shape

numbers = st.decimals(Decimal(-(10**12)), Decimal(10**12), places=3)
days = st.dates()


@pytest.mark.parametrize(
    ("low", "high", "whole", "first", "last", "count"),
    [
        (0, 100, True, 0, 110, 12),
        (3, 3, True, 3, 4, 2),
        (1950, 2026, True, 1950, 2030, 17),
        (-7, 12, True, -7, 13, 21),
        (0.0, 1.0, False, 0, Decimal("1.1"), 12),
        (0.001, 0.0012, False, Decimal("0.001"), Decimal("0.00125"), 6),
    ],
)
def test_numbers(low: float, high: float, whole: bool, first: object, last: object, count: int):  # noqa: FBT001, PLR0913, PLR0917 - a row of a table
    edges = number_edges(low, high, whole=whole)
    assert (edges[0], edges[-1], len(edges)) == (first, last, count)


@pytest.mark.parametrize(
    ("low", "high", "edges"),
    [
        ("2024-02-28", "2024-03-01", ["2024-02-28", "2024-02-29", "2024-03-01", "2024-03-02"]),
        ("2024-01-15", "2024-04-01", ["2024-01-01", "2024-02-01", "2024-03-01", "2024-04-01", "2024-05-01"]),
        ("0001-01-01", "0001-01-01", ["0001-01-01", "0001-01-02"]),
        ("9999-12-31", "9999-12-31", ["9999-12-31"]),
    ],
)
def test_days(low: str, high: str, edges: list[str]):
    assert [each.isoformat() for each in day_edges(date.fromisoformat(low), date.fromisoformat(high))] == edges


@given(st.tuples(numbers, numbers).map(sorted), st.booleans())
def test_numbers_lie_between_few_edges(ends: list[Decimal], whole: bool):  # noqa: FBT001 - drawn
    low, high = (each.to_integral_value() for each in ends) if whole else ends
    edges = number_edges(low, high, whole=whole)
    assert edges[0] <= low <= high < edges[-1]
    assert len(edges) <= MOST + 1
    assert list(edges) == sorted(set(edges))
    assert not whole or all(edge == edge.to_integral_value() for edge in edges)


@given(st.tuples(days, days).map(sorted))
def test_days_lie_between_few_edges(ends: list[date]):
    low, high = ends
    edges = day_edges(low, high)
    assert edges[0] <= low
    assert high < edges[-1] or edges[-1].year >= date.max.year - 1000
    assert len(edges) <= MOST_DAYS + 1
    assert list(edges) == sorted(set(edges))


@given(st.tuples(numbers, numbers, numbers).map(sorted))
def test_a_wider_range_keeps_some_of_the_edges(ends: list[Decimal]):
    low, middle, high = ends
    assume(low < middle)
    narrow, wide = set(number_edges(low, middle, whole=False)), number_edges(low, high, whole=False)
    inside = [edge for edge in wide if min(narrow) <= edge <= max(narrow)]
    assert set(inside) <= narrow


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("79001", "99999"),
        ("Trạm y tế xã Mẫu 12", "Aa a a a Aa 99"),
        ("UBND", "A"),
        ("a\u0323  b", "a a"),
        ("", ""),
        ("01/02/2024", "99/99/9999"),
        ("x" * 500, "a"),
        ("1" * 500, "9" * 40),
    ],
)
def test_shapes(text: str, told: str):
    assert shape(text) == told
