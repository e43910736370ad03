"""Telephone numbers of Việt Nam, mobile and fixed; the normal form is E.164: `+84912345678`.

Rule: the numbering plan, circular 22/2014/TT-BTTTT; area codes of fixed lines changed in 2017 (decision 2036/QĐ-BTTTT
of 21 November 2016, in three steps from 11 February to 17 June 2017), mobile numbers of 11 digits became 10 digits
from 15 September 2018. Numbers of the plan before are read as what they are today. Which mobile prefixes are in use is
taken from libphonenumber's metadata; the area codes are those of the 63 provinces of then.
Good: `0912 345 678`, `+84(0)912.345.678`, `(0221) 3863 123`, `0168 234 5678` (today 038). Bad: `1900 1234`, `113`.

A number that is one of today's plan is read as such, although it may have been another line's before 2017 (`0373 xxx
xxx` was Thanh Hóa, today it is a mobile): old area codes 33, 36-39, 52, 55, 56, 58, 59, 70, 76, 77, 79 and 8 cannot be
told. Those of 20, 22 and 25-29 are not read either: a number of today with a digit left out looks the same. Not read:
service numbers (1800, 1900, 113), which cannot be called from abroad, extensions, and two numbers in one cell.
"""

from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from sqlglot import exp

from kho.blocks import block
from kho.messages import Message
from kho.standards.identifiers.forms import compiled, fits, literal, shown_last, sql_fits, sql_without, without
from kho.standards.standard import Bad, Good, Source, Standard

_MOBILE: Final = "(?:(?:3[2-9]|5[689]|7[06-9]|8[1-9]|9[0-9])[0-9]{7}|(?:52[238]|559)[0-9]{6})"
_AREAS: Final = "0[3-9]|1[0-689]|2[0-25-9]|3[2-9]|4[2-8]|5[124-9]|6[0-39]|7[0-7]|8[2-79]|9[0-4679]"
_FIXED: Final = f"2(?:{_AREAS})[0-9]{{7}}"

_FORMER_MOBILE: Final = {
    "120": "70", "121": "79", "122": "77", "126": "76", "128": "78",
    "123": "83", "124": "84", "125": "85", "127": "81", "129": "82",
    "162": "32", "163": "33", "164": "34", "165": "35", "166": "36", "167": "37", "168": "38", "169": "39",
    "186": "56", "188": "58", "199": "59",
}  # fmt: skip
_FORMER_AREAS_OF_3: Final = {
    "230": "215", "231": "213", "240": "204", "241": "222", "280": "208", "281": "209", "320": "220", "321": "221",
    "350": "228", "351": "226", "500": "262", "501": "261", "510": "235", "511": "236", "650": "274", "651": "271",
    "710": "292", "711": "293", "780": "290", "781": "291",
}  # fmt: skip
_FORMER_AREAS_OF_2: Final = {
    "30": "229", "31": "225", "53": "233", "54": "234", "57": "257", "60": "260", "61": "251", "62": "252", "63": "263",
    "64": "254", "66": "276", "67": "277", "68": "259", "72": "272", "73": "273", "74": "294", "75": "275",
}  # fmt: skip
_FORMER: Final = _FORMER_MOBILE | _FORMER_AREAS_OF_3 | _FORMER_AREAS_OF_2
"""What a national number of before 2017 and 2018 has before its last seven digits, and what it has there today."""
_TABLE: Final = "".join(f" {former}={today}" for former, today in _FORMER.items())

_SIGNS: Final = " \u00a0().\u2013-"
_DIALLED: Final = f"\\A0(?:{_MOBILE}|{_FIXED})\\z"
_NORMAL: Final = f"\\A[+]84(?:{_MOBILE}|{_FIXED})\\z"
_WRITTEN: Final = f"\\A[+0-9(][+0-9{_SIGNS}]{{7,29}}\\z"
_PREFIX: Final = "\\A(?:(?:[+]|00)?840?|0)?"
"""What stands before a national number: the country, in the ways people write it, or the zero of calls at home."""
_IS_MOBILE: Final = f"{_PREFIX}{_MOBILE}\\z"
_IS_FIXED: Final = f"{_PREFIX}{_FIXED}\\z"
_IS_HANOI: Final = f"{_PREFIX}4[2-8][0-9]{{7}}\\z"


_IS_FORMER: Final = (
    f"{_PREFIX}(?:(?:{'|'.join(_FORMER_MOBILE)})[0-9]|(?:{'|'.join(_FORMER_AREAS_OF_3)})[2-9]"
    f"|(?:{'|'.join(_FORMER_AREAS_OF_2)})[3-9])[0-9]{{6}}\\z"
)
_FORMER_BEGINNING: Final = f"{_PREFIX}({'|'.join(_FORMER)})[0-9]{{7}}\\z"
COUNTRY: Final = "+84"


@dataclass(frozen=True, kw_only=True, slots=True)
class Phone:
    """A number's kind; the area code (`221`, `24`) of a fixed line."""

    kind: Literal["mobile", "fixed"]
    area: str | None


def read(text: str) -> str | None:
    """The number as it is dialled from abroad today, `+84...`, or None."""
    if not fits(text, _WRITTEN):
        return None
    bare = without(text, _SIGNS)
    return _of_today(bare) or _of_former(bare)


def is_former(text: str) -> bool:
    """Whether a text is a number of the plan before 2017 or 2018, so that `read` gives another number for it."""
    return fits(text, _WRITTEN) and _of_former(without(text, _SIGNS)) is not None


