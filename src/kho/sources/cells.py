"""Arrow batches of text cells, built row by row for readers that have no faster way."""

from collections.abc import Iterable, Iterator, Sequence

import pyarrow as pa

from kho.quality.cells import CellKind

ROWS_PER_BATCH = 16_384
TEXT_PER_BATCH = 32 * 2**20
"""A batch is closed at this many rows or characters, whichever comes first, so huge cells do not pile up."""

Cell = tuple[str | None, CellKind | None]
"""The text of a cell (None where it is empty) and its kind (None for plain text)."""


def schema(width: int, *, typed: bool) -> pa.Schema:
    """The schema of a batch of `width` columns: `row`, `c1 ... cn` and, where typed, `k1 ... kn`."""
    fields = [pa.field("row", pa.int64()), *(pa.field(f"c{i + 1}", pa.string()) for i in range(width))]
    kinds = [pa.field(f"k{i + 1}", pa.string()) for i in range(width)] if typed else []
    return pa.schema([*fields, *kinds])


def batches(rows: Iterable[tuple[int, Sequence[Cell]]], width: int, *, typed: bool = True) -> Iterator[pa.RecordBatch]:
    """Batches of the given (row number, cells); short rows are filled with empty cells, none may be longer."""
    pending: list[tuple[int, Sequence[Cell]]] = []
    size = 0
    for number, cells in rows:
        pending.append((number, cells))
        size += sum(len(text) for text, _ in cells if text)
        if len(pending) >= ROWS_PER_BATCH or size >= TEXT_PER_BATCH:
            yield _batch(pending, width, typed=typed)
            pending, size = [], 0
    if pending:
        yield _batch(pending, width, typed=typed)


def _batch(rows: list[tuple[int, Sequence[Cell]]], width: int, *, typed: bool) -> pa.RecordBatch:
    empty: Cell = (None, None)
    columns = [[cells[i] if i < len(cells) else empty for _, cells in rows] for i in range(width)]
    arrays = [pa.array([number for number, _ in rows], pa.int64())]
    arrays += [pa.array([text for text, _ in column], pa.string()) for column in columns]
    if typed:
        arrays += [pa.array([kind for _, kind in column], pa.string()) for column in columns]
    return pa.RecordBatch.from_arrays(arrays, schema=schema(width, typed=typed))
