"""Looks at the bytes of a file that is said to be a workbook: what it really is, and whether it may be opened."""

import re
import zipfile
import zlib
from enum import StrEnum
from pathlib import Path

from kho.messages import Message
from kho.sources.workbooks.errors import (
    BrokenWorkbookError,
    EncryptedWorkbookError,
    NotAWorkbookError,
    WorkbookTooLargeError,
)

UNPACKED_LIMIT = 4 * 2**30
"""Bytes a zipped workbook may unpack to."""
RATIO_LIMIT = 300
"""How many times its packed size a zipped workbook of more than RATIO_FROM bytes may unpack to."""
RATIO_FROM = 100 * 2**20
HEAD = 64 * 2**10

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BIFF = (b"\x09\x08", b"\x09\x04", b"\x09\x02", b"\x09\x00")
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_STREAMS = tuple(name.encode("utf-16-le") for name in ("Workbook", "Book", "EncryptedPackage"))
_EXTENSIONS = (".xls", ".xlsx", ".xlsm", ".xlsb", ".xltx", ".xltm", ".xlt", ".ods", ".fods", ".et")


class Container(StrEnum):
    """How a workbook is stored."""

    XLS = "xls"
    XLSX = "xlsx"
    XLSM = "xlsm"
    XLSB = "xlsb"
    ODS = "ods"


def looks_like_workbook(head: bytes, name: str) -> bool:
    """Whether the first bytes are a workbook's, or the name says so and the bytes are no plain table of text."""
    called = name.lower().endswith(_EXTENSIONS)
    if head.startswith(_OLE):
        return called or any(stream in head for stream in _STREAMS)
    if head.startswith(b"PK\x03\x04"):
        return called or b"xl/" in head or b"opendocument.spreadsheet" in head[:200]
    return called and not _is_plain_text(head)


def container_of(file: Path, name: str) -> Container:
    """What the file is by its bytes. Raises an error of `kho.sources.workbooks.errors` where Kho cannot read it."""
    with file.open("rb") as stream:
        head = stream.read(HEAD)
    if head.startswith(_OLE):
        return _ole(file, name)
    if head.startswith(b"PK"):
        return _zip(file, name)
    if head.startswith(_BIFF):
        return Container.XLS
    kind = _other_kind(head)
    raise NotAWorkbookError(where=name, name=name, kind_vi=kind.vi, kind_en=kind.en)


def _ole(file: Path, name: str) -> Container:
    content = file.read_bytes()
    if _ENCRYPTED in content:
        raise EncryptedWorkbookError(where=name, name=name)
    if not any(stream in content for stream in _STREAMS):
        kind = Message(
            vi="tài liệu Office khác (Word, PowerPoint...)", en="another Office document (Word, PowerPoint...)"
        )
        raise NotAWorkbookError(where=name, name=name, kind_vi=kind.vi, kind_en=kind.en)
    return Container.XLS


def _zip(file: Path, name: str) -> Container:
    try:
        with zipfile.ZipFile(file) as archive:
            entries = archive.infolist()
            mimetype = archive.read("mimetype") if "mimetype" in archive.namelist() else b""
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError) as reason:
        raise BrokenWorkbookError(where=name, name=name, reason=str(reason)) from reason
    _guard_size(entries, name)
    names = {entry.filename for entry in entries}
    if "META-INF/manifest.xml" in names and b"spreadsheet" in mimetype:
        return Container.ODS
    if any(re.fullmatch(r"xl/workbook\d*\.bin", each) for each in names):
        return Container.XLSB
    if any(re.fullmatch(r"(xl/)?workbook\d*\.xml", each, re.IGNORECASE) for each in names):
        return Container.XLSM if "xl/vbaProject.bin" in names else Container.XLSX
    kind = Message(vi="tệp nén hoặc tài liệu khác", en="an archive or another document")
    raise NotAWorkbookError(where=name, name=name, kind_vi=kind.vi, kind_en=kind.en)


def _guard_size(entries: list[zipfile.ZipInfo], name: str) -> None:
    """Refuse what would unpack to too much, before anything is unpacked."""
    unpacked = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries) or 1
    if unpacked <= UNPACKED_LIMIT and (unpacked <= RATIO_FROM or unpacked <= RATIO_LIMIT * packed):
        return
    measured, limit = (
        f"{unpacked / 2**20:,.0f} MB",
        f"{min(UNPACKED_LIMIT, max(RATIO_FROM, RATIO_LIMIT * packed)) / 2**20:,.0f} MB",
    )
    raise WorkbookTooLargeError(
        where=name, name=name, measured_vi=measured, measured_en=measured, limit_vi=limit, limit_en=limit
    )


_SIGNS: tuple[tuple[bytes, Message], ...] = (
    (b"<html|<table|<!doctype html", Message(vi="một trang HTML", en="an HTML page")),
    (b"urn:schemas-microsoft-com:office:spreadsheet", Message(vi="Excel 2003 dạng XML", en="Excel 2003 XML")),
    (b"^%pdf", Message(vi="một tệp PDF", en="a PDF file")),
    (b"^<", Message(vi="một tệp XML", en="an XML file")),
)


def _other_kind(head: bytes) -> Message:
    start = head.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")[:2000].lower().replace(b"\x00", b"")
    if not start:
        return Message(vi="rỗng", en="empty")
    by_sign = next((kind for sign, kind in _SIGNS if re.search(sign, start)), None)
    if by_sign is not None:
        return by_sign
    if _is_plain_text(head):
        return Message(vi="văn bản thường (có thể là CSV)", en="plain text (maybe CSV)")
    return Message(vi="không nhận ra được", en="not recognised")


def _is_plain_text(head: bytes) -> bool:
    return (
        bool(head) and b"\x00" not in head.removeprefix(b"\xff\xfe") and not head.lstrip().startswith((b"<", b"%PDF"))
    )
