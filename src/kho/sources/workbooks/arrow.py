"""A table's rows as Arrow batches, made column by column: most columns of a sheet hold one type."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import islice, zip_longest
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from kho.quality.cells import CellKind
from kho.sources.cells import ROWS_PER_BATCH, schema
from kho.sources.workbooks.grid import ErrorValue, Grid, LegacyText, Value

DIGITS = 15
"""Significant digits of a number in a sheet (Excel specifications and limits): what lies beyond is noise of computing,
such as 88381.60400000002 where the sender sees 88381.604."""


def batches(grid: Grid, rows: Iterable[int], places: Sequence[int]) -> Iterator[pa.RecordBatch]:
    """Batches of the given sheet rows and columns (0-based), typed."""
    numbers = iter(rows)
    while chunk := list(islice(numbers, ROWS_PER_BATCH)):
        columns = _columns([grid.rows[row - grid.top] for row in chunk])
        pairs = [_column(columns[place - grid.left]) for place in places]
        arrays = [pa.array([row + 1 for row in chunk], pa.int64())]
        arrays += [text for text, _ in pairs]
        arrays += [kind for _, kind in pairs]
        yield pa.RecordBatch.from_arrays(arrays, schema=schema(len(places), typed=True))


def _columns(rows: list[list[Value]]) -> list[tuple[Value, ...]]:
    """Rows as columns; short rows are filled with empty cells."""
    if len(set(map(len, rows))) == 1:
        return list(zip(*rows, strict=True))
    return list(zip_longest(*rows, fillvalue=""))


def _column(values: tuple[Value, ...]) -> tuple[pa.Array, pa.Array]:
    """Texts and kinds of one column."""
    types = set(map(type, values))
    if types == {str}:
        texts = pa.array([value or None for value in values] if "" in values else values, pa.string())
        return texts, pa.nulls(len(values), pa.string())
    if len(types - {str}) == 1 and not any(value for value in values if type(value) is str):
        filled = [None if value == "" else value for value in values]
        if float in types:
            return _numbers(filled)
        if date in types:
            return _marked(pa.array(filled, pa.date32()).cast(pa.string()), CellKind.DATE)
        if datetime in types and not any(value.microsecond or value.tzinfo for value in filled if value is not None):
            return _marked(_moments(filled), CellKind.TIMESTAMP)
    texts = pa.array([_TEXT[type(value)](value) for value in values], pa.string())
    kinds = [_KIND[type(value)] if value != "" else None for value in values]
    return texts, pa.array(kinds, pa.string())


def _numbers(values: list[float | None]) -> tuple[pa.Array, pa.Array]:
    """A column of floats; Arrow's texts do where none has an exponent, a negative zero or more digits than shown."""
    texts = pa.array(values, pa.float64()).cast(pa.string())
    odd = pc.or_(pc.match_substring(texts, "e"), pc.equal(texts, "-0"))
    if pc.any(pc.or_(odd, pc.greater(pc.utf8_length(texts), DIGITS + 1))).as_py():
        texts = pa.array([None if value is None else number_text(value) for value in values], pa.string())
    return _marked(texts, CellKind.NUMBER)


def _moments(values: list[datetime | None]) -> pa.Array:
    """Texts of moments with whole seconds."""
    texts = pa.array(values, pa.timestamp("s")).cast(pa.string())
    return pc.replace_substring(texts, " ", "T", max_replacements=1)


def _marked(texts: pa.Array, kind: CellKind) -> tuple[pa.Array, pa.Array]:
    """The texts, and all filled cells of one kind."""
    return texts, pc.if_else(pc.is_valid(texts), kind.value, pa.scalar(None, pa.string()))


def number_text(value: float) -> str:
    """A float as a sheet shows it, without an exponent: `123`, `0.1`."""
    if value.is_integer():
        return str(int(value))
    text = format(value, f".{DIGITS}g")
    return format(Decimal(text), "f") if "e" in text else text


def _timestamp(value: datetime) -> str:
    return value.replace(tzinfo=None).isoformat()


def _duration(value: timedelta) -> str:
    """ISO 8601, in hours as a sheet counts them: `PT30H15M`."""
    sign = "-" if value < timedelta(0) else ""
    seconds = abs(value)
    hours, rest = divmod(seconds, timedelta(hours=1))
    minutes, rest = divmod(rest, timedelta(minutes=1))
    tail = number_text(rest.total_seconds())
    parts = [f"{hours}H" if hours else "", f"{minutes}M" if minutes else "", f"{tail}S" if tail != "0" else ""]
    return f"{sign}PT{''.join(parts) or '0S'}"


def value_text(value: Value) -> str | None:
    """The text of any cell; None for an empty one."""
    text = _TEXT[type(value)](value)
    return None if text is None else str(text)


_TEXT: dict[type, Callable[[Any], str | None]] = {
    str: lambda value: value or None,
    float: number_text,
    int: str,
    bool: lambda value: "true" if value else "false",
    date: date.isoformat,
    datetime: _timestamp,
    time: time.isoformat,
    timedelta: _duration,
    ErrorValue: str,
    LegacyText: str,
}
_KIND: dict[type, str | None] = {
    str: None,
    float: CellKind.NUMBER.value,
    int: CellKind.NUMBER.value,
    bool: CellKind.BOOLEAN.value,
    date: CellKind.DATE.value,
    datetime: CellKind.TIMESTAMP.value,
    time: CellKind.TIME.value,
    timedelta: None,
    ErrorValue: CellKind.ERROR.value,
    LegacyText: CellKind.LEGACY.value,
}
