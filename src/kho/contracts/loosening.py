"""When a guarantee becomes looser: a value may come that could not come before."""

from typing import Any

from kho.contracts.model import CodeListUse, Column, QualityRule, Reference, Severity

_DAYS = {"PT{}H": 1 / 24, "P{}D": 1, "P{}W": 7, "P{}M": 30.4, "P{}Y": 365.25}


def dropped(was: Any, now: Any) -> bool:
    """A promise that was given and no longer is."""
    return bool(was) and not now


def other(was: Any, now: Any) -> bool:
    """A promise that is gone or another; one that was not there cannot become looser."""
    return was is not None and was != now


def fewer(was: frozenset[Any], now: frozenset[Any]) -> bool:
    """Some promise of a set is gone."""
    return not was <= now


def lower(was: Any, now: Any) -> bool:
    """A least value that is gone or less; what cannot be compared counts as looser."""
    return was is not None and (now is None or _less(now, was))


def higher(was: Any, now: Any) -> bool:
    """A greatest value that is gone or more; what cannot be compared counts as looser."""
    return was is not None and (now is None or _less(was, now))


def _less(one: Any, other_value: Any) -> bool:
    try:
        return bool(one < other_value)
    except TypeError:
        return True


def low(column: Column) -> tuple[Any, bool] | None:
    """The least value of a column and whether it is itself excluded; they compare as bounds."""
    if column.minimum is not None:
        return column.minimum, False
    return None if column.exclusive_minimum is None else (column.exclusive_minimum, True)


def high(column: Column) -> tuple[Any, bool] | None:
    """The greatest value of a column and whether it is itself included; they compare as bounds."""
    if column.maximum is not None:
        return column.maximum, True
    return None if column.exclusive_maximum is None else (column.exclusive_maximum, False)


def longer(one: str | None, than: str | None) -> bool:
    """Whether a duration (None is for ever) is longer than another."""
    return _days(one) > _days(than)


def _days(duration: str | None) -> float:
    if duration is None:
        return float("inf")
    number = "".join(char for char in duration if char.isdigit())
    return int(number) * _DAYS[duration.replace(number, "{}")]


def demand(rule: QualityRule) -> tuple[Any, ...]:
    """What a rule demands, whatever it is called."""
    return (
        rule.metric,
        rule.query,
        rule.operator,
        rule.expected,
        repr(sorted(rule.arguments.items())),
        rule.unit,
        rule.severity,
    )


def guards(rule: QualityRule) -> bool:
    """Whether consumers could rely on the rule: rows that broke it were not loaded."""
    return rule.severity is Severity.ERROR


def told(value: Any) -> str:
    """A guarantee as a person reads it."""
    if value is None or value is False or value == frozenset():
        return "-"
    if value is True:
        return "✓"
    if isinstance(value, CodeListUse):
        return value.name
    if isinstance(value, frozenset):
        return ", ".join(sorted(_reference(each) for each in value))
    return str(value[0]) if isinstance(value, tuple) else str(value)


def _reference(reference: Reference) -> str:
    return f"{reference.to}.{'.'.join(reference.to_columns)}"
