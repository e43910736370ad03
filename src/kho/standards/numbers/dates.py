"""Dates as people write them; the normal form is ISO 8601: `2024-03-05`.

Rule: decree 30/2020/NĐ-CP, annex I: day, month and year in Arabic digits, in this order, `ngày 05 tháng 3 năm 2024`;
in tables `05/3/2024`, `5-3-24`, `5.3.2024`. Two-digit years are 1950 to 2049. Names of months are read in English
(`05-Mar-24`, as programs write it) and in Vietnamese (`tháng Ba`).
Good: `31/12/2024`, `5/5/2024`, `2024-03-05`. Bad: `05/03/2024` (5 March or May 3?), `31/02/2025`, `10.1.10`.

A date with two numbers that may both be the month is a finding, since programs set to American English write the month
first, unless the contract tells the order (`read_as`) or the other dates of the column do (`order_of`). Two digits for
the year never stand first, nor after dots, where `10.1.10` is the number of a paragraph. Not read: months of the lunar
calendar (Giêng, Chạp), days with an hour, numbers of days in a workbook (`kho.standards.numbers.serials`).
"""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from sqlglot import exp

from kho.blocks import block
from kho.messages import Message
from kho.standards.identifiers.forms import fits, literal, sql_fits
from kho.standards.numbers.forms import PIVOT, SPACES, YEAR, listed, matched, sql_group, sql_listed
from kho.standards.standard import Bad, Good, Source, Standard


class Order(StrEnum):
    """Whether the day or the month stands first."""

    DAY_FIRST = "dmy"
    MONTH_FIRST = "mdy"


@dataclass(frozen=True, kw_only=True, slots=True)
class OrderFound:
    """What a column's dates say of their order: how many only one order reads, how many both or neither.

    `order` is None where nothing tells or dates contradict each other. `examples` are the first dates of each order
    that no other reads.
    """

    order: Order | None
    day_first: int
    month_first: int
    ambiguous: int
    unread: int
    examples: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class _Writing:
    """A way to write a day: the pattern of such texts, a short one to take them apart, and its groups.

    `table` says which month a name is; empty where the month is a number.
    """

    pattern: str
    parts: str
    year: int
    month: int
    day: int
    table: str = ""


EXAMPLES: Final = 3
_TWO: Final = "[0-9]{1,2}"
_GAP: Final = f"[{SPACES}]{{0,3}}"
_ENGLISH_MONTHS: Final = "|jan=01|feb=02|mar=03|apr=04|may=05|jun=06|jul=07|aug=08|sep=09|oct=10|nov=11|dec=12|"
_VIETNAMESE_MONTHS: Final = (
    "|một=01|hai=02|ba=03|tư=04|bốn=04|năm=05|sáu=06|bảy=07|bẩy=07|tám=08|chín=09|mười=10|mười một=11|mười hai=12|"
)
_ENGLISH: Final = (
    "[Jj]an(?:uary)?|[Ff]eb(?:ruary)?|[Mm]ar(?:ch)?|[Aa]pr(?:il)?|[Mm]ay|[Jj]une?|[Jj]uly?|[Aa]ug(?:ust)?"
    "|[Ss]ept?(?:ember)?|[Oo]ct(?:ober)?|[Nn]ov(?:ember)?|[Dd]ec(?:ember)?|JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC"
)
_VIETNAMESE: Final = (
    "[Mm]ười (?:[Mm]ột|[Hh]ai)|[Mm]ười|[Mm]ột|[Hh]ai|[Bb]a|[Tt]ư|[Bb]ốn|[Ss]áu|[Bb][ảẩ]y|[Tt]ám|[Cc]hín"
)
DAY_WORD: Final = "(?:[Nn]gày|NGÀY)"
MONTH_WORD: Final = "(?:[Tt]háng|THÁNG)"
YEAR_WORD: Final = "(?:[Nn]ăm|NĂM)"

