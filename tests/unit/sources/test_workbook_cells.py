"""A workbook's numbers come as the sheet shows them."""

from pathlib import Path

import pytest
from openpyxl import Workbook

from kho.sources.formats.workbook import WorkbookFormat


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (88381.60400000002, "88381.604"),
        (0.1 + 0.2, "0.3"),
        (1234567.891, "1234567.891"),
        (1e-7, "0.0000001"),
        (123456789012345.0, "123456789012345"),
        (-2.5, "-2.5"),
    ],
)
def test_a_number_has_the_fifteen_digits_that_its_sender_sees(tmp_path: Path, number: float, text: str):
    book = Workbook()
    for row in (["Tên", "Số"], ["một", number], ["hai", 1.5], ["ba", 2.25]):
        book.worksheets[0].append(row)
    book.save(tmp_path / "so.xlsx")

    table = next(WorkbookFormat().tables(tmp_path / "so.xlsx", name="so.xlsx", read={}))

    assert next(table.batches).column("c2").to_pylist() == [text, "1.5", "2.25"]
