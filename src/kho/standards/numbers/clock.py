"""Times of day as people write them; the normal form is ISO 8601 to the second: `07:30:00`.

Rule: `7h30`, `07:30`, `7 giờ 30 phút`, `7g30` in the south; seconds and minutes may be left out where a letter says
what the number is. 24 hours: 00:00 to 23:59:59; the midnight that ends a day (24:00) is a finding, since it belongs to
the next day. Good: `7h30`, `07:30:15`, `7 giờ`. Bad: `7.30` (may be a number), `7`, `25h`.

Not read: hours of the half day (`7:30 CH`, `PM`), and more than one time in a cell (`7h30-11h30`).
"""

from typing import Final

from sqlglot import exp

from kho.blocks import block
from kho.messages import Message
from kho.standards.identifiers.forms import sql_fits
from kho.standards.numbers.forms import SPACES, matched, sql_group
from kho.standards.standard import Bad, Good, Source, Standard

_GAP: Final = f"[{SPACES}]?"
_HOUR: Final = "[01]?[0-9]|2[0-3]"
_SIXTY: Final = "[0-5]?[0-9]"
_COLONS: Final = f"\\A({_HOUR}):([0-5][0-9])(?::([0-5][0-9]))?\\z"
_LETTERS: Final = (
    f"\\A({_HOUR}){_GAP}(?:[hHgG]|[Gg]iờ|GIỜ){_GAP}"
    f"(?:({_SIXTY})(?:{_GAP}(?:[Pp]hút|[Pp]h|[Pp]|'|m){_GAP}(?:({_SIXTY}){_GAP}(?:[Gg]iây|s|'')?)?)?)?\\z"
)
_WRITINGS: Final = (_COLONS, _LETTERS)


def read(text: str) -> str | None:
    """The time of day, or None."""
    found = (matched(text, pattern) for pattern in _WRITINGS)
    return next((":".join(part.rjust(2, "0") for part in groups) for groups in found if groups), None)


def sql(value: exp.Expr) -> exp.Expr:
    """`read` as SQL."""
    made = exp.Case()
    for pattern in _WRITINGS:
        made = made.when(sql_fits(value, pattern), _sql_told(value, pattern), copy=False)
    return made


def _sql_told(value: exp.Expr, pattern: str) -> exp.Expr:
    hour, minute, second = (sql_group(value, pattern, at) for at in (1, 2, 3))
    return block(
        "lpad($hour, 2, '0') || ':' || lpad($minute, 2, '0') || ':' || lpad($second, 2, '0')",
        hour=hour,
        minute=minute,
        second=second,
    )


STANDARD: Final = Standard(
    name="time_of_day",
    title=Message(vi="Giờ trong ngày", en="Time of day"),
    rule=Message(
        vi="Giờ và phút theo 24 giờ, ngăn bằng dấu hai chấm hoặc chữ h, giờ, g.",
        en="Hours and minutes of the 24-hour clock, with a colon or the letter h, giờ, g between.",
    ),
    sources=(Source(title="ISO 8601-1:2019"),),
    good=(
        Good(text="7h30", normal="07:30:00"),
        Good(text="7h", normal="07:00:00"),
        Good(text="07:30", normal="07:30:00"),
        Good(text="7:30:15", normal="07:30:15"),
        Good(text="23g59", normal="23:59:00"),
        Good(text="7 giờ 30 phút", normal="07:30:00"),
        Good(text="7h5'", normal="07:05:00"),
        Good(text="7 giờ 30 phút 15 giây", normal="07:30:15"),
    ),
    bad=(
        Bad(text="24:00", why=Message(vi="Thuộc ngày hôm sau.", en="It belongs to the next day.")),
        Bad(text="7h60", why=Message(vi="Không có phút thứ 60.", en="There is no minute 60.")),
        Bad(text="7.30", why=Message(vi="Có thể là một số.", en="It may be a number.")),
        Bad(text="7", why=Message(vi="Không rõ là giờ.", en="Nothing says that it is an hour.")),
        Bad(text="7:30 CH", why=Message(vi="Giờ theo nửa ngày.", en="An hour of the half day.")),
        Bad(text="7h30-11h30", why=Message(vi="Hai giờ trong một ô.", en="Two times in one cell.")),
    ),
    what=Message(vi="“{value}” không phải một giờ trong ngày.", en="“{value}” is no time of day."),
    mend=Message(vi="Ghi giờ theo dạng 07:30 hoặc 7h30.", en="Write the time as 07:30 or 7h30."),
    read=read,
    sql=sql,
)
