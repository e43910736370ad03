"""The language of a page and how it writes numbers, days and shares.

Every sentence stands in both languages where it is used, so none can lack its translation and none is looked for in
another file. The language is told by the address: `/en/...` is English, everything else Vietnamese.
"""

from datetime import date, datetime
from decimal import Decimal
from typing import Final

from django.utils.translation import get_language

from kho.messages import Language
from kho.warehouse.tables import VIETNAM

ENGLISH: Final = "en"
_MONTHS: Final = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_THOUSANDS: Final = str.maketrans({",": ".", ".": ","})
_EXACT: Final = 2**53
"""Whole numbers below it are what a binary fraction says that they are."""


def language() -> Language:
    """The language of the page that is being made."""
    return "en" if get_language() == ENGLISH else "vi"


def in_language(path: str, code: str) -> str:
    """The address of the same page in a language; `path` is that without one."""
    return f"/{ENGLISH}{path}" if code == ENGLISH else path


def without_language(path: str) -> str:
    """The path without the language that it begins with."""
    return path.removeprefix(f"/{ENGLISH}") or "/" if path.startswith(f"/{ENGLISH}/") or path == f"/{ENGLISH}" else path


def number_told(value: float | Decimal, digits: int | None = None) -> str:
    """A number with its thousands parted: `1.234,5` in Vietnamese, `1,234.5` in English; a whole one is told whole."""
    if digits is None and isinstance(value, float) and value.is_integer() and abs(value) < _EXACT:
        value = int(value)
    told = f"{value:,.{digits}f}" if digits is not None else f"{value:,}"
    return told if language() == ENGLISH else told.translate(_THOUSANDS)


def day_told(value: date) -> str:
    """A day: `22/11/2026` in Vietnamese, `22 November 2026` in English; of a moment its day in Việt Nam."""
    if isinstance(value, datetime):
        value = value.astimezone(VIETNAM).date()
    if language() == ENGLISH:
        return f"{value.day} {_MONTHS[value.month - 1]} {value.year}"
    return f"{value:%d/%m/%Y}"


def moment_told(value: datetime) -> str:
    """A moment in Việt Nam's time, to the minute."""
    local = value.astimezone(VIETNAM)
    return f"{local:%H:%M} {day_told(local)}" if language() == "vi" else f"{day_told(local)}, {local:%H:%M}"


def size_told(count: int) -> str:
    """A size in bytes, rounded to the unit a person would say."""
    size = float(count)
    for unit in ("B", "kB", "MB"):
        if size < 1000:  # noqa: PLR2004  SI units
            return f"{number_told(size, 0 if unit == 'B' else 1)} {unit}"
        size /= 1000
    return f"{number_told(size, 1)} GB"
