"""Parts the rows under a header: rows of the table, totals at its edges, notes and signatures below, stray figures."""

from dataclasses import dataclass, field

from kho.messages import Message
from kho.sources.workbooks import words
from kho.sources.workbooks.grid import Box, Grid, Value, is_figure, is_text
from kho.sources.workbooks.headers import WINDOW, Header, body_columns, is_enumerator, is_order_row

TOTAL = Message(vi="dòng tổng cộng", en="total row")
NOTE = Message(vi="ghi chú dưới bảng", en="note below the table")
SIGNATURE = Message(vi="ngày tháng, chữ ký dưới bảng", en="date and signatures below the table")
TEXT_BELOW = Message(vi="chữ nằm dưới bảng", en="text below the table")
STRAY = Message(vi="số lẻ nằm dưới bảng, không có tên dòng", en="stray figures below the table, without a label")
REPEATED = Message(vi="tiêu đề lặp lại ở đầu trang in", en="header repeated at a page break")

EDGE = 200
"""Rows at a table's end that are looked at for notes, signatures and stray figures."""


@dataclass(kw_only=True, slots=True)
class Body:
    """Rows of a table, 0-based sheet rows, both ends inclusive; `skip` are rows between them that are none.

    `left_out` holds (first row, last row, why).
    """

    first: int
    last: int
    skip: set[int] = field(default_factory=set)
    left_out: list[tuple[int, int, Message]] = field(default_factory=list)


def find_body(grid: Grid, box: Box, header: Header, *, keep_totals: bool) -> Body:
    """The rows under a header inside the box."""
    body = Body(first=header.first_data, last=_last_filled(grid, box, header.first_data))
    _part_repeated(grid, box, header, body)
    _part_end(grid, box, body)
    if not keep_totals:
        _part_totals(grid, box, body)
    return body


def _last_filled(grid: Grid, box: Box, first: int) -> int:
    return next((row for row in range(box.bottom, first - 1, -1) if grid.count(row, box)), first - 1)


def _part_repeated(grid: Grid, box: Box, header: Header, body: Body) -> None:
    """Leave out rows under the header that say the same as its rows."""
    if not header.rows:
        return
    heads = [grid.cells(row, box) for row in header.rows]
    fullest = max(heads, key=len)
    place = fullest[0][0] if fullest else box.left
    mark = grid.value(header.rows[heads.index(fullest)], place)
    column = place - grid.left
    found = [
        body.first + i
        for i, cells in enumerate(grid.rows[body.first - grid.top : body.last - grid.top + 1])
        if len(cells) > column and cells[column] == mark
    ]
    for row in found:
        if len(fullest) > 1 and grid.cells(row, box) == fullest:
            _leave_out_head(grid, box, heads, row, body)


def _leave_out_head(grid: Grid, box: Box, heads: list[list[tuple[int, Value]]], row: int, body: Body) -> None:
    first, last = row, row
    while first - 1 >= body.first and grid.cells(first - 1, box) in heads:
        first -= 1
    while last + 1 <= body.last and (grid.cells(last + 1, box) in heads or is_order_row(grid.cells(last + 1, box))):
        last += 1
    body.skip.update(range(first, last + 1))
    if not any(start <= row <= end for start, end, _ in body.left_out):
        body.left_out.append((first, last, REPEATED))


def _part_end(grid: Grid, box: Box, body: Body) -> None:
    """Leave out what follows the last labelled row: notes, signatures, text after a gap, stray figures."""
    numeric = body_columns(grid, box, body.first)
    labelled = _is_labelled(grid, box, body)
    last = _last_labelled(grid, box, body, numeric if labelled else set())
    end, gap = body.last, False
    for row in range(last + 1, end + 1):
        cells = grid.cells(row, box)
        why = _why_below(cells, gap=gap and box.left < box.right)
        if why is STRAY and (not labelled or cells[0][0] == box.left or not (gap or len(cells) == 1)):
            why = None
        if why is not None:
            body.last = row - 1
            _say_rest(grid, box, body, row, why)
            break
        gap = gap or not cells
    body.last = next((row for row in range(body.last, body.first - 1, -1) if grid.count(row, box)), body.first - 1)