_MIDNIGHT: Final = r"(?:[ T]00:00(?::00(?:[.]0{1,6})?)?)?"
_SEPARATED: Final = "|".join(
    f"{_TWO}{_GAP}[{sign}]{_GAP}{_TWO}{_GAP}[{sign}]{_GAP}(?:{year})"
    for sign, year in (("/", f"{YEAR}|[0-9]{{2}}"), ("-", f"{YEAR}|[0-9]{{2}}"), (".", YEAR))
)
_SIMPLE: Final = r"\A[0-9]{1,2}(?:/[0-9]{1,2}/|-[0-9]{1,2}-)(?:[1-9][0-9]{3}|[0-9]{2})\z"
"""Most dates; they are taken apart at their signs, which costs engines far less than a pattern does."""
_NUMERIC: Final = f"\\A(?:{DAY_WORD}{_GAP})?(?:{_SEPARATED}){_MIDNIGHT}\\z"
"""Whether the signs are right; which is the day and which the month is for the order to say."""
_PARTS: Final = f"\\A[^0-9]*({_TWO})[^0-9]+({_TWO})[^0-9]+([0-9]{{2}}(?:[0-9]{{2}})?)"
_ORDERED: Final = {
    Order.DAY_FIRST: _Writing(pattern=_NUMERIC, parts=_PARTS, year=3, month=2, day=1),
    Order.MONTH_FIRST: _Writing(pattern=_NUMERIC, parts=_PARTS, year=3, month=1, day=2),
}
_YEAR_FIRST: Final = "|".join(f"[{sign}]{_TWO}[{sign}]{_TWO}" for sign in "-/.")
_IN_WORDS: Final = f"\\A(?:{DAY_WORD}{_GAP})?{_TWO},?{_GAP}{MONTH_WORD}{_GAP}"
_NAMED: Final = f"({_TWO})[^0-9]*{MONTH_WORD}{_GAP}([^0-9,]+?),?{_GAP}(?:{YEAR_WORD}{_GAP})?({YEAR})\\z"
_CLEAR: Final = (
    _Writing(
        pattern=f"\\A{YEAR}(?:{_YEAR_FIRST}){_MIDNIGHT}\\z",
        parts=f"\\A({YEAR})[^0-9]({_TWO})[^0-9]({_TWO})",
        year=1,
        month=2,
        day=3,
    ),
    _Writing(pattern=f"{_IN_WORDS}{_TWO},?{_GAP}(?:{YEAR_WORD}{_GAP})?{YEAR}\\z", parts=_PARTS, year=3, month=2, day=1),
    _Writing(
        pattern=f"{_IN_WORDS}(?:(?:{_VIETNAMESE}),?{_GAP}(?:{YEAR_WORD}{_GAP})?|[Nn]ăm,?{_GAP}{YEAR_WORD}{_GAP}){YEAR}\\z",
        parts=_NAMED,
        year=3,
        month=2,
        day=1,
        table=_VIETNAMESE_MONTHS,
    ),
    _Writing(
        pattern=f"\\A{_TWO}[ -](?:{_ENGLISH})[ -](?:{YEAR}|[0-9]{{2}})\\z",
        parts=f"\\A({_TWO})[ -]([A-Za-z]{{3}})[a-z]*[ -]([0-9]+)\\z",
        year=3,
        month=2,
        day=1,
        table=_ENGLISH_MONTHS,
    ),
    _Writing(
        pattern=f"\\A(?:{_ENGLISH}) {_TWO}, ?{YEAR}\\z",
        parts=f"\\A([A-Za-z]{{3}})[a-z]* ({_TWO}), ?({YEAR})\\z",
        year=3,
        month=1,
        day=2,
        table=_ENGLISH_MONTHS,
    ),
)
_LAST_MONTH: Final = "12"
_ISO: Final = f"\\A{YEAR}-[0-9]{{2}}-[0-9]{{2}}\\z"


def read_as(text: str, order: Order) -> str | None:
    """The day, in ISO 8601, with day and month in this order where both are numbers; or None."""
    writings = (_ORDERED[order], *_CLEAR)
    return next((_day(text, writing) for writing in writings if fits(text, writing.pattern)), None)


def read(text: str) -> str | None:
    """The day that every order which can read the text reads in it, or None."""
    found = {read_as(text, order) for order in Order} - {None}
    return found.pop() if len(found) == 1 else None


