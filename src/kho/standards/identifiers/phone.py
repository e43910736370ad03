"""Telephone numbers of Việt Nam, mobile and fixed; the normal form is E.164: `+84912345678`.

Rule: the numbering plan, circular 22/2014/TT-BTTTT; area codes of fixed lines changed in 2017 (decision 2036/QĐ-BTTTT
of 21 November 2016, in three steps from 11 February to 17 June 2017), mobile numbers of 11 digits became 10 digits
from 15 September 2018. Numbers of the plan before are read as what they are today. Which mobile prefixes are in use is
taken from libphonenumber's metadata; the area codes are those of the 63 provinces, which the merger of 2025 left as
they were.
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

_MOBILE: Final = "(?:3[2-9]|5[689]|7[06-9]|8[1-9]|9[0-9])[0-9]{7}|(?:52[238]|559)[0-9]{6}"
_AREAS: Final = "0[3-9]|1[0-689]|2[0-25-9]|3[2-9]|4[2-8]|5[124-9]|6[0-39]|7[0-7]|8[2-79]|9[0-4679]"
_TODAY: Final = f"{_MOBILE}|2(?:{_AREAS})[0-9]{{7}}"

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
_FORMER: Final = _FORMER_MOBILE | _FORMER_AREAS_OF_3 | _FORMER_AREAS_OF_2 | {"4": "24"}
"""What a national number began with before 2017 and 2018, and with what it begins today."""


def _former_patterns() -> str:
    mobile, long, short = ("|".join(each) for each in (_FORMER_MOBILE, _FORMER_AREAS_OF_3, _FORMER_AREAS_OF_2))
    return f"(?:{mobile})[0-9]{{7}}|(?:{long})[2-9][0-9]{{6}}|(?:{short})[3-9][0-9]{{6}}|4[2-8][0-9]{{7}}"


_SIGNS: Final = " \u00a0().\u2013-"
_WRITTEN: Final = f"\\A[+0-9(][+0-9{_SIGNS}]{{7,29}}\\z"
_MARKS: Final = f"[{_SIGNS}]"
_NUMBER: Final = f"\\A(?:(?:[+]|00)?840?|0)?({_TODAY}|{_former_patterns()})\\z"
_IS_TODAYS: Final = f"\\A(?:{_TODAY})\\z"
_PREFIX: Final = "+84"


@dataclass(frozen=True, kw_only=True, slots=True)
class Phone:
    """A number's kind; the area code (`221`, `24`) of a fixed line."""

    kind: Literal["mobile", "fixed"]
    area: str | None


def read(text: str) -> str | None:
    """The number as it is dialled from abroad today, `+84...`, or None."""
    national = _national(text)
    return None if national is None else _PREFIX + _as_today(national)


def is_former(text: str) -> bool:
    """Whether a text is a number of the plan before 2017 or 2018, so that `read` gives another number for it."""
    national = _national(text)
    return national is not None and not fits(national, _IS_TODAYS)


def _national(text: str) -> str | None:
    """The number without the prefix, as it was written."""
    found = compiled(_NUMBER).search(without(text, _MARKS)) if fits(text, _WRITTEN) else None
    return None if found is None else found[1]


def _as_today(national: str) -> str:
    if fits(national, _IS_TODAYS):
        return national
    length = next(each for each in (3, 2, 1) if national[:each] in _FORMER)
    return _FORMER[national[:length]] + national[length:]


def sql(value: exp.Expr) -> exp.Expr:
    """`read` as SQL."""
    number = block("regexp_extract($bare, $number, 1)", bare=sql_without(value, _MARKS), number=literal(_NUMBER))
    return block(
        "case when $written then '+84' || case when $todays then $number else $renumbered end end",
        written=sql_fits(value, _WRITTEN),
        todays=sql_fits(number, _IS_TODAYS),
        number=number,
        renumbered=_sql_renumbered(number),
    )


def _sql_renumbered(number: exp.Expr) -> exp.Expr:
    """Null of what is no number."""
    sql = "left($number, $length) = $former"
    arms = [
        exp.If(
            this=block(sql, number=number, length=_whole(len(former)), former=literal(former)),
            true=block("$new || substr($number, $at)", new=literal(new), number=number, at=_whole(len(former) + 1)),
        )
        for former, new in _FORMER.items()
    ]
    return exp.Case(ifs=arms)


def _whole(value: int) -> exp.Expr:
    return exp.Literal.number(value)


def details(normal: str) -> Phone:
    """What a normal form says."""
    national = normal.removeprefix(_PREFIX)
    if not national.startswith("2"):
        return Phone(kind="mobile", area=None)
    return Phone(kind="fixed", area=national[:2] if national[:2] in {"24", "28"} else national[:3])


def mask(normal: str) -> str:
    """The country's code and the last three digits."""
    return _PREFIX + shown_last(normal.removeprefix(_PREFIX), 3)


STANDARD: Final = Standard(
    name="phone",
    title=Message(vi="Số điện thoại", en="Telephone number"),
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
