"""Finds a table's header rows: the lowest text that stands over figures, and what belongs to it above.

Where a table has no figures, its header is the first row that is about as full as the rows below it.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from kho.sources.unit_rows import is_unit_row
from kho.sources.workbooks import words
from kho.sources.workbooks.grid import Box, ErrorValue, Grid, Value, is_figure, is_text

MOST_HEADER_ROWS = 9
MOST_LABEL_ROWS = 8
"""Rows without figures that may stand between a header and the first row with figures."""
LARGEST_GAP = 9
"""Blank rows that may stand between a header and its first row."""
WINDOW = 30
"""Rows below a header that say which of its columns hold figures."""
TRIES = 6
"""Rows with stray figures above a header that are passed over."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Header:
    """Rows of one table's head, 0-based sheet rows; `first_data` is the first filled row under it."""

    rows: tuple[int, ...]
    first_data: int
    order_row: int | None = None
    unit_rows: tuple[int, ...] = ()

    @property
    def top(self) -> int:
        """The first row that belongs to the table."""
        return min((*self.rows, *self.unit_rows, self.first_data))


def find_header(grid: Grid, box: Box, start: int, *, tries: int = TRIES) -> Header | None:
    """The first header at or under row `start`; None where no row of the box stands over figures."""
    for row in _rows_with_figures(grid, box, start, tries):
        numeric = numeric_columns(grid, box, row)
        bottom = _bottom(grid, box, start, row, numeric)
        header = None if bottom is None else _header(grid, box, start, bottom, numeric)
        if header is not None:
            return header
        if len(numeric & _figure_columns(grid, box, row + 1)) * 2 > len(_figure_columns(grid, box, row)):
            return None
    return None


def _figure_columns(grid: Grid, box: Box, row: int) -> set[int]:
    return {column for column, value in grid.cells(row, box) if is_figure(value)}


def text_header(grid: Grid, box: Box, start: int) -> Header | None:
    """The header of a table without figures: its first row that is about as full as those below."""
    fullest = max((grid.count(row, box) for row in _filled_rows(grid, box, start, WINDOW)), default=0)
    for row in _filled_rows(grid, box, start, WINDOW):
        cells = grid.cells(row, box)
        if len(cells) >= max(1, 0.6 * fullest) and not _belongs_to_title(cells):
            if any(is_figure(value) for _, value in cells):
                return Header(rows=(), first_data=row)
            bottom = max(
                [row, *(merge.bottom for merge in grid.merges if merge.top == row and box.holds(row, merge.left))]
            )
            return _completed(grid, box, tuple(range(row, bottom + 1)), bottom)
    return None


def numeric_columns(grid: Grid, box: Box, start: int) -> set[int]:
    """Columns that hold mostly figures in the rows from `start` on, up to a wide gap."""
    figures: Counter[int] = Counter()
    texts: Counter[int] = Counter()
    for row in _rows_of_one_table(grid, box, start):
        cells = grid.cells(row, box)
        if not is_order_row(cells):
            figures.update(column for column, value in cells if is_figure(value))
            texts.update(column for column, value in cells if is_text(value))
    return {column for column, count in figures.items() if count >= 1.5 * texts[column]}


def body_columns(grid: Grid, box: Box, first: int) -> set[int]:
    """Columns that hold mostly figures from the first row with figures on."""
    for row in range(first, min(box.bottom, first + WINDOW) + 1):
        cells = grid.cells(row, box)
        if not is_order_row(cells) and any(is_figure(value) for _, value in cells):
            return numeric_columns(grid, box, row)
    return set()


def is_order_row(cells: list[tuple[int, Value]]) -> bool:
    """Whether a row only numbers the columns: `A | B | 1 | 2 | 3=2/1`.

    Letters come first and in order, then numbers in order. Two or three bare marks could as well be a row of data:
    they count only with brackets, a sum, or two letters.
    """
    marks = [_as_mark(value) for _, value in cells if not isinstance(value, ErrorValue)]
    if len(marks) < _FEWEST_MARKS or not all(words.is_order_mark(mark) for mark in marks):
        return False
    bare = [mark.strip("() ") for mark in marks if not words.is_sum_mark(mark)]
    letters = [mark.upper() for mark in bare if mark.isalpha()]
    numbers = [int(mark) for mark in bare if mark.isdigit()]
    summed = len(bare) < len(marks)
    if bare != [*(mark for mark in bare if mark.isalpha()), *(mark for mark in bare if mark.isdigit())]:
        return False
    if letters != [chr(ord("A") + place) for place in range(len(letters))] or not (_is_sequence(numbers) or summed):
        return False
    bracketed = all(mark.startswith("(") for mark in marks)
    return summed or bracketed or len(letters) > 1 or len(marks) > _DOUBTFUL_MARKS


