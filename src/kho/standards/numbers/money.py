"""Amounts of money as people write them; the normal form is the number of đồng: `1500000000` for `1,5 tỷ`.

Rule: a number as `kho.standards.numbers.decimals` reads it, then nghìn, triệu, tỷ or nghìn tỷ, in full or short (`tr`,
`trđ`), and the đồng's name or sign, each or all left out. The đồng has 10 hào of 10 xu (law on the State Bank, article
16) and so no thousandths: `500.000đ` is half a million, and an amount with thousandths of a đồng is a finding.
Good: `1,5 tỷ`, `200 tr`, `186.900.000 đ`, `1.234 đồng`. Bad: `1,234 triệu` (1.234 or 1234 of them?), `5 USD`, `2 tỷ 300
triệu` (two numbers).

The unit of a whole column stands in its header or in a line above the table: `kho.standards.numbers.measures`.
"""

from datetime import date
from decimal import Decimal
from typing import Final

from sqlglot import exp

from kho.blocks import block
from kho.messages import Message
from kho.standards.identifiers.forms import fits, number, sql_fits
from kho.standards.numbers import decimals
from kho.standards.numbers.decimals import MINUSES, Style
from kho.standards.numbers.forms import SPACES, matched, shifted, sql_group
from kho.standards.standard import Bad, Good, Source, Standard

_GAP: Final = f"[{SPACES}]?"
_CURRENCY: Final = "(?:[Đđ]ồng|ĐỒNG|[Đđ]|\u20ab|VNĐ|VND|vnđ|vnd|Vnđ)"
_THOUSAND: Final = "(?:[Nn]ghìn|[Nn]gàn|NGHÌN|NGÀN)"
_MILLION: Final = "(?:[Tt]riệu|TRIỆU|[Tt]r[.]?|TR[.]?)"
_BILLION: Final = "(?:[Tt][ỷỉ]|TỶ|TỈ)"
_TIMES: Final = ((12, f"{_THOUSAND}{_GAP}{_BILLION}"), (9, _BILLION), (6, _MILLION), (3, _THOUSAND))
"""Powers of ten and what they are called."""
_ANY: Final = "|".join(name for _, name in _TIMES)
_AMOUNT: Final = f"\\A([0-9.,(){SPACES}+{MINUSES[1:]}-]*[0-9)]-?){_GAP}((?:{_ANY})?{_GAP}{_CURRENCY}?)\\z"
_TOLD: Final = f"\\A([0-9.,(){SPACES}+{MINUSES[1:]}-]*[0-9)]-?)"
"""The number of an amount."""
_NORMAL: Final = r"\A-?(?:0|[1-9][0-9]*)(?:[.][0-9]{1,2})?\z"
"""At most two digits after the point: a đồng has 100 xu."""
_WHOLE: Final = r"\A(?:0|-?[1-9][0-9]*)\z"


def read(text: str) -> str | None:
    """The number of đồng, or None."""
    groups = matched(text, _AMOUNT)
    if groups is None:
        return None
    places = _places(groups[1])
    found = decimals.read(groups[0]) if places else decimals.read_whole(groups[0])
    return _in_dong(found, places)


def read_as(text: str, style: Style) -> str | None:
    """The number of đồng, its number in this style; or None."""
    groups = matched(text, _AMOUNT)
    return None if groups is None else _in_dong(decimals.read_as(groups[0], style), _places(groups[1]))


def to_dong(text: str, *, style: Style | None = None, factor: Decimal = Decimal(1)) -> Decimal | None:
    """The amount in đồng, exactly, or None.

    `factor` is what the column's unit is in đồng (`kho.standards.numbers.measures.factor`), for texts that name none;
    `style` is that of its numbers.
    """
    groups = matched(text, _AMOUNT)
    if groups is not None and not groups[1] and factor != 1:
        found = decimals.read(text) if style is None else decimals.read_as(text, style)
        return None if found is None else Decimal(found) * factor
    found = read(text) if style is None else read_as(text, style)
    return None if found is None else Decimal(found)


def _places(unit: str) -> int:
    return next((places for places, name in _TIMES if fits(unit, f"\\A{name}")), 0)


def _in_dong(found: str | None, places: int) -> str | None:
    if found is None:
        return None
    amount = shifted(found, places)
    return amount if fits(amount, _NORMAL) else None


