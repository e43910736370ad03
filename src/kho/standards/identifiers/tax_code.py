"""The tax code: 10 digits, 10 and 3 for a dependent unit, or a citizen's number of 12 digits.

Rule: circular 86/2024/TT-BTC (in force 6 February 2025; before it circular 105/2020/TT-BTC, article 5):
N1...N10 and N11N12N13 after a hyphen; N3...N9 run from 0000001, N11N12N13 from 001, N10 is a check digit. From 1 July
2025 the citizen number serves persons, households and household businesses instead (article 38, clause 2).
The check digit: 31·N1 + 29·N2 + 23·N3 + 19·N4 + 17·N5 + 13·N6 + 7·N7 + 5·N8 + 3·N9 leaves 10 - N10 when divided by 11;
the circular does not print it, but programs of public use agree on it (python-stdnum's `stdnum.vn.mst` is one).
Good: `0100109106`, `0100109106-001`, `0100109106001`. Bad: `0100109107` (check digit).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce
from typing import Final, Literal

from sqlglot import exp

from kho.blocks import block
from kho.messages import Message
from kho.standards.identifiers import citizen_id
from kho.standards.identifiers.forms import (
    MARKS,
    counted,
    fits,
    number,
    shown_last,
    spaced,
    sql_fits,
    sql_without,
    without,
)
from kho.standards.standard import Bad, Good, Source, Standard

_WEIGHTS: Final = (31, 29, 23, 19, 17, 13, 7, 5, 3, 1)
_DIVISOR: Final = 11
_LEFT: Final = 10
"""What the weighted sum of all ten digits leaves: the check digit makes up for the rest."""
_UNIT: Final = rf"[0-9]{{2}}{counted(7)}[0-9]"
_PLAIN: Final = rf"\A{_UNIT}\z"
_BRANCH: Final = rf"\A{_UNIT}-?{counted(3)}\z"
_BARE: Final = r"\A[0-9]{10}(?:-?[0-9]{3})?\z"
_WRITTEN: Final = spaced("[0-9]", 10, 13, gap=3)
_SHORT: Final = 10


@dataclass(frozen=True, kw_only=True, slots=True)
class TaxCode:
    """Whose a tax code is: a `person`'s or household's citizen number, a `unit`, or a `branch` of the unit `of`."""

    kind: Literal["person", "unit", "branch"]
    of: str


def read(text: str) -> str | None:
    """`0100109106`, `0100109106-001`, or a citizen number; None for other texts."""
    return read_unit(text) or citizen_id.FORM.read(text)


def read_unit(text: str) -> str | None:
    """A code of 10 or of 10 and 3 digits whose check digit is right, or None."""
    if fits(text, _BARE):
        return _checked(text)
    return _checked(without(text, MARKS)) if fits(text, _WRITTEN) else None


def _checked(digits: str) -> str | None:
    if fits(digits, _PLAIN):
        return digits if _is_checked(digits) else None
    if fits(digits, _BRANCH) and _is_checked(digits[:_SHORT]):
        return f"{digits[:_SHORT]}-{digits[-3:]}"
    return None


def _is_checked(digits: str) -> bool:
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, digits, strict=True))
    return total % _DIVISOR == _LEFT


def sql(value: exp.Expr) -> exp.Expr:
    """`read` as SQL."""
    return block("coalesce($unit, $person)", unit=sql_unit(value), person=citizen_id.FORM.sql(value))


def sql_unit(value: exp.Expr) -> exp.Expr:
    """`read_unit` as SQL."""
    bare = block(
        "case when $written then $made end",
        written=sql_fits(value, _WRITTEN),
        made=_sql_checked(sql_without(value, MARKS), otherwise=exp.null()),
    )
    return _sql_checked(value, otherwise=bare)


def _sql_checked(digits: exp.Expr, *, otherwise: exp.Expr) -> exp.Expr:
    """`_checked` of digits, and what is made of other texts."""
    return block(
        "case when $plain then case when $unit_is_checked then $digits end"
        " when $branch then case when $branch_is_checked then left($digits, 10) || '-' || right($digits, 3) end"
        " else $otherwise end",
        plain=sql_fits(digits, _PLAIN),
        unit_is_checked=_sql_is_checked(block("try_cast($digits as bigint)", digits=digits)),
        digits=digits,
        branch=sql_fits(digits, _BRANCH),
        branch_is_checked=_sql_is_checked(block("try_cast(left($digits, 10) as bigint)", digits=digits)),
        otherwise=otherwise,
    )


def _sql_is_checked(digits: exp.Expr) -> exp.Expr:
    """`_is_checked` of the ten digits as one number.

    Remainders are far cheaper for engines than single digits. The digit before 10^k is (n % 10^(k+1) - n % 10^k) /
    10^k, and since 10 leaves -1 by 11, dividing by 10^k is multiplying by (-1)^k.
    """
    terms = [
        block("$factor * ($n % $power)", factor=number(factor), n=digits, power=number(10**place))
        for place, factor in enumerate(_factors(), start=1)
    ]
    total = reduce(lambda left, right: block("$l + $r", l=left, r=right), terms)
    return block("($total) % $by = $left", total=total, by=number(_DIVISOR), left=number(_LEFT))


def _factors() -> Sequence[int]:
    """What n % 10, n % 100, ... are multiplied by."""
    signed = [weight * (-1) ** place for place, weight in enumerate(reversed(_WEIGHTS))]
    after = [*signed[1:], 0]
    return [(one - other) % _DIVISOR for one, other in zip(signed, after, strict=True)]


def details(normal: str) -> TaxCode:
    """Whose code a normal form is."""
    if "-" in normal:
        return TaxCode(kind="branch", of=normal[:10])
    return TaxCode(kind="unit" if len(normal) == _SHORT else "person", of=normal)


def mask(normal: str) -> str:
    """The last three characters: a code of ten digits may be a person's."""
    return shown_last(normal, 3)