def _of_today(bare: str) -> str | None:
    if fits(bare, _IS_MOBILE):
        return COUNTRY + bare[-9:]
    return COUNTRY + bare[-10:] if fits(bare, _IS_FIXED) else None


def _of_former(bare: str) -> str | None:
    if fits(bare, _IS_HANOI):
        return f"{COUNTRY}24{bare[-8:]}"
    found = compiled(_FORMER_BEGINNING).search(bare) if fits(bare, _IS_FORMER) else None
    return None if found is None else COUNTRY + _FORMER[found[1]] + bare[-7:]


def sql(value: exp.Expr) -> exp.Expr:
    """`read` as SQL."""
    return block(
        "case when $dialled then '+84' || substr($value, 2) when $normal then $value when $written then $made end",
        dialled=sql_fits(value, _DIALLED),
        value=value,
        normal=sql_fits(value, _NORMAL),
        written=sql_fits(value, _WRITTEN),
        made=_sql_of_bare(sql_without(value, _SIGNS)),
    )


def _sql_of_bare(bare: exp.Expr) -> exp.Expr:
    return block(
        "case when $mobile then '+84' || right($bare, 9) when $fixed then '+84' || right($bare, 10)"
        " when $hanoi then '+8424' || right($bare, 8) when $former then '+84' || $today || right($bare, 7) end",
        bare=bare,
        mobile=sql_fits(bare, _IS_MOBILE),
        fixed=sql_fits(bare, _IS_FIXED),
        hanoi=sql_fits(bare, _IS_HANOI),
        former=sql_fits(bare, _IS_FORMER),
        today=_sql_today(bare),
    )


def _sql_today(bare: exp.Expr) -> exp.Expr:
    """What a former number begins with today, looked up in a text: far fewer steps than a case for each."""
    return block(
        "split_part(split_part($table, ' ' || regexp_extract($bare, $beginning, 1) || '=', 2), ' ', 1)",
        table=literal(_TABLE),
        bare=bare,
        beginning=literal(_FORMER_BEGINNING),
    )


def details(normal: str) -> Phone:
    """What a normal form says."""
    national = normal.removeprefix(COUNTRY)
    if not national.startswith("2"):
        return Phone(kind="mobile", area=None)
    return Phone(kind="fixed", area=national[:2] if national[:2] in {"24", "28"} else national[:3])


def mask(normal: str) -> str:
    """The country's code and the last three digits."""
    return COUNTRY + shown_last(normal.removeprefix(COUNTRY), 3)


STANDARD: Final = Standard(
    name="phone",
    title=Message(vi="Số điện thoại", en="Telephone number"),
    headers=r"dien thoai|\bsdt\b|\bso dt\b|\bdt\b|di dong|phone|mobile|hotline|\bfax\b",
    rule=Message(
        vi="Di động 10 số (03, 05, 07, 08, 09), cố định 11 số (02 và mã vùng); số cũ trước 2017, 2018 được đổi sang số"
        " hiện nay.",
        en="Mobile numbers of 10 digits (03, 05, 07, 08, 09), fixed lines of 11 (02 and the area); numbers from before"
        " 2017 and 2018 are changed to today's.",
    ),
    sources=(
        Source(title="Thông tư 22/2014/TT-BTTTT"),
        Source(title="Quyết định 2036/QĐ-BTTTT ngày 21/11/2016", in_force=date(2017, 2, 11)),
        Source(
            title="Kế hoạch chuyển đổi mã mạng di động của Bộ Thông tin và Truyền thông", in_force=date(2018, 9, 15)
        ),
        Source(title="libphonenumber, VN", url="https://github.com/google/libphonenumber"),
    ),
    good=(
        Good(text="0912345678", normal="+84912345678"),
        Good(text="0912.345.678", normal="+84912345678"),
        Good(text="+84(0)912 345 678", normal="+84912345678"),
        Good(text="0084-912-345-678", normal="+84912345678"),
        Good(text="84912345678", normal="+84912345678"),
        Good(text="912345678", normal="+84912345678"),
        Good(text="(0221) 3863 123", normal="+842213863123"),
        Good(text="(+84-24) 38 21 00 00", normal="+842438210000"),
        Good(text="01682345678", normal="+84382345678"),
        Good(text="0321.3863123", normal="+842213863123"),
        Good(text="04 3821 0000", normal="+842438210000"),
        Good(text="0613822000", normal="+842513822000"),
    ),
    bad=(
        Bad(text="1900 1234", why=Message(vi="Số dịch vụ.", en="A service number.")),
        Bad(text="091234567", why=Message(vi="Thiếu một số.", en="A digit is missing.")),
        Bad(text="0912345678/0987654321", why=Message(vi="Hai số trong một ô.", en="Two numbers in one cell.")),
        Bad(text="0221 3863123 (12)", why=Message(vi="Có số máy lẻ.", en="It has an extension.")),
        Bad(text="0491234567890", why=Message(vi="Thừa số.", en="Too many digits.")),
        Bad(text="+1 202 555 0100", why=Message(vi="Số nước ngoài.", en="A number of another country.")),
    ),
    what=Message(
        vi="“{value}” không phải một số điện thoại Việt Nam.", en="“{value}” is no telephone number of Việt Nam."
    ),
    mend=Message(
        vi="Ghi một số, ví dụ 0912345678 hoặc 02213863123; số thứ hai và máy lẻ ghi ở cột khác.",
        en="Give one number, such as 0912345678 or 02213863123; a second one and extensions go in other columns.",
    ),
    read=read,
    sql=sql,
    mask=mask,
)
