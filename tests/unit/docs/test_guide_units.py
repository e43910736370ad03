"""The guide to units works as it stands: its commands are run in their order, its table is a table."""

import csv
from collections.abc import Callable
from pathlib import Path

from tests.unit.docs.conftest import Reader

TABLE = (
    ["Đơn vị hành chính từ ngày 01/7/2025"],
    ["Tỉnh, thành phố", "Tên Xã mới", "Mã Xã mới", "Tên Xã cũ", "Mã Xã cũ", "Ghi chú", "Quận/huyện", "Tỉnh cũ"],
    ["THÀNH PHỐ HÀ NỘI"],
    ["Hà Nội (01)", "Xã Gia Lâm", "00565", "Xã Cổ Bi", "00553", "Nhập một phần", "Huyện Gia Lâm (018)", "Hà Nội (01)"],
    ["Hà Nội (01)", "Xã Phù Đổng", "00541", "Xã Cổ Bi", "00553", "Nhập một phần", "Huyện Gia Lâm (018)", ""],
)


def test_the_guide_to_units(tmp_path: Path, reader: Callable[[str], Reader]):
    with (tmp_path / "chuyen-doi.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(TABLE)
    person = reader("units")
    (tmp_path / "luot-kham.csv").write_text(person.blocks("text")[0], encoding="utf-8")
    said = person.walk()
    assert "018 Huyện Gia Lâm" in said['$ kho units find "gia lam" --in "Hà Nội" --on 2025-06-30']
    assert "toàn bộ thuộc 00004" in said["$ kho units convert 00013 --from 2025-06-30 --to 2025-07-01"]
    assert "nằm trong 3 đơn vị" in said["$ kho units convert 00553 --from 2025-06-30 --to 2025-07-01"]
    assert "2 cặp" in said['$ kho units import ../chuyen-doi.csv --source "Cục Thống kê"']
    assert "Cục Thống kê (theo nguồn này)" in said["$ kho units diff"]
    series = said['$ kho sql "select * from y_te.luot_kham_xa_nay order by nam, ma_xa"']
    assert "Phường Hồng Châu" in series
    assert "4500" in series
    shown = said["$ kho run show y-te/luot-kham-xa-nay"]
    assert "luot_kham (area): 12.401 = 12.401 trên đơn vị mới + 0 để riêng; chia ước tính 901" in shown
    assert "đơn vị hành chính: units/chuyen-doi.csv, sha256" in shown


def test_its_table_is_a_table(reader: Callable[[str], Reader]):
    person = reader("units")
    person.type("kho new hungyen")
    person.type("cd hungyen")
    Path("units").mkdir()
    (told,) = person.blocks("csv")
    Path("units/vi-du.csv").write_text(told, encoding="utf-8")
    person.type("kho check")
    said = person.type("kho units convert 00556 --from 2025-06-30 --to 2025-07-01")
    assert "90% diện tích, 100% dân số" in said
