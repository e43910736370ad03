"""Spans of time in a contract's `slaProperties`, as ISO 8601 durations."""

from typing import Any

from kho.contracts.problems import Kind, Place, Report, listed
from kho.messages import Message

UNITS = {
    "h": "PT{}H",
    "hour": "PT{}H",
    "hours": "PT{}H",
    "d": "P{}D",
    "day": "P{}D",
    "days": "P{}D",
    "w": "P{}W",
    "week": "P{}W",
    "weeks": "P{}W",
    "mo": "P{}M",
    "month": "P{}M",
    "months": "P{}M",
    "y": "P{}Y",
    "yr": "P{}Y",
    "year": "P{}Y",
    "years": "P{}Y",
}
"""ODCS units (d, day, days, y, yr, years) and those between, with their ISO 8601 form."""

BAD_PERIOD = Kind(
    code="KHO-C127",
    what=Message("“{value} {unit}” không phải khoảng thời gian.", "“{value} {unit}” is no span of time."),
    mend=Message(
        "Viết value: số nguyên từ 1 và unit: một trong {known}.",
        "Write value: a whole number from 1, and unit: one of {known}.",
    ),
)


def period(value: Any, unit: str | None, place: Place, report: Report) -> str | None:
    """`1`, `month` as `P1M`; None, and a problem, where it is no span of time."""
    whole = isinstance(value, int) and not isinstance(value, bool) and value >= 1
    if whole and unit in UNITS:
        return UNITS[unit].format(value)
    report.add(BAD_PERIOD, place, value=value, unit=unit or "", known=listed(UNITS))
    return None


def parts_of(duration: str) -> tuple[int, str]:
    """`P1M` as `1`, `month`: what `period` read."""
    value = int("".join(char for char in duration if char.isdigit()))
    form = duration.replace(str(value), "{}")
    plural = value > 1
    words = [unit for unit, each in UNITS.items() if each == form and len(unit) > len("mo")]
    return value, next(word for word in words if word.endswith("s") == plural)
