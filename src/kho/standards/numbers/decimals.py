"""Numbers as agencies write them; the normal form has a decimal point and no groups: `-1234.5`.

Rule: law on accounting 03/2003/QH11, article 12, whose place the law of 2015 took: a dot after thousands, millions, a
comma after the units: `1.234.567,8`. Programs set to English write `1,234,567.8`. Groups are of three digits; blanks
of any kind may part them too. A minus stands before (`-5`), behind (`5-`), or the number in brackets (`(5)`), as
accounting programs print it.
Good: `1.234,5`, `1 234 567`, `(1.234,50)`. Bad: `1.234` (thousand or one and a bit?), `12.34.5`, `12,5%`.

What each style reads in its own way is read by neither: `1.234` and `1,234` are findings, unless the contract tells
the style (`read_as`) or the other values of the column do (`style_of`). Number cells of workbooks have no style and
need none of this. `-`, `...` and `x` in tables of statistics are no numbers: `kho.standards.numbers.marks`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from sqlglot import exp

from kho.blocks import block
from kho.messages import Message
from kho.standards.identifiers.forms import fits, literal, number, sql_fits, without
from kho.standards.numbers.forms import SPACES, matched
from kho.standards.standard import Bad, Good, Source, Standard


class Style(StrEnum):
    """Which sign is the decimal mark: a comma (`1.234,5`) or a point (`1,234.5`)."""

    VIETNAMESE = "vi"
    ENGLISH = "en"


@dataclass(frozen=True, kw_only=True, slots=True)
class StyleFound:
    """What a column's texts say of its style: how many only one style reads, how many both or neither.

    `style` is None where nothing tells or texts contradict each other. `examples` are the first texts of each style
    that no other reads.
    """

    style: Style | None
    vietnamese: int
    english: int
    ambiguous: int
    unread: int
    examples: tuple[str, ...]


MINUSES: Final = "-\u2212\u2013"
"""Hyphen, minus, and the dash that office programs make of it."""
EXAMPLES: Final = 3
_MARKS: Final = {Style.VIETNAMESE: (",", "."), Style.ENGLISH: (".", ",")}
"""The decimal mark and the sign between groups."""
_NORMAL: Final = r"\A(?:0|-?[1-9][0-9]*)\z"
_UNPADDED: Final = r"\A0*([0-9]+(?:[.][0-9]+)?)\z"


def _digits(style: Style) -> str:
    decimal, group = _MARKS[style]
    groups = "|".join(f"(?:[{sign}][0-9]{{3}})+" for sign in (group, *SPACES))
    whole = f"(?:0|[1-9][0-9]{{0,2}}(?:{groups})|[1-9][0-9]*)"
    return f"(?:0[0-9]+|{whole}(?:[{decimal}][0-9]+)?|[{decimal}][0-9]+)"


def _signed(digits: str) -> str:
    """The pattern of numbers of such digits, with their signs."""
    blank = f"[{SPACES}]?"
    return f"\\A(?:[+\u2212\u2013-]?{digits}|{digits}[\u2212-]|[(]{blank}{digits}{blank}[)])\\z"


WRITTEN: Final = {style: _signed(_digits(style)) for style in Style}
"""The pattern of each style's numbers."""
AMBIGUOUS: Final = _signed("[1-9][0-9]{0,2}[.,][0-9]{3}")
"""What both styles read, and each in its own way."""
_SIGNS: Final = f"+(){MINUSES}{SPACES}"
_NEGATIVE: Final = "[(\u2212\u2013-]"
"""What only negative numbers have, of what is written as a number."""


def read_as(text: str, style: Style) -> str | None:
    """The number in this style, or None. Its normal form may be another number, or none, in that style."""
    if not fits(text, WRITTEN[style]):
        return None
    decimal, group = _MARKS[style]
    bare = without(text, _SIGNS + group).replace(decimal, ".")
    (digits,) = matched(f"0{bare}", _UNPADDED) or ("",)
    return f"-{digits}" if fits(text, _NEGATIVE) and digits.strip("0.") else digits


def read(text: str) -> str | None:
    """The number that every style which can read the text reads in it, or None."""
    if fits(text, _NORMAL):
        return text
    found = {read_as(text, style) for style in Style} - {None}
    return found.pop() if len(found) == 1 else None


