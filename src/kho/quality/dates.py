"""Date patterns of a contract (JDK letters, as ODCS `format` has them) read into fields.

Known letters: `y`/`u` year, `M` month, `d` day, `H` hour (0-23), `m` minute, `s` second, `S` fraction; text in
single quotes and any other character that is no letter stand for themselves. A date needs year, month and day.

`d` and `dd` both take one or two digits (likewise `M`, `H`, `m`, `s`), unless a digit field follows at once, as in
`yyyyMMdd`: then exactly as many digits as letters. `yyyy` takes exactly four digits. `yy` takes exactly two: 00-49
are 2000-2049 and 50-99 are 1950-1999. Years before 1000 are never meant and are refused everywhere.
"""

import re
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from kho.errors import KhoError
from kho.messages import Message

PIVOT = 50
"""Two-digit years from here on are of the 20th century."""
FIRST_YEAR = 1000
FRACTION_DIGITS = 6
YEAR_DIGITS = 4

TOKEN = re.compile(r"'((?:[^']|'')*)'|([A-Za-z])\2*|[^A-Za-z']")
LETTERS = {"y": "year", "u": "year", "M": "month", "d": "day", "H": "hour", "m": "minute", "s": "second"}


class BadDatePatternError(KhoError):
    """A date pattern with letters Kho does not know, or without a year, month or day."""

    code = "KHO-Q102"
    what = Message(
        vi="Không đọc được định dạng ngày giờ “{pattern}”.",
        en="The date format “{pattern}” cannot be read.",
    )
    mend = Message(
        vi="Viết bằng yyyy, MM, dd, HH, mm, ss, ví dụ dd/MM/yyyy; phải có đủ ngày, tháng, năm.",
        en="Write it with yyyy, MM, dd, HH, mm, ss, such as dd/MM/yyyy; day, month and year must all be there.",
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class DateField:
    """Digits of a date: `name` is year, month, day, hour, minute, second or fraction; `least` to `most` digits."""

    name: str
    least: int
    most: int


@dataclass(frozen=True, kw_only=True, slots=True)
class DatePattern:
    """A pattern as a sequence of fields and literal texts."""

    text: str
    parts: tuple[DateField | str, ...]

    @property
    def fields(self) -> tuple[str, ...]:
        """Names of the fields in order."""
        return tuple(part.name for part in self.parts if isinstance(part, DateField))

    @property
    def shortest(self) -> int:
        """The fewest characters a date of this pattern has."""
        return sum(part.least if isinstance(part, DateField) else len(part) for part in self.parts)

    @property
    def has_date(self) -> bool:
        """Whether it gives a day."""
        return {"year", "month", "day"} <= set(self.fields)

    @property
    def two_digit_year(self) -> bool:
        """Whether the year is written with two digits."""
        years = [part for part in self.parts if isinstance(part, DateField) and part.name == "year"]
        return any(part.most == len("yy") for part in years)

    def regex(self) -> str:
        """A portable regular expression for the whole text, one group per field in order."""
        return rf"\A{''.join(_regex(part) for part in self.parts)}\z"


def _regex(part: DateField | str) -> str:
    if isinstance(part, str):
        return re.escape(part)
    if part.name == "year" and part.most == YEAR_DIGITS:
        return "([1-9][0-9]{3})"
    return f"([0-9]{{{part.least},{part.most}}})"


@cache
def date_pattern(text: str) -> DatePattern:
    """Read a pattern that gives a day, with or without a time. Raises BadDatePatternError."""
    pattern = _read(text)
    if not pattern.has_date:
        raise BadDatePatternError(pattern=text)
    return pattern


@cache
def time_pattern(text: str) -> DatePattern:
    """Read a pattern that gives a time of day and no date. Raises BadDatePatternError."""
    pattern = _read(text)
    if "hour" not in pattern.fields or {"year", "month", "day"} & set(pattern.fields):
        raise BadDatePatternError(pattern=text)
    return pattern


def _read(text: str) -> DatePattern:
    parts: list[DateField | str] = []
    at = 0
    while at < len(text):
        token = TOKEN.match(text, at)
        if token is None:
            raise BadDatePatternError(pattern=text)
        at = token.end()
        follows = text[at : at + 1].isalpha()
        parts.append(_part(text, token, fixed=follows))
    names = [part.name for part in parts if isinstance(part, DateField)]
    if not names or len(names) != len(set(names)):
        raise BadDatePatternError(pattern=text)
    return DatePattern(text=text, parts=_fixed_after_digits(tuple(parts)))


def _part(text: str, token: re.Match[str], *, fixed: bool) -> DateField | str:
    if token[2] is None:
        return token[1].replace("''", "'") or "'" if token[1] is not None else token[0]
    letter, count = token[2], len(token[0])
    if letter == "S" and count <= FRACTION_DIGITS:
        return DateField(name="fraction", least=1, most=FRACTION_DIGITS)
    name = LETTERS.get(letter)
    if name == "year" and count in (2, YEAR_DIGITS):
        return DateField(name=name, least=count, most=count)
    if name in (None, "year") or count > len("dd"):
        raise BadDatePatternError(pattern=text)
    return DateField(name=name, least=count if fixed else 1, most=count if fixed else 2)


def _fixed_after_digits(parts: tuple[DateField | str, ...]) -> tuple[DateField | str, ...]:
    """In a run of digit fields such as `yyyyMMdd` the last one too has exactly two digits."""
    fixed = list(parts)
    for index, (before, part) in enumerate(pairwise(parts), start=1):
        if isinstance(before, DateField) and isinstance(part, DateField) and part.name != "fraction":
            fixed[index] = DateField(name=part.name, least=max(part.most, 2), most=max(part.most, 2))
    return tuple(fixed)