def _day(text: str, writing: _Writing) -> str | None:
    groups = matched(text, writing.parts) or ()
    year, month, day = (groups[at - 1] for at in (writing.year, writing.month, writing.day))
    number = listed(writing.table, month.lower()) if writing.table else month.rjust(2, "0")
    with suppress(ValueError):
        return date.fromisoformat(f"{_full_year(year)}-{number}-{day.rjust(2, '0')}").isoformat()
    return None


def _full_year(year: str) -> str:
    if len(year) == len("2024"):
        return year
    return f"19{year}" if int(year) >= PIVOT else f"20{year}"


def order_of(texts: Iterable[str]) -> OrderFound:
    """The order of a column's dates, by those that only one order reads."""
    seen: dict[Order, list[str]] = {order: [] for order in Order}
    ambiguous = unread = 0
    for text in texts:
        read_by = {order: day for order in Order if (day := read_as(text, order)) is not None}
        if len(read_by) == 1:
            seen[next(iter(read_by))].append(text)
        ambiguous += len(set(read_by.values())) > 1
        unread += not read_by
    told = [order for order in Order if seen[order]]
    return OrderFound(
        order=told[0] if len(told) == 1 else None,
        day_first=len(seen[Order.DAY_FIRST]),
        month_first=len(seen[Order.MONTH_FIRST]),
        ambiguous=ambiguous,
        unread=unread,
        examples=tuple(text for order in Order for text in seen[order][:EXAMPLES]),
    )


def sql_as(value: exp.Expr, order: Order) -> exp.Expr:
    """`read_as` as SQL."""
    return _sql_days(value, [order])


def sql(value: exp.Expr) -> exp.Expr:
    """`read` as SQL."""
    return _sql_days(value, list(Order))


def _sql_days(value: exp.Expr, orders: list[Order]) -> exp.Expr:
    slashed = block("replace($value, '-', '/')", value=value)
    simple = [block(f"split_part($slashed, '/', {at})", slashed=slashed) for at in (1, 2, 3)]
    any_numeric = [sql_group(value, _PARTS, at) for at in (1, 2, 3)]
    found = exp.Case().when(sql_fits(value, _ISO), _sql_checked(value), copy=False)
    found = found.when(sql_fits(value, _SIMPLE), _sql_agreed(simple, orders), copy=False)
    found = found.when(sql_fits(value, _NUMERIC), _sql_agreed(any_numeric, orders), copy=False)
    for writing in _CLEAR:
        parts = [sql_group(value, writing.parts, at) for at in (1, 2, 3)]
        found = found.when(sql_fits(value, writing.pattern), _sql_day(parts, writing), copy=False)
    return found


def _sql_agreed(parts: list[exp.Expr], orders: list[Order]) -> exp.Expr:
    """The day of two numbers and a year that every order reads in them."""
    if len(orders) == 1:
        return _sql_day(parts, _ORDERED[orders[0]])
    first, second = (block("lpad($part, 2, '0')", part=part) for part in parts[:2])
    return block(
        "case when $first > $last_month or $first = $second then $day_first"
        " when $second > $last_month then $month_first end",
        first=first,
        second=second,
        last_month=literal(_LAST_MONTH),
        day_first=_sql_day(parts, _ORDERED[Order.DAY_FIRST]),
        month_first=_sql_day(parts, _ORDERED[Order.MONTH_FIRST]),
    )


def _sql_checked(told: exp.Expr) -> exp.Expr:
    return block("cast(try_cast($told as date) as text)", told=told)


def _sql_day(parts: list[exp.Expr], writing: _Writing) -> exp.Expr:
    year, month, day = (parts[at - 1] for at in (writing.year, writing.month, writing.day))
    number = (
        sql_listed(writing.table, block("lower($month)", month=month))
        if writing.table
        else block("lpad($month, 2, '0')", month=month)
    )
    told = block("$y || '-' || $m || '-' || lpad($d, 2, '0')", y=_sql_full_year(year), m=number, d=day)
    return _sql_checked(told)


