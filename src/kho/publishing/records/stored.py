"""How a replica keeps values, so that SQLite compares, sorts and sums them as the table does, exactly."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import ROUND_FLOOR, Decimal
from typing import Final

from kho.contracts.model import LogicalType
from kho.publishing.records.fields import Field, Value

Stored = str | int | float | None
MOST_DIGITS: Final = 18
"""Digits of a decimal that fit into SQLite's whole numbers."""


def to_stored(value: Value, field: Field) -> tuple[Stored, bool]:
    """A value as the column keeps it, and whether it is exactly that: `1.005` lies between two values of scale 2.

    Where it is not, what is given is the next one below.
    """
    if isinstance(value, bool):
        return int(value), True
    if isinstance(value, Decimal):
        return _number(value, field)
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="microseconds"), True
    if isinstance(value, date):
        return value.isoformat(), True
    return value, True


def _number(value: Decimal, field: Field) -> tuple[Stored, bool]:
    if field.kind is LogicalType.NUMBER and field.scale is None:
        return float(value), True
    shifted = value.scaleb(field.scale or 0)
    whole = shifted.to_integral_value(ROUND_FLOOR)
    return _within(int(whole)), whole == shifted


def _within(number: int) -> int:
    """SQLite's whole numbers have 64 bits; nothing in a column lies beyond."""
    return max(-(2**63), min(2**63 - 1, number))


def from_stored(value: Stored, field: Field) -> object:
    """A value as it is told: decimals as such, days and moments in ISO 8601, truths as truths."""
    if value is None:
        return None
    read = _TOLD.get(field.kind)
    if field.scale is not None and isinstance(value, int):
        return Decimal(value).scaleb(-field.scale)
    return value if read is None else read(value)


_TOLD: Final[Mapping[LogicalType, Callable[[Stored], object]]] = {
    LogicalType.BOOLEAN: bool,
    LogicalType.TIMESTAMP: lambda text: datetime.fromisoformat(str(text)).isoformat(),
}
