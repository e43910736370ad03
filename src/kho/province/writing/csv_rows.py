"""Rows of a CSV file changed in its text: every other row keeps its bytes."""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

Cells = Mapping[str, str]
"""A row's cells by the names of the header."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """One row below the header: its place among them from 0, and the lines it stands on, from 0, the end exclusive."""

    number: int
    cells: Cells
    first: int
    end: int


def header_of(text: str) -> list[str]:
    """The names of the columns."""
    return [cell.strip() for cell in next(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")), [])]


def rows_of(text: str) -> list[Row]:
    """The rows that hold something. Raises csv.Error."""
    reader = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), strict=True)
    header = [cell.strip() for cell in next(reader, [])]
    found: list[Row] = []
    last = reader.line_num
    for cells in reader:
        first, last = last, reader.line_num
        if any(cell.strip() for cell in cells):
            named = dict(zip(header, map(str.strip, cells), strict=False))
            found.append(Row(number=len(found), cells=named, first=first, end=last))
    return found


def with_rows(text: str, rows: Sequence[Cells]) -> str:
    """The text with more rows at its end."""
    end = _end_of(text)
    whole = text if text.endswith(("\n", "\r")) or not text else text + end
    return whole + "".join(_line(header_of(text), each, end) for each in rows)


def with_changed_row(text: str, row: Row, cells: Cells) -> str:
    """The text with a row's cells changed; those not named stay as they are."""
    lines = text.splitlines(keepends=True) if "\n" not in text else io.StringIO(text, newline="\n").readlines()
    lines[row.first : row.end] = [_line(header_of(text), {**row.cells, **cells}, _end_of(text))]
    return "".join(lines)


def _line(header: Sequence[str], cells: Cells, end: str) -> str:
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator=end).writerow([cells.get(name, "") for name in header])
    return out.getvalue()


def _end_of(text: str) -> str:
    return "\r\n" if "\r\n" in text else "\n"
