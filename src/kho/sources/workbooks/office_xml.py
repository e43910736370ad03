"""What calamine does not tell of an `.xlsx`: error values, formulas without a value, how far out cells stand.

Sheets are searched as bytes: parsing them a second time would take longer than reading them.
"""

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from xml.etree import ElementTree as ET

from kho.sources.workbooks.grid import UNCALCULATED, ErrorValue, column_index

_ERROR = re.compile(rb'<(?:\w+:)?c\s([^>]*\bt="e"[^>]*)>(.*?)</(?:\w+:)?c>', re.DOTALL)
_VALUE = re.compile(rb"<(?:\w+:)?v[^>]*>([^<]*)<")
_FORMULA_ALONE = re.compile(
    rb'<(?:\w+:)?c\s((?:(?!\bt="str")[^>])*)><(?:\w+:)?f(?:[^>]*/>|[^>]*>[^<]*</(?:\w+:)?f>)\s*'
    rb"(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v></(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
_PLACE = re.compile(rb'\br="([A-Z]{1,3})(\d{1,7})"')
_ROW = re.compile(rb'row\s[^>]*?\br="(\d{1,9})"')
_FAR_ROW = re.compile(rb'r="[A-Z]{1,3}(\d{6,9})"')
_FAR_COLUMN = re.compile(rb'r="([A-Z]{2,3})\d')
_SIX_DIGITS = 100_000
NARROW = 26
"""Columns A to Z: even all rows of a sheet as wide as that may be read, so its rows need not be looked at."""


def sheet_parts(archive: zipfile.ZipFile) -> dict[str, str]:
    """The archive member of each sheet, by the sheet's name."""
    book = next((n for n in archive.namelist() if re.fullmatch(r"(xl/)?workbook\d*\.xml", n, re.IGNORECASE)), None)
    if book is None:
        return {}
    folder = PurePosixPath(book).parent
    targets = _targets(archive, str(folder / "_rels" / f"{PurePosixPath(book).name}.rels"))
    parts = {}
    for element in _elements(archive.read(book), "sheet"):
        key = next((value for name, value in element.attrib.items() if name.endswith("}id")), "")
        target = targets.get(key, "")
        parts[element.get("name", "")] = target.lstrip("/") if target.startswith("/") else str(folder / target)
    return {name: part for name, part in parts.items() if part in archive.namelist()}


def _targets(archive: zipfile.ZipFile, name: str) -> dict[str, str]:
    if name not in archive.namelist():
        return {}
    return {e.get("Id", ""): e.get("Target", "") for e in _elements(archive.read(name), "Relationship")}


def _elements(content: bytes, tag: str) -> Iterator[ET.Element]:
    return (e for e in ET.fromstring(content).iter() if e.tag.rpartition("}")[2] == tag)  # noqa: S314  expat resolves no external entity and bounds internal ones


def sheet_xml(file: Path, sheet: str) -> bytes:
    """The XML of a sheet; empty where it has none."""
    with zipfile.ZipFile(file) as archive:
        part = sheet_parts(archive).get(sheet)
        return archive.read(part) if part else b""


def extent(content: bytes) -> tuple[int, int]:
    """Rows and columns the cells of a sheet reach to; (0, NARROW) at once for a sheet of up to that many columns."""
    if _FAR_COLUMN.search(content) is None:
        return 0, NARROW
    columns = max(column_index(name.decode()) + 1 for name in set(_FAR_COLUMN.findall(content)))
    rows = max((int(number) for number in _ROW.findall(content)), default=0)
    if rows < _SIX_DIGITS:
        rows = max((rows, *(int(number) for number in _FAR_ROW.findall(content))))
    return rows, columns


def error_cells(content: bytes) -> dict[tuple[int, int], ErrorValue]:
    """Error values and formulas without a value, by 0-based row and column."""
    found = {}
    if b't="e"' in content:
        for match in _ERROR.finditer(content):
            value = _VALUE.search(match[2])
            found[_place(match[1])] = ErrorValue(value[1].decode() if value else "#ERROR!")
    if b"<f" in content or b":f>" in content:
        found |= {_place(match[1]): UNCALCULATED for match in _FORMULA_ALONE.finditer(content)}
    found.pop((-1, -1), None)
    return found


def _place(attributes: bytes) -> tuple[int, int]:
    match = _PLACE.search(attributes)
    return (int(match[2]) - 1, column_index(match[1].decode())) if match else (-1, -1)
