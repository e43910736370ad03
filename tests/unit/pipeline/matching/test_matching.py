"""Registers of schools and of businesses are matched by what their columns are, with a known truth."""

from datetime import UTC, datetime

import pytest
from tests.unit.pipeline.matching.registers import (
    businesses,
    compared,
    declared,
    found,
    judge,
    precision_and_recall,
    schools,
)

from kho.pipeline.matching import forms
from kho.pipeline.matching.pairs import Judged, Ruling, Said, Verdict
from kho.province.matches.model import Kind

SCHOOLS = declared(compared("name", Kind.FACILITY), compared("commune", Kind.UNIT))
BUSINESSES = declared(
    compared("name", Kind.ORGANISATION),
    compared("street", Kind.TEXT),
    compared("day", Kind.DATE),
    compared("lat", Kind.POINT, right=("lat", "lon"), metres=100.0),
)
WHEN = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def judged_schools() -> list[Judged]:
    left, right, _ = schools()
    return judge(SCHOOLS, left, right)


def test_schools_by_name_and_commune(judged_schools: list[Judged]):
    precision, recall = precision_and_recall(found(judged_schools), schools()[2])
    assert precision >= 0.97
    assert recall >= 0.9


def test_businesses_by_name_address_day_and_place():
    left, right, same = businesses()
    precision, recall = precision_and_recall(found(judge(BUSINESSES, left, right)), same)
    assert precision >= 0.97
    assert recall >= 0.95


def test_large_tables_are_compared_where_something_rare_is_shared(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(forms, "MOST_PAIRS", 0)
    left, right, same = businesses()
    precision, recall = precision_and_recall(found(judge(BUSINESSES, left, right)), same)
    assert precision >= 0.97
    assert recall >= 0.95


def test_every_part_says_why_in_both_languages(judged_schools: list[Judged]):
    said = [part.said for part in judged_schools[0].pair.parts]
    assert said[0].vi.startswith("name: giống nhau, khả năng là một tăng")
    assert said[0].en.startswith("name: the same, ")


def test_a_kindergarten_is_no_primary_school():
    left = [{"key": str(at), "name": f"Trường Mầm non {own}", "commune": "Xã A"} for at, own in enumerate("BCDEG")]
    right = [{"key": str(at), "name": f"Trường Tiểu học {own}", "commune": "Xã A"} for at, own in enumerate("BCDEG")]
    assert found(judge(SCHOOLS, left, right)) == set()


def test_numbers_in_names_tell_things_apart():
    left = [{"key": str(at), "name": f"Đường tỉnh {370 + at}"} for at in range(8)]
    right = [{"key": f"r{at}", "name": f"ĐƯỜNG TỈNH {374 + at}"} for at in range(8)]
    pairs = found(judge(declared(compared("name", Kind.TEXT)), left, right))
    assert pairs <= {(str(at), f"r{at - 4}") for at in range(4, 8)}


def test_decisions_win_and_stale_ones_are_asked_again(judged_schools: list[Judged]):
    left, right, _ = schools()
    first, second, third = (each.pair for each in judged_schools[:3])
    rulings = {
        (first.left, first.right): Ruling(said=Said.NO, by="lan", at=WHEN),
        (second.left, second.right): Ruling(said=Said.STALE, by="lan", at=WHEN),
        (third.left, first.right): Ruling(said=Said.YES, by="lan", at=WHEN),
    }
    judged = judge(SCHOOLS, left, right, rulings)
    assert (third.left, first.right) in found(judged)
    assert (first.left, first.right) not in found(judged) | found(judged, Verdict.UNSURE)
    assert (second.left, second.right) in found(judged, Verdict.UNSURE)


def test_a_row_is_in_one_match_at_most(judged_schools: list[Judged]):
    pairs = found(judged_schools)
    assert len({left for left, _ in pairs}) == len(pairs) == len({right for _, right in pairs})


def test_doubles_in_one_register():
    left, _, _ = businesses()
    again = [{**row, "key": f"{row['key']}x", "name": str(row["name"]).upper()} for row in left[:10]]
    match = declared(
        compared("name", Kind.ORGANISATION),
        compared("street", Kind.TEXT),
        compared("day", Kind.DATE),
        within_one=True,
        one_to_one=False,
    )
    pairs = {frozenset(pair) for pair in found(judge(match, [*left, *again]))}
    assert {frozenset((row["key"], f"{row['key']}x")) for row in left[:10]} <= pairs


def test_rows_are_compared_only_where_they_must_agree():
    left = [{"key": "1", "name": "Hoa Sen", "commune": "Xã A"}, {"key": "2", "name": "Sao Mai", "commune": ""}]
    right = [{"key": "a", "name": "Hoa Sen", "commune": "Xã B"}, {"key": "b", "name": "Sao Mai", "commune": "Xã B"}]
    match = declared(compared("name", Kind.TEXT), compared("commune", Kind.UNIT), equal=("commune",))
    assert judge(match, left, right) == []


def test_a_table_without_rows_has_no_pairs():
    assert judge(SCHOOLS, [], schools()[1]) == []


def test_an_identifier_with_a_standard_is_read_by_it():
    left = [{"key": str(at), "tax": f"010010910{at}", "name": f"A{at}"} for at in range(10)]
    right = [{"key": f"r{at}", "tax": f"01.00109.10{at}", "name": f"Khác hẳn {at * 7}"} for at in range(10)]
    match = declared(compared("tax", Kind.CODE, standard="tax_code"), compared("name", Kind.TEXT))
    assert all(each.pair.left == each.pair.right[1:] for each in judge(match, left, right))
