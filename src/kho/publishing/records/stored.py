"""How a replica keeps values, so that SQLite compares, sorts and sums them as the table does, exactly."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import ROUND_FLOOR, Context, Decimal
from typing import Final

from kho.contracts.model import LogicalType
from kho.publishing.records.fields import Field, Value
from kho.publishing.records.shapes import Fit

Stored = str | int | float | None
MOST_DIGITS: Final = 18
"""Digits of a decimal that fit into SQLite's whole numbers."""
WIDE: Final = 60
"""Digits of a number that is kept as a text: room for the sum of as many of 38 digits as there ever are."""
_MOST: Final = int("9" * WIDE)
_EXACT: Final = Context(prec=400)
_LONG: Final = 2**63


def to_stored(value: Value, field: Field) -> tuple[Stored, Fit]:
    """A value as the column keeps it; `1.005` is above one of the values of scale 2, `1e300` above all of them."""
    if isinstance(value, bool):
        return int(value), Fit.EXACT
    if isinstance(value, Decimal):
        if is_floating(field):
            return float(value), Fit.EXACT
        number, fit = shifted(value, field)
        return (wide(number) if is_wide(field) else number), fit
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="microseconds"), Fit.EXACT
    if isinstance(value, date):
        return value.isoformat(), Fit.EXACT
    return value, Fit.EXACT


def is_wide(field: Field) -> bool:
    """Whether a decimal has more digits than SQLite's whole numbers: such are kept as texts (see `wide`)."""
    return field.precision is not None and field.precision > MOST_DIGITS


def is_floating(field: Field) -> bool:
    """Whether its values are floating numbers."""
    return field.kind is LogicalType.NUMBER and field.scale is None


def shifted(value: Decimal, field: Field) -> tuple[int, Fit]:
    """A number as whole ones of the last decimal place that the column has, rounded down."""
    if value and abs(value.adjusted()) > WIDE:
        return _far(value)
    exact = value.scaleb(field.scale or 0, _EXACT)
    number = int(exact.to_integral_value(ROUND_FLOOR, _EXACT))
    least, most = _range(field)
    if not least <= number <= most:
        return 0, Fit.OVER if number > most else Fit.UNDER
    return number, Fit.EXACT if number == exact else Fit.ABOVE


def _far(value: Decimal) -> tuple[int, Fit]:
    """A number that is too large for any column, or too small to be told from zero."""
    if value.adjusted() > 0:
        return 0, Fit.OVER if value > 0 else Fit.UNDER
    return (0 if value > 0 else -1), Fit.ABOVE


def _range(field: Field) -> tuple[int, int]:
    """The least and the most that a column can hold, as whole numbers."""
    if field.kind is LogicalType.INTEGER or field.precision is None:
        return -_LONG, _LONG - 1
    most = 10**field.precision - 1
    return -most, most


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


def from_stored(value: Stored, field: Field) -> object:
    """A value as it is told: decimals as such, days and moments in ISO 8601, truths as truths."""
    if value is None:
        return None
    if field.scale is not None and not isinstance(value, float):
        return decimal(whole(value), field.scale)
    read = _TOLD.get(field.kind)
    return value if read is None else read(value)


def decimal(number: int, scale: int) -> Decimal:
    """A decimal of so many places that is kept as a whole number."""
    return _EXACT.scaleb(number, -scale)


def is_changed(field: Field) -> bool:
    """Whether values of a column are told otherwise than they are kept."""
    return field.scale is not None or field.kind in _TOLD


_TOLD: Final[Mapping[LogicalType, Callable[[Stored], object]]] = {
    LogicalType.BOOLEAN: bool,
    LogicalType.TIMESTAMP: lambda text: datetime.fromisoformat(str(text)).isoformat(),
}