def sql(value: exp.Expr) -> exp.Expr:
    """`read` as SQL."""
    told = sql_group(value, _TOLD, 1)
    return block(
        "case when $normal then $value when not $written then null"
        " when $ambiguous then case when $times then null when contains($told, '.') then $whole_vi else $whole_en end"
        " when $is_vi then $vi when $is_en then $en end",
        normal=sql_fits(value, _WHOLE),
        value=value,
        written=sql_fits(value, _AMOUNT),
        ambiguous=sql_fits(told, decimals.AMBIGUOUS),
        times=sql_fits(value, _ANY),
        told=told,
        whole_vi=_sql_checked(value, Style.VIETNAMESE, 0),
        whole_en=_sql_checked(value, Style.ENGLISH, 0),
        is_vi=sql_fits(told, decimals.WRITTEN[Style.VIETNAMESE]),
        vi=_sql_in_dong(value, Style.VIETNAMESE),
        is_en=sql_fits(told, decimals.WRITTEN[Style.ENGLISH]),
        en=_sql_in_dong(value, Style.ENGLISH),
    )


def sql_as(value: exp.Expr, style: Style) -> exp.Expr:
    """`read_as` as SQL."""
    return block(
        "case when $written and $in_style then $made end",
        written=sql_fits(value, _AMOUNT),
        in_style=sql_fits(sql_group(value, _TOLD, 1), decimals.WRITTEN[style]),
        made=_sql_in_dong(value, style),
    )


def _sql_in_dong(value: exp.Expr, style: Style) -> exp.Expr:
    """An amount that is written in this style, by what stands behind its number."""
    made = exp.Case()
    for places, name in _TIMES:
        made = made.when(sql_fits(value, name), _sql_checked(value, style, places), copy=False)
    return made.else_(_sql_checked(value, style, 0), copy=False)


def _sql_checked(value: exp.Expr, style: Style, places: int) -> exp.Expr:
    """The amount, null where it has thousandths of a đồng."""
    return block(
        "case when length($fraction) <= $most then $made end",
        fraction=decimals.sql_part(value, style, 2),
        most=number(places + 2),
        made=decimals.sql_made(value, style, places),
    )


STANDARD: Final = Standard(
    name="money",
    title=Message(vi="Số tiền (đồng)", en="Amount of money (đồng)"),
    rule=Message(
        vi="Một số, rồi nghìn, triệu, tỷ nếu có, rồi đồng, đ hoặc VND nếu có; kết quả là số đồng.",
        en="A number, then nghìn, triệu or tỷ if any, then đồng, đ or VND if any; the result is in đồng.",
    ),
    sources=(
        decimals.ACCOUNTING_LAW,
        Source(title="Luật Ngân hàng Nhà nước Việt Nam 46/2010/QH12", clause="Điều 16", in_force=date(2011, 1, 1)),
    ),
    good=(
        Good(text="1,5 tỷ", normal="1500000000"),
        Good(text="1.5 tỷ đồng", normal="1500000000"),
        Good(text="200 tr", normal="200000000"),
        Good(text="200trđ", normal="200000000"),
        Good(text="200 tr.đồng", normal="200000000"),
        Good(text="12,5 nghìn tỷ đồng", normal="12500000000000"),
        Good(text="450 nghìn", normal="450000"),
        Good(text="500.000đ", normal="500000"),
        Good(text="1,234 VND", normal="1234"),
        Good(text="1.050.000Đ", normal="1050000"),
        Good(text="(1.050.000)", normal="-1050000"),
        Good(text="0,5 đồng", normal="0.5"),
        Good(text="1500000000", normal="1500000000"),
    ),
    bad=(
        Bad(text="1,234 triệu", why=Message(vi="1.234 hay 1,2 triệu?", en="1234 or 1.2 million?")),
        Bad(text="5 USD", why=Message(vi="Không phải đồng.", en="Not đồng.")),
        Bad(text="2 tỷ 300 triệu", why=Message(vi="Hai số trong một ô.", en="Two numbers in one cell.")),
        Bad(text="tỷ", why=Message(vi="Không có số.", en="No number.")),
        Bad(text="0,000001234 triệu", why=Message(vi="Nhỏ hơn một xu.", en="Less than a xu.")),
    ),
    what=Message(
        vi="“{value}” không phải một số tiền, hoặc đọc được theo hai cách.",
        en="“{value}” is no amount of money, or can be read in two ways.",
    ),
    mend=Message(
        vi="Ghi một số tiền, ví dụ 1500000000 hoặc 1,5 tỷ đồng; phần còn lại ghi ở cột khác.",
        en="Give one amount, such as 1500000000 or 1,5 tỷ đồng; what else there is goes in another column.",
    ),
    read=read,
    sql=sql,
)
