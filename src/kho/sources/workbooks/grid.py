"""A sheet's cells in memory, with the places a person sees."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from kho.sources.workbooks import words


class ErrorValue(str):
    """A cell that holds an error value such as `#REF!`, or a formula that was never calculated."""

    __slots__ = ()


class LegacyText(str):
    """A text that may be in a legacy Vietnamese encoding, but not certainly."""

    __slots__ = ()


Value = Any
"""What calamine gives for a cell: str ('' where empty), float, int, bool, date, datetime, time or timedelta."""

TYPED = (float, int, date, datetime, time, timedelta)
UNCALCULATED = ErrorValue("#CALC?")
"""Shown for a formula that was stored without a value."""


@dataclass(frozen=True, order=True, slots=True)
class Box:
    """A rectangle of a sheet, 0-based, both ends inclusive."""

    top: int
    left: int
    bottom: int
    right: int

    def holds(self, row: int, column: int) -> bool:
        """Whether the cell lies inside."""
        return self.top <= row <= self.bottom and self.left <= column <= self.right

    def a1(self) -> str:
        """As a person writes it: `A1:K20`."""
        first, last = cell_name(self.top, self.left), cell_name(self.bottom, self.right)
        return first if first == last else f"{first}:{last}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Mended:
    """What stood in a cell before its text was decoded, and in which encoding it was."""

    before: str
    why: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Grid:
    """The used part of one sheet: `rows[0][0]` stands at sheet row `top` and column `left` (0-based).

    `mended` are the cells whose text was decoded, by row and column.
    """

    name: str
    rows: list[list[Value]]
    top: int
    left: int
    merges: tuple[Box, ...] = ()
    mended: dict[tuple[int, int], Mended] = field(default_factory=dict)

    @property
    def box(self) -> Box:
        """The used part."""
        width = max(map(len, self.rows), default=0)
        return Box(self.top, self.left, self.top + len(self.rows) - 1, self.left + width - 1)

    def value(self, row: int, column: int) -> Value:
        """The cell at a 0-based place of the sheet; '' outside the used part."""
        inside = 0 <= row - self.top < len(self.rows) and column >= self.left
        cells = self.rows[row - self.top] if inside else []
        return cells[column - self.left] if column - self.left < len(cells) else ""

    def cells(self, row: int, box: Box) -> list[tuple[int, Value]]:
        """The filled cells of a row inside the box, with their columns."""
        if not 0 <= row - self.top < len(self.rows):
            return []
        cells = self.rows[row - self.top]
        span = range(max(box.left, self.left), min(box.right, self.left + len(cells) - 1) + 1)
        return [(c, cells[c - self.left]) for c in span if not is_blank(cells[c - self.left])]

    def count(self, row: int, box: Box) -> int:
        """How many cells of a row are filled inside the box."""
        if not 0 <= row - self.top < len(self.rows):
            return 0
        cells = self.rows[row - self.top][max(0, box.left - self.left) : box.right - self.left + 1]
        filled = len(cells) - cells.count("")
        return filled if filled > _MAYBE_SPACES else sum(not is_blank(cell) for cell in cells)

    def filled_rows(self, first: int, last: int, box: Box) -> Iterator[int]:
        """Rows from `first` to `last` that have a filled cell inside the box: the quick way over many rows."""
        start, end = max(0, box.left - self.left), box.right - self.left + 1
        for row in range(max(first, self.top), min(last, self.top + len(self.rows) - 1) + 1):
            cells = self.rows[row - self.top]
            if (start < len(cells) and not is_blank(cells[start])) or self._is_filled(cells[start:end]):
                yield row

    @staticmethod
    def _is_filled(cells: list[Value]) -> bool:
        filled = len(cells) - cells.count("")
        return filled > _MAYBE_SPACES or any(not is_blank(cell) for cell in cells)

    def text(self, row: int, box: Box) -> str:
        """The filled cells of a row as one line."""
        return " | ".join(" ".join(str(value).split()) for _, value in self.cells(row, box))

    def fill_merged(self, box: Box) -> None:
        """Repeat the value of each region merged inside the box in all its cells."""
        for merge in self.merges:
            if box.holds(merge.top, merge.left) and box.holds(merge.bottom, merge.right):
                value = self.value(merge.top, merge.left)
                for row in range(merge.top, merge.bottom + 1):
                    cells = self.rows[row - self.top]
                    cells[merge.left - self.left : merge.right - self.left + 1] = [value] * (
                        merge.right - merge.left + 1
                    )

    def merge_at(self, row: int, column: int) -> Box | None:
        """The merged region that holds a cell, None where there is none."""
        return next((merge for merge in self.merges if merge.holds(row, column)), None)


_MAYBE_SPACES = 4
"""Rows with more filled cells than this are not looked at for cells of mere spaces when they are counted."""


def is_blank(value: Value) -> bool:
    """Whether a cell is empty or holds only white space."""
    return isinstance(value, str) and not value.strip()


def is_text(value: Value) -> bool:
    """Whether a cell holds words: text that is neither blank nor a mere number or error value."""
    return isinstance(value, str) and not isinstance(value, ErrorValue) and bool(value.strip()) and not is_figure(value)


def is_figure(value: Value) -> bool:
    """Whether a cell holds a number, date, time or truth value, typed or written as text."""
    if isinstance(value, str):
        return not isinstance(value, ErrorValue) and words.is_figure(value)
    return isinstance(value, TYPED)


def column_name(column: int) -> str:
    """`A` for 0, `AA` for 26."""
    name = ""
    number = column + 1
    while number:
        number, rest = divmod(number - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def column_index(name: str) -> int:
    """0 for `A`, 26 for `AA`."""
    index = 0
    for letter in name.upper():
        index = index * 26 + ord(letter) - ord("A") + 1
    return index - 1


def cell_name(row: int, column: int) -> str:
    """`A1` for (0, 0)."""
    return f"{column_name(column)}{row + 1}"


def column_ranges(columns: Iterable[int]) -> str:
    """Columns as a person writes them: `A:C,E`."""
    parts: list[list[int]] = []
    for column in sorted(columns):
        if parts and parts[-1][1] == column - 1:
            parts[-1][1] = column
        else:
            parts.append([column, column])
    names = ((column_name(first), column_name(last)) for first, last in parts)
    return ",".join(first if first == last else f"{first}:{last}" for first, last in names)
