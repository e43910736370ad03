"""The insurer's register of health facilities matched with the ministry's, without a common key.

`facts/health_pairs.csv` are 200 pairs judged by hand from names and places. 140 are one: all whose names differ in the
published mapping, those that it gives wrongly put right, then every ninth row. 60 are two: what looks alike. Left out
are four rows that the registers do not decide. Columns and thresholds were chosen with these pairs in sight, so the
shares say that matching goes on working as it did, not how well it does on registers that nobody has seen.
"""

import csv
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from kho.messages import Message
from kho.pipeline.matching import Column, Comparison, Matching, Pair, Row, Verdict, match
from kho.standards.units.known import atlas

FACTS = Path(__file__).with_name("facts") / "health_pairs.csv"
BEFORE = date(2025, 6, 30)
NAME, KIND, LEVEL = Message("Tên", "Name"), Message("Loại", "Kind"), Message("Cấp", "Level")
DISTRICT, PROVINCE = Message("Huyện", "District"), Message("Tỉnh", "Province")


def column(name: str, normaliser: str, comparison: Comparison, title: Message, of: str = "name") -> Column:
    return Column(name=name, left=of, right=of, normaliser=normaliser, comparison=comparison, title=title)


MATCHING = Matching(
    columns=(
        column("own", "facility", Comparison.SIMILAR, NAME),
        column("kind", "facility_kind", Comparison.SIMILAR, KIND),
        column("level", "facility_level", Comparison.SAME, LEVEL),
        column("marked", "facility_marked", Comparison.TIE, NAME),
        column("group", "facility_group", Comparison.BLOCK, KIND),
        column("district", "place", Comparison.SIMILAR, DISTRICT, "district"),
        column("province", "place", Comparison.SAME, PROVINCE, "province"),
    ),
    blocks=(("province", "group", "own"), ("province", "group", "district"), ("province", "group")),
    left_key="key",
    right_key="key",
    within=("province", "province"),
    sure=0.4,
    unsure=0.02,
)


def sheet(path: Path, name: str) -> list[list[str]]:
    rows = CalamineWorkbook.from_path(path).get_sheet_by_name(name).to_python()
    return [[str(int(cell)) if isinstance(cell, float) else str(cell).strip() for cell in row] for row in rows[1:]]


def published(path: Path) -> Iterator[tuple[Row, str, str]]:
    """The insurer's rows, each with the name and code that the mapping gives it in the ministry's register."""
    for name in CalamineWorkbook.from_path(path).sheet_names:
        for row in sheet(path, name):
            province, district, code, facility = row[1], row[3].partition(",")[0], row[-4], row[-3]
            place = {"province": province, "district": district}
            yield {"key": f"{province}/{code}", "name": facility, **place}, row[-2], row[-1]


def ministry(lao_cai: Path, mapped: Mapping[tuple[str, str], str]) -> list[Row]:
    """The ministry's rows: Lào Cai's own register, elsewhere what the mapping names; a code tells the district."""
    rows = [
        {"key": f"{province}/{code}", "name": name, "province": province, "district": district(code)}
        for (province, code), name in mapped.items()
    ]
    for code, name, _, above in sheet(lao_cai, "TKYT"):
        if "." in code or len(code) == 5:
            inside = [*above.split(", "), "", ""][2]
            rows.append({"key": f"Lào Cai/{code}", "name": name, "province": "Lào Cai", "district": inside})
    return rows


def district(code: str) -> str:
    short = code[:3] if code[3:4] == "." else code
    unit = atlas().unit(short, on=BEFORE)
    if unit is None or len(unit.code) == 2:
        return ""
    return unit.name if len(unit.code) == 3 else atlas().above(unit, on=BEFORE)[0].name


@pytest.fixture(scope="module")
def registers(shared_data: Path) -> tuple[list[Row], list[Row]]:
    folder = shared_data / "health"
    rows = list(published(folder / "DS_7_tinh_map_code.xlsx"))
    mapped = {(row["province"], code): name for row, name, code in rows if code and row["province"] != "Lào Cai"}
    return [row for row, _, _ in rows], ministry(folder / "Co_so_y_te_tinh_Lao_Cai.xlsx", mapped)


@pytest.fixture(scope="module")
def pairs(registers: tuple[list[Row], list[Row]]) -> tuple[Pair, ...]:
    return match(MATCHING, *registers)


@pytest.fixture(scope="module")
def facts() -> dict[tuple[str, str], bool]:
    with FACTS.open(encoding="utf-8") as file:
        return {(row["left"], row["right"]): row["same"] == "yes" for row in csv.DictReader(file)}


def matched(pairs: tuple[Pair, ...]) -> set[tuple[str, str]]:
    return {(pair.left, pair.right) for pair in pairs if pair.verdict is Verdict.MATCH}


def test_nearly_all_that_are_one_are_matched_and_nearly_none_that_are_two(
    pairs: tuple[Pair, ...], facts: dict[tuple[str, str], bool]
):
    found = matched(pairs) & facts.keys()
    right = [pair for pair in found if facts[pair]]
    assert len(facts) == 200
    assert len(right) / len(found) >= 0.98
    assert len(right) / sum(facts.values()) >= 0.95


def test_a_row_is_in_one_match_at_most(pairs: tuple[Pair, ...]):
    found = matched(pairs)
    assert len({left for left, _ in found}) == len(found) == len({right for _, right in found})


def test_what_a_person_decided_stays(registers: tuple[list[Row], list[Row]], pairs: tuple[Pair, ...]):
    unsure = next(pair for pair in pairs if pair.verdict is Verdict.UNSURE)
    sure = next(pair for pair in pairs if pair.verdict is Verdict.MATCH)
    decided = {(unsure.left, unsure.right): True, (sure.left, sure.right): False}
    found = matched(match(MATCHING, *registers, decided=decided))
    assert (unsure.left, unsure.right) in found
    assert (sure.left, sure.right) not in found


def test_a_pair_says_why_in_both_languages(pairs: tuple[Pair, ...]):
    said = pairs[0].parts[0].said
    assert said.vi.startswith("Tên giống")
    assert said.en.startswith("Name alike")
