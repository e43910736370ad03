"""A small invented province whose datasets lie somewhere: by coordinates, by codes of communes, by shapes."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

SETTINGS = '[province]\nname = "Tỉnh mẫu (dữ liệu giả)"\ncode = "33"\n'
AGENCIES = [
    {"id": "so-mau", "name": {"vi": "Sở Mẫu", "en": "Sample department"}, "level": "province", "code": "H33.02"}
]
STATIONS, PEOPLE, ROADS, WELLS = "so-mau--tram-do", "so-mau--dan-so", "so-mau--tuyen", "so-mau--gieng"
PLAIN = "so-mau--danh-muc"
HIDDEN = ("so-mau--kho-zqx", "so-mau--nha-wvk")
SECRETS = ("kho-zqx", "zqxtitle", "zqxgiatri", "nha-wvk", "wvktitle", "wvkgiatri", "quarantined-jpy")
"""What of a shared dataset, of a private one and of quarantined values is nowhere."""
COUNT = 130
"""Stations: more than a page."""


def _contract(name: str, title: str, access: str, columns: Sequence[Mapping[str, Any]], source: str) -> dict[str, Any]:
    custom = [{"property": "kho.access", "value": access}, {"property": "kho.licence", "value": "CC-BY-4.0"}]
    dataset = name.partition("/")[2]
    return {
        "apiVersion": "v3.1.0",
        "kind": "DataContract",
        "id": name,
        "name": title,
        "version": "1.0.0",
        "status": "active",
        "domain": "moi-truong",
        "description": {"purpose": f"{title}: dữ liệu giả."},
        "team": {"name": "so-mau", "members": [{"username": "can-bo", "role": "steward"}]},
        "slaProperties": [{"property": "frequency", "value": 1, "unit": "year"}],
        "servers": [
            {"server": "inbox", "type": "local", "path": f"inbox/{source}", "format": source.rpartition(".")[2]}
        ],
        "customProperties": custom,
        "schema": [
            {
                "name": dataset.replace("-", "_"),
                "physicalType": "table",
                "properties": [{"logicalType": "string", **each} for each in columns],
            }
        ],
    }


def _key(position: int = 1, **more: Any) -> dict[str, Any]:
    return {"primaryKey": True, "primaryKeyPosition": position, "required": True, **more}


_DEGREES = {"logicalType": "number", "physicalType": "decimal(9,6)"}
_STATIONS = (
    {"name": "ma", **_key()},
    {"name": "ten"},
    {"name": "vi_do", **_DEGREES},
    {"name": "kinh_do", **_DEGREES},
    {"name": "do_sau", "logicalType": "integer", "customProperties": [{"property": "kho.unit", "value": "m"}]},
    {"name": "ngay_so_lieu", "logicalType": "date"},
)
_PEOPLE = (
    {
        "name": "ma_xa",
        **_key(2),
        "customProperties": [{"property": "kho.admin_unit", "value": {"level": "commune", "of": "nam"}}],
    },
    {"name": "nam", **_key(1, logicalType="integer")},
    {"name": "so_dan", "logicalType": "integer"},
)
_ROADS = ({"name": "ma", **_key()}, {"name": "cap"}, {"name": "geometry"})
_WELLS = (
    {"name": "lat", "logicalType": "number"},
    {"name": "lon", "logicalType": "number"},
)
_PLAIN = ({"name": "ma", **_key()}, {"name": "ten"})
CONTRACTS = {
    "so-mau/tram-do": _contract("so-mau/tram-do", "Trạm đo", "open", _STATIONS, "tram-do.csv"),
    "so-mau/dan-so": _contract("so-mau/dan-so", "Dân số", "open", _PEOPLE, "dan-so.csv"),
    "so-mau/tuyen": _contract("so-mau/tuyen", "Tuyến đường", "open", _ROADS, "tuyen.geojson"),
    "so-mau/gieng": _contract("so-mau/gieng", "Giếng nước", "open", _WELLS, "gieng.csv"),
    "so-mau/danh-muc": _contract("so-mau/danh-muc", "Danh mục", "open", _PLAIN, "danh-muc.csv"),
    "so-mau/kho-zqx": _contract("so-mau/kho-zqx", "Kho zqxtitle", "shared", _STATIONS, "kho-zqx.csv"),
    "so-mau/nha-wvk": _contract("so-mau/nha-wvk", "Nhà wvktitle", "private", _STATIONS, "nha-wvk.csv"),
}
_HEAD = "ma,ten,vi_do,kinh_do,do_sau,ngay_so_lieu\n"
ODD = "K/1 đê"
"""A key that an address cannot have as it is."""


def _station(number: int) -> str:
    return (
        f"T{number:03},Trạm {number},{20.5 + number / 1000:.6f},{106 + number / 1000:.6f},{number},"
        f"2025-{number % 12 + 1:02}-15\n"
    )


_LINES = {
    "QL1": [[106.0, 20.5], [106.1, 20.6]],
    "QL2": [[106.3, 20.5], [106.4, 20.9]],
    "QL3": None,
}
FILES = {
    "tram-do.csv": _HEAD
    + "".join(map(_station, range(1, COUNT + 1)))
    + f"{ODD},Trạm lẻ,,,,\n"
    + "T999,Trạm xa,-10.5,-179.5,,2020-01-31\n"
    + "T998,Trạm hỏng,quarantined-jpy,106,,\n",
    "dan-so.csv": "ma_xa,nam,so_dan\n11953,2024,1000\n11953,2026,1100\n11977,2026,900\n",
    "tuyen.geojson": json.dumps(
        {
            "type": "FeatureCollection",
            "features": [
                {
                    "type": "Feature",
                    "properties": {"ma": name, "cap": "quốc lộ"},
                    "geometry": None if line is None else {"type": "LineString", "coordinates": line},
                }
                for name, line in _LINES.items()
            ],
        }
    ),
    "gieng.csv": "lat,lon\n20.5,106.5\n20.6,106.6\n",
    "danh-muc.csv": "ma,ten\nA,Một\n",
    "kho-zqx.csv": _HEAD + "Z1,zqxgiatri,20.6,106.2,1,2025-01-01\n",
    "nha-wvk.csv": _HEAD + "W1,wvkgiatri,20.6,106.2,1,2025-01-01\n",
}


def write(folder: Path) -> Path:
    """Write the province into a new folder."""
    (folder / "inbox").mkdir(parents=True)
    (folder / "kho.toml").write_text(SETTINGS, encoding="utf-8")
    (folder / "agencies.yaml").write_text(yaml.safe_dump(AGENCIES, allow_unicode=True), encoding="utf-8")
    (folder / "contracts" / "so-mau").mkdir(parents=True)
    for name, contract in CONTRACTS.items():
        file = folder / "contracts" / f"{name}.odcs.yaml"
        file.write_text(yaml.safe_dump(contract, allow_unicode=True, sort_keys=False), encoding="utf-8")
    for name, content in FILES.items():
        (folder / "inbox" / name).write_text(content, encoding="utf-8")
    return folder
