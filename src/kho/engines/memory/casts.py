"""Casts between the values of the memory engine; texts have been looked at before (`kho.quality.sqlrules`)."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal, localcontext
from typing import Any

from sqlglot import exp


def midnight(value: date) -> datetime:
    """The moment a day begins; a moment itself."""
    return value if isinstance(value, datetime) else datetime(value.year, value.month, value.day)  # noqa: DTZ001 - tables keep local time


def _to_integer(value: Any, target: exp.Expr) -> int | None:
    del target
    number = int(value)
    return number if -(2**63) <= number < 2**63 else None


def _to_decimal(value: Any, target: exp.Expr) -> Decimal | None:
    sizes = [int(each.name) for each in target.expressions] or [18, 3]
    precision, scale = sizes[0], sizes[1] if len(sizes) > 1 else 0
    with localcontext(prec=400):
        made = Decimal(value).quantize(Decimal(1).scaleb(-scale), ROUND_HALF_UP)
    return made if abs(made) < Decimal(10) ** (precision - scale) else None


def _to_double(value: Any, target: exp.Expr) -> float:
    del target
    return float(value)


def _to_text(value: Any, target: exp.Expr) -> str:
    del target
    return format(value, "f") if isinstance(value, Decimal) else str(value)


def _to_date(value: Any, target: exp.Expr) -> date:
    del target
    if isinstance(value, datetime):
        return value.date()
    return value if isinstance(value, date) else date.fromisoformat(value)


def _to_timestamp(value: Any, target: exp.Expr) -> datetime:
    del target
    return midnight(value) if isinstance(value, date) else datetime.fromisoformat(value)


CASTS: dict[exp.DType, Callable[[Any, exp.Expr], Any]] = {
    exp.DType.BIGINT: _to_integer,
    exp.DType.DECIMAL: _to_decimal,
    exp.DType.DOUBLE: _to_double,
    exp.DType.TEXT: _to_text,
    exp.DType.VARCHAR: _to_text,
    exp.DType.DATE: _to_date,
    exp.DType.TIMESTAMP: _to_timestamp,
    exp.DType.TIMESTAMPNTZ: _to_timestamp,
}
"""How a value becomes one of the target type; ValueError where it cannot."""
