"""A declared match is a dataset: run, versioned, closed as its inputs, reviewed and decided by persons."""

import csv
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from openpyxl import load_workbook
from tests.unit.pipeline.small_province import HOUSEHOLDS, NewProvince, SmallProvince

from kho.contracts.model import Access, Classification, Column, Contract, Source
from kho.contracts.names import DatasetName
from kho.errors import KhoError
from kho.pipeline.matching.decisions import kept
from kho.pipeline.matching.review import Question, questions, take_decisions, write_questions
from kho.pipeline.matching.running import compute
from kho.pipeline.runs import RunStatus
from kho.province.matches.model import Match

PAIRS = DatasetName("mau", "truong")
OWN = ("Hoa Sen", "Ánh Dương", "Kim Đồng", "Lê Lợi", "Nguyễn Du", "Trần Phú", "Sao Mai", "Tân Lập")
WHEN = datetime(2026, 1, 2, tzinfo=UTC)
DECLARED = """left: so-mau/so-a
right: so-mau/so-b
compare:
  - ten: facility
  - xa: unit
"""


def register(name: str, access: Access, classification: Classification | None = None) -> Contract:
    return replace(
        HOUSEHOLDS,
        name=DatasetName("so-mau", name),
        title=f"Trường theo {name}",
        access=access,
        columns=(
            Column(name="ma", title="Mã", required=True, primary_key=1, classification=classification),
            Column(name="ten", title="Tên trường"),
            Column(name="xa", title="Xã"),
        ),
        sources=(Source(name="inbox", transport="local", address={"path": f"inbox/{name}*"}),),
    )


A, B = register("so-a", Access.SHARED, Classification.INTERNAL), register("so-b", Access.OPEN)


@pytest.fixture
def province(new_province: NewProvince) -> SmallProvince:
    made = new_province(A, B)
    made.write("matches/mau/truong.yaml", DECLARED)
    left = [f"T{at},Trường Tiểu học {own},Xã {'AB'[at % 2]}n" for at, own in enumerate(OWN)]
    right = [f"S{at},TH {own.upper()},X. {'AB'[at % 2]}n" for at, own in enumerate(OWN)]
    right[0] = "S0,TH Hoa Sên Hồng,X. An"
    made.send("so-a.csv", "\n".join(["Mã,Tên trường,Xã", *left, ""]))
    made.send("so-b.csv", "\n".join(["Mã,Tên trường,Xã", *right, ""]))
    return made


@pytest.fixture
def matched(province: SmallProvince) -> SmallProvince:
    for name in (A.name, B.name, PAIRS):
        assert [run.status for run in province.run(name)] == [RunStatus.LOADED]
    return province


def match_of(province: SmallProvince) -> Match:
    return province.open().province.matches[PAIRS]


def pairs(province: SmallProvince) -> dict[tuple[str, str], tuple[str, str | None]]:
    rows = province.loaded(match_of(province).contract)
    return {(row["left_key"], row["right_key"]): (row["verdict"], row["decision"]) for row in rows}


def answer(province: SmallProvince, file: Path, says: Callable[[Question], str]) -> Path:
    """The review file with a word in its first column."""
    match = match_of(province)
    asked = questions(province.open(), match)
    write_questions(match, asked, file, "vi")
    with file.open(encoding="utf-8-sig", newline="") as text:
        titles, *rows = csv.reader(text)
    filled = [[says(each), *row[1:]] for each, row in zip(asked, rows, strict=True)]
    with file.open("w", encoding="utf-8", newline="") as text:
        csv.writer(text).writerows([titles, *filled])
    return file


def test_it_waits_for_its_tables(province: SmallProvince):
    (run,) = province.run(PAIRS)
    assert run.status is RunStatus.WAITING


def test_pairs_are_rows_of_a_table_with_reasons_and_lineage(matched: SmallProvince):
    rows = matched.loaded(match_of(matched).contract)
    assert {(row["left_key"], row["right_key"]) for row in rows} >= {(f"T{at}", f"S{at}") for at in range(1, 8)}
    assert all(row["reasons"].startswith("Tên trường: ") for row in rows)
    (run,) = list(matched.open().runs.newest(PAIRS))
    assert run.transformed is not None
    assert [each.dataset for each in run.transformed.inputs] == [A.name, B.name]


