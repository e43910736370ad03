"""`kho units`: imported tables in the province folder, what is said of them, and what `kho check` finds in them."""

from pathlib import Path

import pytest
from openpyxl import Workbook
from tests.unit.cli.calling import Kho

HEADER = ["Tỉnh, thành phố", "Tên Xã mới", "Mã Xã mới", "Tên Xã cũ", "Mã Xã cũ", "Ghi chú", "Quận/huyện", "Tỉnh cũ"]
ROWS = (
    ["Hà Nội (01)", "Xã Gia Lâm", "00565", "Xã Cổ Bi", "00553", "Nhập một phần", "Huyện Gia Lâm (018)", "Hà Nội (01)"],
    ["Hà Nội (01)", "Phường Phúc Lợi", "136", "Xã Cổ Bi", "00553", "Nhập một phần", "Huyện Gia Lâm (018)", ""],
    ["Hà Nội (01)", "Phường Ba Đình", "00004", "Phường Quán Thánh", "00013", "theo công văn", "Quận Ba Đình (001)", ""],
)
LIST = "date,code,name,parent,area,population,source\n"
CHANGES = (
    "date,old_code,old_name,old_parent,new_code,new_name,extent,area,population,note,decree,source,row\n"
    "2025-07-01,00013,,,00004,,whole,1,1,,,nguồn thử,\n"
)


@pytest.fixture
def table(tmp_path: Path) -> Path:
    file = tmp_path / "Bảng chuyển đổi.xlsx"
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append(["Đơn vị hành chính từ ngày 01/7/2025"])
    for row in (HEADER, ["THÀNH PHỐ HÀ NỘI"], *ROWS):
        sheet.append(row)
    book.save(file)
    return file


def test_a_workbook_is_imported_and_stands_over_the_packaged_data(folder: Path, kho: Kho, table: Path):
    told = kho("units", "import", table).output
    assert "Đã ghi units/bang-chuyen-doi.csv: 3 cặp" in told
    assert "THÀNH PHỐ HÀ NỘI" in told
    assert "“theo công văn” không nói toàn bộ hay một phần" in told
    assert (folder / "units" / "bang-chuyen-doi.csv").exists()
    assert "đứng vững" in kho("check").output
    converted = kho("units", "convert", "00553", "--from", "2025-06-30", "--to", "2025-07-01", lang="en").output
    assert "lies in 2 units" in converted
    assert "“Nhập một phần” (Bảng chuyển đổi.xlsx, row 4)" in converted
    shown = kho("units", "diff", "--province", "01").output
    assert "Bảng chuyển đổi.xlsx (theo nguồn này)" in shown
    assert "00541 Xã Phù Đổng" in shown


def test_units_are_told_without_a_province_folder(tmp_path: Path, call: Kho):
    said = call("-C", tmp_path, "units", "show", "00004").output
    assert "00004 Phường Trúc Bạch, Quận Ba Đình, Thành phố Hà Nội" in said
    assert "từ 01/07/2025 đến nay" in said
    assert "0 chỗ khác nhau" in call("-C", tmp_path, "units", "diff").output
    assert "33 Tỉnh Hưng Yên" in call("units", "find", "hung yen", "--on", "2025-07-01").output
    assert "Không thấy" in call("units", "find", "khong co dau", "--on", "2025-07-01").output
    unknown = call("--lang", "en", "units", "convert", "00553", "--from", "2025-07-01", "--to", "2025-07-01").output
    assert "it was in use until 2025-06-30" in unknown


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("show", "Ba Đình"), "KHO-R906"),
        (("convert", "1", "--from", "2025-06-30"), "KHO-R906"),
    ],
)
def test_what_is_no_code_is_told(kho: Kho, words: tuple[str, ...], code: str):
    result = kho("units", *words)
    assert result.exit_code == 2
    assert code in result.output


@pytest.mark.parametrize(
    ("name", "text", "code"),
    [
        ("khac.csv", "ten,tuoi\nAn,3\n", "KHO-R903"),
        ("danh-muc.csv", "Mã TP,Mã PX\n01,00004\n", "KHO-R904"),
        ("danh-muc-2025-01-04.csv", "Mã TP,Mã PX\n01,00004\n", "KHO-R905"),
    ],
)
def test_what_is_no_table_of_units_is_refused(kho: Kho, folder: Path, name: str, text: str, code: str):
    (folder.parent / name).write_text(text, encoding="utf-8")
    result = kho("units", "import", folder.parent / name)
    assert result.exit_code == 2
    assert code in result.output
    assert not (folder / "units").exists()


@pytest.mark.parametrize(
    ("text", "line", "code"),
    [
        (CHANGES.replace("00013", "13a"), 2, "KHO-P170"),
        (CHANGES.replace("whole", "all"), 2, "KHO-P171"),
        (CHANGES.replace("whole,1,", "whole,2,"), 2, "KHO-P172"),
        (LIST + "2025-01-04,00004,Phường Trúc Bạch,001,-1,,thử\n", 2, "KHO-P173"),
        (CHANGES.replace("00004", "99999"), 2, "KHO-P174"),
        (CHANGES.replace("00013", "99999"), 2, "KHO-P174"),
        (CHANGES.partition("\n")[0] + "\n", 1, "KHO-P175"),
        (CHANGES.replace("2025-07-01", "1/7/2025"), 2, "KHO-P136"),
        (CHANGES.replace(",whole", ""), 2, "KHO-P134"),
        (CHANGES.replace("extent", "how"), 1, "KHO-P132"),
        (CHANGES.replace("nguồn thử", ""), 2, "KHO-P135"),
    ],
)
def test_check_tells_the_mistakes_of_tables(kho: Kho, folder: Path, text: str, line: int, code: str):
    (folder / "units").mkdir()
    (folder / "units" / "bang.csv").write_text(text, encoding="utf-8")
    result = kho("check")
    assert result.exit_code == 1
    assert f"units/bang.csv:{line}" in result.output
    assert code in result.output
    if code != "KHO-P174":
        assert "KHO-P005" in kho("units", "diff").output


def test_a_file_that_is_no_table_does_not_belong_there(kho: Kho, folder: Path):
    (folder / "units").mkdir()
    (folder / "units" / "Bảng.xlsx").write_bytes(b"")
    assert "KHO-P152" in kho("check").output


@pytest.mark.parametrize(
    ("lang", "says"),
    [("vi", "Nguồn chỉ cho biết từ ngày 1/1/2020"), ("en", "The sources reach back to 2020-01-01")],
)
@pytest.mark.parametrize(
    "asked",
    [
        ("convert", "00553", "--from", "2025-06-30", "--to", "1990-01-01"),
        ("show", "00553", "--on", "1990-01-01"),
        ("find", "gia lam", "--on", "1990-01-01"),
    ],
)
def test_days_before_all_sources_are_told(asked: tuple[str, ...], lang: str, says: str, call: Kho):
    told = " ".join(call("--lang", lang, "units", *asked).output.split())
    assert says in told
    assert "=" not in told


def test_a_day_before_the_first_list_is_answered_by_it_and_told(call: Kho):
    asked = ("units", "convert", "00004", "--from", "2024-12-31", "--to", "2025-07-01")
    told = " ".join(call("--lang", "en", *asked).output.split())
    assert "The earliest list is of 2025-06-30; 2024-12-31 is answered by it." in told
    assert "= lies wholly in 00004 Phường Ba Đình" in told
