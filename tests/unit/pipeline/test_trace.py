"""From any value in a table its original text is found again, by its place in the landed bytes."""

import io
import zipfile
from dataclasses import replace

import pytest
from tests.unit.pipeline.small_province import HOUSEHOLDS, NewProvince, SmallProvince

from kho.contracts.model import Column, Contract, LoadMode
from kho.pipeline.trace import LostRowError, TracedRow, UntracedRowError, trace
from kho.quality.cells import DELIVERY, PART, ROW

QUOTED = 'Mã,Tên,Số người\n01,"Hộ A\nhai dòng, có ""ngoặc""",3\n02,Hộ B,4\n03,"Hộ\n\nC", 5 \n'


def traced(province: SmallProvince, contract: Contract = HOUSEHOLDS) -> list[TracedRow]:
    rows = province.loaded(contract)
    found = trace(province.open(), contract.name, rows)
    assert len(found) == len(rows)
    for row, each in zip(rows, found, strict=True):
        assert (row[DELIVERY], row[PART], row[ROW]) == (each.sha256, each.part, each.row)
        assert {cell.column: cell.value for cell in each.cells} == {
            column.name: row[column.name] for column in contract.columns
        }
    return found


def texts(rows: list[TracedRow]) -> list[tuple[str | None, ...]]:
    return [tuple(cell.text for cell in row.cells) for row in rows]


def test_a_text_file_with_quoted_newlines(province: SmallProvince):
    province.send("a.csv", QUOTED)
    province.run()
    assert texts(traced(province)) == [
        ("01", 'Hộ A\nhai dòng, có "ngoặc"', "3"),
        ("02", "Hộ B", "4"),
        ("03", "Hộ\n\nC", " 5 "),
    ]


def test_a_sheet_with_two_tables_and_a_sheet_beside_it(province: SmallProvince):
    table = [["Mã", "Tên", "Số người"], ["01", "Hộ A", 3], ["02", "Hộ B", 4]]
    second = [[], [], ["Mã", "Tên", "Số người"], ["11", "Hộ C", 5], ["12", "Hộ D", 6]]
    other = [["Tên", "Số người", "Mã"], ["Hộ E", 7, "21"], ["Hộ F", 8, "22"]]
    province.send_workbook("a.xlsx", Một=[*table, *second], Hai=other)
    (run,) = province.run()
    assert run.read == 6
    rows = traced(province)
    assert sorted(texts(rows)) == sorted(
        (f"{code}", f"Hộ {letter}", f"{count}")
        for code, letter, count in zip(("01", "02", "11", "12", "21", "22"), "ABCDEF", range(3, 9), strict=True)
    )
    places = {row.cells[0].text: [cell.source_column for cell in row.cells] for row in rows}
    assert places["21"] == [3, 1, 2]
    assert places["11"] == [1, 2, 3]


def test_members_of_an_archive(province: SmallProvince):
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("mot.csv", "Mã,Tên,Số người\n01,Hộ A,3\n")
        archive.writestr("thu-muc/hai.csv", "Số người;Mã;Tên\n4;02;Hộ B\n")
    province.send("a.zip", held.getvalue())
    province.run()
    rows = traced(province)
    assert sorted(texts(rows)) == [("01", "Hộ A", "3"), ("02", "Hộ B", "4")]
    assert {cell.source_header for cell in rows[0].cells} == {"Mã", "Tên", "Số người"}
    assert all("csv" in row.part for row in rows)


def test_rows_of_several_deliveries_and_a_value_told_by_the_name(new_province: NewProvince):
    year = Column(name="nam", from_name=r"(\d{4})", title="Năm")
    contract = replace(HOUSEHOLDS, load=LoadMode.APPEND, columns=(*HOUSEHOLDS.columns, year))
    province = new_province(contract)
    province.send("2024.csv", "Mã,Tên,Số người\n01,Hộ A,3\n")
    province.run()
    province.send("2025.csv", "Mã,Tên,Số người\n02,Hộ B,4\n")
    province.run()
    rows = traced(province, contract)
    assert {row.file: row.cells[-1].text for row in rows} == {"2024.csv": "2024", "2025.csv": "2025"}
    assert {row.cells[-1].source_column for row in rows} == {None}


def test_a_delivery_without_a_record_is_told(province: SmallProvince):
    province.send("a.csv", QUOTED)
    province.run()
    rows = [{**row, DELIVERY: "0" * 64} for row in province.loaded()]
    with pytest.raises(UntracedRowError):
        trace(province.open(), HOUSEHOLDS.name, rows)


def test_a_row_that_is_not_read_again_is_told(province: SmallProvince):
    province.send_workbook("a.xlsx", Một=[["Mã", "Tên", "Số người"], ["01", "Hộ A", 3]])
    province.run()
    rows = province.loaded()
    with pytest.raises(LostRowError) as told:
        trace(province.open(), HOUSEHOLDS.name, [{**row, ROW: 99} for row in rows])
    assert "99" in told.value.text("vi")
