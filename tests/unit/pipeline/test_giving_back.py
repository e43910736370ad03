"""The sender gets their own table back with the bad cells marked."""

from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl import load_workbook
from tests.unit.pipeline.small_province import HOUSEHOLDS, NewProvince, SmallProvince

from kho.contracts.model import Column, Operator, QualityRule, Severity
from kho.pipeline import marked_copy
from kho.pipeline.giving_back import NoSheetToMarkError, NothingToGiveBackError, give_back

HEADER = ["Mã", "Tên", "Số người"]


def given_back(province: SmallProvince, into: Path) -> Path:
    place = province.open()
    return give_back(place, place.runs.get("LAST"), into)


def test_a_workbooks_bad_cells_are_commented_in_vietnamese(province: SmallProvince, tmp_path: Path):
    rows = [["DANH SÁCH HỘ"], [], HEADER, ["01", "Hộ A", 3], ["02", "Hộ B", "nhiều"], [None, "Hộ C", -1]]
    province.send_workbook("ho.xlsx", **{"Hộ dân": rows})
    province.run()
    copy = given_back(province, tmp_path / "tra")
    assert copy == tmp_path / "tra" / "ho-loi.xlsx"
    sheet = load_workbook(copy)["Hộ dân"]
    told = {cell.coordinate: cell.comment.text for row in sheet.iter_rows() for cell in row if cell.comment}
    assert set(told) == {"C5", "A6", "C6"}
    assert "“Số người” không phải số nguyên" in told["C5"]
    assert "Mã" in told["A6"]
    assert sheet["B4"].value == "Hộ A"


def test_tables_that_share_a_sheet_are_marked_on_it(province: SmallProvince, tmp_path: Path):
    rows = [HEADER, ["01", "A", 3], ["02", "B", "x"], [], [], HEADER, ["11", "C", 5], ["12", "D", "y"]]
    province.send_workbook("ho.xlsx", **{"Hai bảng": rows})
    province.run()
    sheet = load_workbook(given_back(province, tmp_path))["Hai bảng"]
    assert [cell.coordinate for row in sheet.iter_rows() for cell in row if cell.comment] == ["C3", "C8"]


def test_of_a_text_file_only_the_rows_with_findings_come_back(province: SmallProvince, tmp_path: Path):
    good = "".join(f"{number:03},Hộ,1\n" for number in range(50))
    province.send("ho.csv", f'Mã,Tên,Số người\n{good}900,"Hộ\nX",nhiều\n901,=1+1,-2\n')
    province.run()
    sheet = load_workbook(given_back(province, tmp_path)).worksheets[1]
    assert [[cell.value for cell in row] for row in sheet.iter_rows()] == [
        ["Dòng", "Mã", "Tên", "Số người"],
        ["52", "900", "Hộ\nX", "nhiều"],
        ["53", "901", "=1+1", "-2"],
    ]
    assert sheet["C3"].data_type == "s"
    assert {cell.coordinate for row in sheet.iter_rows() for cell in row if cell.comment} == {"D2", "D3"}


def test_warnings_about_loaded_rows_are_given_back_too(new_province: NewProvince, tmp_path: Path):
    large = QualityRule(
        id="dong_nguoi",
        operator=Operator.MUST_BE,
        expected=(0,),
        query="select count(*) from ${table} where so > 10",
        severity=Severity.WARNING,
    )
    province = new_province(replace(HOUSEHOLDS, rules=(large,)))
    province.send_workbook("ho.xlsx", **{"Hộ dân": [HEADER, ["01", "Hộ A", 30], ["02", "Hộ B", 2]]})
    (run,) = province.run()
    assert (run.accepted, run.quarantined) == (2, 0)
    sheet = load_workbook(given_back(province, tmp_path))["Hộ dân"]
    told = {cell.coordinate: cell.comment.text for row in sheet.iter_rows() for cell in row if cell.comment}
    assert list(told) == ["C2"]
    assert told["C2"].startswith("Cảnh báo")


def test_of_too_many_findings_each_rule_has_its_first_and_the_rest_is_counted(
    province: SmallProvince, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(marked_copy, "MOST_MARKS", 4)
    bad = "".join(f"{number},Hộ,-1\n" for number in range(9))
    province.send("ho.csv", f"Mã,Tên,Số người\n{bad}98,Hộ,x\n99,Hộ,y\n")
    province.run()
    listed, sheet = load_workbook(given_back(province, tmp_path)).worksheets
    assert [row[0].value for row in sheet.iter_rows(min_row=2)] == ["2", "3", "11", "12"]
    assert listed["A1"].value.startswith("11 lỗi")
    assert any("Còn 7 lỗi" in str(cell.value) for row in listed.iter_rows() for cell in row)


def test_a_rule_that_the_contract_has_lost_since_is_still_told(province: SmallProvince, tmp_path: Path):
    province.send_workbook("ho.xlsx", Hộ=[HEADER, ["01", "A", -1], ["02", "B", "x"]])
    province.run()
    code, name, count = HOUSEHOLDS.columns
    looser = (replace(code, primary_key=None), name, replace(count, minimum=None), Column(name="moi", required=True))
    province.promise(replace(HOUSEHOLDS, columns=looser))
    sheet = load_workbook(given_back(province, tmp_path))["Hộ"]
    told = {cell.coordinate: cell.comment.text for row in sheet.iter_rows() for cell in row if cell.comment}
    assert set(told) == {"C2", "C3"}
    assert "ngoài khoảng" in told["C2"]


def test_records_have_no_cells_to_mark(province: SmallProvince, tmp_path: Path):
    province.send("ho.json", '[{"ma": "1", "ten": "a", "so": 1}, {"ma": null, "ten": "b", "so": -1}]')
    province.run()
    with pytest.raises(NoSheetToMarkError) as told:
        given_back(province, tmp_path)
    assert "kho run show" in told.value.text("vi")


def test_there_is_nothing_to_give_back_of_a_clean_run(province: SmallProvince, tmp_path: Path):
    province.send("ho.csv", "Mã,Tên,Số người\n01,Hộ A,3\n")
    province.run()
    with pytest.raises(NothingToGiveBackError):
        given_back(province, tmp_path)
