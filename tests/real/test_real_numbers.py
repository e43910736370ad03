"""How units, numbers, dates and amounts are written in real files, and what Kho reads in them.

Each count was made in the file itself, apart from Kho's readers of numbers and units.
"""

import csv
import json
import re
from collections import Counter
from pathlib import Path

import pytest

from kho.sources.base import SourceTable
from kho.sources.formats.workbook import WorkbookFormat
from kho.standards.numbers import dates, decimals, marks, measures, moments, money, percentages, unit_lines
from kho.standards.numbers.decimals import Style


def tables_of(file: Path) -> list[SourceTable]:
    """The tables of a workbook, read to their end, so that all notes are made."""
    tables = []
    for table in WorkbookFormat().tables(file, name=file.name, read={}):
        for _ in table.batches:
            pass
        tables.append(table)
    return tables


@pytest.fixture(scope="module")
def budget(shared_data: Path) -> list[SourceTable]:
    files = sorted((shared_data / "budget").iterdir())
    assert len(files) == 15
    return [table for file in files for table in tables_of(file)]


def column(file: Path, name: str) -> list[str]:
    """The texts of a column of a CSV."""
    with file.open(encoding="utf-8-sig", newline="") as lines:
        return [row[name] for row in csv.DictReader(lines)]


def test_every_unit_of_a_budget_column_is_known(budget: list[SourceTable]):
    written = [column.unit for table in budget for column in table.columns if column.unit]
    found = Counter(unit.name for text in written for unit in unit_lines.units_of(text))
    assert [text for text in written if len(unit_lines.units_of(text)) != 1] == []
    assert set(found) == {"triệu đồng", "%"}
    assert len(written) > 300


def test_every_line_that_tells_a_budgets_unit_is_read(budget: list[SourceTable]):
    lines = [left.text for table in budget for left in table.notes.left_out if left.why.vi == "dòng đơn vị tính"]
    assert len(lines) > 50
    assert [text for text in lines for part in text.split(" | ") if unit_lines.unit_in(part) is None] == []


def test_no_header_of_a_budget_tells_another_unit_than_money_and_shares(budget: list[SourceTable]):
    headers = {text for table in budget for column in table.columns for text in column.header}
    found = {unit.name for text in headers for unit in unit_lines.units_in(text)}
    assert found <= {"triệu đồng", "%"}


def test_a_budgets_figures_are_brought_to_dong(budget: list[SourceTable]):
    of_million = unit_lines.unit_in("Triệu đồng - Millions of dong")
    dong = measures.unit("đồng")
    assert of_million is not None
    assert dong is not None
    assert measures.factor(of_million, dong) == 10**6
    written = {column.unit for table in budget for column in table.columns if column.unit}
    money_units = {unit_lines.unit_for(text, dong) for text in written} - {None}
    assert money_units == {of_million}


def test_areas_and_populations_of_provinces_decide_their_own_style(shared_data: Path):
    file = shared_data / "admin" / "provinces_area_population.csv"
    areas, people = column(file, "dientichkm2"), column(file, "dansonguoi")
    assert len(areas) == len(people) == 34
    assert [text for text in areas if decimals.read(text) is None] == []
    assert decimals.read("3.359,80") == "3359.80"
    found = decimals.style_of(people)
    assert (found.style, found.ambiguous) == (Style.VIETNAMESE, 4)
    assert sorted(text for text in people if decimals.read(text) is None) == [
        "494.626",
        "555.809",
        "653.422",
        "813.978",
    ]
    assert [text for text in people if decimals.read_whole(text) is None] == []


def test_areas_of_communes_are_written_the_other_way(shared_data: Path):
    areas = column(shared_data / "admin" / "communes_area_population.csv", "dientichkm2")
    found = decimals.style_of(areas)
    ambiguous = sum(re.fullmatch(r"[1-9][0-9]{0,2}[.][0-9]{3}", text) is not None for text in areas)
    assert (found.style, found.vietnamese, found.ambiguous, found.unread) == (Style.ENGLISH, 0, ambiguous, 2)
    assert ambiguous == 63
    assert {text for text in areas if decimals.read_as(text, Style.ENGLISH) is None} == {""}


def test_moments_of_rain_stations_are_read(shared_data: Path):
    file = shared_data / "rain" / "Bao_cao_20260124_191959.csv"
    for name in ("Dấu thời gian", "Thời gian cập nhập"):
        texts = column(file, name)
        assert [text for text in texts if moments.read(text) is None] == []
    assert moments.read("24/01/2026 19:00") == "2026-01-24T19:00:00"
    assert dates.order_of(text.split()[0] for text in texts).day_first == len(texts)


def test_fees_of_procedures_are_read_or_told(shared_data: Path):
    lines = (shared_data / "tthc" / "tthc_sample120.jsonl").read_text(encoding="utf-8").splitlines()
    ways = [json.loads(line)["cach_thuc_thuc_hien"] for line in lines]
    fees = [fee for way in ways for fee in re.findall(r"[\d.,]+ ?(?:đồng|VNĐ|đ\b)", way)]
    read = {fee: money.read(fee) for fee in fees}
    assert len(fees) > 60
    assert (read["70,000 VNĐ"], read["6.000.000 đồng"], read["50.000đ"]) == ("70000", "6000000", "50000")
    assert [fee for fee, dong in read.items() if dong is None] == ["1100,000 VNĐ"]


@pytest.mark.parametrize(
    ("text", "dong"),
    [
        ("186.900 trđ", "186900000000"),
        ("37.570 trđ", "37570000000"),
        ("1,5 tỷ", "1500000000"),
        ("28,2 tỷ", "28200000000"),
    ],
)
def test_amounts_in_the_notes_of_a_budget(text: str, dong: str):
    assert money.read_as(text, Style.VIETNAMESE) == dong


def test_what_is_no_number_in_budgets_is_read_as_none():
    assert all(marks.mark_of(text) for text in (" -", "-", " - ", "  -", "X"))
    for text in ("10.1.10", "99 - 99%", "2006-2010", "*"):
        assert decimals.read(text) is None
        assert percentages.read(text) is None
        assert dates.read(text) is None