def _sql_full_year(year: exp.Expr) -> exp.Expr:
    return block(
        "case when length($year) > 2 then $year when $year >= $pivot then '19' || $year else '20' || $year end",
        year=year,
        pivot=literal(str(PIVOT)),
    )


STANDARD: Final = Standard(
    name="date",
    title=Message(vi="Ngày", en="Date"),
    rule=Message(
        vi="Ngày, tháng, năm bằng số theo thứ tự đó, hoặc có chữ ngày, tháng, năm; hoặc yyyy-mm-dd. Năm hai chữ số là"
        " 1950–2049.",
        en="Day, month and year in digits, in this order, or with the words ngày, tháng, năm; or yyyy-mm-dd. Two-digit"
        " years are 1950–2049.",
    ),
    sources=(
        Source(title="Nghị định 30/2020/NĐ-CP", clause="Phụ lục I", in_force=date(2020, 3, 5)),
        Source(title="ISO 8601-1:2019"),
    ),
    good=(
        Good(text="31/12/2024", normal="2024-12-31"),
        Good(text="31-12-24", normal="2024-12-31"),
        Good(text="31/12/50", normal="1950-12-31"),
        Good(text="31.1.2024", normal="2024-01-31"),
        Good(text="31/12/ 2011", normal="2011-12-31"),
        Good(text="5/5/2024", normal="2024-05-05"),
        Good(text="12/31/2024", normal="2024-12-31"),
        Good(text="2024-03-05", normal="2024-03-05"),
        Good(text="2024-03-05 00:00:00", normal="2024-03-05"),
        Good(text="2024/3/5", normal="2024-03-05"),
        Good(text="ngày 5 tháng 3 năm 2024", normal="2024-03-05"),
        Good(text="Ngày 05 tháng 3 năm 2024", normal="2024-03-05"),
        Good(text="ngày 15/8/2012", normal="2012-08-15"),
        Good(text="05 Tháng Ba 2024", normal="2024-03-05"),
        Good(text="05 tháng Năm năm 2024", normal="2024-05-05"),
        Good(text="05-Mar-24", normal="2024-03-05"),
        Good(text="March 5, 2024", normal="2024-03-05"),
    ),
    bad=(
        Bad(text="05/03/2024", why=Message(vi="5 tháng 3 hay 3 tháng 5?", en="5 March or May 3?")),
        Bad(text="31/02/2025", why=Message(vi="Không có ngày này.", en="There is no such day.")),
        Bad(text="10.1.10", why=Message(vi="Số của một mục.", en="The number of a paragraph.")),
        Bad(text="31/12-2024", why=Message(vi="Hai dấu ngăn khác nhau.", en="Two signs between.")),
        Bad(text="03/2024", why=Message(vi="Chỉ có tháng.", en="A month only.")),
        Bad(text="45356", why=Message(vi="Số ngày trong sổ tính.", en="A workbook's number of days.")),
        Bad(text="1//1/2012", why=Message(vi="Thừa dấu ngăn.", en="A sign too many.")),
        Bad(text="ngày     /01/2013", why=Message(vi="Chưa điền ngày.", en="The day is left blank.")),
        Bad(text="5 tháng Giêng 2024", why=Message(vi="Tháng âm lịch.", en="A lunar month.")),
        Bad(text="6 tháng năm 2024", why=Message(vi="6 tháng 5 hay sáu tháng?", en="6 May or six months?")),
        Bad(text="31/12/2024 19:17", why=Message(vi="Có giờ.", en="It has an hour.")),
    ),
    what=Message(
        vi="“{value}” không phải một ngày có thật, hoặc không rõ đâu là ngày, đâu là tháng.",
        en="“{value}” is no day of the calendar, or does not tell the day from the month.",
    ),
    mend=Message(
        vi="Ghi ngày theo dạng 31/12/2024; nếu cả cột đều ghi ngày trước tháng, khai thứ tự đó trong cam kết dữ liệu.",
        en="Write the date as 31/12/2024; where the whole column has the day first, say so in the contract.",
    ),
    read=read,
    sql=sql,
)