def read_whole(text: str) -> str | None:
    """As `read`, of things that have no thousandths (people, đồng): there `1.234` can only be 1234."""
    return read_as(text, _style_of_groups(text)) if fits(text, AMBIGUOUS) else read(text)


def _style_of_groups(text: str) -> Style:
    return Style.VIETNAMESE if "." in text else Style.ENGLISH


def style_of(texts: Iterable[str]) -> StyleFound:
    """The style of a column, by those of its texts that only one style reads."""
    seen: dict[Style, list[str]] = {style: [] for style in Style}
    ambiguous = unread = 0
    for text in texts:
        read_by = {style: told for style in Style if (told := read_as(text, style)) is not None}
        if len(read_by) == 1:
            seen[next(iter(read_by))].append(text)
        ambiguous += len(set(read_by.values())) > 1
        unread += not read_by
    styles = [style for style in Style if seen[style]]
    return StyleFound(
        style=styles[0] if len(styles) == 1 else None,
        vietnamese=len(seen[Style.VIETNAMESE]),
        english=len(seen[Style.ENGLISH]),
        ambiguous=ambiguous,
        unread=unread,
        examples=tuple(text for style in Style for text in seen[style][:EXAMPLES]),
    )


def sql_as(value: exp.Expr, style: Style) -> exp.Expr:
    """`read_as` as SQL."""
    return block(
        "case when $written then $made end", written=sql_fits(value, WRITTEN[style]), made=sql_made(value, style)
    )


def sql_made(value: exp.Expr, style: Style, places: int = 0) -> exp.Expr:
    """The normal form of a text that begins with a number of this style, times ten to the power of `places`."""
    fraction, whole = sql_part(value, style, 2), sql_part(value, style, 1)
    if not places:
        return _sql_quickly(value, style, _sql_signed(value, whole, _sql_point(fraction)))
    moved = block("$whole || rpad($fraction, $places, '0')", whole=whole, fraction=fraction, places=number(places))
    rest = block("substr($fraction, $after)", fraction=fraction, after=number(places + 1))
    return _sql_signed(value, moved, _sql_point(rest))


def _sql_quickly(value: exp.Expr, style: Style, otherwise: exp.Expr) -> exp.Expr:
    """Numbers with nothing but digits, groups and a fraction, which most are, need two replacements."""
    decimal, group = _MARKS[style]
    return block(
        "case when $is_simple then replace(replace($value, $group, ''), $mark, '.') else $otherwise end",
        is_simple=sql_fits(value, f"\\A-?[1-9][0-9{group}]*(?:[{decimal}][0-9]+)?\\z"),
        value=value,
        group=literal(group),
        mark=literal(decimal),
        otherwise=otherwise,
    )


def _sql_signed(value: exp.Expr, whole: exp.Expr, rest: exp.Expr) -> exp.Expr:
    """Sign, digits without needless zeros before them, and the rest."""
    unpadded = block("regexp_extract('0' || $whole, $pattern, 1)", whole=whole, pattern=literal(_UNPADDED))
    return block(
        "case when $negative and $counts then '-' else '' end"
        " || case when left($whole, 1) >= '1' then $whole else $unpadded end || $rest",
        negative=sql_fits(value, _NEGATIVE),
        counts=sql_fits(value, "[1-9]"),
        whole=whole,
        unpadded=unpadded,
        rest=rest,
    )


def _sql_point(fraction: exp.Expr) -> exp.Expr:
    return block("case when $fraction = '' then '' else '.' || $fraction end", fraction=fraction)


def sql_part(value: exp.Expr, style: Style, part: int) -> exp.Expr:
    """The digits before (1) or after (2) the decimal mark of a text that begins with a number of this style."""
    decimal, _ = _MARKS[style]
    bare = block("regexp_replace($value, $others, '', 'g')", value=value, others=literal(f"[^0-9{decimal}]+"))
    return block(f"split_part($bare, $mark, {part})", bare=bare, mark=literal(decimal))


def sql(value: exp.Expr) -> exp.Expr:
    """`read` as SQL."""
    return block(
        "case when $normal then $value when $ambiguous then null when $is_vi then $vi when $is_en then $en end",
        normal=sql_fits(value, _NORMAL),
        value=value,
        ambiguous=sql_fits(value, AMBIGUOUS),
        is_vi=sql_fits(value, WRITTEN[Style.VIETNAMESE]),
        vi=sql_made(value, Style.VIETNAMESE),
        is_en=sql_fits(value, WRITTEN[Style.ENGLISH]),
        en=sql_made(value, Style.ENGLISH),
    )


