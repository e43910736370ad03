"""Cells of real budget workbooks, in TCVN3, VNI and Unicode: what stands in them was read and written down by hand.

`facts/budget_cells.csv` holds the text of 769 cells of 15 published workbooks as a Vietnamese reader knows it; no-break
spaces are written as plain ones.
"""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from kho.quality.cells import CellKind
from kho.sources.base import ReadNotes
from kho.sources.decoding import clean
from kho.sources.workbooks.arrow import batches
from kho.sources.workbooks.grid import Grid, cell_name
from kho.sources.workbooks.sheets import open_workbook

FACTS = Path(__file__).parent / "facts" / "budget_cells.csv"
AT_LEAST = 0.995
LEGACY_SIGNS = re.compile("[¡-¬®-±´-¾×÷ßåäæçëîïðñöøûüÿÞþÐÆ\u00ad]|[ae][âáàãä]|[ao]ù|oâ|[aeo][øõ]")
"""What no Vietnamese text in Unicode holds."""


@dataclass(frozen=True, kw_only=True)
class Fact:
    """A cell and its text."""

    file: str
    sheet: str
    cell: str
    expected: str


def facts() -> list[Fact]:
    with FACTS.open(encoding="utf-8", newline="") as lines:
        return [Fact(**row) for row in csv.DictReader(lines)]


@dataclass(frozen=True, kw_only=True)
class Cell:
    """A cell as Kho reads it: its text, and whether it is a finding."""

    text: str
    found: bool


Cells = dict[tuple[str, str, str], Cell]
"""By file, sheet and address."""


def cells_of(file: Path) -> Cells:
    """Every text cell of a workbook, decoded as its tables are."""
    book = open_workbook(file, file.name)
    sheets = [(sheet.name, grid) for sheet in book.sheets if (grid := book.grid(sheet)) is not None]
    return {(file.name, name, address): cell for name, grid in sheets for address, cell in _cells(name, grid)}


def _cells(name: str, grid: Grid) -> Iterator[tuple[str, Cell]]:
    box = grid.box
    places = range(box.left, box.right + 1)
    texts = batches(grid, range(box.top, box.bottom + 1), places)
    for row in (row for batch in clean(texts, name, ReadNotes()) for row in batch.to_pylist()):
        for number, place in enumerate(places, start=1):
            text, kind = row[f"c{number}"], row[f"k{number}"]
            if text is not None and kind in {None, CellKind.LEGACY, CellKind.UNDECODED}:
                yield cell_name(row["row"] - 1, place), Cell(text=text, found=kind is not None)


@pytest.fixture(scope="module")
def cells(shared_data: Path) -> Cells:
    return {place: cell for file in (shared_data / "budget").iterdir() for place, cell in cells_of(file).items()}


def test_the_sample_is_large_and_wide():
    sample = facts()
    assert len(sample) >= 600
    assert len({fact.file for fact in sample}) >= 8
    assert len({(fact.file, fact.sheet, fact.cell) for fact in sample}) == len(sample)


def test_the_cells_are_decoded_right_and_none_is_wrong_without_a_finding(cells: Cells):
    sample = [(fact, cells[fact.file, fact.sheet, fact.cell]) for fact in facts()]
    findings = [fact for fact, cell in sample if cell.found]
    assert [(fact, cell.text) for fact, cell in sample if not cell.found and cell.text != fact.expected] == []
    assert len(findings) <= (1 - AT_LEAST) * len(sample)


def test_every_text_cell_of_the_workbooks_is_decoded_or_reported(cells: Cells):
    assert [(place, cell) for place, cell in cells.items() if LEGACY_SIGNS.search(cell.text) and not cell.found] == []
    assert sum(cell.found for cell in cells.values()) <= 5
    assert len(cells) > 5000
