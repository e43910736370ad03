"""Tables as people leave them: what is data is loaded, and what is left out is said in the run's record."""

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet
from tests.faults.provinces import COLUMNS, Province, new_province

from kho.pipeline.runs import Run, RunStatus

HEADER = "Mã,Tên,Số\n"
THREE = [{"ma": "1", "ten": "An", "so": 1}, {"ma": "2", "ten": "Anh", "so": 2}, {"ma": "3", "ten": "Em", "so": 3}]
BODY = "1,An,1\n2,Anh,2\n3,Em,3\n"


def left_out(run: Run) -> list[str]:
    return [left.why.en for part in run.parts for left in part.left_out]


def broken(run: Run) -> dict[int, set[str]]:
    rules: dict[int, set[str]] = {}
    for each in run.findings:
        rules.setdefault(each.row, set()).add(each.rule)
    return rules


@pytest.fixture
def books(tmp_path: Path) -> Province:
    return new_province(tmp_path / "p", kind="workbook")


def sheet(book: Workbook, rows: Sequence[Sequence[Any]]) -> Worksheet:
    first = book.worksheets[0]
    for row in rows:
        first.append(row)
    return first


def saved(book: Workbook) -> bytes:
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


@pytest.mark.parametrize("end", ["\r", "\r\n", "\n"])
def test_line_ends(end: str, province: Province) -> None:
    province.send("a.csv", (HEADER + BODY).replace("\n", end))
    province.run()
    assert province.rows() == THREE


def test_rows_of_another_length(province: Province) -> None:
    province.send("a.csv", HEADER + "1,An,1\n2,Anh\n3,Em,3,thừa,nữa\n4,Bà,4\n")
    run = province.run()
    assert broken(run) == {4: {"so.readable"}}
    assert "thừa" in (run.findings[0].value or "")
    assert [row["ma"] for row in province.rows()] == ["1", "2", "4"]
    province.nothing_is_lost()


def test_title_rows_blank_rows_and_a_note_below(province: Province) -> None:
    province.send(
        "a.csv", f"SỞ MẪU,,\nDANH SÁCH HỘ DÂN,,\n,,\n{HEADER}1,An,1\n,,\n2,Anh,2\n3,Em,3\n,,\nGhi chú: giả,,\n"
    )
    run = province.run()
    told = [f"{left.place} {left.text}" for part in run.parts for left in part.left_out]
    assert any("DANH SÁCH HỘ DÂN" in each for each in told)
    assert run.accepted >= 3
    assert [row for row in province.rows() if row["ma"] in "123"] == THREE
    assert any("Ghi chú" in each for each in told) or run.quarantined == 1
    province.nothing_is_lost()


@pytest.mark.parametrize("header", ["", "Mã,Tên\n", "Mã số,Họ và tên,Tổng\n"])
def test_a_header_that_is_not_there_or_another(header: str, province: Province) -> None:
    province.promise(columns=[*COLUMNS[:2], {**COLUMNS[2], "required": True}])
    province.send("a.csv", header + "\n".join(line[: -2 if header == "Mã,Tên\n" else None] for line in BODY.split()))
    run = province.run()
    assert run.error is not None
    assert (run.status, run.error.code) == (RunStatus.FAILED, "KHO-R203")
    assert "so" in run.error.what.vi
    assert province.rows() == []


def test_a_file_without_header_read_by_position(province: Province) -> None:
    pinned = [
        {**column, "customProperties": [{"property": "kho.position", "value": number}]}
        for number, column in enumerate(COLUMNS, start=1)
    ]
    province.promise(columns=pinned, read={"header": False})
    province.send("a.csv", BODY)
    province.run()
    assert province.rows() == THREE


def test_doubled_headers_take_the_first_and_name_the_other(province: Province) -> None:
    province.send("a.csv", "Mã,Tên,Số,Tên\n1,An,1,x\n2,Anh,2,y\n3,Em,3,z\n")
    run = province.run()
    assert province.rows() == THREE
    assert [unused.startswith("Tên") for unused in run.parts[0].unused] == [True]
    assert "Tên" in province.kho("run", "show", "LAST", "--format", "html").out


def test_a_nul_in_a_cell(province: Province) -> None:
    province.send("a.csv", HEADER + "1,An,1\n2,A\0nh,2\n3,Em,3\n")
    run = province.run()
    assert broken(run) == {3: {"ten.readable"}}
    assert [row["ma"] for row in province.rows()] == ["1", "3"]


def test_a_cell_of_ten_megabytes(province: Province) -> None:
    long = "x" * 10 * 2**20
    province.send("a.csv", HEADER + f'1,An,1\n2,"{long}",2\n3,Em,3\n')
    run = province.run()
    assert run.status is RunStatus.LOADED
    assert [len(row["ten"]) for row in province.rows()] == [2, len(long), 2]
    assert len(province.kho("run", "show", "LAST").out) < 10_000


