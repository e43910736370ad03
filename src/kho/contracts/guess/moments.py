"""Whether texts are dates or times, and in which order their day, month and year stand."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

_SHAPE = re.compile(r"(\d{1,4})([/.-])(\d{1,2})\2(\d{1,4})(?:[ T](\d{1,2}):(\d{2})(?::(\d{2}))?)?")
_ISO_TIMESTAMP = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?")
_TIME = re.compile(r"([01]?\d|2[0-3]):[0-5]\d(:[0-5]\d)?")
_ORDERS = {
    "dmy": ("dd", "MM", "y"),
    "mdy": ("MM", "dd", "y"),
    "ymd": ("y", "MM", "dd"),
}
_LONG_YEAR = 4
_FIRST_YEAR = 1000


@dataclass(frozen=True, kw_only=True, slots=True)
class Moments:
    """Texts that are all dates (`timestamps` where they have a time of day).

    `formats` are JDK patterns, without ISO ones, which always count. `ambiguous` where every value can be read both
    day first and month first; `formats` are then the day-first ones, `others` the month-first ones.
    """

    timestamps: bool
    formats: tuple[str, ...]
    ambiguous: bool = False
    others: tuple[str, ...] = ()


def moments(texts: Sequence[str], *, day_first_known: bool = False) -> Moments | None:
    """Read texts as dates; None where one is none, or where some prove day first and some month first.

    `day_first_known`: another column of the same sample proves that the day comes first.
    """
    if not texts:
        return None
    orders = [_orders(text) for text in texts]
    if not all(orders):
        return None
    slashed = [each for each in orders if "ymd" not in each]
    common = set.intersection(*slashed) if slashed else {"ymd"}
    if not common:
        return None
    timed = any(":" in text for text in texts)
    day_first = _formats(texts, "dmy")
    if {"dmy", "mdy"} <= common and not day_first_known:
        return Moments(timestamps=timed, formats=day_first, ambiguous=True, others=_formats(texts, "mdy"))
    order = "mdy" if common == {"mdy"} else "dmy"
    return Moments(timestamps=timed, formats=_formats(texts, order))


def proves_day_first(texts: Sequence[str]) -> bool:
    """Whether all texts are dates and some can only be read day first."""
    found = moments(texts)
    return found is not None and not found.ambiguous and any(each.startswith("d") for each in found.formats)


def _orders(text: str) -> set[str]:
    if _ISO_TIMESTAMP.fullmatch(text) and _is_iso(text):
        return {"ymd"}
    match = _SHAPE.fullmatch(text)
    if match is None or not _time_holds(match):
        return set()
    first, middle, last = match[1], match[3], match[4]
    if len(first) == _LONG_YEAR:
        return {"ymd"} if len(last) <= len("dd") and _is_day(first, middle, last) else set()
    if len(last) not in (2, _LONG_YEAR):
        return set()
    found = {"dmy"} if _is_day(last, middle, first) else set()
    return found | ({"mdy"} if _is_day(last, first, middle) else set())


def _is_day(year: str, month: str, day: str) -> bool:
    full = int(year) if len(year) == _LONG_YEAR else 2000 + int(year)
    try:
        return date(full, int(month), int(day)).year >= _FIRST_YEAR
    except ValueError:
        return False


def _is_iso(text: str) -> bool:
    try:
        return datetime.fromisoformat(text).year >= _FIRST_YEAR
    except ValueError:
        return False


def _time_holds(match: re.Match[str]) -> bool:
    if match[5] is None:
        return True
    return _TIME.fullmatch(f"{match[5]}:{match[6]}" + (f":{match[7]}" if match[7] else "")) is not None


def _formats(texts: Sequence[str], order: str) -> tuple[str, ...]:
    """The patterns of all texts, the commonest first."""
    found: dict[str, int] = {}
    for text in texts:
        pattern = _format(text, order)
        if pattern is not None:
            found[pattern] = found.get(pattern, 0) + 1
    return tuple(sorted(found, key=lambda pattern: -found[pattern]))


def _format(text: str, order: str) -> str | None:
    """The pattern of one text; None for ISO, which always counts."""
    match = _SHAPE.fullmatch(text)
    if match is None:
        return None
    long_first = len(match[1]) == _LONG_YEAR
    if long_first and match[2] == "-" and len(match[3]) == len(match[4]) == len("dd"):
        return None
    year = "yyyy" if long_first or len(match[4]) == _LONG_YEAR else "yy"
    parts = [year if part == "y" else part for part in _ORDERS["ymd" if long_first else order]]
    clock = "" if match[5] is None else " HH:mm:ss" if match[7] else " HH:mm"
    return match[2].join(parts) + (clock.replace(" ", "'T'") if "T" in text else clock)


def are_times(texts: Sequence[str]) -> bool:
    """Whether all texts are times of day, such as `8:30`."""
    return bool(texts) and all(_TIME.fullmatch(text) and _is_time(text) for text in texts)


def _is_time(text: str) -> bool:
    return time.fromisoformat(text.zfill(len("00:00:00") if text.count(":") > 1 else len("00:00"))) is not None
