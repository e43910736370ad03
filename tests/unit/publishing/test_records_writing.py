"""Rows as JSON."""

import json
from decimal import Decimal

import pytest

from kho.publishing.records.answering import Rows
from kho.publishing.records.writing import as_arrays, as_json, as_objects, objects

VALUES = (("01", Decimal("2.50")), (None, Decimal(-1)))


@pytest.mark.parametrize(
    "columns", [("ma", "dien_tich"), ("mã", "diện_tích"), ("of", "class"), ('a "b"', "a\\b"), ("1", "")]
)
def test_rows_are_objects_by_column(columns: tuple[str, str]) -> None:
    rows = Rows(columns=columns, rows=VALUES)
    assert json.loads(as_objects(rows)) == [dict(zip(columns, row, strict=True)) for row in (("01", 2.5), (None, -1))]
    assert as_json({"rows": objects(rows)}) == b'{"rows":' + as_objects(rows) + b"}"


def test_a_column_that_is_asked_for_twice_is_there_once_in_an_object() -> None:
    rows = Rows(columns=("ma", "ma"), rows=(("01", "01"),))
    assert as_objects(rows) == b'[{"ma":"01"}]'
    assert as_arrays(rows) == b'[["01","01"]]'


def test_decimals_keep_all_their_digits() -> None:
    rows = Rows(columns=("so",), rows=((Decimal("12345678901234567.10"),),))
    assert as_objects(rows) == b'[{"so":12345678901234567.10}]'
