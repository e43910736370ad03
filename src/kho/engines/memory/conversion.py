"""From text to value, one cell at a time: what all engines must agree with."""

import re
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from kho.contracts.model import LogicalType
from kho.engines.memory.amounts import parted, product
from kho.quality.amounts import ONE
from kho.quality.cells import UNREADABLE, CellKind
from kho.quality.dates import FIRST_YEAR, PIVOT, DatePattern, date_pattern, time_pattern
from kho.quality.jsontext import canonical_json
from kho.quality.patterns import for_python
from kho.quality.plan import Conversion, Scaling
from kho.quality.texts import (
    CLOCK,
    FALSE_TEXTS,
    INTEGER_DIGITS,
    INTEGER_LEAST,
    INTEGER_MOST,
    ISO_DATE,
    ISO_DAY,
    ISO_TIMESTAMP,
    LOCAL_OFFSET_MINUTES,
    TRUE_TEXTS,
    WHITE_SPACE,
    number_pattern,
)
from kho.standards.registry import standard

MIDNIGHT = time()
ISO_LENGTH = len("2024-01-31")
READ_BY_FORMAT = (None, CellKind.NUMBER)
"""Kinds of cells whose text the contract's date formats are applied to."""


def value_of(conversion: Conversion, text: str | None, kind: str | None) -> str | None:
    """The trimmed text; None where it is empty, stands for no value or must not be read."""
    if text is None or kind in UNREADABLE:
        return None
    trimmed = text.strip(WHITE_SPACE)
    return None if trimmed == "" or trimmed in conversion.missing else trimmed


def convert(conversion: Conversion, value: str | None, kind: str | None, unit: str | None = None) -> Any:
    """The value as the column's type; None where there is none or it cannot be one.

    `unit` is the row's text in the column that the conversion's scaling names.
    """
    if value is None:
        return None
    if conversion.scaling is not None:
        return _scaled(conversion, conversion.scaling, (value, kind), unit)
    return CONVERTERS[conversion.type](conversion, value, kind)


def _scaled(conversion: Conversion, scaling: Scaling, cell: tuple[str, str | None], unit: str | None) -> Any:
    value, kind = cell
    figure, factor = parted(conversion, scaling, value, unit)
    if factor is None:
        return None
    if figure == value and factor == ONE:
        return CONVERTERS[conversion.type](conversion, value, kind)
    text = _canonical(conversion, figure, kind)
    return None if text is None else product(conversion, text, factor)


def _string(conversion: Conversion, value: str, kind: str | None) -> str | None:
    del kind
    return value if conversion.standard is None else standard(conversion.standard).read(value)


def _canonical(conversion: Conversion, value: str, kind: str | None) -> str | None:
    """The number with a decimal point and no grouping."""
    if kind is not None:
        return value if _matches(number_pattern(None, None), value) else None
    if not _matches(number_pattern(conversion.decimal_mark, None), value):
        return None
    group = "," if conversion.decimal_mark == "." else "."
    return value.replace(group, "").replace(",", ".")


def _matches(pattern: str, value: str) -> re.Match[str] | None:
    return re.match(for_python(pattern), value)


def _integer(conversion: Conversion, value: str, kind: str | None) -> int | None:
    text = _canonical(conversion, value, kind)
    if text is None:
        return None
    whole, _, fraction = text.partition(".")
    if fraction.strip("0") or not whole.strip("+-"):
        return None
    digits = whole.lstrip("+-").lstrip("0")
    if len(digits) > INTEGER_DIGITS:
        return None
    number = int(digits or "0") * (-1 if whole.startswith("-") else 1)
    return number if INTEGER_LEAST <= number <= INTEGER_MOST else None


def _number(conversion: Conversion, value: str, kind: str | None) -> Decimal | float | None:
    text = _canonical(conversion, value, kind)
    if text is None:
        return None
    if conversion.precision is None:
        return _double(text)
    return _decimal(text, conversion.precision, conversion.scale or 0)


def _double(text: str) -> float | None:
    number = float(text)
    return None if number in (float("inf"), float("-inf")) else number + 0.0


def _decimal(text: str, precision: int, scale: int) -> Decimal | None:
    """Exactly, or not at all: a number is never rounded in silence."""
    whole, _, fraction = text.lstrip("+-").partition(".")
    digits, rest = whole.lstrip("0"), fraction[scale:]
    if len(digits) > precision - scale or rest.strip("0") or (scale == 0 and not whole):
        return None
    number = Decimal(f"{whole or 0}.{fraction[:scale].ljust(scale, '0')}")
    return number.copy_negate() if number and text.startswith("-") else number


