"""Parts a sheet into tables: one under the other where a new header follows, side by side where columns part."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from kho.sources.workbooks import words
from kho.sources.workbooks.bodies import find_body
from kho.sources.workbooks.grid import Box, Grid, is_figure, is_text
from kho.sources.workbooks.headers import Header, find_header, text_header

WIDEST_SPACER = 3
"""Blank columns up to which the columns on both sides may be of one table."""
MOST_ATTEMPTS = 2_000
"""Blank rows behind which another table is looked for."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Zone:
    """The rectangle of one table with its title above and its notes below, and its header."""

    box: Box
    header: Header


def find_zones(grid: Grid, box: Box) -> list[Zone]:
    """The tables inside the box, in reading order; empty where there is none."""
    found: list[Zone] = []
    for zone in _stacked(grid, box):
        parts = _side_by_side(grid, zone)
        found += [inner for part in parts for inner in _stacked(grid, part)] if parts else [zone]
    return found


def _stacked(grid: Grid, box: Box) -> list[Zone]:
    header = first_header(grid, box)
    if header is None:
        return []
    headers = [header, *_later_headers(grid, box, header)]
    tops = [
        box.top,
        *(_title_top(grid, box, earlier, later) for earlier, later in pairwise(headers)),
    ]
    bottoms = [*(top - 1 for top in tops[1:]), box.bottom]
    return [
        Zone(box=Box(top, box.left, bottom, box.right), header=header)
        for top, bottom, header in zip(tops, bottoms, headers, strict=True)
    ]


def first_header(grid: Grid, box: Box) -> Header | None:
    """The header over figures, else the header of a table of texts; None where the box holds only prose."""
    over_figures = find_header(grid, box, box.top) if box.left < box.right else None
    if over_figures is not None:
        return over_figures
    return text_header(grid, box, box.top) if _is_tabular(grid, box) else None


def _is_tabular(grid: Grid, box: Box) -> bool:
    """Whether a box without figures is a table: rows of several columns, or one column with hardly a gap."""
    counts = [grid.count(row, box) for row in range(box.top, box.bottom + 1)]
    filled = [count for count in counts if count]
    if max(filled, default=0) > 1:
        return 3 * sum(count > 1 for count in filled) > len(filled)
    columns = {column for row in range(box.top, box.bottom + 1) for column, _ in grid.cells(row, box)}
    last = max((place for place, count in enumerate(counts) if count), default=-1)
    return len(columns) == 1 and counts[0] > 0 and 4 * len(filled) >= 3 * (last + 1)


def _later_headers(grid: Grid, box: Box, first: Header) -> Iterator[Header]:
    current, attempts = first, 0
    row = first.first_data
    while row <= box.bottom and attempts < MOST_ATTEMPTS:
        row = _behind_gap(grid, box, row)
        if row > box.bottom:
            return
        attempts += 1
        header = _new_header(grid, box, row, current)
        if header is not None:
            yield header
            current = header
            row = header.first_data
        else:
            row += 1


def _behind_gap(grid: Grid, box: Box, row: int) -> int:
    """The next filled row behind a blank one, past the box's bottom where there is none."""
    before = row - 1
    for filled in grid.filled_rows(row, box.bottom, box):
        if filled > before + 1:
            return filled
        before = filled
    return box.bottom + 1


def _new_header(grid: Grid, box: Box, row: int, current: Header) -> Header | None:
    if sum(is_figure(value) for _, value in grid.cells(row, box)) > 1:
        return None
    header = find_header(grid, box, row, tries=1)
    if header is None or not header.rows or _blank_between(grid, box, row, header):
        return None
    texts = {column for each in header.rows for column, value in grid.cells(each, box) if is_text(value)}
    same = [grid.cells(each, box) for each in header.rows] == [grid.cells(each, box) for each in current.rows]
    if len(texts) < 2 or (same and not _titled(grid, box, row, header)):  # noqa: PLR2004  a header names two columns
        return None
    return header


def _blank_between(grid: Grid, box: Box, row: int, header: Header) -> bool:
    """Whether rows of a table, not of a title, stand between a row and the header found under it."""
    return any(grid.count(each, box) > 3 for each in range(row, header.rows[0]))  # noqa: PLR2004  a title fills up to three cells


def _titled(grid: Grid, box: Box, row: int, header: Header) -> bool:
    return any(grid.count(each, box) for each in range(row, header.rows[0]))