def test_nothing_new_is_unchanged_and_a_new_delivery_runs_it_again(matched: SmallProvince):
    assert matched.run(PAIRS)[0].status is RunStatus.UNCHANGED
    matched.send("so-b.csv", "Mã,Tên trường,Xã\nS1,TH Ánh Dương,X. Bn\n")
    matched.run(B.name)
    assert matched.run(PAIRS)[0].status is RunStatus.LOADED
    assert {right for _, right in pairs(matched)} <= {"S1"}


def test_it_is_as_closed_as_the_most_closed_of_its_tables(province: SmallProvince):
    contract = match_of(province).contract
    assert contract.access is Access.SHARED
    assert contract.column("left_key").classification is Classification.INTERNAL


def test_decisions_win_are_kept_with_who_and_when_and_go_stale(matched: SmallProvince, tmp_path: Path):
    match = match_of(matched)
    matched.write("matches/mau/truong.yaml", f"{DECLARED}match: 1\nunsure: 0.01\n")
    matched.run(PAIRS)
    file = answer(matched, tmp_path / "q.csv", lambda each: "có" if each.right == "S1" else "không")
    handed = take_decisions(matched.open(), match, file, by="lan", at=WHEN)
    matched.run(PAIRS)
    assert pairs(matched) == {("T1", "S1"): ("match", "yes")}
    (on_record,) = kept(matched.open().warehouse.storage, PAIRS)
    assert (on_record.by, on_record.at, on_record.decisions) == ("lan", WHEN, handed.decisions)
    matched.send("so-a.csv", "Mã,Tên trường,Xã\nT1,Trường Tiểu học Ánh Sáng,Xã Bn\n")
    matched.run(A.name)
    matched.run(PAIRS)
    assert pairs(matched)[("T1", "S1")] == ("unsure", "stale")
    (asked, *_) = questions(matched.open(), match_of(matched))
    assert "Đã được lan quyết định ngày 02/01/2026" in asked.reasons.vi


def test_a_review_workbook_has_both_rows_side_by_side(matched: SmallProvince, tmp_path: Path):
    matched.write("matches/mau/truong.yaml", f"{DECLARED}match: 1\nunsure: 0.01\n")
    matched.run(PAIRS)
    match = match_of(matched)
    write_questions(match, questions(matched.open(), match), tmp_path / "q.xlsx", "en")
    sheet = load_workbook(tmp_path / "q.xlsx").active
    assert sheet is not None
    titles = [cell.value for cell in sheet[1]]
    assert titles[0] == "One? (yes/no)"
    assert titles[5:9] == ["Tên trường (left)", "Tên trường (right)", "Xã (left)", "Xã (right)"]


def test_a_wrong_word_is_told_with_its_row_and_nothing_is_kept(matched: SmallProvince, tmp_path: Path):
    matched.write("matches/mau/truong.yaml", f"{DECLARED}match: 1\nunsure: 0.01\n")
    matched.run(PAIRS)
    file = answer(matched, tmp_path / "q.csv", lambda each: "có" if each.right == "S1" else "có lẽ")
    with pytest.raises(KhoError, match=r"“có lẽ”"):
        take_decisions(matched.open(), match_of(matched), file, by="lan", at=WHEN)
    assert list(kept(matched.open().warehouse.storage, PAIRS)) == []


def test_a_key_that_tells_no_rows_apart_is_told(matched: SmallProvince):
    matched.write("matches/mau/truong.yaml", f"{DECLARED}key: {{left: xa}}\n")
    with pytest.raises(KhoError, match="KHO-R620"):
        compute(matched.open(), match_of(matched))


def test_rows_are_neither_handed_over_nor_traced(matched: SmallProvince, tmp_path: Path):
    file = tmp_path / "x.csv"
    file.write_text("a\n1\n", encoding="utf-8")
    with pytest.raises(KhoError, match="KHO-R621"):
        matched.hand_over(file, PAIRS)