STANDARD: Final = Standard(
    name="tax_code",
    title=Message(vi="Mã số thuế", en="Tax code"),
    headers=r"ma so thue|\bmst\b|ma thue|tax",
    rule=Message(
        vi="10 chữ số, số thứ 10 là số kiểm tra; đơn vị phụ thuộc thêm “-” và 3 số; cá nhân, hộ dùng số định danh 12 số"
        " từ 1/7/2025.",
        en="10 digits, the tenth a check digit; a dependent unit adds “-” and 3 digits; persons and households use the"
        " citizen number of 12 digits from 1 July 2025.",
    ),
    sources=(
        Source(title="Thông tư 86/2024/TT-BTC", clause="Điều 5, Điều 38 khoản 2", in_force=date(2025, 2, 6)),
        Source(title="Thông tư 105/2020/TT-BTC", clause="Điều 5"),
    ),
    good=(
        Good(text="0100109106", normal="0100109106"),
        Good(text="01.00.109.106", normal="0100109106"),
        Good(text="0100109106-001", normal="0100109106-001"),
        Good(text="0100109106 001", normal="0100109106-001"),
        Good(text="0100109106001", normal="0100109106-001"),
        Good(text="033085001234", normal="033085001234"),
    ),
    bad=(
        Bad(text="0100109107", why=Message(vi="Sai số kiểm tra.", en="The check digit is wrong.")),
        Bad(text="100109106", why=Message(vi="Mất số 0 ở đầu.", en="The leading zero is lost.")),
        Bad(text="0100109106-000", why=Message(vi="Đơn vị phụ thuộc tính từ 001.", en="Branches count from 001.")),
        Bad(text="MST 0100109106", why=Message(vi="Có chữ trước mã.", en="Words before the code.")),
    ),
    what=Message(
        vi="“{value}” không phải mã số thuế đúng: sai số chữ số hoặc số kiểm tra.",
        en="“{value}” is no valid tax code: wrong number of digits or check digit.",
    ),
    mend=Message(
        vi="Đối chiếu với giấy đăng ký thuế. Nếu thiếu số 0 ở đầu, hãy định dạng cột là văn bản.",
        en="Compare with the tax registration. If a leading zero is missing, set the column's format to text.",
    ),
    read=read,
    sql=sql,
    mask=mask,
)
