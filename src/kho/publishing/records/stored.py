"""How a replica keeps values, so that SQLite compares, sorts and sums them as the table does, exactly."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import ROUND_FLOOR, Context, Decimal
from typing import Final

from kho.contracts.model import LogicalType
from kho.publishing.records.fields import Field, Value

Stored = str | int | float | None
MOST_DIGITS: Final = 18
"""Digits of a decimal that fit into SQLite's whole numbers."""
WIDE: Final = 60
"""Digits of a number that is kept as a text: room for the sum of as many of 38 digits as there ever are."""
_MOST: Final = int("9" * WIDE)
_EXACT: Final = Context(prec=400)


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


def is_wide(field: Field) -> bool:
    """Whether a decimal has more digits than SQLite's whole numbers: such are kept as texts (see `wide`)."""
    return field.precision is not None and field.precision > MOST_DIGITS


def wide(number: int) -> str:
    """A whole number of up to 60 digits as a text that sorts as the numbers do, negative ones by their complement."""
    if number >= 0:
        return f"1{number:0{WIDE}}"
    return f"0{_MOST + number:0{WIDE}}"


def whole(value: str | int) -> int:
    """The whole number that is kept so."""
    if isinstance(value, int):
        return value
    return int(value[1:]) if value[0] == "1" else int(value[1:]) - _MOST


def _number(value: Decimal, field: Field) -> tuple[Stored, bool]:
    if field.kind is LogicalType.NUMBER and field.scale is None:
        return float(value), True
    if value and abs(value.adjusted()) > WIDE:
        return _kept(_beyond(value), field), False
    shifted = value.scaleb(field.scale or 0, _EXACT)
    number = shifted.to_integral_value(ROUND_FLOOR, _EXACT)
    return _kept(int(number), field), number == shifted and abs(number) <= _most(field)


def _beyond(value: Decimal) -> int:
    """What stands for a number that is too large, or the next whole number below one that is too small to tell."""
    if value.adjusted() > 0:
        return _MOST if value > 0 else -_MOST
    return 0 if value > 0 else -1


def _most(field: Field) -> int:
    """The largest number that a column of the kind could hold."""
    return _MOST if is_wide(field) else 2**63 - 1


def _kept(number: int, field: Field) -> Stored:
    """SQLite's whole numbers have 64 bits; nothing in a column lies beyond."""
    most = _most(field)
    within = max(-most, min(most, number))
    return wide(within) if is_wide(field) else within


def from_stored(value: Stored, field: Field) -> object:
    """A value as it is told: decimals as such, days and moments in ISO 8601, truths as truths."""
    if value is None:
        return None
    if field.scale is not None and not isinstance(value, float):
        return Decimal(f"{whole(value)}E-{field.scale}")
    read = _TOLD.get(field.kind)
    return value if read is None else read(value)


def is_changed(field: Field) -> bool:
    """Whether values of a column are told otherwise than they are kept."""
    return field.scale is not None or field.kind in _TOLD


_TOLD: Final[Mapping[LogicalType, Callable[[Stored], object]]] = {
    LogicalType.BOOLEAN: bool,
    LogicalType.TIMESTAMP: lambda text: datetime.fromisoformat(str(text)).isoformat(),
}
