"""The invented province of tests/web with what pages are judged by: a second version, a long title."""

from pathlib import Path

import yaml
from tests.web import invented
from tests.web.invented import MANY, OPEN

__all__ = ["LONG", "LONG_TITLE", "MANY", "NAMES", "OPEN", "change", "write"]

LONG = "so-mau--ho-so"
LONG_TITLE = (
    "Kết quả giải quyết hồ sơ thủ tục hành chính theo cơ chế một cửa, một cửa liên thông của các cơ quan chuyên môn "
    "thuộc Uỷ ban nhân dân tỉnh và Uỷ ban nhân dân cấp xã, phân theo lĩnh vực và mức độ dịch vụ công trực tuyến"
)
NAMES = (*invented.CONTRACTS, "so-mau/ho-so")
_KEY = {"name": "ma", "businessName": "Mã", "primaryKey": True, "primaryKeyPosition": 1, "required": True}
_COLUMNS = (
    _KEY,
    {
        "name": "ty_le_ho_so_giai_quyet_truoc_han_va_dung_han_tren_tong_so_ho_so",
        "businessName": "Tỷ lệ hồ sơ giải quyết trước hạn và đúng hạn trên tổng số hồ sơ đã tiếp nhận",
        "logicalType": "number",
        "customProperties": [{"property": "kho.unit", "value": "%"}],
    },
    {"name": "ghi_chu", "businessName": "Ghi chú"},
)
_NOTE = "Hồ sơ liên thông với thuế, đất đai; số liệu của tháng được chốt vào ngày 25 hằng tháng."


def write(folder: Path) -> Path:
    """Write the province into a new folder."""
    invented.write(folder)
    contract = invented.contract("so-mau/ho-so", LONG_TITLE, "open", _COLUMNS)
    _write(folder, "ho-so", contract, "Mã,Tỷ lệ,Ghi chú\n" + "".join(f"H{n:03},{n % 101},{_NOTE}\n" for n in range(60)))
    return folder


def change(folder: Path) -> None:
    """Another delivery of the schools: one is added, one has more classes, one is gone."""
    (folder / "inbox" / "truong-hoc lan 2.csv").write_text(
        "Mã,Tên trường,Số lớp,Điểm,Ngày,Công lập,Y tế\n"
        "T1,Trường Tiểu học Một,14,8.25,2020-09-05,true,P1\n"
        'T3,"Trường ""Ba"", & <Bốn>",,,,,P1\n'
        "T5,Trường Đường Đê,20,9.125,2019-09-05,false,P1\n",
        encoding="utf-8",
    )


def _write(folder: Path, name: str, contract: dict[str, object], rows: str) -> None:
    file = folder / "contracts" / "so-mau" / f"{name}.odcs.yaml"
    file.write_text(yaml.safe_dump(contract, allow_unicode=True, sort_keys=False), encoding="utf-8")
    (folder / "inbox" / f"{name}.csv").write_text(rows, encoding="utf-8")
