"""The guide to national standards, as someone follows it."""

from collections.abc import Callable
from pathlib import Path

from tests.unit.docs.conftest import Reader

ROWS = "Mã số thuế,Điện thoại\n01.00.109.106,0912 345 678\n0100109107,(0221) 3863123\n"


def test_every_command_of_the_guide_works(reader: Callable[[str], Reader], tmp_path: Path):
    (tmp_path / "doanh-nghiep.csv").write_text(ROWS, encoding="utf-8")
    said = reader("standards").walk()
    assert "tax_code" in said['$ kho standard test "01.00.109.106"']
    assert "2 cột" in said["$ kho contract infer inbox/doanh-nghiep.csv --agency so-y-te"]
    assert "“0100109107”" in said["$ kho run show so-y-te/doanh-nghiep"]
    asked = said['$ kho sql "select ma_so_thue, dien_thoai from so_y_te.doanh_nghiep order by 1"']
    assert "0100109106" in asked
    assert "+84912345678" in asked