def _is_labelled(grid: Grid, box: Box, body: Body) -> bool:
    """Whether the first rows mostly have a text that names them."""
    first = [grid.cells(row, box) for row in range(body.first, min(body.last, body.first + WINDOW) + 1)]
    filled = [cells for cells in first if cells]
    return box.left < box.right and 2 * sum(any(is_text(v) for _, v in cells) for cells in filled) > len(filled)


def _last_labelled(grid: Grid, box: Box, body: Body, numeric: set[int]) -> int:
    """The last row that is surely one of the table's: it has figures beside a text, or is as full as a row can be."""
    for row in range(body.last, max(body.first, body.last - EDGE) - 1, -1):
        cells = grid.cells(row, box)
        if _is_proper(cells, numeric):
            return row
    return body.first - 1 if body.last - body.first < EDGE else body.last


def _is_proper(cells: list[tuple[int, Value]], numeric: set[int]) -> bool:
    if not cells or _below_by_words(cells):
        return False
    if not numeric:
        return len(cells) > 1
    figures = sum(column in numeric and is_figure(value) for column, value in cells)
    labelled = any(is_text(value) for _, value in cells)
    return figures > 0 and (labelled or len(cells) > max(2, len(numeric) // 2))


def _below_by_words(cells: list[tuple[int, Value]]) -> Message | None:
    texts = [value for _, value in cells if is_text(value)]
    if not texts or len(cells) > 3 or any(is_figure(value) for _, value in cells[1:]):  # noqa: PLR2004  signatures stand in up to three columns
        return None
    if words.is_note(texts[0]) and not is_enumerator(texts[0]) and len(texts) == 1:
        return NOTE
    return SIGNATURE if any(words.is_signature(text) for text in texts) else None


def _why_below(cells: list[tuple[int, Value]], *, gap: bool) -> Message | None:
    """Why a row behind the last labelled one is none of the table's; None where it still may be."""
    if not cells:
        return None
    by_words = _below_by_words(cells)
    if by_words is not None:
        return by_words
    if not any(is_text(value) for _, value in cells):
        return STRAY
    return TEXT_BELOW if gap and not is_enumerator(cells[0][1]) else None


def _say_rest(grid: Grid, box: Box, body: Body, first: int, why: Message) -> None:
    """Say all that stands from a row on, runs of the same reason together."""
    start, reason = first, why
    for row in grid.filled_rows(first + 1, box.bottom, box):
        following = _reason(grid.cells(row, box))
        if following is not None and following is not reason:
            body.left_out.append((start, _trimmed(grid, box, start, row - 1), reason))
            start, reason = row, following
    body.left_out.append((start, _trimmed(grid, box, start, box.bottom), reason))


def _reason(cells: list[tuple[int, Value]]) -> Message | None:
    """Why a row below the table is no row where the cells tell it themselves, else it goes with the rows above."""
    stray = None if any(is_text(value) for _, value in cells) else STRAY
    return _below_by_words(cells) or stray


def _trimmed(grid: Grid, box: Box, first: int, last: int) -> int:
    return next((row for row in range(last, first - 1, -1) if grid.count(row, box)), first)


def _part_totals(grid: Grid, box: Box, body: Body) -> None:
    first = _next_filled(grid, box, body, body.first, 1)
    if first is not None and first < body.last and _is_total_row(grid.cells(first, box)):
        body.left_out.append((first, first, TOTAL))
        body.first = _next_filled(grid, box, body, first + 1, 1) or first + 1
    last = _next_filled(grid, box, body, body.last, -1)
    if last is not None and last > body.first and _is_total_row(grid.cells(last, box)):
        body.left_out.append((last, last, TOTAL))
        body.last = _next_filled(grid, box, body, last - 1, -1) or last - 1


def _next_filled(grid: Grid, box: Box, body: Body, row: int, step: int) -> int | None:
    while body.first <= row <= body.last:
        if grid.count(row, box) and row not in body.skip:
            return row
        row += step
    return None


def _is_total_row(cells: list[tuple[int, Value]]) -> bool:
    labels = [value for _, value in cells if is_text(value) and not is_enumerator(value)]
    return bool(labels) and words.is_total(labels[0]) and all(words.is_total(label) for label in labels[:2])