def _title_top(grid: Grid, box: Box, earlier: Header, later: Header) -> int:
    """The first row of the title above a later header: behind the gap under the last row or note of the table above."""
    last = next(
        (row for row in range(later.rows[0] - 1, earlier.first_data, -1) if _ends_table(grid, box, row)),
        earlier.first_data,
    )
    gap = next((row for row in range(last + 1, later.rows[0]) if not grid.count(row, box)), last)
    return next(row for row in range(gap + 1, later.rows[0] + 1) if grid.count(row, box))


def _ends_table(grid: Grid, box: Box, row: int) -> bool:
    """Whether a row between two headers is the earlier table's: figures, several cells, or a note."""
    cells = grid.cells(row, box)
    texts = [value for _, value in cells if is_text(value)]
    if len(texts) < len(cells) or len(cells) > 3:  # noqa: PLR2004  a title fills up to three cells
        return True
    return any(words.is_note(text) or text.lstrip().startswith(("-", "(")) for text in texts[:1])


def _side_by_side(grid: Grid, zone: Zone) -> list[Box]:
    """The boxes of tables that stand side by side in a zone; empty where it is one table."""
    groups = _column_groups(grid, zone)
    headed = [group for group in groups if _heads(grid, zone, group)]
    if len(headed) < 2 or not _are_apart(grid, zone, headed):  # noqa: PLR2004  two make a pair
        return []
    lefts = [zone.box.left, *(left for left, _ in headed[1:])]
    rights = [*(left - 1 for left in lefts[1:]), zone.box.right]
    return [Box(zone.box.top, left, zone.box.bottom, right) for left, right in zip(lefts, rights, strict=True)]


def _column_groups(grid: Grid, zone: Zone) -> list[tuple[int, int]]:
    """Runs of columns parted by columns that are blank from the header down, and under no merged heading."""
    rows = grid.rows[zone.header.top - grid.top : zone.box.bottom - grid.top + 1]
    merged = {column for merge in _merged_headings(grid, zone) for column in range(merge.left, merge.right + 1)}
    groups: list[tuple[int, int]] = []
    for column in range(zone.box.left, zone.box.right + 1):
        place = column - grid.left
        if column not in merged and not any(len(cells) > place and cells[place] != "" for cells in rows):
            continue
        if groups and groups[-1][1] == column - 1:
            groups[-1] = (groups[-1][0], column)
        else:
            groups.append((column, column))
    return groups


def _merged_headings(grid: Grid, zone: Zone) -> list[Box]:
    return [merge for merge in grid.merges if merge.top in zone.header.rows]


def _heads(grid: Grid, zone: Zone, group: tuple[int, int]) -> list[str]:
    box = Box(zone.box.top, group[0], zone.box.bottom, group[1])
    texts = [words.fold(str(value)) for row in zone.header.rows for _, value in grid.cells(row, box) if is_text(value)]
    return texts if len(texts) > 1 else []


def _are_apart(grid: Grid, zone: Zone, groups: list[tuple[int, int]]) -> bool:
    """Whether groups of columns are tables of their own: the same first heading, own titles, or other lengths."""
    firsts = [_heads(grid, zone, group)[0] for group in groups]
    far = any(right[0] - left[1] > WIDEST_SPACER for left, right in pairwise(groups))
    return far or len(set(firsts)) < len(firsts) or _own_titles(grid, zone, groups) or _own_lengths(grid, zone, groups)


def _own_titles(grid: Grid, zone: Zone, groups: list[tuple[int, int]]) -> bool:
    for row in range(zone.box.top, zone.header.top):
        columns = [column for column, _ in grid.cells(row, zone.box)]
        if len(columns) == len(groups) and all(any(a <= c <= b for c in columns) for a, b in groups):
            texts = [str(value) for _, value in grid.cells(row, zone.box)]
            return not any(words.is_letterhead(text) for text in texts)
    return False


def _own_lengths(grid: Grid, zone: Zone, groups: list[tuple[int, int]]) -> bool:
    """Whether one group goes on for some rows after another has ended, neither beginning anew."""
    lengths = [_length(grid, zone, group) for group in groups]
    shortest, longest = min(lengths), max(lengths)
    return longest - shortest > max(2, longest // 10) and shortest > 1


def _length(grid: Grid, zone: Zone, group: tuple[int, int]) -> int:
    box = Box(zone.box.top, group[0], zone.box.bottom, group[1])
    body = find_body(grid, box, zone.header, keep_totals=True)
    return body.last - body.first + 1