def sql_whole(value: exp.Expr) -> exp.Expr:
    """`read_whole` as SQL."""
    return block(
        "case when $ambiguous then case when contains($value, '.') then $vi else $en end else $read end",
        ambiguous=sql_fits(value, AMBIGUOUS),
        value=value,
        vi=sql_made(value, Style.VIETNAMESE),
        en=sql_made(value, Style.ENGLISH),
        read=sql(value),
    )


ACCOUNTING_LAW: Final = Source(
    title="Luật Kế toán 03/2003/QH11",
    clause="Điều 12",
    in_force=date(2004, 1, 1),
    url="https://hethongphapluat.vn/luat-ke-toan-2003/dieu-12",
)

STANDARD: Final = Standard(
    name="number",
    title=Message(vi="Số", en="Number"),
    rule=Message(
        vi="Dấu chấm sau hàng nghìn và dấu phẩy trước phần thập phân (1.234,5), hoặc kiểu Anh (1,234.5); số âm có dấu"
        " trừ hoặc trong ngoặc đơn.",
        en="Dots between thousands and a comma before the fraction (1.234,5), or the English way (1,234.5); negative"
        " numbers with a minus or in brackets.",
    ),
    sources=(
        ACCOUNTING_LAW,
        Source(title="Luật Kế toán 88/2015/QH13", in_force=date(2017, 1, 1)),
    ),
    good=(
        Good(text="1234", normal="1234"),
        Good(text="1.234,5", normal="1234.5"),
        Good(text="1,234.5", normal="1234.5"),
        Good(text="1.234.567", normal="1234567"),
        Good(text="1,234,567", normal="1234567"),
        Good(text="1 234 567", normal="1234567"),
        Good(text="1\u00a0234,567", normal="1234.567"),
        Good(text="(1.234,50)", normal="-1234.50"),
        Good(text="( 12,5 )", normal="-12.5"),
        Good(text="12,5-", normal="-12.5"),
        Good(text="\u22127", normal="-7"),
        Good(text="+7", normal="7"),
        Good(text="0,125", normal="0.125"),
        Good(text=",5", normal="0.5"),
        Good(text="-0,0", normal="0.0"),
        Good(text="007", normal="7"),
        Good(text="8.718.000", normal="8718000"),
    ),
    bad=(
        Bad(text="1.234", why=Message(vi="Một nghìn hay hơn một đơn vị?", en="One thousand, or a bit over one?")),
        Bad(text="1,234", why=Message(vi="Một nghìn hay hơn một đơn vị?", en="One thousand, or a bit over one?")),
        Bad(text="12.34.5", why=Message(vi="Nhóm không đủ ba chữ số.", en="A group without three digits.")),
        Bad(text="1.234 567", why=Message(vi="Hai kiểu ngăn nhóm.", en="Groups parted in two ways.")),
        Bad(text="(-5)", why=Message(vi="Âm hai lần.", en="Negative twice.")),
        Bad(text="- 5", why=Message(vi="Có thể là gạch đầu dòng.", en="It may be a bullet.")),
        Bad(text="12,5%", why=Message(vi="Là tỷ lệ phần trăm.", en="A percentage.")),
        Bad(text="1e3", why=Message(vi="Viết dạng luỹ thừa.", en="Written as a power.")),
        Bad(text="0012,345", why=Message(vi="Thừa số 0 ở đầu.", en="Leading zeros.")),
        Bad(text="-", why=Message(vi="Ký hiệu không phát sinh.", en="A mark for nothing.")),
    ),
    what=Message(
        vi="“{value}” không phải một số, hoặc đọc được theo hai cách.",
        en="“{value}” is no number, or can be read in two ways.",
    ),
    mend=Message(
        vi="Ghi số không ngăn nhóm, ví dụ 1234,5; hoặc khai kho.decimal của cột là dấu phẩy hay dấu chấm.",
        en="Write it without groups, such as 1234,5; or tell the column's kho.decimal, a comma or a point.",
    ),
    read=read,
    sql=sql,
)
