"""What messages say of a contract: titles, limits, values and conditions, as people in each language write them."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from kho.contracts.model import CodeListUse, Column, Contract, LogicalType, QualityRule
from kho.messages import Message
from kho.quality import messages

SHOWN_VALUES = 10
"""A longer list of allowed values is cut here."""
ISO_LENGTH = len("2024-01-31")


def title_of(column: Column) -> str:
    """The column's title, or its name."""
    return column.title or column.name


def titles_of(contract: Contract, columns: Iterable[str]) -> str:
    """The titles of several columns."""
    return " + ".join(title_of(contract.column(name)) for name in columns)


def code_day(contract: Contract, use: CodeListUse, delivered_on: date) -> Message:
    """The day on which a code must be valid."""
    if use.on is not None:
        return messages.ON_COLUMN.filled(column=title_of(contract.column(use.on)))
    day = told(delivered_on)
    return messages.ON_DAY.filled(day_vi=day.vi, day_en=day.en)


def told(value: Any) -> Message:
    """A value: `1.234,5` and `31/01/2024` in Vietnamese, `1,234.5` and `2024-01-31` in English."""
    if isinstance(value, bool) or not isinstance(value, (int, float, Decimal, date)):
        return Message(vi=str(value), en=str(value))
    if isinstance(value, date):
        return Message(vi=f"{value:%d/%m}/{value.year}", en=value.isoformat()[:ISO_LENGTH])
    english = f"{Decimal(str(value)):,f}"
    return Message(vi=english.translate(str.maketrans(",.", ".,")), en=english)


def _limit(column: Column, value: Any) -> Message:
    if column.logical_type in (LogicalType.DATE, LogicalType.TIMESTAMP) and isinstance(value, str):
        return told(date.fromisoformat(value[:ISO_LENGTH]))
    return told(value)


def range_limits(column: Column) -> dict[str, str]:
    """The fields `limits_vi` and `limits_en` of a range's messages."""
    return _limits(
        column,
        (
            ("từ {0}", "from {0}", column.minimum),
            ("trên {0}", "above {0}", column.exclusive_minimum),
            ("đến {0}", "up to {0}", column.maximum),
            ("dưới {0}", "below {0}", column.exclusive_maximum),
        ),
    )


def length_limits(column: Column) -> dict[str, str]:
    """The fields `limits_vi` and `limits_en` of a length's messages."""
    if column.min_length == column.max_length:
        return _limits(column, (("đúng {0}", "exactly {0}", column.min_length),))
    return _limits(
        column,
        (("từ {0}", "at least {0}", column.min_length), ("tối đa {0}", "at most {0}", column.max_length)),
    )


def _limits(column: Column, limits: Iterable[tuple[str, str, Any]]) -> dict[str, str]:
    given = [(vi, en, _limit(column, value)) for vi, en, value in limits if value is not None]
    return {
        "limits_vi": ", ".join(vi.format(value.vi) for vi, _, value in given),
        "limits_en": ", ".join(en.format(value.en) for _, en, value in given),
    }


def values_text(values: Iterable[Any]) -> str:
    """A few of the values, then dots."""
    texts = ["∅" if value in (None, "") else str(value) for value in values]
    return "; ".join([*texts[:SHOWN_VALUES], *(["…"] if len(texts) > SHOWN_VALUES else [])])


def condition_text(rule: QualityRule) -> Message:
    """`ít nhất 5 %`, `at least 5 %`."""
    vi, en = messages.OPERATORS[rule.operator]
    values = [told(value) for value in rule.expected]
    unit = " %" if rule.unit == "percent" else ""
    return Message(
        vi=vi.format(*(value.vi for value in values)) + unit,
        en=en.format(*(value.en for value in values)) + unit,
    )


def example(column: Column) -> str:
    """A value as the column wants it."""
    moments = {LogicalType.DATE: "2024-01-31", LogicalType.TIMESTAMP: "2024-01-31T10:15:00", LogicalType.TIME: "10:15"}
    if column.logical_type in moments:
        return column.formats[0] if column.formats else moments[column.logical_type]
    if column.logical_type is LogicalType.NUMBER and column.scale != 0:
        return f"12{column.decimal_mark}5"
    fixed = {LogicalType.BOOLEAN: "có", LogicalType.OBJECT: '{"a": 1}', LogicalType.ARRAY: "[1, 2]"}
    return fixed.get(column.logical_type, "12")
