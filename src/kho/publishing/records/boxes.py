"""Shapes by the boxes around them: an R*Tree beside the rows finds few, and each of these is looked at.

The tree keeps boxes a little too large, so one that it says to lie within another does.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from typing import Any, Final

import numpy as np
import shapely
from sqlglot import exp

from kho.blocks import block
from kho.publishing.records.shapes import column
from kho.warehouse.duck import quoted

BOXES: Final = "boxes"
"""The replica's table of boxes, by the number of the row; rows without a shape are not in it."""
AROUND: Final = f"SELECT min(west), min(south), max(east), max(north) FROM {BOXES}"  # noqa: S608 - a fixed name
MEETS: Final = "kho_meets"
_BATCH: Final = 4_096
_WITHIN: Final = f"""
_id in (
    select id from {BOXES}
    where east >= $west and west <= $east and north >= $south and south <= $north
) and (
    _id in (select id from {BOXES} where west >= $west and east <= $east and south >= $south and north <= $north)
    or {MEETS}($shape, $west, $south, $east, $north)
)
"""  # noqa: S608 - fixed names


def build(made: sqlite3.Connection, rows: str, name: str) -> None:
    """Make the table of the boxes around the shapes of a column of well-known text."""
    made.execute(f"CREATE VIRTUAL TABLE {BOXES} USING rtree(id, west, east, south, north)")
    shapes = f"SELECT _id, {quoted(name)} FROM {rows} WHERE {quoted(name)} IS NOT NULL"  # noqa: S608 - quoted
    read = made.execute(shapes)
    made.execute("BEGIN")
    while batch := read.fetchmany(_BATCH):
        made.executemany(f"INSERT INTO {BOXES} VALUES (?, ?, ?, ?, ?)", _around(batch))  # noqa: S608 - a fixed name
    made.execute("COMMIT")


def within(name: str, given: Sequence[exp.Expr]) -> exp.Expr:
    """The rows whose shapes meet a box, whose west, south, east and north are given."""
    west, south, east, north = given
    return block(_WITHIN, shape=column(name), west=west, south=south, east=east, north=north)


def meets(text: str | None, west: float, south: float, east: float, north: float) -> bool:
    """SQLite's function: whether a shape meets a box."""
    shape = shapely.from_wkt(text, on_invalid="ignore")
    return shape is not None and bool(shapely.intersects(shape, shapely.box(west, south, east, north)))


def _around(batch: Sequence[tuple[Any, ...]]) -> Iterator[tuple[Any, ...]]:
    """The boxes of a batch: none around what is no shape, or an empty one."""
    numbers, texts = zip(*batch, strict=True)
    boxes = shapely.bounds(shapely.from_wkt(texts, on_invalid="ignore"))
    for number, (west, south, east, north) in zip(numbers, boxes.tolist(), strict=True):
        if not np.isnan(west):
            yield number, west, east, south, north
