"""The guide works as it stands: its commands are run in their order, its files are written where it says."""

import re
import shlex
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from openpyxl import Workbook, load_workbook

from kho.cli.main import cli

GUIDE = Path(__file__).resolve().parents[3] / "docs" / "guide" / "first-province.md"
TITLES = (["SỞ Y TẾ (DỮ LIỆU GIẢ)"], ["BẢNG DÂN SỐ NĂM 2024"], [None, None, "Đơn vị tính: người"])
HEADER = ["Mã xã", "Tên xã", "Dân số"]
FIRST = (
    ["00001", "Xã Mẫu Một", 12_000],
    ["00002", "Xã Mẫu Hai", "khoảng 9000"],
    ["00003", "Xã Mẫu Ba", 8_100],
    ["00003", "Xã Mẫu Ba", 8_100],
    ["00004", "Xã Mẫu Bốn", 7_000],
)
WRITTEN = {"yaml": "# ", "sql": "-- "}
"""Blocks that are files, and the sign before the file's name in their first line."""
MENDED = (["00002", "Xã Mẫu Hai", 9_012], ["00003", "Xã Mẫu Ba", 8_100])


def workbook(file: Path, rows: tuple[list[Any], ...]) -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Biểu 1"
    for row in (*TITLES, HEADER, *rows, [None, "Tổng cộng", 36_000]):
        sheet.append(row)
    book.save(file)


def blocks() -> Iterator[tuple[str, str]]:
    """The guide's blocks in their order: (language, text)."""
    yield from re.findall(r"(?ms)^```(\w+)\n(.*?)^```", GUIDE.read_text(encoding="utf-8"))


def do(line: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """One command as the reader types it; what it said."""
    program, *words = shlex.split(line)
    if program == "cd":
        monkeypatch.chdir(words[0])
    elif program == "cp":
        shutil.copy(*words)
    else:
        assert program == "kho"
        result = CliRunner().invoke(cli, words, prog_name="kho")
        assert result.exit_code == 0, f"{line}\n{result.output}"
        return result.output
    return ""


def test_the_guide_from_a_workbook_to_a_trusted_table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    workbook(tmp_path / "dan-so-2024.xlsx", FIRST)
    workbook(tmp_path / "dan-so-2024-dinh-chinh.xlsx", MENDED)
    said: dict[str, str] = {}
    for language, text in blocks():
        if language in WRITTEN:
            place, _, content = text.partition("\n")
            Path(place.removeprefix(WRITTEN[language])).write_text(content, encoding="utf-8")
            continue
        assert language == "console"
        for line in text.splitlines():
            said[line] = do(line.removeprefix("$ "), monkeypatch)
    assert "Đọc 5 dòng: nhận 2, cách ly 3." in said["$ kho run so-y-te/dan-so"]
    assert "khoảng 9000" in said["$ kho run show LAST"]
    total = 12_000 + 9_012 + 8_100 + 7_000
    assert f"{total}" in said['$ kho sql "select sum(dan_so) as tong from so_y_te.dan_so"']
    assert "thêm 2" in said["$ kho table diff so-y-te/dan-so 0 1"]
    assert f"{total}" in said['$ kho sql "select * from y_te.dan_so_toan_tinh"']
    assert "dan-so-2024-dinh-chinh.xlsx" in said["$ kho lineage y-te/dan-so-toan-tinh.dan_so"]
    assert (tmp_path / "hungyen" / "nguon-goc.svg").exists()
    assert "dan-so-2024-dinh-chinh.xlsx" in said["$ kho trace so-y-te/dan-so --where \"ma_xa = '00002'\""]
    marked = load_workbook(tmp_path / "hungyen" / "tra-lai" / "dan-so-2024-loi.xlsx")["Biểu 1"]
    assert [cell.coordinate for row in marked.iter_rows() for cell in row if cell.comment] == ["C6", "A7", "A8"]
    assert (tmp_path / "hungyen" / "bao-cao.html").exists()
