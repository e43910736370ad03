"""The finder under pins: what a contract says is obeyed exactly, the rest is found."""

from dataclasses import replace

from kho.sources.workbooks import words
from kho.sources.workbooks.errors import PinFindsNothingError
from kho.sources.workbooks.finder import Found, Told, describe, find_tables, named
from kho.sources.workbooks.grid import Box, Grid, column_ranges
from kho.sources.workbooks.headers import Header, is_order_row
from kho.sources.workbooks.pins import Pins
from kho.sources.workbooks.zones import Zone, find_zones


def tables_of(grid: Grid, pins: Pins, *, file_name: str) -> list[Found]:
    """The tables of a sheet that the pins name, all where they name none.

    Raises PinFindsNothingError where a pin points to nothing, with what there is.
    """
    box = _box(grid, pins, file_name)
    if pins.header_rows is not None or pins.first_row is not None:
        return [_pinned_table(grid, box, pins, file_name)]
    found = find_tables(grid, box, keep_totals=bool(pins.keep_totals))
    chosen = found if pins.table is None else [_chosen(grid, found, pins.table, file_name)]
    return [_with_pins(grid, table, pins, file_name) for table in chosen]


def _box(grid: Grid, pins: Pins, file_name: str) -> Box:
    used = grid.box
    if pins.range is None:
        return used
    wanted = pins.range
    box = Box(
        max(used.top, wanted.top),
        max(used.left, wanted.left),
        min(used.bottom, wanted.bottom),
        min(used.right, wanted.right),
    )
    if box.top > box.bottom or box.left > box.right:
        raise _nothing(grid, file_name, pin=f"range {wanted.a1()}", known=used.a1())
    return box


def _nothing(grid: Grid, file_name: str, *, pin: str, known: str) -> PinFindsNothingError:
    return PinFindsNothingError(where=file_name, name=file_name, sheet=grid.name, pin=pin, known=known)


def _chosen(grid: Grid, found: list[Found], wanted: int | str, file_name: str) -> Found:
    if isinstance(wanted, int) and wanted <= len(found):
        return found[wanted - 1]
    if isinstance(wanted, str):
        titled = [table for table in found if words.fold(wanted) in words.fold(table.title)]
        if len(titled) == 1:
            return titled[0]
    listed = "; ".join(f"{number}. {named(table)}" for number, table in enumerate(found, start=1))
    raise _nothing(grid, file_name, pin=f"table {wanted}", known=listed or "-")


def _pinned_table(grid: Grid, box: Box, pins: Pins, file_name: str) -> Found:
    """The table whose header rows or first row are told."""
    rows = pins.header_rows if pins.header_rows is not None else _rows_above(grid, box, pins)
    outside = [row for row in rows if not grid.count(row, box)]
    if outside:
        numbers = ", ".join(str(row + 1) for row in outside)
        raise _nothing(grid, file_name, pin=f"header_rows {numbers}", known=box.a1())
    units = () if pins.unit_row is None else (pins.unit_row,)
    start = max((*rows, *units), default=box.top - 1) + 1 if pins.first_row is None else pins.first_row
    order = None
    if pins.first_row is None and is_order_row(grid.cells(start, box)):
        order, start = start, start + 1
    first = next((row for row in range(start, box.bottom + 1) if grid.count(row, box)), box.bottom + 1)
    header = Header(
        rows=tuple(row for row in rows if row not in units), first_data=first, order_row=order, unit_rows=units
    )
    zone = Zone(box=box, header=header)
    return _exact(grid, zone, pins, file_name)


def _rows_above(grid: Grid, box: Box, pins: Pins) -> tuple[int, ...]:
    """The header that is found over a pinned first row."""
    first = box.bottom if pins.first_row is None else pins.first_row
    zones = find_zones(grid, box)
    above = [zone for zone in zones if zone.header.rows and zone.header.rows[-1] < first]
    return above[-1].header.rows if above else ()


def _with_pins(grid: Grid, table: Found, pins: Pins, file_name: str) -> Found:
    """A found table with the pins that only narrow it."""
    units = (pins.unit_row,) if pins.unit_row is not None else table.header.unit_rows
    header = replace(table.header, rows=tuple(row for row in table.header.rows if row not in units), unit_rows=units)
    narrowing = (pins.last_row, pins.unit_row, pins.columns)
    if all(pin is None for pin in narrowing) and not pins.skip_rows:
        return table
    return _exact(grid, Zone(box=table.zone_box, header=header), pins, file_name)


def _exact(grid: Grid, zone: Zone, pins: Pins, file_name: str) -> Found:
    """A table of which any row, column or edge may be pinned."""
    bottom = zone.box.bottom if pins.last_row is None else min(pins.last_row, grid.box.bottom)
    box = replace(zone.box, bottom=bottom)
    if pins.columns is not None and not any(box.left <= column <= box.right for column in pins.columns):
        raise _nothing(grid, file_name, pin=f"columns {column_ranges(pins.columns)}", known=box.a1())
    keep = pins.keep_totals if pins.keep_totals is not None else pins.last_row is not None
    told = Told(
        keep_totals=keep,
        places=pins.columns,
        last_row=None if pins.last_row is None else bottom,
        skip=pins.skip_rows,
    )
    return describe(grid, Zone(box=box, header=zone.header), told)
