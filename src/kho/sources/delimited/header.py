"""Where the table of a text file begins: its header rows, or that it has none."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Final

from kho.sources.unit_rows import is_unit_row

_LOOKED_AT: Final = 40
_BELOW: Final = 200
_LEAST_BELOW: Final = 3
_LEAST_FIGURES: Final = 2
_MOST_HEADER_ROWS: Final = 4
_NUMBER: Final = re.compile(r"[-+(]?\s*\d[\d.,\s]*\)?\s*%?")
_DATE: Final = re.compile(r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}([ T].*)?|\d{1,2}:\d{2}(:\d{2})?")
_YEAR: Final = re.compile(r"(19|20)\d\d")
_EMPTY_WORDS: Final = frozenset({"", "null", "na", "n/a", "nan", "none", "-", "…", "...", ".."})
_MOSTLY: Final = 0.8
_FRESH_TEXT: Final = 0.2
_ODD_NUMBER: Final = -0.5


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """One row of a sample with its number."""

    number: int
    cells: Sequence[str]

    @property
    def filled(self) -> int:
        """How many cells hold something."""
        return sum(not _is_empty(cell) for cell in self.cells)


def find_header(rows: Sequence[Row]) -> tuple[tuple[int, ...], int]:
    """The numbers of the header rows (none: the table has no header) and the first row of data.

    `rows` are a sample from the file's top, without blank rows. A row is a header where it differs in kind from what
    stands below it: text over numbers and dates, words that do not come again.
    """
    if not rows:
        return (), 1
    top = _table_top(rows)
    if top + 1 < len(rows) and _heads(rows[top], rows[top + 1], rows[top + 2 :]):
        top += 1
    if not _is_header(rows[top], rows[top + 1 :]):
        return (), rows[top].number
    last = top
    while last + 1 < min(len(rows), top + _MOST_HEADER_ROWS) and _goes_on(rows[last + 1], rows[last + 2 :]):
        last += 1
    first = top - 1 if top and _is_group_row(rows[top - 1], rows[top]) else top
    numbers = tuple(row.number for row in rows[first : last + 1])
    return numbers, numbers[-1] + 1


def find_unit_row(rows: Sequence[Row], header: Sequence[int]) -> Row | None:
    """The row of the columns' units: the last of several header rows, or the row under them, over columns of figures.

    `rows` are a sample without blank rows, `header` the numbers of the header rows.
    """
    if not header:
        return None
    last = [row for row in rows if len(header) > 1 and row.number == header[-1]]
    for row in [*last, *[row for row in rows if row.number > header[-1]][:1]]:
        filled = [i for i, cell in enumerate(row.cells) if not _is_empty(cell)]
        if not is_unit_row([row.cells[i] for i in filled]):
            continue
        below = [each for each in rows if each.number > row.number]
        if 2 * sum(_is_figures(_column(below, i)) for i in filled) >= len(filled):
            return row
    return None


def header_texts(rows: Sequence[Row], width: int) -> list[tuple[str, ...]]:
    """The header text of each column, one entry per header row; a group's text is repeated over its columns."""
    lines = [_padded(row, width) for row in rows]
    lines = [_spread(line) for line in lines[:-1]] + lines[-1:]
    return [tuple(line[i] for line in lines) for i in range(width)]


def _table_top(rows: Sequence[Row]) -> int:
    """The first row that is about as full as the rows of the table."""
    usual = median(sorted(row.filled for row in rows)[len(rows) // 2 :])
    least = usual / 2 if usual > 1 else 1
    for i, row in enumerate(rows[:_LOOKED_AT]):
        if row.filled >= max(least, min(usual, 2)):
            return i
    return 0


def _is_header(row: Row, below: Sequence[Row]) -> bool:
    are_years = _are_years(row)
    return sum(_vote(cell, _column(below, i), are_years=are_years) for i, cell in enumerate(row.cells)) > 0


def _vote(cell: str, column: list[str], *, are_years: bool) -> float:
    """For a header above 0, against it below."""
    if _is_empty(cell):
        return 0
    if are_years and _YEAR.fullmatch(cell.strip()):
        return _FRESH_TEXT
    if _is_figures(column):
        return -1 if _is_figure(cell) else 1
    if _is_figure(cell):
        return _ODD_NUMBER
    return -1 if cell in column else _FRESH_TEXT


def _goes_on(row: Row, below: Sequence[Row]) -> bool:
    """Whether a row under a header row is one more: words over columns of figures, and no figure."""
    over = [row.cells[i] for i in range(len(row.cells)) if _is_figures(_column(below, i))]
    words = sum(not _is_empty(cell) for cell in over)
    enough = len(below) >= _LEAST_BELOW and len(over) >= _LEAST_FIGURES
    return enough and 2 * words >= len(over) and not any(map(_is_figure, over))


def _heads(row: Row, following: Row, below: Sequence[Row]) -> bool:
    """Whether a row with gaps groups the columns of the row under it, which holds their names."""
    if row.filled >= following.filled or not _is_group_row(row, following):
        return False
    over = [cell for i, cell in enumerate(following.cells) if _is_figures(_column(below, i))]
    return bool(over) and not any(_is_figure(cell) or _is_empty(cell) for cell in over)


def _is_group_row(row: Row, header: Row) -> bool:
    words = [cell for cell in row.cells if not _is_empty(cell)]
    return row.number == header.number - 1 and len(words) > 1 and not any(map(_is_figure, words))


def _are_years(row: Row) -> bool:
    years = [int(cell) for cell in map(str.strip, row.cells) if _YEAR.fullmatch(cell)]
    return len(years) > 1 and (years == sorted(set(years)) or years == sorted(set(years), reverse=True))


def _column(rows: Sequence[Row], i: int) -> list[str]:
    return [row.cells[i] for row in rows[:_BELOW] if i < len(row.cells) and not _is_empty(row.cells[i])]


def _is_figures(column: list[str]) -> bool:
    return bool(column) and sum(map(_is_figure, column)) >= _MOSTLY * len(column)


def _is_figure(cell: str) -> bool:
    text = cell.strip()
    return _NUMBER.fullmatch(text) is not None or _DATE.fullmatch(text) is not None


def _is_empty(cell: str) -> bool:
    return cell.strip().lower() in _EMPTY_WORDS


def _padded(row: Row, width: int) -> list[str]:
    return [*row.cells[:width], *[""] * (width - len(row.cells))]


def _spread(line: list[str]) -> list[str]:
    spread: list[str] = []
    for cell in line:
        spread.append(cell or (spread[-1] if spread else ""))
    return spread
