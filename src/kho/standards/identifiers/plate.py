"""Plates of civil vehicles: `29A-12345`, `29B1-12345`, `29AA-12345`.

Rule: circular 79/2024/TT-BCA (in force 1 January 2025, after 24/2023/TT-BCA), the codes of places by circular
51/2025/TT-BCA (in force 1 July 2025): two digits for the place, one or two letters, for motorcycles from before 15
August 2023 a letter and a digit, then five digits, 4 on older plates. Letters are 20 of the alphabet; `R` stands in
`RM`, `Đ` in `MĐ`, `TĐ`. 81 codes are given out; 13, 42, 44, 45, 46, 87, 91 and 96 never were. The merger of 2025 left
every code in use, so a code tells the police that registered the vehicle, not today's province alone.
Good: `29A-123.45`, `29-B1 123.45`, `30E 922.91`, `29X-1234`. Bad: `13A-12345` (no place 13),
`29-B11234` (B-11234 or B1-1234?).

Not taken, and named so: plates of the army (two letters first, circular 169/2021/TT-BQP) and of diplomats and
foreigners (`80-011-NG-01`); temporary plates.
"""

from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlglot import exp

from kho.blocks import block
from kho.messages import Message
from kho.standards.identifiers.forms import MARKS, fits, number, sql_fits, sql_without, without
from kho.standards.standard import Bad, Good, Source, Standard

_PLACE: Final = "(?:1[124-9]|[235-7][0-9]|4[0137-9]|8[0-689]|9[02-57-9])"
_LETTER: Final = "[A-HK-NPR-VXYZĐa-hk-npr-vxyzđ]"
_GAP: Final = f"[{MARKS}]"
_FIVE: Final = "[0-9]{3}[.]?[0-9]{2}"


def _written(number: str, *, digit_joined: bool) -> str:
    """How plates with numbers of a length are written: a serial with a gap after it, or without where that is clear."""
    apart = f"{_GAP}{{0,3}}{_LETTER}(?:{_LETTER}|[1-9])?{_GAP}{{1,3}}"
    letters = f"{_GAP}{{0,3}}{_LETTER}{{2}}"
    joined = f"|{_GAP}{{0,3}}{_LETTER}[1-9]" if digit_joined else ""
    return f"\\A{_PLACE}(?:{apart}|{letters}|{_LETTER}{joined}){number}\\z"


_OF_FIVE: Final = _written(_FIVE, digit_joined=True)
_OF_FOUR: Final = _written("[0-9]{4}", digit_joined=False)
_PRINTED: Final = f"\\A{_PLACE}[A-HK-NPR-VXYZĐ][A-HK-NPR-VXYZĐ1-9]?-(?:{_FIVE}|[0-9]{{4}})\\z"


@dataclass(frozen=True, kw_only=True, slots=True)
class Plate:
    """The parts of a plate: code of the place, serial, and number."""

    place: str
    serial: str
    number: str


def read(text: str) -> str | None:
    """Place and serial, a hyphen, and the number, or None."""
    if fits(text, _OF_FIVE):
        return _divided(text, 5)
    return _divided(text, 4) if fits(text, _OF_FOUR) else None


def _divided(text: str, digits: int) -> str:
    bare = without(text, MARKS).upper()
    return f"{bare[:-digits]}-{bare[-digits:]}"


def sql(value: exp.Expr) -> exp.Expr:
    """`read` as SQL."""
    return block(
        "case when $printed then replace($value, '.', '') when $of_five then $five when $of_four then $four end",
        printed=sql_fits(value, _PRINTED),
        value=value,
        of_five=sql_fits(value, _OF_FIVE),
        five=_sql_divided(value, 5),
        of_four=sql_fits(value, _OF_FOUR),
        four=_sql_divided(value, 4),
    )


def _sql_divided(value: exp.Expr, digits: int) -> exp.Expr:
    return block(
        "upper(left($bare, length($bare) - $digits)) || '-' || right($bare, $digits)",
        bare=sql_without(value, MARKS),
        digits=number(digits),
    )


def details(normal: str) -> Plate:
    """What a normal form says."""
    serial, number = normal.split("-")
    return Plate(place=serial[:2], serial=serial[2:], number=number)


def mask(normal: str) -> str:
    """Place and serial without the number."""
    serial, number = normal.split("-")
    return f"{serial}-{'*' * len(number)}"


STANDARD: Final = Standard(
    name="plate",
    title=Message(vi="Biển số xe", en="Vehicle plate"),
    headers=r"bien so|bien kiem soat|\bbks\b|plate",
    rule=Message(
        vi="2 số nơi đăng ký, sê-ri (1-2 chữ, xe máy cũ: chữ và số), 5 số thứ tự (biển cũ 4 số);"
        " không gồm biển quân đội và ngoại giao.",
        en="2 digits for the place, a serial (1 or 2 letters, older motorcycles: letter and digit), 5 digits"
        " (4 on older plates); not of the army or diplomats.",
    ),
    sources=(
        Source(title="Thông tư 79/2024/TT-BCA", in_force=date(2025, 1, 1)),
        Source(title="Thông tư 51/2025/TT-BCA", clause="Phụ lục", in_force=date(2025, 7, 1)),
        Source(title="Thông tư 24/2023/TT-BCA", in_force=date(2023, 8, 15)),
    ),
    good=(
        Good(text="29A-123.45", normal="29A-12345"),
        Good(text="30e92291", normal="30E-92291"),
        Good(text="29-B1 123.45", normal="29B1-12345"),
        Good(text="89-AA 001.23", normal="89AA-00123"),
        Good(text="29X-1234", normal="29X-1234"),
        Good(text="29-H1 1234", normal="29H1-1234"),
        Good(text="51LD-123.45", normal="51LD-12345"),
        Good(text="99-MĐ 12345", normal="99MĐ-12345"),
    ),
    bad=(
        Bad(text="13A-12345", why=Message(vi="Không có nơi đăng ký mã 13.", en="No place has code 13.")),
        Bad(text="29-B11234", why=Message(vi="B-112.34 hay B1-1234?", en="B-112.34 or B1-1234?")),
        Bad(text="29I-12345", why=Message(vi="Không dùng chữ I.", en="The letter I is not used.")),
        Bad(text="TM-12-34", why=Message(vi="Biển quân đội.", en="An army plate.")),
        Bad(text="80-011-NG-01", why=Message(vi="Biển ngoại giao.", en="A diplomat's plate.")),
        Bad(text="29A-123456", why=Message(vi="Thừa một số.", en="One digit too many.")),
    ),
    what=Message(vi="“{value}” không phải biển số xe dân sự.", en="“{value}” is no plate of a civil vehicle."),
    mend=Message(
        vi="Ghi như trên giấy đăng ký xe, ví dụ 29A-123.45 hoặc 29-B1 123.45.",
        en="Write it as on the vehicle's papers, such as 29A-123.45 or 29-B1 123.45.",
    ),
    read=read,
    sql=sql,
    mask=mask,
)
