"""Declared matches: what they may say, and what is told of mistakes, with file, line and what to write instead."""

from dataclasses import replace
from pathlib import Path

import pytest

from kho.contracts.model import Access, Column, Contract, LogicalType
from kho.contracts.names import DatasetName
from kho.contracts.write import to_yaml
from kho.province.folder import load
from kho.province.matches.model import Kind, Match

SMALLEST = "left: so-mau/so-a\nright: so-mau/so-b\ncompare:\n  - ten: facility\n  - xa: unit\n"
A = Contract(
    name=DatasetName("so-mau", "so-a"),
    version="1.0.0",
    title="Sổ A",
    columns=(
        Column(name="ma", primary_key=1, required=True),
        Column(name="ten"),
        Column(name="xa"),
        Column(name="ngay", logical_type=LogicalType.DATE),
        Column(name="mst", standard="tax_code"),
        Column(name="vi_do", logical_type=LogicalType.NUMBER),
        Column(name="kinh_do", logical_type=LogicalType.NUMBER),
    ),
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "kho.toml").write_text('[province]\nname = "Mẫu"\ncode = "33"\n', encoding="utf-8")
    (tmp_path / "agencies.yaml").write_text("- {id: so-mau, name: {vi: Sở mẫu}, level: province}\n", encoding="utf-8")
    for contract in (A, replace(A, name=DatasetName("so-mau", "so-b"), access=Access.OPEN)):
        file = tmp_path / f"contracts/{contract.name}.odcs.yaml"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(to_yaml(contract), encoding="utf-8")
    (tmp_path / "matches/mau").mkdir(parents=True)
    return tmp_path


def read(folder: Path, text: str) -> Match:
    (folder / "matches/mau/cap.yaml").write_text(text, encoding="utf-8")
    province, problems = load(folder)
    assert problems == []
    return province.matches[DatasetName("mau", "cap")]


def told(folder: Path, text: str) -> list[tuple[str, int, str]]:
    (folder / "matches/mau/cap.yaml").write_text(text, encoding="utf-8")
    return [(each.code, each.line, each.mend.en) for each in load(folder)[1]]


def test_five_lines_are_enough(folder: Path):
    match = read(folder, SMALLEST)
    assert [(each.name, each.kind) for each in match.compared] == [("ten", Kind.FACILITY), ("xa", Kind.UNIT)]
    assert (match.match, match.unsure, match.one_to_one, match.left_key) == (0.9, 0.1, True, ("ma",))
    assert match.contract.access is Access.PRIVATE


def test_what_a_column_is_compared_as_comes_from_its_contract(folder: Path):
    match = read(folder, "left: so-mau/so-a\nright: so-mau/so-b\ncompare: [ten, ngay, mst, vi_do]\n")
    assert [each.kind for each in match.compared] == [Kind.TEXT, Kind.DATE, Kind.CODE, Kind.NUMBER]
    assert match.compared[2].standard == "tax_code"


def test_doubles_in_one_dataset(folder: Path):
    match = read(folder, "left: so-mau/so-a\ncompare:\n  - ten: organisation\n")
    assert match.within_one
    assert not match.one_to_one


def test_other_columns_coordinates_and_tolerance(folder: Path):
    entries = """  - {left: ten, right: xa, as: text}
  - {left: [vi_do, kinh_do], right: [vi_do, kinh_do], as: point, metres: 50}
  - {left: kinh_do, as: number, tolerance: "10%"}
"""
    match = read(folder, f"left: so-mau/so-a\nright: so-mau/so-b\ncompare:\n{entries}equal: [xa]\n")
    text, point, number, xa = match.compared
    assert (text.right, point.metres, number.tolerance, number.absolute) == (("xa",), 50.0, 0.1, False)
    assert (xa.name, match.equal) == ("xa", ("xa",))


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("- left\n", "KHO-P230", 1),
        (f"{SMALLEST}macth: 0.9\n", "KHO-P231", 6),
        ("right: so-mau/so-b\ncompare: [ten]\n", "KHO-P232", 1),
        ("left: so-mau/so-x\ncompare: [ten]\n", "KHO-P233", 1),
        (SMALLEST.replace("ten:", "ten_truong:"), "KHO-P235", 4),
        ("left: so-mau/so-a\nright: so-mau/so-b\n", "KHO-P237", 1),
        ("left: so-mau/so-a\ncompare:\n  - 3\n", "KHO-P238", 3),
        (SMALLEST.replace("facility", "facilty"), "KHO-P239", 4),
        (f"{SMALLEST}match: 90\n", "KHO-P240", 6),
        (f"{SMALLEST}match: 0.5\nunsure: 0.6\n", "KHO-P241", 7),
        (f"{SMALLEST}equal: [tinh]\n", "KHO-P242", 6),
        (f"{SMALLEST}access: open\n", "KHO-P243", 6),
        (f"{SMALLEST}  - vi_do: point\n", "KHO-P244", 6),
        (f"{SMALLEST}key: {{left: khoa}}\n", "KHO-P235", 6),
    ],
)
def test_a_mistake_is_told_with_its_line(folder: Path, text: str, code: str, line: int):
    assert {(each[0], each[1]) for each in told(folder, text)} == {(code, line)}


def test_what_is_meant_is_asked(folder: Path):
    ((_, _, mend),) = told(folder, SMALLEST.replace("facility", "facilty"))
    assert mend.startswith("Write one of: facility, organisation, person")


def test_a_file_in_another_place_is_told(folder: Path):
    (folder / "matches/cap.yaml").write_text(SMALLEST, encoding="utf-8")
    assert [each.code for each in load(folder)[1]] == ["KHO-P152"]


def test_a_model_may_read_the_pairs(folder: Path):
    (folder / "matches/mau/cap.yaml").write_text(SMALLEST, encoding="utf-8")
    (folder / "models/mau").mkdir(parents=True)
    (folder / "models/mau/dem.sql").write_text("select verdict, count(*) as so from mau.cap group by verdict", "utf-8")
    contract = Contract(
        name=DatasetName("mau", "dem"),
        version="1.0.0",
        title="Đếm",
        owner="so-mau",
        columns=(
            Column(name="verdict", primary_key=1, required=True),
            Column(name="so", logical_type=LogicalType.INTEGER),
        ),
    )
    (folder / "models/mau/dem.odcs.yaml").write_text(to_yaml(contract), encoding="utf-8")
    province, problems = load(folder)
    assert [each.what.en for each in problems] == []
    assert province.models[DatasetName("mau", "dem")].inputs == (DatasetName("mau", "cap"),)
