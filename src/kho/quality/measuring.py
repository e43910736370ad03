"""Whether what was measured over a delivery keeps the promise."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from kho.contracts.model import Operator
from kho.quality.plan import Measured, SetRule

HOLDS: dict[Operator, Callable[..., bool]] = {
    Operator.MUST_BE: lambda value, wanted: value == wanted,
    Operator.MUST_NOT_BE: lambda value, wanted: value != wanted,
    Operator.GREATER_THAN: lambda value, limit: value > limit,
    Operator.GREATER_OR_EQUAL: lambda value, limit: value >= limit,
    Operator.LESS_THAN: lambda value, limit: value < limit,
    Operator.LESS_OR_EQUAL: lambda value, limit: value <= limit,
    Operator.BETWEEN: lambda value, low, high: low <= value <= high,
    Operator.NOT_BETWEEN: lambda value, low, high: not low <= value <= high,
}


def measured(rule: SetRule, value: object) -> Measured:
    """Compare a measured value with what the rule expects. Nothing measured holds: there was nothing to promise."""
    if value is None:
        return Measured(rule=rule.id, value=None, holds=True)
    alike = _comparable(value)
    wanted = [_like(alike, each) for each in rule.expected]
    return Measured(rule=rule.id, value=alike, holds=HOLDS[rule.operator](alike, *wanted))


def _comparable(value: Any) -> Any:
    """Whole decimals as integers, so that every engine tells the same value."""
    if isinstance(value, Decimal) and value == value.to_integral_value():
        return int(value)
    return value


def _like(value: Any, expected: Any) -> Any:
    """What the contract expects, as the kind of the value: YAML writes 0.1 as a double and a date as a text."""
    if isinstance(value, Decimal) and isinstance(expected, float):
        return Decimal(str(expected))
    if not isinstance(value, (bool, int, float, Decimal, str)):
        return type(value).fromisoformat(str(expected))
    return expected
