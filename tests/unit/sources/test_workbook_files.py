"""A workbook is told by its bytes; what cannot be read gets an error that says what to do."""

import random
import struct
import zipfile
from contextlib import suppress
from pathlib import Path

import pytest
from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font

from kho.errors import KhoError
from kho.sources.formats.workbook import WorkbookFormat
from kho.sources.registry import format_named
from kho.sources.workbooks import containers
from kho.sources.workbooks.errors import (
    BrokenWorkbookError,
    EncryptedWorkbookError,
    NotAWorkbookError,
    WorkbookTooLargeError,
)
from kho.sources.workbooks.fonts import names_a_legacy_font
from kho.sources.workbooks.office_xml import extent


def first_table(file: Path):
    return next(WorkbookFormat().tables(file, name=file.name, read={}))


def kinds(file: Path) -> list[list[str | None]]:
    table = first_table(file)
    batch = next(table.batches)
    width = len(table.columns)
    return [batch.column(1 + width + i).to_pylist() for i in range(width)]


@pytest.fixture
def xlsx(tmp_path: Path):
    workbook = Workbook()
    for row in (["Tên", "Số"], ["A", 1], ["B", 2]):
        workbook.worksheets[0].append(row)
    file = tmp_path / "a.xlsx"
    workbook.save(file)
    return file


def compound_file(*streams: str) -> bytes:
    """An OLE compound file with nothing but a directory ([MS-CFB] 2.2)."""
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    header += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0) + struct.pack("<I", 0)
    directory = b"".join(name.encode("utf-16-le").ljust(128, b"\x00") for name in ("Root Entry", *streams))
    return header.ljust(512, b"\xff") + struct.pack("<II", 0xFFFFFFFD, 0xFFFFFFFE).ljust(512, b"\xff") + directory


def test_the_format_is_registered():
    assert isinstance(format_named("workbook"), WorkbookFormat)


def test_an_xlsx_named_xls_is_read(xlsx: Path):
    renamed = xlsx.rename(xlsx.with_suffix(".xls"))
    assert WorkbookFormat().sniff(renamed.read_bytes()[:65536], "a.xls")
    assert first_table(renamed).part == "Sheet"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"<html><body><table><tr><td>1</td></tr></table></body></html>", "HTML"),
        (b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>', "XML"),
        (b"%PDF-1.7 ...", "PDF"),
        (b"", "rỗng"),
        ("Mã;Tên\n1;Một\n".encode(), "văn bản thường"),
        (b"\x00\x01\x02\x03" * 50, "không nhận ra"),
    ],
)
def test_other_files_called_xls(tmp_path: Path, content: bytes, said: str):
    file = tmp_path / "bao-cao.xls"
    file.write_bytes(content)
    with pytest.raises(NotAWorkbookError) as raised:
        first_table(file)
    assert said in raised.value.text("vi")
    assert "bao-cao.xls" in raised.value.text("en")


def test_text_called_xls_is_left_to_the_reader_of_text():
    assert not WorkbookFormat().sniff("Mã;Tên\n1;Một\n".encode(), "a.xls")
    assert WorkbookFormat().sniff(b"<html><table>", "a.xls")
    assert not WorkbookFormat().sniff(b"<html><table>", "a.html")


def test_encrypted_office_file(tmp_path: Path):
    file = tmp_path / "mat.xlsx"
    file.write_bytes(compound_file("EncryptionInfo", "EncryptedPackage"))
    with pytest.raises(EncryptedWorkbookError) as raised:
        first_table(file)
    assert "mật khẩu" in raised.value.text("vi")


def test_encrypted_xls(shared_data: Path):
    with pytest.raises(EncryptedWorkbookError):
        first_table(shared_data / "messy/encrypted_no_password.xls")


def test_another_office_document(tmp_path: Path):
    file = tmp_path / "van-ban.xls"
    file.write_bytes(compound_file("WordDocument"))
    with pytest.raises(NotAWorkbookError):
        first_table(file)


@pytest.mark.parametrize("share", [0.2, 0.6, 0.95])
def test_a_file_cut_off(xlsx: Path, share: float):
    content = xlsx.read_bytes()
    xlsx.write_bytes(content[: int(len(content) * share)])
    with pytest.raises(BrokenWorkbookError) as raised:
        first_table(xlsx)
    assert "a.xlsx" in raised.value.text("vi")