def _boolean(conversion: Conversion, value: str, kind: str | None) -> bool | None:
    del conversion, kind
    if value in TRUE_TEXTS:
        return True
    return False if value in FALSE_TEXTS else None


def _date(conversion: Conversion, value: str, kind: str | None) -> date | None:
    """The first format that fits, at midnight where it tells a time, else ISO."""
    found = _by_formats(conversion, value, kind)
    moments = [moment for moment in found if moment.time() == MIDNIGHT]
    if moments:
        return moments[0].date()
    moment = _iso(value[:ISO_LENGTH]) if _matches(ISO_DAY, value) else None
    return None if moment is None else moment.date()


def _by_formats(conversion: Conversion, value: str, kind: str | None) -> list[datetime]:
    """What the formats that fit make of the value, in order."""
    formats = conversion.formats if kind in READ_BY_FORMAT else ()
    found = (_by_pattern(date_pattern(text), value) for text in formats)
    return [moment for moment in found if moment is not None]


def _moment(conversion: Conversion, value: str, kind: str | None) -> datetime | None:
    """The first format that fits, else ISO; a date alone is its midnight."""
    found = _by_formats(conversion, value, kind)
    return found[0] if found else _iso(value)


def _by_pattern(pattern: DatePattern, value: str) -> datetime | None:
    match = _matches(pattern.regex(), value)
    if match is None:
        return None
    fields = dict(zip(pattern.fields, match.groups(), strict=True))
    if pattern.two_digit_year:
        fields["year"] = ("19" if int(fields["year"]) >= PIVOT else "20") + fields["year"]
    return _made(fields)


def _made(fields: dict[str, str | None]) -> datetime | None:
    """The moment with these fields; None for 31/02 and the like."""
    names = ("year", "month", "day", "hour", "minute", "second")
    year, month, day, hour, minute, second = (int(fields.get(name) or 0) for name in names)
    micros = int((fields.get("fraction") or "0").ljust(6, "0"))
    if year < FIRST_YEAR:
        return None
    try:
        return datetime(year, month, day, hour, minute, second, micros)  # noqa: DTZ001 - tables keep local time
    except ValueError:
        return None


def _iso(value: str) -> datetime | None:
    match = _matches(ISO_DATE, value) or _matches(ISO_TIMESTAMP, value)
    if match is None:
        return None
    groups = [*match.groups(), *[None] * 11]
    names = ("year", "month", "day", "hour", "minute", "second", "fraction")
    moment = _made(dict(zip(names, groups, strict=False)))
    return _in_vietnam(moment, *groups[7:11]) if moment is not None else None


def _in_vietnam(
    moment: datetime, utc: str | None, sign: str | None, hours: str | None, minutes: str | None
) -> datetime | None:
    """The clock in Vietnam at a moment told with its offset; a moment without one is local already."""
    if utc is None and sign is None:
        return moment
    offset = (int(hours or 0) * 60 + int(minutes or 0)) * (-1 if sign == "-" else 1)
    try:
        local = moment + timedelta(minutes=LOCAL_OFFSET_MINUTES - offset)
    except OverflowError:
        return None
    return local if local.year >= FIRST_YEAR else None


def _time(conversion: Conversion, value: str, kind: str | None) -> str | None:
    """`10:15:00`, with a fraction of six digits where there is one."""
    formats = conversion.formats if kind in READ_BY_FORMAT else ()
    for text in formats:
        match = _matches(time_pattern(text).regex(), value)
        told = _clock(dict(zip(time_pattern(text).fields, match.groups(), strict=True))) if match else None
        if told is not None:
            return told
    match = _matches(CLOCK, value)
    return _clock(dict(zip(("hour", "minute", "second", "fraction"), match.groups(), strict=True))) if match else None


def _clock(fields: dict[str, str | None]) -> str | None:
    moment = _made({"year": "2000", "month": "1", "day": "1", **fields})
    return None if moment is None else moment.time().isoformat()


def _json(conversion: Conversion, value: str, kind: str | None) -> str | None:
    del kind
    return canonical_json(value, conversion.type)


CONVERTERS: dict[LogicalType, Callable[[Conversion, str, str | None], Any]] = {
    LogicalType.STRING: _string,
    LogicalType.INTEGER: _integer,
    LogicalType.NUMBER: _number,
    LogicalType.BOOLEAN: _boolean,
    LogicalType.DATE: _date,
    LogicalType.TIMESTAMP: _moment,
    LogicalType.TIME: _time,
    LogicalType.OBJECT: _json,
    LogicalType.ARRAY: _json,
}
