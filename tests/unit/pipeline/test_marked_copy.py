"""Findings go back to the sender on a copy of their own workbook."""

import hashlib
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment
from openpyxl.styles import Font

from kho.contracts.model import Severity
from kho.pipeline import marked_copy
from kho.pipeline.marked_copy import LIST_NAME, Mark, mark, mark_rows


@pytest.fixture
def file(tmp_path: Path) -> Path:
    workbook = Workbook()
    sheet = workbook.worksheets[0]
    sheet.title = "Dân số"
    for row in (["Mã", "Tên", "Số"], ["01", "Xã A", 5], ["02", "Xã B", "=C2*2"]):
        sheet.append(row)
    sheet["A1"].font = Font(bold=True)
    sheet["C2"].comment = Comment("Kiểm tra lại", "Người gửi")
    sheet.merge_cells("B2:B3")
    workbook.save(tmp_path / "dan-so.xlsx")
    return tmp_path / "dan-so.xlsx"


def two(row: int = 2, column: int | None = 3) -> list[Mark]:
    return [
        Mark(sheet="Dân số", row=row, column=column, message="Số dân phải lớn hơn 100."),
        Mark(sheet="Dân số", row=row, column=column, message="Khác năm trước.", severity=Severity.WARNING),
    ]


def test_cells_are_coloured_and_say_all_findings_after_the_senders_comment(file: Path, tmp_path: Path):
    copy = load_workbook(mark(file, "dan-so.xlsx", two(), tmp_path / "out"))
    cell = copy["Dân số"]["C2"]
    assert cell.comment.text == "Kiểm tra lại\nLỗi: Số dân phải lớn hơn 100.\nCảnh báo: Khác năm trước."
    assert cell.fill.start_color.rgb == "00FFC7CE"


def test_looks_and_formulas_stay_and_the_original_is_untouched(file: Path, tmp_path: Path):
    before = hashlib.sha256(file.read_bytes()).hexdigest()
    copy = load_workbook(mark(file, "dan-so.xlsx", two(), tmp_path / "out"))["Dân số"]
    assert copy["A1"].font.bold
    assert copy["C3"].value == "=C2*2"
    assert "B2:B3" in {str(region) for region in copy.merged_cells.ranges}
    assert hashlib.sha256(file.read_bytes()).hexdigest() == before


def test_the_first_sheet_lists_the_findings_with_links(file: Path, tmp_path: Path):
    listed = load_workbook(mark(file, "dan-so.xlsx", two(), tmp_path / "out")).worksheets[0]
    assert listed.title == LIST_NAME
    assert [cell.value for cell in listed[4]] == [1, "Dân số", "C2", "Lỗi", "Số dân phải lớn hơn 100.", "5"]
    assert listed["C4"].hyperlink.location == "'Dân số'!C2"


def test_a_finding_inside_a_merged_region_is_marked_at_its_first_cell(file: Path, tmp_path: Path):
    copy = load_workbook(mark(file, "dan-so.xlsx", two(row=3, column=2), tmp_path / "out"))["Dân số"]
    assert copy["B2"].comment.text.startswith("Lỗi")


def test_a_finding_about_a_row_is_marked_at_its_first_cell(file: Path, tmp_path: Path):
    copy = load_workbook(mark(file, "dan-so.xlsx", two(column=None), tmp_path / "out"))["Dân số"]
    assert copy["A2"].comment.text.startswith("Lỗi")


def test_old_workbooks_are_copied_as_values_and_say_so(shared_data: Path, tmp_path: Path):
    source = shared_data / "messy/simple.xls"
    marks = [Mark(sheet="simple.csv", row=3, column=2, message="Nhiệt độ âm.")]
    copy = load_workbook(mark(source, "simple.xls", marks, tmp_path))
    assert copy.worksheets[0]["A2"].value == marked_copy.NOT_KEPT
    assert copy["simple.csv"]["C7"].value == "Berkeley"
    assert copy["simple.csv"]["B3"].comment.text == "Lỗi: Nhiệt độ âm."


def test_texts_that_look_like_formulas_stay_texts(tmp_path: Path):
    rows = [["Mã", "Tên"], ["=1+1", "@SUM(A1)"], ["+84", "-x"]]
    target = mark_rows(rows, "../bang.csv", [Mark(sheet="", row=2, column=1, message="=HYPERLINK(1)")], tmp_path / "o")
    copy = load_workbook(target)
    assert target == tmp_path / "o" / "bang-loi.xlsx"
    sheet = copy.worksheets[1]
    assert [[cell.data_type for cell in row] for row in sheet["A2:B3"]] == [["s", "s"], ["s", "s"]]
    assert sheet["A2"].quotePrefix
    assert all(cell.data_type != "f" for row in copy.worksheets[0].iter_rows() for cell in row)


def test_too_many_marks_show_the_first_of_each_rule_and_count_the_rest(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(marked_copy, "MOST_MARKS", 10)
    many = [Mark(sheet="Dân số", row=row, column=1, message="Sai mã.", rule="ma.pattern") for row in range(2, 102)]
    few = [Mark(sheet="Dân số", row=2, column=3, message="Thiếu.", rule="so.required")]
    listed = load_workbook(mark(file, "dan-so.xlsx", [*many, *few], tmp_path / "out")).worksheets[0]
    texts = [listed.cell(row, 5).value for row in range(4, listed.max_row + 1)]
    assert texts.count("Sai mã.") == 9
    assert "Thiếu." in texts
    assert texts[-1] == "Còn 91 lỗi cùng loại (ma.pattern) không liệt kê ở đây."
    assert listed["A1"].value.startswith("101 lỗi")


def test_a_sheet_already_called_like_the_list_is_kept(file: Path, tmp_path: Path):
    first = mark(file, "dan-so.xlsx", two(), tmp_path / "a")
    again = load_workbook(mark(first, first.name, two(), tmp_path / "b"))
    assert again.sheetnames == [f"{LIST_NAME} 2", LIST_NAME, "Dân số"]
