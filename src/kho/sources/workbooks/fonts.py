"""The fonts of a workbook's cells, run by run: a legacy font shows Vietnamese for other characters.

Only workbooks that name a legacy font at all are looked at; what a font's name stands for is
`kho.standards.text.fonts`.
"""

import re
import struct
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol
from xml.etree import ElementTree as ET

import xlrd

from kho.sources.workbooks.biff import Silent
from kho.sources.workbooks.grid import column_index
from kho.sources.workbooks.office_xml import sheet_parts
from kho.standards.text.decoding import Run
from kho.standards.text.fonts import UNICODE_FONT, font_sign


class FontsUnknownError(ValueError):
    """The fonts of a workbook cannot be read, though its cells can."""


class CellFonts(Protocol):
    """The fonts of one sheet."""

    def runs(self, row: int, column: int, text: str) -> list[Run]:
        """The text of the cell at a 0-based place, parted by font; the font is None where it is not known."""


_SHORT = rb"\.Vn[A-Z]|VNI?[- ]?[A-Z]|V(?:PS|NU)[ -]?[A-Z]|VI [A-Z]"
_WIDE = rb"(?:\.\x00)?V\x00[NIPU]\x00"
_NAME_IN_BYTES = re.compile(_SHORT + b"|" + _WIDE, re.IGNORECASE)
_NAME_IN_XML = re.compile(rb'<(?:\w+:)?(?:name|rFont)\s+val="([^"]*)"')


def names_a_legacy_font(file: Path) -> bool:
    """Whether a workbook may name such a font at all: a quick look at the bytes that hold fonts."""
    content = file.read_bytes()
    if not content.startswith(b"PK"):  # an `.xls` may hold an archive, and then looks like one from its end
        return _NAME_IN_BYTES.search(content) is not None
    with zipfile.ZipFile(file) as archive:
        parts = [name for name in archive.namelist() if name.endswith(("styles.xml", "sharedStrings.xml"))]
        return any(_some_legacy(_NAME_IN_XML.findall(archive.read(part))) for part in parts)


@dataclass(frozen=True, kw_only=True, slots=True)
class XlsFonts:
    """The fonts of a sheet of an `.xls`."""

    book: xlrd.Book
    sheet: xlrd.sheet.Sheet

    def runs(self, row: int, column: int, text: str) -> list[Run]:
        """See `CellFonts`."""
        if row >= self.sheet.nrows or column >= self.sheet.row_len(row):
            return [(text, None)]
        style = self.book.xf_list[self.sheet.cell_xf_index(row, column)]
        starts = self.sheet.rich_text_runlist_map.get((row, column), [])
        offsets = [0, *(start for start, _ in starts), len(text)]
        numbers = [style.font_index, *(number for _, number in starts)]
        names = [self.book.font_list[number].name for number in numbers]
        return [(text[a:b], name) for a, b, name in zip(offsets, offsets[1:], names, strict=False) if a < b]


def open_xls(file: Path) -> xlrd.Book:
    """The workbook with its fonts. Raises FontsUnknownError where xlrd fails."""
    try:
        return xlrd.open_workbook(str(file), formatting_info=True, on_demand=True, logfile=Silent())
    except Exception as reason:
        raise FontsUnknownError(f"{type(reason).__name__}: {reason}") from reason


def xls_fonts(book: xlrd.Book, number: int) -> XlsFonts:
    """The fonts of the sheet with that 0-based number. Raises FontsUnknownError where xlrd fails."""
    try:
        return XlsFonts(book=book, sheet=book.sheet_by_index(number))
    except Exception as reason:
        raise FontsUnknownError(f"{type(reason).__name__}: {reason}") from reason


Shared = list[tuple[str, str | None]]
"""The runs of a shared text with their fonts, None where it is the cell's."""


@dataclass(kw_only=True, slots=True)
class OfficeFonts:
    """Fonts of an `.xlsx`: of each cell style, and of the shared texts that have fonts of their own."""

    of_style: list[str] = field(default_factory=list)
    of_text: dict[int, Shared] = field(default_factory=dict)


def office_fonts(file: Path) -> OfficeFonts:
    """The fonts of an `.xlsx`. Raises FontsUnknownError."""
    try:
        with zipfile.ZipFile(file) as archive:
            names = archive.namelist()
            styles = next((name for name in names if name.endswith("styles.xml")), None)
            shared = next((name for name in names if name.endswith("sharedStrings.xml")), None)
            of_style = _style_fonts(ET.fromstring(archive.read(styles))) if styles else []  # noqa: S314  expat resolves no external entity and bounds internal ones
            of_text = _text_fonts(ET.fromstring(archive.read(shared))) if shared else {}  # noqa: S314  expat resolves no external entity and bounds internal ones
    except (ET.ParseError, KeyError, ValueError, zipfile.BadZipFile, struct.error) as reason:
        raise FontsUnknownError(str(reason)) from reason
    return OfficeFonts(of_style=of_style, of_text=of_text)


