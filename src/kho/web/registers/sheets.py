"""Tables of an uploaded file, read by the pipeline's own readers, each cell with its address in the sender's sheet."""

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from kho.errors import KhoError
from kho.pipeline.formats import find_format, recognised
from kho.sources.base import SourceTable
from kho.web.registers.errors import NotASheetError, SheetTooLargeError

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

MOST_BYTES: Final = 5 * 2**20
MOST_ROWS: Final = 5_000
MOST_COLUMNS: Final = 60
MOST_LETTERS: Final = 2_000
KINDS: Final = frozenset({".xlsx", ".xlsm", ".xlsb", ".xls", ".ods", ".csv", ".tsv", ".txt"})


@dataclass(frozen=True, kw_only=True, slots=True)
class SheetRow:
    """One row: its number as the sender sees it, and its cells as text."""

    number: int
    cells: Sequence[str]


@dataclass(frozen=True, kw_only=True, slots=True)
class Sheet:
    """One table: the sheet's name, and for each column its title and its letter in the sheet."""

    part: str
    titles: Sequence[str]
    letters: Sequence[str]
    rows: Sequence[SheetRow]


def read_sheets(upload: "UploadedFile[Any]") -> list[Sheet]:
    """The tables of a file that somebody uploads, largest first. Raises NotASheetError, SheetTooLargeError."""
    name = Path(upload.name or "").name
    if (upload.size or 0) > MOST_BYTES:
        raise _too_large()
    if Path(name).suffix.lower() not in KINDS:
        raise NotASheetError(where=name)
    with tempfile.TemporaryDirectory() as aside:
        file = Path(aside) / f"upload{Path(name).suffix.lower()}"
        with file.open("wb") as opened:
            for chunk in upload.chunks():
                opened.write(chunk)
        return _tables(file, name)


def letter(position: int) -> str:
    """The letters of a column, from 1: A, B, ... AA."""
    letters = ""
    while position:
        position, rest = divmod(position - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _tables(file: Path, name: str) -> list[Sheet]:
    try:
        kind = recognised(file, file.name)
        read = {"fill_merged": True} if kind == "workbook" else {}
        tables = find_format(file, name=file.name, named=kind).tables(file, name=name, read=read)
        found = [_sheet(table) for table in tables if table.columns]
    except SheetTooLargeError:
        raise
    except KhoError as error:
        raise NotASheetError(where=name) from error
    found = [each for each in found if each.rows]
    if not found:
        raise NotASheetError(where=name)
    return sorted(found, key=lambda each: -len(each.rows))


def _sheet(table: SourceTable) -> Sheet:
    if len(table.columns) > MOST_COLUMNS:
        raise _too_large()
    rows: list[SheetRow] = []
    for batch in table.batches:
        columns = [batch.column(f"c{number}").to_pylist() for number in range(1, len(table.columns) + 1)]
        for row, *cells in zip(batch.column("row").to_pylist(), *columns, strict=True):
            rows.append(SheetRow(number=row, cells=[_text(cell) for cell in cells]))
        if len(rows) > MOST_ROWS:
            raise _too_large()
    return Sheet(
        part=table.part,
        titles=[_title(each.header) for each in table.columns],
        letters=[letter(each.position) for each in table.columns],
        rows=rows,
    )


def _title(header: Sequence[str]) -> str:
    """The header's texts from top to bottom, each once: a merged cell stands above several."""
    parts = [" ".join(part.split()) for part in header if part.strip()]
    return " › ".join(dict.fromkeys(parts))


def _text(cell: str | None) -> str:
    """A cell's text, its lines kept: what is listed in it may stand on lines."""
    lines = (" ".join(line.split()) for line in (cell or "").splitlines())
    return "\n".join(line for line in lines if line)[:MOST_LETTERS]


def _too_large() -> SheetTooLargeError:
    return SheetTooLargeError(megabytes=MOST_BYTES // 2**20, rows=MOST_ROWS, columns=MOST_COLUMNS)
