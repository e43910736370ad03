"""Periods that figures are reported for: years, months, quarters, half years, spans of years.

The normal form is that of the Extended Date/Time Format, which ISO 8601-2:2019 took over: a year `2024`, a month
`2024-03`, a quarter `2024-33` to `2024-36`, a half year `2024-40` or `2024-41` (level 2, sub-year groupings), a span
`2024-01/2024-09` (level 0). `2024-Q1` is of no standard; it is read, not written. Texts sort by year, and `details`
gives the first and the last day.

Rule: as reports write them: `Tháng 3/2024`, `Quý I/2024`, `Q1-2024`, `I/2024`, `6 tháng đầu năm 2024`, `9 tháng
đầu năm 2024`, `giai đoạn 2021-2025`. Good: `03/2024`, `năm 2024`. Bad: `Quý V/2024`, `13/2024`, `năm học
2024-2025` (it starts in autumn), `2025-2021`, `quý I` (of which year?).
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from sqlglot import exp

from kho.blocks import block
from kho.messages import Message
from kho.standards.identifiers.forms import literal, sql_fits
from kho.standards.numbers.dates import MONTH_WORD, YEAR_WORD
from kho.standards.numbers.forms import SPACES, YEAR, listed, matched, sql_group, sql_listed
from kho.standards.standard import Bad, Good, Source, Standard

Kind = Literal["year", "month", "quarter", "half", "span"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Period:
    """A period's kind, its first and its last day."""

    kind: Kind
    first: date
    last: date


@dataclass(frozen=True, kw_only=True, slots=True)
class _Writing:
    """A way to write a period: the pattern, the groups of the year and of the part of the year in it, 0 for none.

    `table` says what becomes of the part: `|I=33|II=34|`; empty where it is a month.
    """

    pattern: str
    year: int
    part: int = 0
    table: str = ""


_GAP: Final = f"[{SPACES}]?"
_MONTH: Final = "0?[1-9]|1[0-2]"
_QUARTER_WORD: Final = "(?:[Qq]u[ýíyi]|QU[ÝÍYI]|[Qq])"
_QUARTER: Final = "III|II|IV|I|[1-4]"
_BEFORE_YEAR: Final = f"(?:{_GAP}[/-]{_GAP}|,?{_GAP}{YEAR_WORD}{_GAP}|[{SPACES}])"
_QUARTERS: Final = "|I=33|II=34|III=35|IV=36|1=33|2=34|3=35|4=36|"
_HALVES: Final = "|đầu=40|cuối=41|ĐẦU=40|CUỐI=41|"
_YEAR: Final = f"\\A(?:{YEAR_WORD}{_GAP})?({YEAR})\\z"
_WRITINGS: Final = (
    _Writing(pattern=_YEAR, year=1),
    _Writing(pattern=f"\\A({YEAR})-(0[1-9]|1[0-2])\\z", year=1, part=2),
    _Writing(pattern=f"\\A({_MONTH}){_GAP}[/-]{_GAP}({YEAR})\\z", year=2, part=1),
    _Writing(pattern=f"\\A(?:{MONTH_WORD}{_GAP}|[Tt]{_GAP})({_MONTH}){_BEFORE_YEAR}({YEAR})\\z", year=2, part=1),
    _Writing(pattern=f"\\A({YEAR})-(3[3-6]|4[01])\\z", year=1, part=2),
    _Writing(pattern=f"\\A{_QUARTER_WORD}{_GAP}({_QUARTER}){_BEFORE_YEAR}({YEAR})\\z", year=2, part=1, table=_QUARTERS),
    _Writing(pattern=f"\\A(III|II|IV|I){_GAP}[/-]{_GAP}({YEAR})\\z", year=2, part=1, table=_QUARTERS),
    _Writing(pattern=f"\\A({YEAR})-?[Qq]([1-4])\\z", year=1, part=2, table=_QUARTERS),
    _Writing(
        pattern=f"\\A(?:0?6|[Ss]áu|SÁU){_GAP}{MONTH_WORD}{_GAP}(đầu|cuối|ĐẦU|CUỐI){_GAP}{YEAR_WORD}{_GAP}({YEAR})\\z",
        year=2,
        part=1,
        table=_HALVES,
    ),
)
_SO_FAR: Final = f"\\A([2-9]|0[2-9]|1[01]){_GAP}{MONTH_WORD}{_GAP}(?:đầu|ĐẦU){_GAP}{YEAR_WORD}{_GAP}({YEAR})\\z"
_SPAN: Final = f"\\A(?:(?:[Gg]iai đoạn|GIAI ĐOẠN){_GAP})?({YEAR}){_GAP}[\u2013-]{_GAP}({YEAR})\\z"
_MONTHS: Final = f"\\A({YEAR}-(?:0[1-9]|1[0-2]))/({YEAR}-(?:0[1-9]|1[0-2]))\\z"
_YEARS: Final = f"\\A({YEAR})/({YEAR})\\z"
_SPANS: Final = (_SPAN, _MONTHS, _YEARS)
_FIRST_HALF: Final = "06"


