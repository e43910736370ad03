"""Writes what the invented province's agencies send: synthetic, the same every time, with the dirt that files have."""

import csv
import io
import json
import random
import sqlite3
import zipfile
from datetime import date, timedelta
from pathlib import Path
from xml.etree import ElementTree as ET

from openpyxl import Workbook

SEED = 1_7_2025
COMMUNES = ("11953", "11977", "11980", "11983", "11992", "11995", "12004", "12019", "12025", "12619")
OLD_COMMUNE = "12010"
"""A code that no longer exists since 1 July 2025."""
NAMESPACE = "urn:kho:mau:giay-phep"
PROCEDURES = 40
UNKNOWN_LEVEL, NO_PUPILS = 17, 23
"""Which made-up schools are wrong."""


def first_deliveries(inbox: Path) -> None:
    """What arrives at the beginning of the month."""
    chance = random.Random(SEED)  # noqa: S311 - made-up data, no secret
    health_workbook(inbox / "so-y-te" / "2025-09.xlsx")
    crops(inbox / "nong-nghiep" / "vu-mua-2025.csv", chance, season="Mùa 2025")
    schools(inbox / "giao-duc" / "truong.json", chance)
    permits(inbox / "xay-dung" / "giay-phep-2025.xml", chance)
    procedures(inbox / "mot-cua" / "thu-tuc.zip")
    dossiers(inbox / "mot-cua" / "ho-so.sqlite", chance, first=1, count=3_000)


def later_deliveries(inbox: Path) -> None:
    """What arrives at its end: corrections, the next season, the dossiers since, and a file that was sent empty."""
    chance = random.Random(SEED + 1)  # noqa: S311 - made-up data, no secret
    health_workbook(inbox / "so-y-te" / "2025-09-dinh-chinh.xlsx", corrected=True)
    crops(inbox / "nong-nghiep" / "vu-dong-2025.csv", chance, season="Đông 2025")
    (inbox / "xay-dung" / "giay-phep-thang-10.xml").write_bytes(b"")
    dossiers(inbox / "mot-cua" / "ho-so.sqlite", chance, first=2_901, count=600)


def health_workbook(path: Path, *, corrected: bool = False) -> None:
    """A workbook with title rows, a unit line, a number written as a word, a doubled code, an old code and a total.

    Corrected, the word has become a number and two facilities have other beds.
    """
    chance = random.Random(SEED)  # noqa: S311 - made-up data, no secret
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Cơ sở"
    rows = [
        [f"{number:05}", f"Trạm y tế mẫu số {number}", chance.choice(COMMUNES), chance.randint(5, 200), number % 9 + 1]
        for number in range(1, 41)
    ]
    rows[6][2], rows[11][3], rows[20][0] = OLD_COMMUNE, "khoảng 30", rows[19][0]
    if corrected:
        rows[2][3], rows[11][3], rows[30][3] = 95, 30, 12
    total = sum(row[3] for row in rows if isinstance(row[3], int))
    for line in (
        ["SỞ Y TẾ (DỮ LIỆU GIẢ)"],
        ["DANH SÁCH CƠ SỞ Y TẾ"],
        [None, None, None, "Đơn vị tính: giường, người"],
        [],
        ["Mã cơ sở", "Tên cơ sở", "Mã xã", "Số giường", "Bác sĩ"],
        *rows,
        [None, "Tổng cộng", None, total, None],
        [],
        [None, None, None, "NGƯỜI LẬP BIỂU"],
    ):
        sheet.append(line)
    path.parent.mkdir(parents=True, exist_ok=True)
    book.save(path)


