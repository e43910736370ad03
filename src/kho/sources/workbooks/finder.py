"""The table finder: which cells of a sheet are a table's rows, which its header, and what is neither."""

from dataclasses import dataclass

from kho.messages import Message
from kho.sources.base import LeftOut, SourceColumn
from kho.sources.decoding import clean_text
from kho.sources.unit_rows import UNIT_ROW
from kho.sources.workbooks import words
from kho.sources.workbooks.bodies import Body, find_body
from kho.sources.workbooks.grid import Box, Grid, column_name, is_blank, is_text
from kho.sources.workbooks.headers import Header, body_columns
from kho.sources.workbooks.zones import Zone, find_zones

TITLE = Message(vi="tiêu đề, đầu trang phía trên bảng", en="title or letterhead above the table")
UNIT_LINE = Message(vi="dòng đơn vị tính", en="line that tells the unit")
ORDER_ROW = Message(vi="dòng đánh số cột", en="row that numbers the columns")
SKIPPED = Message(vi="dòng bỏ qua theo cấu hình", en="row passed over as configured")
SPACER = Message(vi="cột trống", en="blank column")
UNHEADED = Message(vi="cột không có tiêu đề, ngoài bảng", en="column without a header, outside the table")

LONGEST_TEXT = 300
"""Characters of what was left out that are told."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Told:
    """What is told rather than found: columns and last row are obeyed where they are given, `skip` passed over."""

    keep_totals: bool = False
    places: tuple[int, ...] | None = None
    last_row: int | None = None
    skip: frozenset[int] = frozenset()


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """One table of a sheet: its columns and rows (0-based), and everything that was left out of its surroundings."""

    box: Box
    zone_box: Box
    title: str
    header: Header
    body: Body
    places: tuple[int, ...]
    columns: tuple[SourceColumn, ...]
    left_out: tuple[LeftOut, ...]


def find_tables(grid: Grid, box: Box, *, keep_totals: bool = False) -> list[Found]:
    """The tables inside the box, in reading order."""
    found = (describe(grid, zone, Told(keep_totals=keep_totals)) for zone in find_zones(grid, box))
    return [table for table in found if table.places]


def describe(grid: Grid, zone: Zone, told: Told) -> Found:
    """One table as it is told and read: columns chosen, edges parted, everything left out named."""
    header = zone.header
    body = _body(grid, zone, told)
    heads = {column: _head(grid, header, column) for column in range(zone.box.left, zone.box.right + 1)}
    kept, outside = (told.places, []) if told.places else _choose_columns(grid, body, heads)
    titles = _titles(grid, zone)
    unit = next((found for _, text in reversed(titles) if (found := _unit_in(text))), None)
    left_out = [*_told_titles(grid, zone, titles), *_told_head(grid, zone), *outside, *_told_body(grid, zone, body)]
    return Found(
        zone_box=zone.box,
        box=Box(
            header.top, min(kept, default=zone.box.left), max(body.last, header.top), max(kept, default=zone.box.right)
        ),
        title=" ".join(text for _, text in titles if not _unit_in(text) and not _is_letterhead(text)),
        header=header,
        body=body,
        places=kept,
        columns=_columns(grid, zone, kept, heads, unit),
        left_out=tuple(left_out),
    )


def _body(grid: Grid, zone: Zone, told: Told) -> Body:
    if told.last_row is None:
        body = find_body(grid, zone.box, zone.header, keep_totals=told.keep_totals)
    else:
        body = Body(first=zone.header.first_data, last=told.last_row)
    for row in sorted(told.skip):
        if body.first <= row <= body.last and row not in body.skip:
            body.skip.add(row)
            body.left_out.append((row, row, SKIPPED))
    return body


def _head(grid: Grid, header: Header, column: int) -> tuple[str, ...]:
    """The header texts of a column from top to bottom, merged texts filled in."""
    texts = []
    for row in header.rows:
        merge = grid.merge_at(row, column)
        value = (
            grid.value(merge.top, merge.left)
            if merge and merge.top in range(header.top, row + 1)
            else grid.value(row, column)
        )
        texts.append(clean_text(_header_text(value)))
    return tuple(texts)


def _header_text(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return " ".join(str(value).split())


def _choose_columns(grid: Grid, body: Body, heads: dict[int, tuple[str, ...]]) -> tuple[tuple[int, ...], list[LeftOut]]:
    """Columns with a header, and those without that are filled like one; the others are told."""
    headed = [column for column, texts in heads.items() if any(texts)]
    if not headed:
        filled = tuple(column for column in heads if _filled(grid, body, column))
        return filled, []
    first, last = headed[0], headed[-1]
    kept, outside = [], []
    for column, texts in heads.items():
        count = 0 if any(texts) else _filled(grid, body, column)
        within = first < column < last
        rows = body.last - body.first + 1
        if any(texts) or (count and within) or (2 * count >= rows and first - 1 <= column <= last + 1):
            kept.append(column)
        elif count or within:
            outside.append(_told_column(grid, body, column, count))
    return tuple(kept), outside


def _filled(grid: Grid, body: Body, column: int) -> int:
    place = column - grid.left
    rows = grid.rows[body.first - grid.top : body.last - grid.top + 1]
    return sum(1 for cells in rows if len(cells) > place and cells[place] != "" and not is_blank(cells[place]))


def _told_column(grid: Grid, body: Body, column: int, count: int) -> LeftOut:
    place = Box(body.first, column, body.last, column).a1()
    values = (grid.value(row, column) for row in range(body.first, body.last + 1))
    text = " | ".join(str(value) for value in values if not is_blank(value)) if count else ""
    return LeftOut(place=f"{grid.name}!{place}", why=UNHEADED if count else SPACER, text=text[:LONGEST_TEXT])


def _titles(grid: Grid, zone: Zone) -> list[tuple[int, str]]:
    rows = range(zone.box.top, zone.header.top)
    return [(row, grid.text(row, zone.box)) for row in rows if grid.count(row, zone.box)]


def _unit_in(line: str) -> str | None:
    return next((unit for text in line.split(" | ") if (unit := words.unit_of_line(text))), None)


def _is_letterhead(line: str) -> bool:
    return any(words.is_letterhead(text) for text in line.split(" | "))


def _told(grid: Grid, zone: Zone, first: int, last: int, why: Message) -> LeftOut:
    columns = [column for row in range(first, last + 1) for column, _ in grid.cells(row, zone.box)]
    place = Box(first, min(columns, default=zone.box.left), last, max(columns, default=zone.box.right)).a1()
    texts = [grid.text(row, zone.box) for row in range(first, min(last, first + 20) + 1)]
    return LeftOut(place=f"{grid.name}!{place}", why=why, text="\n".join(t for t in texts if t)[:LONGEST_TEXT])


def _told_titles(grid: Grid, zone: Zone, titles: list[tuple[int, str]]) -> list[LeftOut]:
    return [_told(grid, zone, row, row, UNIT_LINE if _unit_in(text) else TITLE) for row, text in titles]


def _told_head(grid: Grid, zone: Zone) -> list[LeftOut]:
    told = [_told(grid, zone, row, row, UNIT_ROW) for row in zone.header.unit_rows]
    order = zone.header.order_row
    return told if order is None else [*told, _told(grid, zone, order, order, ORDER_ROW)]


def _told_body(grid: Grid, zone: Zone, body: Body) -> list[LeftOut]:
    return [_told(grid, zone, first, last, why) for first, last, why in body.left_out]


def _columns(
    grid: Grid, zone: Zone, kept: tuple[int, ...], heads: dict[int, tuple[str, ...]], unit: str | None
) -> tuple[SourceColumn, ...]:
    numeric = body_columns(grid, zone.box, zone.header.first_data)
    return tuple(
        SourceColumn(
            position=column + 1,
            header=heads.get(column, ()),
            unit=_own_unit(grid, zone, column, heads.get(column, ()))
            or (unit if column in numeric and words.is_measure(heads.get(column, ())) else None),
            line=unit,
        )
        for column in kept
    )


def _own_unit(grid: Grid, zone: Zone, column: int, head: tuple[str, ...]) -> str | None:
    """The unit from the unit row, else from the header's brackets."""
    for row in zone.header.unit_rows:
        value = grid.value(row, column)
        if is_text(value):
            return str(value).strip().strip("()").strip()
    return words.unit_in_header(head)


def named(table: Found) -> str:
    """How a table is told to a person who pins it: its place and title."""
    columns = f"{column_name(table.box.left)}{table.box.top + 1}:{column_name(table.box.right)}{table.box.bottom + 1}"
    return f"{columns} ({table.title[:80]})" if table.title else columns
