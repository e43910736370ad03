"""The guide to a first province, from an empty folder to a figure and its proof, works as it stands."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from openpyxl import Workbook, load_workbook
from tests.unit.docs.conftest import Reader

TITLES = (["SỞ Y TẾ (DỮ LIỆU GIẢ)"], ["BẢNG DÂN SỐ NĂM 2024"], [None, None, "Đơn vị tính: người"])
HEADER = ["Mã xã", "Tên xã", "Dân số"]
FIRST = (
    ["00001", "Xã Mẫu Một", 12_000],
    ["00002", "Xã Mẫu Hai", "khoảng 9000"],
    ["00003", "Xã Mẫu Ba", 8_100],
    ["00003", "Xã Mẫu Ba", 8_100],
    ["00004", "Xã Mẫu Bốn", 7_000],
)
MENDED = (["00002", "Xã Mẫu Hai", 9_012], ["00003", "Xã Mẫu Ba", 8_100])
TOTAL = 12_000 + 9_012 + 8_100 + 7_000


def workbook(file: Path, rows: tuple[list[Any], ...]) -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Biểu 1"
    for row in (*TITLES, HEADER, *rows, [None, "Tổng cộng", 36_000]):
        sheet.append(row)
    book.save(file)


def test_the_guide_to_a_first_province(tmp_path: Path, reader: Callable[[str], Reader]):
    workbook(tmp_path / "dan-so-2024.xlsx", FIRST)
    workbook(tmp_path / "dan-so-2024-dinh-chinh.xlsx", MENDED)
    said = reader("first-province").walk()
    assert "Đọc 5 dòng: nhận 2, cách ly 3." in said["$ kho run so-y-te/dan-so"]
    assert "khoảng 9000" in said["$ kho run show LAST"]
    assert f"{TOTAL}" in said['$ kho sql "select sum(dan_so) as tong from so_y_te.dan_so"']
    assert "thêm 2" in said["$ kho table diff so-y-te/dan-so 0 1"]
    assert f"{TOTAL}" in said['$ kho sql "select * from y_te.dan_so_toan_tinh"']
    assert "dan-so-2024-dinh-chinh.xlsx" in said["$ kho lineage y-te/dan-so-toan-tinh.dan_so"]
    assert "dan-so-2024-dinh-chinh.xlsx" in said["$ kho trace so-y-te/dan-so --where \"ma_xa = '00002'\""]
    marked = load_workbook(tmp_path / "hungyen" / "tra-lai" / "dan-so-2024-loi.xlsx")["Biểu 1"]
    assert [cell.coordinate for row in marked.iter_rows() for cell in row if cell.comment] == ["C6", "A7", "A8"]
    assert (tmp_path / "hungyen" / "bao-cao.html").exists()
    assert (tmp_path / "hungyen" / "nguon-goc.svg").exists()