def crops(path: Path, chance: random.Random, *, season: str) -> None:
    """Semicolons, decimal commas, one impossible yield, and lower-case titles."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(["Mã xã", "Vụ", "Cây trồng", "Diện tích (ha)", "Sản lượng (tấn)"])
        for commune in COMMUNES:
            for crop, yield_per_hectare in (("Lúa", 6.1), ("Ngô", 5.0), ("Nhãn", 9.5)):
                area = chance.uniform(20, 900)
                tonnes = area * yield_per_hectare * (100 if (commune, crop) == ("12004", "Ngô") else 1)
                writer.writerow([commune, season, crop, _vietnamese(area), _vietnamese(tonnes)])


def schools(path: Path, chance: random.Random) -> None:
    """Nested records; two are wrong: a level that does not exist, and no number of pupils."""
    levels = ("Mầm non", "Tiểu học", "THCS", "THPT")
    records = [
        {
            "ma": f"T{number:03}",
            "ten": f"Trường mẫu số {number}",
            "cap": levels[number % 4] if number != UNKNOWN_LEVEL else "Cấp 3",
            "dia_chi": {"ma_xa": chance.choice(COMMUNES), "thon": f"Thôn {number % 7 + 1}"},
            "quy_mo": {"lop": number % 20 + 5, "hoc_sinh": chance.randint(80, 900) if number != NO_PUPILS else None},
        }
        for number in range(1, 61)
    ]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"nam_hoc": "2025-2026", "truong": records}, ensure_ascii=False), encoding="utf-8")


def permits(path: Path, chance: random.Random) -> None:
    """Records with attributes; one was issued before its commune's code was valid, one on 31 February."""
    ET.register_namespace("", NAMESPACE)
    root = ET.Element(f"{{{NAMESPACE}}}danhSach")
    for number in range(1, 121):
        issued = date(2025, 7, 1) + timedelta(days=chance.randint(0, 90))
        written = {5: "30/06/2025", 9: "31/02/2025"}.get(number, f"{issued:%d/%m/%Y}")
        record = ET.SubElement(root, f"{{{NAMESPACE}}}giayPhep", so=f"{number}/GPXD")
        for name, text in (
            ("ngayCap", written),
            ("maXa", chance.choice(COMMUNES)),
            ("dienTich", _vietnamese(chance.uniform(40, 400))),
        ):
            ET.SubElement(record, f"{{{NAMESPACE}}}{name}").text = text
    path.parent.mkdir(parents=True, exist_ok=True)
    ET.ElementTree(root).write(path, encoding="utf-8", xml_declaration=True)


def procedures(path: Path) -> None:
    """A CSV in a zip archive."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(["Mã thủ tục", "Tên thủ tục", "Số ngày"])
    writer.writerows(
        [f"1.{number:06}", f"Thủ tục mẫu số {number}", number % 30 + 1] for number in range(1, PROCEDURES + 1)
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo("thu-tuc.csv", (2025, 9, 1, 8, 0, 0)), text.getvalue())


def dossiers(path: Path, chance: random.Random, *, first: int, count: int) -> None:
    """Rows of a database; some name a procedure that does not exist, some are given back before they came."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with sqlite3.connect(path) as database:
        database.execute(
            "create table if not exists ho_so"
            " (ma_ho_so text primary key, ma_thu_tuc text, ngay_nhan text, ngay_tra text, lan_sua integer)"
        )
        (last,) = database.execute("select coalesce(max(lan_sua), 0) from ho_so").fetchone()
        for number in range(first, first + count):
            received = date(2025, 9, 1) + timedelta(days=chance.randint(0, 29))
            returned = received + timedelta(days=chance.randint(-1 if number % 97 == 0 else 1, 20))
            procedure = chance.randint(1, PROCEDURES) if number % 131 else PROCEDURES + 1
            database.execute(
                "insert or replace into ho_so values (?, ?, ?, ?, ?)",
                [f"HS{number:06}", f"1.{procedure:06}", f"{received}", f"{returned}", last + number - first + 1],
            )
    database.close()


def _vietnamese(value: float) -> str:
    return f"{value:,.2f}".translate(str.maketrans(",.", ".,"))