_FEWEST_MARKS = 2
_DOUBTFUL_MARKS = 3


def _is_sequence(numbers: list[int]) -> bool:
    return not numbers or (
        numbers[0] <= _FEWEST_MARKS and numbers == list(range(numbers[0], numbers[0] + len(numbers)))
    )


def is_enumerator(value: Value) -> bool:
    """Whether a cell only numbers its row: `II`, `1.2`, `a)`, `-`, `*`."""
    text = str(value).strip(" .)(:+-*•")
    return not text or words.is_order_mark(text) or words.is_figure(text)


def _as_mark(value: Value) -> str:
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value).strip()


def _filled_rows(grid: Grid, box: Box, start: int, most: int) -> Iterator[int]:
    seen = 0
    for row in range(start, box.bottom + 1):
        if grid.count(row, box):
            yield row
            seen += 1
        if seen == most:
            return


def _rows_of_one_table(grid: Grid, box: Box, start: int) -> Iterator[int]:
    gap, seen = 0, 0
    for row in range(start, box.bottom + 1):
        gap = 0 if grid.count(row, box) else gap + 1
        if gap == 0:
            yield row
            seen += 1
        if seen == WINDOW or gap > 1:
            return


def _rows_with_figures(grid: Grid, box: Box, start: int, tries: int) -> Iterator[int]:
    left = tries
    for row in range(start, box.bottom + 1):
        cells = grid.cells(row, box)
        if not any(is_figure(value) for _, value in cells) or _is_head_row(grid, box, row, cells):
            continue
        if numeric_columns(grid, box, row) & {column for column, value in cells if is_figure(value)}:
            yield row
            left -= 1
        if left == 0:
            return


def _is_head_row(grid: Grid, box: Box, row: int, cells: list[tuple[int, Value]]) -> bool:
    return is_order_row(cells) or _is_period_row(grid, box, row, cells) or _is_mostly_heads(grid, box, row, cells)


def _is_mostly_heads(grid: Grid, box: Box, row: int, cells: list[tuple[int, Value]]) -> bool:
    """Whether texts stand over figures in a row with a stray one, such as a mark `(1)` that Excel took for -1."""
    if 3 * len(_figure_columns(grid, box, row)) > len(cells):
        return False
    below = body_columns(grid, box, row + 1)
    return sum(column in below and is_text(value) and not is_enumerator(value) for column, value in cells) > 1


def _is_period_row(grid: Grid, box: Box, row: int, cells: list[tuple[int, Value]]) -> bool:
    """Whether the figures of a row are years or dates that head columns."""
    figures = [(column, value) for column, value in cells if is_figure(value)]
    if not figures or not all(_is_period(value) for _, value in figures):
        return False
    below = numeric_columns(grid, box, row + 1)
    if any(is_text(value) and not is_enumerator(value) and column in below for column, value in cells):
        return True
    headed = all(is_text(grid.value(row - 1, column)) for column, _ in figures)
    return not headed and len({value for _, value in figures}) == len(figures) >= 2  # noqa: PLR2004  one year alone is as likely a value


def _is_period(value: Value) -> bool:
    if isinstance(value, date):
        return True
    number = value if isinstance(value, int | float) else None
    return number is not None and 1900 <= number <= 2100 and float(number).is_integer()  # noqa: PLR2004  years people write about


def _belongs_to_title(cells: list[tuple[int, Value]]) -> bool:
    texts = [value for _, value in cells if is_text(value)]
    units = any(words.announces_unit(text) or words.unit_of_line(text) for text in texts if not words.is_unit(text))
    return units or any(words.is_letterhead(text) for text in texts)


def _bottom(grid: Grid, box: Box, start: int, data: int, numeric: set[int]) -> int | None:
    labels, gap = 0, 0
    for row in range(data - 1, start - 1, -1):
        cells = grid.cells(row, box)
        gap = 0 if cells else gap + 1
        if gap > LARGEST_GAP:
            return None
        if not cells or is_order_row(cells):
            continue
        if _belongs_to_title(cells):
            return None
        if _stands_over(cells, numeric) or _is_period_row(grid, box, row, cells):
            return row
        labels += 1
        if labels > MOST_LABEL_ROWS:
            return None
    return None


