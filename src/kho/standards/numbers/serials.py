"""Dates that lost their format in a workbook: the number of days that Excel keeps; the normal form is ISO 8601.

Rule: Office Open XML, date representation: in the 1900 date system 1 is 1 January 1900 and 1900 counts as a leap year,
which it was not: 60 is a day that never was, and from 61 (1 March 1900) on a number is one larger than the days that
went by. In the 1904 system, of old Macintosh workbooks, 0 is 1 January 1904. The workbook says which it has; a text
does not, so `read` takes 1900 and `read_in` takes what it is told. Days that are written as ISO 8601 stay.
Good: `45322` (31 January 2024), `45322.0`. Bad: `60`, `45322.5` (noon of a day), `2024`.

A number that looks like a year, 1900 to 2199, is a finding: it would be a day from 1905 to 1906.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from sqlglot import exp

from kho.blocks import block
from kho.messages import Message
from kho.standards.identifiers.forms import literal, number, sql_fits
from kho.standards.numbers.forms import YEAR, matched, sql_group
from kho.standards.standard import Bad, Good, Source, Standard


class System(StrEnum):
    """A workbook's date system."""

    OF_1900 = "1900"
    OF_1904 = "1904"


@dataclass(frozen=True, kw_only=True, slots=True)
class _Count:
    """How a system counts: the least and the largest number of a day, and the day of number 0 from March 1900 on."""

    least: int
    most: int
    zero: date


FALSE_LEAP_DAY: Final = 60
_COUNTS: Final = {
    System.OF_1900: _Count(least=1, most=2_958_465, zero=date(1899, 12, 30)),
    System.OF_1904: _Count(least=0, most=2_957_003, zero=date(1904, 1, 1)),
}
_SERIAL: Final = r"\A([0-9]{1,7})(?:[.]0+)?\z"
_YEARS: Final = (1900, 2199)
_ISO: Final = f"\\A{YEAR}-[0-9]{{2}}-[0-9]{{2}}\\z"


def day_of(serial: int, system: System = System.OF_1900) -> date | None:
    """The day of a number of days; None where the system has none, as for 60 in that of 1900."""
    count = _COUNTS[system]
    if not count.least <= serial <= count.most:
        return None
    if system is System.OF_1904 or serial > FALSE_LEAP_DAY:
        return count.zero + timedelta(days=serial)
    return count.zero + timedelta(days=serial + 1) if serial < FALSE_LEAP_DAY else None


def read(text: str) -> str | None:
    """The day of a number in the date system of 1900, or None."""
    return read_in(text, System.OF_1900)


def read_in(text: str, system: System) -> str | None:
    """The day of a number in a date system, or None."""
    groups = matched(text, _SERIAL)
    if groups is None:
        return _iso(text)
    serial = int(groups[0])
    day = None if _YEARS[0] <= serial <= _YEARS[1] else day_of(serial, system)
    return None if day is None else day.isoformat()


def _iso(text: str) -> str | None:
    if matched(text, _ISO) is None:
        return None
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        return None


def sql(value: exp.Expr) -> exp.Expr:
    """`read` as SQL."""
    return sql_in(value, System.OF_1900)


def sql_in(value: exp.Expr, system: System) -> exp.Expr:
    """`read_in` as SQL."""
    return block(
        "case when $is_serial then $day when $is_iso and try_cast($value as date) is not null then $value end",
        is_serial=sql_fits(value, _SERIAL),
        day=_sql_day(block("try_cast($digits as int)", digits=sql_group(value, _SERIAL, 1)), system),
        is_iso=sql_fits(value, _ISO),
        value=value,
    )


def _sql_day(serial: exp.Expr, system: System) -> exp.Expr:
    count = _COUNTS[system]
    false_day = FALSE_LEAP_DAY if system is System.OF_1900 else -1
    return block(
        "case when $serial < $least or $serial > $most or $serial = $false_day"
        " or ($serial >= $first_year and $serial <= $last_year) then null"
        " else cast(cast($zero as date) + $days as text) end",
        serial=serial,
        least=number(count.least),
        most=number(count.most),
        false_day=number(false_day),
        first_year=number(_YEARS[0]),
        last_year=number(_YEARS[1]),
        zero=literal(count.zero.isoformat()),
        days=block(
            "case when $serial < $false_day then $serial + 1 else $serial end",
            serial=serial,
            false_day=number(false_day),
        ),
    )


STANDARD: Final = Standard(
    name="excel_date",
    title=Message(vi="Ngày bị mất định dạng trong sổ tính", en="Date that lost its format in a workbook"),
    rule=Message(
        vi="Số ngày của Excel (hệ 1900): 1 là 1/1/1900, 61 là 1/3/1900, 45322 là 31/01/2024.",
        en="Excel's number of days (1900 date system): 1 is 1 January 1900, 61 is 1 March 1900, 45322 is 31 January"
        " 2024.",
    ),
    sources=(
        Source(
            title="ECMA-376, Office Open XML",
            clause="Date Representation",
            url="https://c-rex.net/samples/ooxml/e1/Part4/OOXML_P4_DOCX_Date_topic_ID0EIHICB.html",
        ),
        Source(
            title="[MS-XLS] Date1904",
            url="https://learn.microsoft.com/en-us/openspecs/office_file_formats/ms-xls/4a5e900a-0eb0-4355-8fc1-81aab8f46e8b",
        ),
    ),
    good=(
        Good(text="45322", normal="2024-01-31"),
        Good(text="45322.0", normal="2024-01-31"),
        Good(text="1", normal="1900-01-01"),
        Good(text="59", normal="1900-02-28"),
        Good(text="61", normal="1900-03-01"),
        Good(text="2958465", normal="9999-12-31"),
        Good(text="2024-01-31", normal="2024-01-31"),
    ),
    bad=(
        Bad(text="60", why=Message(vi="29/2/1900 không có thật.", en="29 February 1900 never was.")),
        Bad(text="0", why=Message(vi="Hệ 1900 bắt đầu từ 1.", en="The 1900 system starts from 1.")),
        Bad(text="2958466", why=Message(vi="Sau năm 9999.", en="After the year 9999.")),
        Bad(text="45322.5", why=Message(vi="Có giờ.", en="It has an hour.")),
        Bad(text="2024", why=Message(vi="Giống một năm.", en="It looks like a year.")),
        Bad(text="-5", why=Message(vi="Số âm.", en="Negative.")),
        Bad(text="2024-02-30", why=Message(vi="Không có ngày này.", en="There is no such day.")),
    ),
    what=Message(
        vi="“{value}” không phải số ngày mà sổ tính giữ cho một ngày.",
        en="“{value}” is no number of days that a workbook keeps for a date.",
    ),
    mend=Message(
        vi="Định dạng lại cột trong sổ tính thành ngày, hoặc ghi ngày theo dạng 31/12/2024.",
        en="Format the workbook's column as a date, or write the date as 31/12/2024.",
    ),
    read=read,
    sql=sql,
)