def _named(element: ET.Element, tag: str) -> Iterator[ET.Element]:
    return (child for child in element.iter() if child.tag.rpartition("}")[2] == tag)


def _style_fonts(root: ET.Element) -> list[str]:
    fonts = next(_named(root, "fonts"), None)
    formats = next(_named(root, "cellXfs"), None)
    if fonts is None or formats is None:
        return []
    names = [next((e.get("val", "") for e in _named(font, "name")), "") for font in fonts]
    chosen = [int(each.get("fontId", "0")) for each in formats]
    return [names[index] if index < len(names) else "" for index in chosen]


def _text_fonts(root: ET.Element) -> dict[int, Shared]:
    found: dict[int, Shared] = {}
    for index, item in enumerate(root):
        runs = [_run(child) for child in item if child.tag.rpartition("}")[2] == "r"]
        if runs:
            found[index] = runs
    return found


def _run(element: ET.Element) -> tuple[str, str | None]:
    text = "".join(child.text or "" for child in _named(element, "t"))
    return text, next((child.get("val") for child in _named(element, "rFont")), None)


_CELL = re.compile(rb"<c\s([^>]*?)/?>(?:<v>(\d+)</|(<is>.*?</is>))?", re.DOTALL)
_PREFIXED = re.compile(rb"<(/?)\w+:")
_ATTRIBUTE = re.compile(rb'\b(r|s|t)="([^"]*)"')


@dataclass(frozen=True, kw_only=True, slots=True)
class OfficeSheetFonts:
    """The fonts of a sheet of an `.xlsx`: the font of each cell, and the runs of its text where it has some."""

    cells: dict[tuple[int, int], tuple[str, Shared]]

    def runs(self, row: int, column: int, text: str) -> list[Run]:
        """See `CellFonts`."""
        font, runs = self.cells.get((row, column), ("", []))
        if "".join(part for part, _ in runs) != text:
            return [(text, font or None)]
        return [(part, name or font or None) for part, name in runs]


def office_sheet_fonts(file: Path, sheet: str, fonts: OfficeFonts) -> OfficeSheetFonts:
    """The fonts of the sheet of that name. Raises FontsUnknownError."""
    try:
        with zipfile.ZipFile(file) as archive:
            part = sheet_parts(archive).get(sheet)
            content = archive.read(part) if part else b""
        return OfficeSheetFonts(cells=dict(_styled_cells(content, fonts)))
    except (ET.ParseError, KeyError, ValueError, zipfile.BadZipFile, struct.error) as reason:
        raise FontsUnknownError(str(reason)) from reason


def names_inside(content: bytes) -> bool:
    """Whether texts that stand in a sheet's own XML name a legacy font."""
    return b"rFont" in content and _some_legacy(_NAME_IN_XML.findall(content))


def _some_legacy(names: Iterable[bytes]) -> bool:
    return any(font_sign(name.decode(errors="replace")) != UNICODE_FONT for name in set(names))


def _styled_cells(content: bytes, fonts: OfficeFonts) -> Iterator[tuple[tuple[int, int], tuple[str, Shared]]]:
    for match in _CELL.finditer(_PREFIXED.sub(rb"<\1", content)):
        attributes = dict(_ATTRIBUTE.findall(match[1]))
        place = re.fullmatch(rb"([A-Z]+)(\d+)", attributes.get(b"r", b""))
        if place is None:
            continue
        style = int(attributes.get(b"s", b"0"))
        font = fonts.of_style[style] if style < len(fonts.of_style) else ""
        shared = int(match[2]) if match[2] and attributes.get(b"t") == b"s" else -1
        runs = _inline_runs(match[3]) if match[3] else fonts.of_text.get(shared, [])
        yield (int(place[2]) - 1, column_index(place[1].decode())), (font, runs)


def _inline_runs(content: bytes) -> Shared:
    """The runs of a text that stands in its cell; none where it has no fonts of its own."""
    if b"<rFont" not in content:
        return []
    return [_run(child) for child in ET.fromstring(content) if child.tag == "r"]  # noqa: S314  expat resolves no external entity and bounds internal ones