def test_a_bad_cell_of_ten_megabytes_is_not_shown_whole(province: Province) -> None:
    long = "x" * 10 * 2**20
    province.send("a.csv", HEADER + f"1,An,1\n2,Anh,{long}\n3,Em,3\n")
    run = province.run()
    assert broken(run) == {3: {"so.type"}}
    assert [row["ma"] for row in province.rows()] == ["1", "3"]
    province.nothing_is_lost()
    for words in (["run", "show", "LAST"], ["run", "show", "LAST", "--format", "html"]):
        assert len(province.kho(*words).out) < 50_000
    record = province.folder / ".kho" / "runs"
    assert max(path.stat().st_size for path in record.rglob("*.json")) < 100_000


def test_a_quote_that_never_closes(province: Province) -> None:
    province.send("a.csv", HEADER + '1,An,1\n2,"Anh,2\n3,Em,3\n')
    run = province.run()
    assert run.read + len(left_out(run)) >= 2
    assert [row["ma"] for row in province.rows()] in (["1"], ["1", "3"])
    assert run.quarantined >= 1
    province.nothing_is_lost()


def test_a_workbook_with_titles_units_and_a_total(books: Province) -> None:
    book = Workbook()
    page = sheet(book, [["DANH SÁCH HỘ DÂN"], [], ["Mã", "Tên", "Số"], ["", "", "(người)"]])
    page.merge_cells("A1:C1")
    for row in (["1", "An", 1], ["2", "Anh", 2], ["3", "Em", 3], ["Tổng cộng", None, 6], [], ["Người lập biểu"]):
        page.append(row)
    books.send("a.xlsx", saved(book))
    run = books.run()
    assert books.rows() == THREE
    assert {"title above the table", "total row"} <= set(left_out(run)) or len(left_out(run)) >= 3
    shown = books.kho("run", "show", "LAST").out
    for text in ("DANH SÁCH HỘ DÂN", "Tổng cộng", "Người lập biểu"):
        assert text in shown


def test_merged_cells_stand_in_their_first_row_unless_the_contract_fills_them(books: Province) -> None:
    book = Workbook()
    page = sheet(book, [["Mã", "Tên", "Số"], ["1", "An", 1], ["2", None, 2], ["3", "Em", 3]])
    page.merge_cells("B2:B3")
    books.send("a.xlsx", saved(book))
    books.run()
    assert [row["ten"] for row in books.rows()] == ["An", None, "Em"]
    books.promise(kind="workbook", version="1.1.0", read={"fill_merged": True})
    books.run()
    assert [row["ten"] for row in books.rows()] == ["An", "An", "Em"]


def test_hidden_sheets_are_left_out_and_said(books: Province) -> None:
    book = Workbook()
    sheet(book, [["Mã", "Tên", "Số"], *[list(row.values()) for row in THREE]])
    hidden = book.create_sheet("Nháp")
    for row in (["Mã", "Tên", "Số"], ["9", "Cũ", 9]):
        hidden.append(row)
    hidden.sheet_state = "hidden"
    books.send("a.xlsx", saved(book))
    run = books.run()
    assert books.rows() == THREE
    assert "hidden sheet" in left_out(run)
    assert "Nháp" in books.kho("run", "show", "LAST").out


def test_a_second_table_that_is_not_the_contract_s_is_counted_and_said(books: Province) -> None:
    book = Workbook()
    sheet(book, [["Mã", "Tên", "Số"], *[list(row.values()) for row in THREE]])
    other = book.create_sheet("Kho bãi")
    for row in (["Vật tư", "Đơn vị", "Giá", "Ngày"], ["Xi măng", "tấn", 5, "x"], ["Cát", "khối", 7, "y"]):
        other.append(row)
    books.send("a.xlsx", saved(book))
    run = books.run()
    assert books.rows() == THREE
    assert [(part.part, part.taken, part.rows) for part in run.parts][1:] == [("Kho bãi", False, 2)]
    assert "does not fit the contract" in books.kho("run", "show", "LAST").out
    assert run.read == 3


def test_errors_of_formulas_never_reach_a_table(books: Province) -> None:
    book = Workbook()
    sheet(book, [["Mã", "Tên", "Số"], ["1", "An", 1], ["2", "#REF!", 2], ["3", "Em", 3]])
    book.worksheets[0]["B3"].data_type = "e"
    book.worksheets[0]["C4"] = "=C2+C3"
    books.send("a.xlsx", saved(book))
    run = books.run()
    assert broken(run) == {3: {"ten.readable"}, 4: {"so.readable"}}
    assert [row["ma"] for row in books.rows()] == ["1"]