def read(text: str) -> str | None:
    """The period in its normal form, or None."""
    for writing in _WRITINGS:
        groups = matched(text, writing.pattern)
        if groups is not None:
            return _told(writing, groups)
    groups = matched(text, _SO_FAR)
    return _span(text) if groups is None else _so_far(groups[0].rjust(2, "0"), groups[1])


def _told(writing: _Writing, groups: tuple[str, ...]) -> str:
    year = groups[writing.year - 1]
    if not writing.part:
        return year
    part = groups[writing.part - 1]
    return f"{year}-{listed(writing.table, part) if writing.table else part.rjust(2, '0')}"


def _so_far(month: str, year: str) -> str:
    return f"{year}-40" if month == _FIRST_HALF else f"{year}-01/{year}-{month}"


def _span(text: str) -> str | None:
    found = (matched(text, pattern) for pattern in _SPANS)
    ends = next((groups for groups in found if groups), None)
    return "/".join(ends) if ends and ends[0] < ends[1] else None


def details(normal: str) -> Period:
    """What a normal form says."""
    first, _, last = normal.partition("/")
    if last:
        return Period(kind="span", first=details(first).first, last=details(last).last)
    year, part = int(normal[:4]), int(normal[5:] or "0")
    kind, start, months = _months(part)
    end = start + months - 1
    return Period(kind=kind, first=date(year, start, 1), last=date(year, end, monthrange(year, end)[1]))


def _months(part: int) -> tuple[Kind, int, int]:
    """The kind, the first month and the number of months of a part of a year."""
    first_quarter, first_half = 33, 40
    if part >= first_half:
        return "half", (part - first_half) * 6 + 1, 6
    if part >= first_quarter:
        return "quarter", (part - first_quarter) * 3 + 1, 3
    return ("month", part, 1) if part else ("year", 1, 12)


def sql(value: exp.Expr) -> exp.Expr:
    """`read` as SQL."""
    made = exp.Case()
    for writing in _WRITINGS:
        made = made.when(sql_fits(value, writing.pattern), _sql_told(value, writing), copy=False)
    made = made.when(sql_fits(value, _SO_FAR), _sql_so_far(value), copy=False)
    for pattern in _SPANS:
        made = made.when(sql_fits(value, pattern), _sql_span(value, pattern), copy=False)
    return made


def _sql_told(value: exp.Expr, writing: _Writing) -> exp.Expr:
    year = sql_group(value, writing.pattern, writing.year)
    if not writing.part:
        return year
    part = sql_group(value, writing.pattern, writing.part)
    if not writing.table:
        return block("$year || '-' || lpad($part, 2, '0')", year=year, part=part)
    return block("$year || '-' || $part", year=year, part=sql_listed(writing.table, part))


def _sql_so_far(value: exp.Expr) -> exp.Expr:
    return block(
        "case when $month = $half then $year || '-40' else $year || '-01/' || $year || '-' || $month end",
        month=block("lpad($month, 2, '0')", month=sql_group(value, _SO_FAR, 1)),
        half=literal(_FIRST_HALF),
        year=sql_group(value, _SO_FAR, 2),
    )


