"""Addresses as people write them, brought to the communes of June 2025 and of today."""

import csv
from collections.abc import Sequence
from pathlib import Path

import pytest
from tests.real.legacy_addresses import Truth, addresses, truth

from kho.standards.addresses.address import Address
from kho.standards.addresses.parsing import parse, parse_all
from kho.standards.text.folding import folded
from kho.standards.units.answers import Part, Whole

FACTS = Path(__file__).with_name("facts") / "merged_communes.csv"


@pytest.fixture(scope="module")
def folder(shared_data: Path) -> Path:
    return shared_data / "admin"


@pytest.fixture(scope="module")
def rows(folder: Path) -> list[tuple[str, str, str]]:
    return addresses(folder)


@pytest.fixture(scope="module")
def right(folder: Path) -> Truth:
    return truth(folder)


def told(address: Address) -> str | None:
    best = address.best
    return best.commune.code if best is not None and best.commune is not None else None


def shares(found: Sequence[Address], rows: Sequence[tuple[str, str, str]], right: Truth) -> tuple[float, float, float]:
    """Shares: with one old commune; of those that a table tells, with the right one, and with its new ones too."""
    judged = [(each, row) for each, row in zip(found, rows, strict=True) if right.right(row)]
    old = [told(each) for each, row in judged if told(each) in right.right(row)]
    new = [each for each, row in judged if told(each) in right.right(row) and is_new(each, right)]
    return sum(told(each) is not None for each in found) / len(found), len(old) / len(judged), len(new) / len(judged)


def is_new(address: Address, right: Truth) -> bool:
    """Whether today's communes are those that the office's table names, or among them."""
    best = address.best
    codes = right.today[best.unit.code] if best is not None else frozenset()
    today = address.today
    if isinstance(today, Whole):
        return today.to in codes
    return isinstance(today, Part) and bool({each.code for each in today.candidates} & codes)


def test_nearly_all_are_found_and_right(rows: list[tuple[str, str, str]], right: Truth):
    covered, old, new = shares(parse_all(map(", ".join, rows)), rows, right)
    assert covered == 1
    assert old > 0.9995
    assert new > 0.9995


def test_nearly_all_are_found_without_marks(rows: list[tuple[str, str, str]], right: Truth):
    covered, old, _ = shares(parse_all(folded(", ".join(row)) for row in rows), rows, right)
    assert covered > 0.99
    assert old > 0.99


def test_nearly_all_are_found_without_commas(rows: list[tuple[str, str, str]], right: Truth):
    some = rows[::10]
    covered, old, _ = shares(parse_all(map(" ".join, some)), some, right)
    assert covered > 0.99
    assert old > 0.99


def test_communes_that_ended_are_found_in_those_they_went_to():
    with FACTS.open(encoding="utf-8") as file:
        facts = list(csv.DictReader(file))
    found = {row["ward"]: told(parse(f"{row['ward']}, {row['district']}, {row['province']}")) for row in facts}
    assert found == {row["ward"]: row["code"] for row in facts}