def _stands_over(cells: list[tuple[int, Value]], numeric: set[int]) -> bool:
    return any(column in numeric and is_text(value) and not is_enumerator(value) for column, value in cells)


def _header(grid: Grid, box: Box, start: int, bottom: int, numeric: set[int]) -> Header | None:
    top = bottom
    for row in range(bottom - 1, start - 1, -1):
        if not _continues(grid, box, row, top, numeric):
            break
        top = row
    if bottom - top >= MOST_HEADER_ROWS:
        return None
    bottom = _with_merged_rows(grid, box, top, bottom)
    rows = tuple(row for row in range(top, bottom + 1) if grid.cells(row, box))
    if len({c for row in rows for c, v in grid.cells(row, box) if is_text(v) or _is_period(v)}) < min(
        2, box.right - box.left + 1
    ):
        return None
    return _completed(grid, box, rows, bottom)


def _with_merged_rows(grid: Grid, box: Box, top: int, bottom: int) -> int:
    """The header's last row where its cells reach further down: by merging, or by a second name of the ordinal."""
    reach = [
        merge.bottom
        for merge in grid.merges
        if top <= merge.top <= bottom < merge.bottom and box.holds(merge.top, merge.left)
    ]
    for row in range(bottom + 1, max(reach, default=bottom) + 1):
        if any(is_figure(value) for _, value in grid.cells(row, box)):
            return bottom
        bottom = row
    below = grid.cells(bottom + 1, box)
    named = bool(below) and all(is_text(value) and words.is_ordinal(value) for _, value in below)
    return bottom + 1 if named else bottom


def _continues(grid: Grid, box: Box, row: int, below: int, numeric: set[int]) -> bool:
    """Whether a row belongs to the header that begins at `below`."""
    cells = grid.cells(row, box)
    if not cells:
        return any(
            merge.top < row <= merge.bottom
            and merge.bottom >= below - 1
            and box.holds(row, merge.left)
            and merge.right - merge.left < box.right - box.left
            for merge in grid.merges
            if merge.bottom >= below
        )
    figures = sum(is_figure(value) and not _is_period(value) for _, value in cells)
    if _belongs_to_title(cells) or 3 * figures > len(cells):
        return False
    if len(cells) > 1:
        return True
    return _is_group(grid, box, row, below, numeric)


def _is_group(grid: Grid, box: Box, row: int, below: int, numeric: set[int]) -> bool:
    """Whether the only text of a row heads some columns of the header below it, and is no title."""
    column = grid.cells(row, box)[0][0]
    first = min((c for c, _ in grid.cells(below, box)), default=box.left)
    merge = grid.merge_at(row, column)
    if merge is not None and merge.right > merge.left:
        return merge.left > min(first, box.left)
    above = grid.cells(row - 1, box)
    return column in numeric and column > box.left and len(above) > 1 and not _belongs_to_title(above)


def _completed(grid: Grid, box: Box, rows: tuple[int, ...], bottom: int) -> Header | None:
    """The header with its unit and order rows and the first filled row below; None where nothing is below."""
    units = tuple(row for row in rows[1:] if _is_unit_row(grid.cells(row, box)))
    order: int | None = next((row for row in rows[1:] if is_order_row(grid.cells(row, box))), None)
    for row in range(bottom + 1, box.bottom + 1):
        cells = grid.cells(row, box)
        if not cells:
            continue
        if order is None and is_order_row(cells):
            order = row
        elif not units and _is_unit_row(cells):
            units = (row,)
        else:
            return Header(rows=_without(rows, units, order), first_data=row, order_row=order, unit_rows=units)
    return Header(rows=_without(rows, units, order), first_data=box.bottom + 1, order_row=order, unit_rows=units)


def _is_unit_row(cells: list[tuple[int, Value]]) -> bool:
    texts = [value for _, value in cells if is_text(value)]
    return len(texts) == len(cells) and is_unit_row(texts)


def _without(rows: tuple[int, ...], units: tuple[int, ...], order: int | None) -> tuple[int, ...]:
    return tuple(row for row in rows if row not in units and row != order)