def test_broken_xml_inside(xlsx: Path, tmp_path: Path):
    broken = tmp_path / "b.xlsx"
    with zipfile.ZipFile(xlsx) as source, zipfile.ZipFile(broken, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            target.writestr(name, content[: len(content) // 2] if name.endswith("sheet1.xml") else content)
    with pytest.raises(BrokenWorkbookError):
        first_table(broken)


@pytest.mark.parametrize("seed", range(12))
def test_any_damaged_file_is_read_or_refused_with_a_reason(xlsx: Path, seed: int):
    chance = random.Random(seed)  # noqa: S311  the same damage in every run
    content = bytearray(xlsx.read_bytes())
    for _ in range(20):
        content[chance.randrange(len(content))] = chance.randrange(256)
    xlsx.write_bytes(content)
    with suppress(KhoError):
        list(first_table(xlsx).batches)


def test_a_zip_bomb_is_refused_unopened(xlsx: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(containers, "RATIO_FROM", 2**20)
    bomb = tmp_path / "bom.xlsx"
    with zipfile.ZipFile(xlsx) as source, zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            target.writestr(name, source.read(name))
        target.writestr("xl/media/anh.bin", bytes(2**23))
    with pytest.raises(WorkbookTooLargeError) as raised:
        first_table(bomb)
    assert "MB" in raised.value.text("vi")


def test_a_cell_far_out_is_refused_before_it_fills_the_memory(tmp_path: Path):
    workbook = Workbook()
    workbook.worksheets[0]["A1"] = "Tên"
    workbook.worksheets[0]["XFD1048576"] = 1
    workbook.save(tmp_path / "xa.xlsx")
    with pytest.raises(WorkbookTooLargeError) as raised:
        first_table(tmp_path / "xa.xlsx")
    assert "1048576" in raised.value.text("vi")


def test_the_extent_of_a_sheet_does_not_trust_its_rows():
    assert extent(b'<row><c r="AB1048576"><v>1</v></c></row>') == (1_048_576, 28)
    assert extent(b'<row r="3"><c r="XFD3"><v>1</v></c></row>') == (3, 16_384)


def test_macro_file_is_read_and_said(xlsx: Path, tmp_path: Path):
    file = tmp_path / "m.xlsm"
    with zipfile.ZipFile(xlsx) as source, zipfile.ZipFile(file, "w") as target:
        for name in source.namelist():
            target.writestr(name, source.read(name))
        target.writestr("xl/vbaProject.bin", b"macros")
    table = first_table(file)
    assert "macros are not run, only cell values are read" in {each.why.en for each in table.notes.left_out}


def test_texts_in_legacy_fonts_are_decoded_and_on_record(tmp_path: Path):
    workbook = Workbook()
    sheet = workbook.worksheets[0]
    for row in (["Tªn", "Số"], ["QuyÕt to¸n", 1], ["Quyết toán", 2], ["Ghi chu", 3], ["HÀ NAM", 4], ["thu ns", 5]):
        sheet.append(row)
    for row in range(1, 6):
        sheet.cell(row, 1).font = Font(name=".VnTime")
    sheet.cell(6, 1).font = Font(name=".VnTimeH")
    sheet["A7"] = CellRichText("Dòng ", TextBlock(InlineFont(rFont=".VnTime"), "Tæng thu"))
    sheet["B7"] = 6
    workbook.save(tmp_path / "f.xlsx")
    table = first_table(tmp_path / "f.xlsx")
    batch = next(table.batches)
    assert table.columns[0].header == ("Tên",)
    assert batch.column("c1").to_pylist() == [
        "Quyết toán",
        "Quyết toán",
        "Ghi chu",
        "HÀ NAM",
        "THU NS",
        "Dòng Tổng thu",
    ]
    assert batch.column("k1").to_pylist() == [None] * 6
    assert [(each.before, each.after, each.why, each.places) for each in table.notes.repairs] == [
        ("Tªn", "Tên", "tcvn3", (("Sheet", 1, "c1"),)),
        ("QuyÕt to¸n", "Quyết toán", "tcvn3", (("Sheet", 2, "c1"),)),
        ("thu ns", "THU NS", "tcvn3", (("Sheet", 6, "c1"),)),
        ("Dòng Tæng thu", "Dòng Tổng thu", "tcvn3", (("Sheet", 7, "c1"),)),
    ]


def _one_column(file: Path, font: str, texts: list[str]) -> Path:
    workbook = Workbook()
    for row in (["Tên", "Số"], *([text, number] for number, text in enumerate(texts))):
        workbook.worksheets[0].append(row)
    for row in range(2, len(texts) + 2):
        workbook.worksheets[0].cell(row, 1).font = Font(name=font)
    workbook.save(file)
    return file


def test_a_doubt_is_marked_unless_the_column_settles_it(tmp_path: Path):
    doubt = _one_column(tmp_path / "a.xlsx", ".VnTime", ["Tháng", "Hà Nội", "Céng hoµ"])
    assert kinds(doubt)[0] == ["l", None, None]
    unicode = _one_column(tmp_path / "b.xlsx", ".VnTime", ["Tháng", *(f"Quyết toán {i}" for i in range(40))])
    assert set(kinds(unicode)[0]) == {None}
    assert next(first_table(unicode).batches).column("c1")[0].as_py() == "Tháng"


def test_a_workbook_without_legacy_fonts_is_left_to_its_letters(tmp_path: Path):
    plain = _one_column(tmp_path / "a.xlsx", "Times New Roman", ["Quyết toán"])
    assert not names_a_legacy_font(plain)
    assert names_a_legacy_font(_one_column(tmp_path / "b.xlsx", "VNI-Times", ["Quyết toán"]))
