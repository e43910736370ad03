"""Days with a time of day, as reports of stations write them; the normal form is ISO 8601: `2024-11-20T19:17:00`.

Rule: a date as `kho.standards.numbers.dates` reads it, then a time as `kho.standards.numbers.clock` does, a blank, a
comma, a hyphen or `T` between; `19h17 ngày 20/11/2024` has the time first. The time is Vietnam's; offsets are not read.
Good: `20/11/2024 - 00:00`, `24/01/2026 19:17`. Bad: `05/03/2024 07:30` (5 March or May 3?), `20/11/2024`.
"""

from collections.abc import Callable
from functools import partial
from typing import Final

from sqlglot import exp

from kho.blocks import block
from kho.messages import Message
from kho.standards.identifiers.forms import sql_fits
from kho.standards.numbers import clock, dates
from kho.standards.numbers.dates import Order
from kho.standards.numbers.forms import SPACES, matched, sql_group
from kho.standards.standard import Bad, Good, Standard

_DAY_THEN_TIME: Final = (
    f"\\A([^\\n]*[0-9])(?:[{SPACES}]?[,-]?[{SPACES}]|T)([0-9]{{1,2}}(?::|[{SPACES}]?[hHgG])[^\\n]*)\\z"
)
_TIME_THEN_DAY: Final = f"\\A([0-9]{{1,2}}[^{SPACES}]*)[{SPACES}]?,?[{SPACES}]({dates.DAY_WORD}[{SPACES}][^\\n]*)\\z"
_SIMPLE: Final = r"\A[0-9/.-]*[0-9] [0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?\z"
"""Most moments: they are taken apart at the blank."""
_WRITINGS: Final = ((_DAY_THEN_TIME, 1, 2), (_TIME_THEN_DAY, 2, 1))


def read(text: str) -> str | None:
    """The moment that every order which can read the text reads in it, or None."""
    return _read(text, dates.read)


def read_as(text: str, order: Order) -> str | None:
    """The moment, with day and month in this order where both are numbers; or None."""
    return _read(text, partial(dates.read_as, order=order))


def _read(text: str, day_of: Callable[[str], str | None]) -> str | None:
    for pattern, day, time in _WRITINGS:
        groups = matched(text, pattern)
        if groups is not None:
            told = day_of(groups[day - 1]), clock.read(groups[time - 1])
            return None if None in told else "T".join(each for each in told if each)
    return None


def sql(value: exp.Expr) -> exp.Expr:
    """`read` as SQL."""
    return _sql(value, dates.sql)


def sql_as(value: exp.Expr, order: Order) -> exp.Expr:
    """`read_as` as SQL."""
    return _sql(value, partial(dates.sql_as, order=order))


def _sql(value: exp.Expr, day_of: Callable[[exp.Expr], exp.Expr]) -> exp.Expr:
    made = exp.Case()
    day, time = (block(f"split_part($value, ' ', {part})", value=value) for part in (1, 2))
    made = made.when(sql_fits(value, _SIMPLE), _sql_told(day_of(day), clock.sql(time)), copy=False)
    for pattern, day_at, time_at in _WRITINGS:
        day, time = sql_group(value, pattern, day_at), sql_group(value, pattern, time_at)
        made = made.when(sql_fits(value, pattern), _sql_told(day_of(day), clock.sql(time)), copy=False)
    return made


def _sql_told(day: exp.Expr, time: exp.Expr) -> exp.Expr:
    return block("$day || 'T' || $time", day=day, time=time)


STANDARD: Final = Standard(
    name="moment",
    title=Message(vi="Ngày và giờ", en="Date and time"),
    rule=Message(
        vi="Một ngày rồi một giờ, hoặc giờ rồi chữ ngày và ngày; theo giờ Việt Nam.",
        en="A date and then a time of day, or the time, the word ngày and the date; by Vietnam's clock.",
    ),
    sources=(*dates.STANDARD.sources, *clock.STANDARD.sources),
    good=(
        Good(text="20/11/2024 - 00:00", normal="2024-11-20T00:00:00"),
        Good(text="24/01/2026 19:17:59", normal="2026-01-24T19:17:59"),
        Good(text="2024-11-20T19:17", normal="2024-11-20T19:17:00"),
        Good(text="20/11/2024, 7h30", normal="2024-11-20T07:30:00"),
        Good(text="19h17 ngày 20/11/2024", normal="2024-11-20T19:17:00"),
    ),
    bad=(
        Bad(text="05/03/2024 07:30", why=Message(vi="5 tháng 3 hay 3 tháng 5?", en="5 March or May 3?")),
        Bad(text="20/11/2024", why=Message(vi="Không có giờ.", en="No time of day.")),
        Bad(text="31/02/2025 07:30", why=Message(vi="Không có ngày này.", en="There is no such day.")),
        Bad(text="20/11/2024 25:00", why=Message(vi="Không có giờ này.", en="There is no such hour.")),
        Bad(text="2024-11-20T19:17+07:00", why=Message(vi="Có múi giờ.", en="It has an offset.")),
    ),
    what=Message(
        vi="“{value}” không phải ngày và giờ, hoặc không rõ đâu là ngày, đâu là tháng.",
        en="“{value}” is no date and time, or does not tell the day from the month.",
    ),
    mend=Message(
        vi="Ghi theo dạng 31/12/2024 07:30; nếu cả cột đều ghi ngày trước tháng, khai thứ tự đó trong cam kết dữ liệu.",
        en="Write it as 31/12/2024 07:30; where the whole column has the day first, say so in the contract.",
    ),
    read=read,
    sql=sql,
)
