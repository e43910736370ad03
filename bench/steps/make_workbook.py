"""The referee's CSV as a workbook with title rows above: real dates and numbers where the text is one, text elsewhere.

python make_workbook.py PEOPLE_CSV WORKBOOK
"""

import csv
import sys
from datetime import datetime
from pathlib import Path

from openpyxl import Workbook

DATES, WHOLE, DECIMAL = {"ngay_sinh", "ngay_cap"}, {"so_thua", "to_ban_do"}, {"dien_tich"}
TITLES = ("UỶ BAN NHÂN DÂN TỈNH (SỐ LIỆU GIẢ)", "DANH SÁCH NGƯỜI DÂN VÀ THỬA ĐẤT", "Kỳ: tháng 11 năm 2026")

Value = str | int | float | datetime | None


def cell(column: str, text: str) -> Value:
    """The cell as a person's workbook has it."""
    try:
        return typed(column, text)
    except ValueError:
        return text


def typed(column: str, text: str) -> Value:
    """The text as its column's type. Raises ValueError."""
    if not text:
        return None
    if column in DATES:
        return datetime.strptime(text, "%d/%m/%Y")  # noqa: DTZ007  a cell of a workbook has no zone
    if column in WHOLE:
        return int(text)
    return float(text.replace(".", "").replace(",", ".")) if column in DECIMAL else text


source, target = map(Path, sys.argv[1:])
book = Workbook(write_only=True)
sheet = book.create_sheet("DanhSach")
for title in TITLES:
    sheet.append([title])
sheet.append([])
with source.open(encoding="utf-8", newline="") as lines:
    rows = csv.DictReader(lines)
    sheet.append(rows.fieldnames)
    for row in rows:
        sheet.append([cell(column, text) for column, text in row.items()])
partial = target.with_suffix(".partial")
book.save(partial)
partial.replace(target)
