"""A small invented province that has one dataset of each access class, each with words that stand nowhere else."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

SETTINGS = """[province]
name = "Tỉnh mẫu (dữ liệu giả)"
code = "33"
[portal]
contact = "du-lieu@example.vn"
shapes = "shapes"
requests_per_minute = 1000000
[accounts]
second_factor = "optional"
"""
SHAPES = """@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix dct: <http://purl.org/dc/terms/> .
<https://example.vn/shape> a sh:NodeShape ; sh:targetClass dcat:Dataset ;
  sh:property [ sh:path dct:title ; sh:minCount 1 ; sh:severity sh:Violation ] .
"""
AGENCIES = [
    {
        "id": "ubnd-tinh",
        "name": {"vi": "UBND tỉnh mẫu", "en": "Sample province"},
        "level": "province",
        "code": "H33.01",
    },
    {
        "id": "so-mau",
        "name": {"vi": "Sở Mẫu", "en": "Sample department"},
        "level": "province",
        "code": "H33.02",
        "parent": "ubnd-tinh",
    },
]
SYSTEMS = [
    {"id": "he-thong-mot", "name": {"vi": "Hệ thống một", "en": "System one"}, "owner": "so-mau", "kind": "sector"},
    {
        "id": "he-thong-hai",
        "name": {"vi": "Hệ thống hai", "en": "System two"},
        "owner": "so-mau",
        "kind": "shared",
        "connections": ["he-thong-mot"],
    },
]
OPEN = "so-mau--truong-hoc"
MANY = "so-mau--diem-do"
HIDDEN = ("so-mau--ho-ngheo-zqx", "so-mau--benh-nhan-wvk")
SECRETS = (
    *("ho-ngheo-zqx", "Hộ nghèo zqxtitle", "zqxcot", "zqxgiatri"),
    *("benh-nhan-wvk", "Bệnh nhân wvktitle", "wvkcot", "wvkgiatri"),
    *("quarantined-jpy", "can-bo-kqz", "truong-kqz", "inbox"),
)
"""What of a shared dataset, of a private one, of quarantined values, of people and files is nowhere."""


def contract(name: str, title: str, access: str, columns: Sequence[Mapping[str, Any]], **more: Any) -> dict[str, Any]:
    agency, _, dataset = name.partition("/")
    custom = [{"property": "kho.access", "value": access}, {"property": "kho.licence", "value": "CC-BY-4.0"}]
    return {
        "apiVersion": "v3.1.0",
        "kind": "DataContract",
        "id": name,
        "name": title,
        "version": "1.0.0",
        "status": "active",
        "domain": "giao-duc",
        "description": {"purpose": f"{title}: dữ liệu giả."},
        "team": {"name": agency, "members": [{"username": "can-bo-kqz", "role": "steward"}]},
        "slaProperties": [{"property": "frequency", "value": 1, "unit": "year"}],
        "servers": [{"server": "inbox", "type": "local", "path": f"inbox/{dataset}*.csv", "format": "csv"}],
        "customProperties": custom,
        "schema": [
            {
                "name": dataset.replace("-", "_"),
                "physicalType": "table",
                "properties": [{"logicalType": "string", **each} for each in columns],
                **more,
            }
        ],
    }


_KEY = {"businessName": "Mã", "primaryKey": True, "primaryKeyPosition": 1, "required": True}
_SCHOOLS = (
    {"name": "ma", **_KEY},
    {"name": "ten", "businessName": "Tên trường"},
    {"name": "so_lop", "businessName": "Số lớp", "logicalType": "integer"},
    {"name": "diem", "businessName": "Điểm", "logicalType": "number"},
    {"name": "ngay", "businessName": "Ngày", "logicalType": "date"},
    {"name": "cong_lap", "businessName": "Công lập", "logicalType": "boolean"},
    {
        "name": "y_te",
        "businessName": "Y tế",
        "relationships": [
            {
                "type": "foreignKey",
                "to": "../so-mau/benh-nhan-wvk.odcs.yaml#/schema/benh_nhan_wvk/properties/ma",
            }
        ],
    },
)
_POINTS = (
    {"name": "ma", **_KEY},
    {"name": "nam", "businessName": "Năm", "logicalType": "integer"},
    {"name": "do_am", "businessName": "Độ ẩm", "logicalType": "number"},
)
_POOR = ({"name": "ma", **_KEY}, {"name": "zqxcot", "businessName": "zqxcot"})
_PATIENTS = ({"name": "ma", **_KEY}, {"name": "wvkcot", "businessName": "wvkcot"})
CONTRACTS = {
    "so-mau/benh-nhan-wvk": contract("so-mau/benh-nhan-wvk", "Bệnh nhân wvktitle", "private", _PATIENTS),
    "so-mau/ho-ngheo-zqx": contract("so-mau/ho-ngheo-zqx", "Hộ nghèo zqxtitle", "shared", _POOR),
    "so-mau/truong-hoc": contract("so-mau/truong-hoc", "Trường học", "open", _SCHOOLS),
    "so-mau/diem-do": contract("so-mau/diem-do", "Điểm đo độ ẩm", "open", _POINTS),
}
FILES = {
    "benh-nhan-wvk.csv": "Mã,wvkcot\nP1,wvkgiatri\n",
    "ho-ngheo-zqx.csv": "Mã,zqxcot\nH1,zqxgiatri\n",
    "truong-hoc truong-kqz.csv": (
        "Mã,Tên trường,Số lớp,Điểm,Ngày,Công lập,Y tế\n"
        "T1,Trường Tiểu học Một,12,8.25,2020-09-05,true,P1\n"
        "T2,Trường Tiểu học Hai,9,7.5,2021-09-05,true,P1\n"
        'T3,"Trường ""Ba"", & <Bốn>",,,,,P1\n'
        "T4,Trường Đường Đê,20,9.125,2019-09-05,false,quarantined-jpy\n"
    ),
    "diem-do.csv": "Mã,Năm,Độ ẩm\n" + "".join(f"D{n:04},{2000 + n % 20},{n / 4}\n" for n in range(2500)),
}


def write(folder: Path) -> Path:
    """Write the province into a new folder."""
    (folder / "inbox").mkdir(parents=True)
    (folder / "kho.toml").write_text(SETTINGS, encoding="utf-8")
    for name, told in (("agencies", AGENCIES), ("systems", SYSTEMS)):
        (folder / f"{name}.yaml").write_text(yaml.safe_dump(told, allow_unicode=True), encoding="utf-8")
    for name, told in CONTRACTS.items():
        file = folder / "contracts" / f"{name}.odcs.yaml"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(yaml.safe_dump(told, allow_unicode=True, sort_keys=False), encoding="utf-8")
    (folder / "shapes").mkdir()
    for name in ("shapes.ttl", "range.ttl", "dcat-ap-SHACL.ttl"):
        (folder / "shapes" / name).write_text(SHAPES if name == "shapes.ttl" else "", encoding="utf-8")
    for name, content in FILES.items():
        (folder / "inbox" / name).write_text(content, encoding="utf-8")
    return folder