def _sql_span(value: exp.Expr, pattern: str) -> exp.Expr:
    return block(
        "case when $first < $last then $first || '/' || $last end",
        first=sql_group(value, pattern, 1),
        last=sql_group(value, pattern, 2),
    )


STANDARD: Final = Standard(
    name="period",
    title=Message(vi="Kỳ báo cáo", en="Reporting period"),
    rule=Message(
        vi="Năm, tháng, quý, nửa năm hoặc nhiều năm; kết quả theo EDTF: 2024, 2024-03, quý 2024-33 đến 2024-36, nửa năm"
        " 2024-40 và 2024-41, nhiều tháng 2024-01/2024-09.",
        en="A year, month, quarter, half year or span; the result is EDTF: 2024, 2024-03, quarters 2024-33 to 2024-36,"
        " half years 2024-40 and 2024-41, spans 2024-01/2024-09.",
    ),
    sources=(
        Source(
            title="Extended Date/Time Format (EDTF), Library of Congress",
            clause="Level 2, sub-year groupings; level 0, time interval",
            in_force=date(2019, 2, 4),
            url="https://www.loc.gov/standards/datetime/",
        ),
        Source(title="ISO 8601-2:2019"),
    ),
    good=(
        Good(text="2024", normal="2024"),
        Good(text="Năm 2024", normal="2024"),
        Good(text="03/2024", normal="2024-03"),
        Good(text="3-2024", normal="2024-03"),
        Good(text="Tháng 3/2024", normal="2024-03"),
        Good(text="tháng 12 năm 2024", normal="2024-12"),
        Good(text="T3/2024", normal="2024-03"),
        Good(text="Quý I/2024", normal="2024-33"),
        Good(text="quý 4 năm 2024", normal="2024-36"),
        Good(text="QUÍ III-2024", normal="2024-35"),
        Good(text="Q1-2024", normal="2024-33"),
        Good(text="2024-Q2", normal="2024-34"),
        Good(text="IV/2024", normal="2024-36"),
        Good(text="6 tháng đầu năm 2024", normal="2024-40"),
        Good(text="Sáu tháng cuối năm 2024", normal="2024-41"),
        Good(text="9 tháng đầu năm 2024", normal="2024-01/2024-09"),
        Good(text="Giai đoạn 2021-2025", normal="2021/2025"),
        Good(text="2006 - 2010", normal="2006/2010"),
    ),
    bad=(
        Bad(text="Quý V/2024", why=Message(vi="Chỉ có bốn quý.", en="There are four quarters.")),
        Bad(text="13/2024", why=Message(vi="Chỉ có 12 tháng.", en="There are 12 months.")),
        Bad(text="quý I", why=Message(vi="Thiếu năm.", en="The year is missing.")),
        Bad(text="2025-2021", why=Message(vi="Năm cuối trước năm đầu.", en="The last year is before the first.")),
        Bad(text="năm học 2024-2025", why=Message(vi="Bắt đầu vào mùa thu.", en="It starts in autumn.")),
        Bad(text="6 tháng năm 2024", why=Message(vi="6 tháng 5 hay sáu tháng?", en="6 May or six months?")),
        Bad(text="3.2024", why=Message(vi="Có thể là một số.", en="It may be a number.")),
        Bad(text="05/03/2024", why=Message(vi="Là một ngày.", en="A day.")),
        Bad(text="03/24", why=Message(vi="Năm phải có bốn chữ số.", en="The year must have four digits.")),
    ),
    what=Message(
        vi="“{value}” không phải một năm, tháng, quý hay nửa năm.",
        en="“{value}” is no year, month, quarter or half year.",
    ),
    mend=Message(
        vi="Ghi theo dạng 2024, 03/2024, Quý I/2024 hoặc 6 tháng đầu năm 2024.",
        en="Write it as 2024, 03/2024, Quý I/2024 or 6 tháng đầu năm 2024.",
    ),
    read=read,
    sql=sql,
)
