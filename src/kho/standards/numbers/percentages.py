"""Percentages as agencies write them; the normal form is the number of percent, `12.5` for `12,5%`, never a fraction.

Rule: the number is written as `kho.standards.numbers.decimals` reads numbers, the sign `%` behind it or left to
the header.
Good: `12,5%`, `12.5 %`, `(5%)`, `12,5`. Bad: `1,234%` (which of the two?), `5‰`, `35 - 40%` (two numbers).

A number cell of a workbook that shows `12,5%` holds 0.125: it has no sign, and whether a column holds percentages or
fractions is for the contract to say (`kho.unit` with `%` or `1`). Per mille is another unit, not another writing.
"""

from collections.abc import Callable
from functools import partial
from typing import Final

from sqlglot import exp

from kho.blocks import block
from kho.messages import Message
from kho.standards.identifiers.forms import fits, sql_fits
from kho.standards.numbers import decimals
from kho.standards.numbers.decimals import Style
from kho.standards.numbers.forms import SPACES
from kho.standards.standard import Bad, Good, Standard

_SIGNED: Final = f"\\A[^%]*[0-9][{SPACES}]?%[)]?\\z"
_TAILS: Final = (*(f"{blank}%" for blank in SPACES), "%")


def read(text: str) -> str | None:
    """The number of percent, or None."""
    return _read(text, decimals.read)


def read_as(text: str, style: Style) -> str | None:
    """The number of percent in this style, or None."""
    return _read(text, partial(decimals.read_as, style=style))


def _read(text: str, number: Callable[[str], str | None]) -> str | None:
    if not fits(text, _SIGNED):
        return number(text)
    for tail in _TAILS:
        text = text.replace(tail, "")
    return number(text)


def sql(value: exp.Expr) -> exp.Expr:
    """`read` as SQL."""
    return _sql(value, decimals.sql)


def sql_as(value: exp.Expr, style: Style) -> exp.Expr:
    """`read_as` as SQL."""
    return _sql(value, partial(decimals.sql_as, style=style))


def _sql(value: exp.Expr, number: Callable[[exp.Expr], exp.Expr]) -> exp.Expr:
    bare = value
    for tail in _TAILS:
        bare = block("replace($bare, $tail, '')", bare=bare, tail=exp.Literal.string(tail))
    return block(
        "case when $signed then $percent else $number end",
        signed=sql_fits(value, _SIGNED),
        percent=number(bare),
        number=number(value),
    )


STANDARD: Final = Standard(
    name="percentage",
    title=Message(vi="Tỷ lệ phần trăm", en="Percentage"),
    rule=Message(
        vi="Số phần trăm, có hoặc không có dấu % ở sau; kết quả là số phần trăm (12,5% là 12.5), không phải phân số.",
        en="A number of percent, with or without the sign % behind it; the result is percent (12,5% is 12.5), not a"
        " fraction.",
    ),
    sources=(decimals.ACCOUNTING_LAW,),
    good=(
        Good(text="12,5%", normal="12.5"),
        Good(text="12.5 %", normal="12.5"),
        Good(text="100\u00a0%", normal="100"),
        Good(text="-5%", normal="-5"),
        Good(text="(5%)", normal="-5"),
        Good(text="12,5", normal="12.5"),
    ),
    bad=(
        Bad(text="1,234%", why=Message(vi="Đọc được theo hai cách.", en="It can be read in two ways.")),
        Bad(text="5‰", why=Message(vi="Phần nghìn.", en="Per mille.")),
        Bad(text="35 - 40%", why=Message(vi="Hai số.", en="Two numbers.")),
        Bad(text="%", why=Message(vi="Không có số.", en="No number.")),
        Bad(text="5%%", why=Message(vi="Hai dấu %.", en="Two signs.")),
    ),
    what=Message(
        vi="“{value}” không phải một tỷ lệ phần trăm, hoặc đọc được theo hai cách.",
        en="“{value}” is no percentage, or can be read in two ways.",
    ),
    mend=Message(
        vi="Ghi một số phần trăm, ví dụ 12,5 hoặc 12,5%.", en="Give one number of percent, such as 12,5 or 12,5%."
    ),
    read=read,
    sql=sql,
)
