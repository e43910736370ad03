"""Which texts are set in a legacy Vietnamese font, and so are not what their letters say.

TCVN3 (`.VnTime`) and VNI (`VNI-Times`) fonts show Vietnamese for other characters. The font's name is the reliable
sign; but a font also lies: a text with letters the encoding does not have is plain whatever its font.
"""

import re
import struct
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree as ET

import xlrd

from kho.sources.workbooks.biff import Silent
from kho.sources.workbooks.grid import ErrorValue, Grid, LegacyText, column_index
from kho.sources.workbooks.office_xml import sheet_parts
from kho.standards.text.legacy import may_be_legacy

_FONTS = {
    "tcvn3": re.compile(r"\s*(\.vn|vn(time|arial|times|helve|courier|book|century|avant|park|souther))", re.IGNORECASE),
    "vni": re.compile(r"\s*vni[ -]", re.IGNORECASE),
}
_NAME_IN_BYTES = re.compile(
    rb"\.Vn[A-Z]|VNI[- ]|VN[tT]ime|VnTime|VnArial|\.\x00V\x00n\x00|V\x00N\x00I\x00[- ]", re.IGNORECASE
)
_HIGH = re.compile("[\u0080-\u00ff\u0152-\u0192\u02c6-\u02dc\u2013-\u203a\u20ac\u2122]")


class FontsUnknownError(ValueError):
    """The fonts of a workbook cannot be read, though its cells can."""


def encoding_of_font(name: str) -> str | None:
    """`tcvn3` or `vni` for a font that shows text in that encoding, None for every other font."""
    return next((encoding for encoding, pattern in _FONTS.items() if pattern.match(name)), None)


def suspicious_cells(grid: Grid) -> list[tuple[int, int, str]]:
    """Texts of a sheet that may be in a legacy encoding, with their 0-based places."""
    return [
        (grid.top + r, grid.left + c, value)
        for r, cells in enumerate(grid.rows)
        for c, value in enumerate(cells)
        if isinstance(value, str) and not value.isascii() and not isinstance(value, ErrorValue) and _HIGH.search(value)
    ]


def names_a_legacy_font(file: Path) -> bool:
    """Whether a workbook mentions such a font at all: a quick look at the bytes that hold fonts."""
    if not zipfile.is_zipfile(file):
        return _NAME_IN_BYTES.search(file.read_bytes()) is not None
    with zipfile.ZipFile(file) as archive:
        parts = [name for name in archive.namelist() if name.endswith(("styles.xml", "sharedStrings.xml"))]
        return any(_NAME_IN_BYTES.search(archive.read(part)) for part in parts)


def mark_legacy(grid: Grid, places: Iterable[tuple[int, int]]) -> None:
    """Turn the cells at 0-based places into LegacyText."""
    for row, column in places:
        cells = grid.rows[row - grid.top]
        cells[column - grid.left] = LegacyText(cells[column - grid.left])


Runs = list[tuple[str, str | None]]
"""Pieces of a text with their font, None where it is the cell's."""


def _is_legacy(runs: Runs, cell_font: str) -> bool:
    return any(
        (encoding := encoding_of_font(font or cell_font)) and may_be_legacy(text, encoding) for text, font in runs
    )


def legacy_in_xls(file: Path, sheet: int, suspicious: list[tuple[int, int, str]]) -> list[tuple[int, int]]:
    """Places whose text is in a legacy font; `sheet` is 0-based. Raises FontsUnknownError where xlrd fails."""
    try:
        book = xlrd.open_workbook(str(file), formatting_info=True, on_demand=True, logfile=Silent())
        return list(_legacy_in_xls(book, sheet, suspicious))
    except Exception as reason:
        raise FontsUnknownError(f"{type(reason).__name__}: {reason}") from reason


def _legacy_in_xls(book: xlrd.Book, number: int, suspicious: list[tuple[int, int, str]]) -> Iterator[tuple[int, int]]:
    sheet = book.sheet_by_index(number)
    for row, column, text in suspicious:
        if row >= sheet.nrows or column >= sheet.row_len(row):
            continue
        font = book.font_list[book.xf_list[sheet.cell_xf_index(row, column)].font_index].name
        starts = sheet.rich_text_runlist_map.get((row, column), [])
        offsets = [0, *(start for start, _ in starts), len(text)]
        fonts = [font, *(book.font_list[index].name for _, index in starts)]
        runs: Runs = [(text[a:b], name) for a, b, name in zip(offsets, offsets[1:], fonts, strict=False)]
        if _is_legacy(runs, font):
            yield row, column


@dataclass(kw_only=True, slots=True)
class OfficeFonts:
    """Fonts of an `.xlsx`: of each cell style, and of the shared texts that have fonts of their own."""

    of_style: list[str] = field(default_factory=list)
    of_text: dict[int, Runs] = field(default_factory=dict)


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


def _text_fonts(root: ET.Element) -> dict[int, Runs]:
    found: dict[int, Runs] = {}
    for index, item in enumerate(root):
        runs = [_run(child) for child in item if child.tag.rpartition("}")[2] == "r"]
        if runs:
            found[index] = runs
    return found


def _run(element: ET.Element) -> tuple[str, str | None]:
    text = "".join(child.text or "" for child in _named(element, "t"))
    return text, next((child.get("val") for child in _named(element, "rFont")), None)


_CELL = re.compile(rb"<(?:\w+:)?c\s([^>]*?)/?>(?:<(?:\w+:)?v>(\d+)</)?")
_ATTRIBUTE = re.compile(rb'\b(r|s|t)="([^"]*)"')


def legacy_in_office_xml(
    file: Path, sheet: str, fonts: OfficeFonts, suspicious: list[tuple[int, int, str]]
) -> list[tuple[int, int]]:
    """Places of an `.xlsx` sheet whose text is in a legacy font."""
    texts = {(row, column): text for row, column, text in suspicious}
    with zipfile.ZipFile(file) as archive:
        part = sheet_parts(archive).get(sheet)
        content = archive.read(part) if part else b""
    return [
        place
        for place, font, index in _styled_cells(content, fonts)
        if place in texts and _is_legacy(_runs(fonts, index, texts[place]), font)
    ]


def _runs(fonts: OfficeFonts, index: int | None, text: str) -> Runs:
    shared = fonts.of_text.get(index) if index is not None else None
    return shared if shared is not None else [(text, None)]


def _styled_cells(content: bytes, fonts: OfficeFonts) -> Iterator[tuple[tuple[int, int], str, int | None]]:
    """Place, font and number of the shared text of each cell."""
    for match in _CELL.finditer(content):
        attributes = dict(_ATTRIBUTE.findall(match[1]))
        place = re.fullmatch(rb"([A-Z]+)(\d+)", attributes.get(b"r", b""))
        if place is None:
            continue
        style = int(attributes.get(b"s", b"0"))
        font = fonts.of_style[style] if style < len(fonts.of_style) else ""
        index = int(match[2]) if match[2] and attributes.get(b"t") == b"s" else None
        yield (int(place[2]) - 1, column_index(place[1].decode())), font, index
