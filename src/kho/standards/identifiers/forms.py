r"""What the identifiers' plain functions and their SQL are made of, so that both say the same.

Patterns are written as engines read them, with `\A` and `\z`. Most texts are in their normal form already, so a look
for that comes first: it is what the speed of a standard comes from. Signs are taken out by `replace`, which costs an
engine half of what an expression does; and only of texts that were looked at, so that letters beyond the pattern never
meet `upper`, which engines and Python spell differently for some of them.
"""

import re
from dataclasses import dataclass
from functools import cache, reduce

from sqlglot import exp

from kho.blocks import block

GAPS = " \u00a0"
"""Spaces that people and spreadsheets put between the digits of a number."""
MARKS = GAPS + ".-"
"""Signs that people put between the digits of a number; last the hyphen, so that they may stand in a class."""
DASHES = "\u2010\u2011\u2012\u2013\u2014\u2212"
"""Signs that office programs write for a hyphen."""


def literal(value: str) -> exp.Expr:
    """A text as SQL."""
    return exp.Literal.string(value)


def number(value: int) -> exp.Expr:
    """A whole number as SQL."""
    return exp.Literal.number(value)


@cache
def compiled(pattern: str) -> re.Pattern[str]:
    """A pattern of engines for Python, which writes the end of a text in another way."""
    return re.compile(pattern.replace(r"\z", r"\Z"))


def fits(value: str, pattern: str) -> bool:
    """Whether a text matches."""
    return compiled(pattern).search(value) is not None


def sql_fits(value: exp.Expr, pattern: str) -> exp.Expr:
    """`fits` as SQL."""
    return block("regexp_matches($value, $pattern)", value=value, pattern=literal(pattern))


def without(value: str, marks: str) -> str:
    """A text without any of these characters."""
    for mark in marks:
        value = value.replace(mark, "")
    return value


def sql_without(value: exp.Expr, marks: str) -> exp.Expr:
    """`without` as SQL."""
    return reduce(lambda left, mark: block("replace($left, $mark, '')", left=left, mark=literal(mark)), marks, value)


def counted(digits: int) -> str:
    """The pattern of numbers of so many digits that count from 1."""
    above = "".join(f"|0{{{zeros}}}[1-9][0-9]{{{digits - zeros - 1}}}" for zeros in range(1, digits))
    return f"(?:[1-9][0-9]{{{digits - 1}}}{above})"


@dataclass(frozen=True, kw_only=True, slots=True)
class Form:
    """A form in which a thing is written with signs in it that say nothing, and in small letters.

    `normal` is the pattern of normal forms, `written` of the texts that may become one when `marks` are taken out and
    letters made capitals.
    """

    normal: str
    written: str
    marks: str = MARKS

    def read(self, text: str) -> str | None:
        """The normal form, or None."""
        if fits(text, self.normal):
            return text
        bare = without(text, self.marks).upper() if fits(text, self.written) else ""
        return bare if fits(bare, self.normal) else None

    def sql(self, value: exp.Expr) -> exp.Expr:
        """`read` as SQL."""
        bare = block("upper($bare)", bare=sql_without(value, self.marks))
        return block(
            "case when $normal then $value when $written then case when $fits then $bare end end",
            normal=sql_fits(value, self.normal),
            value=value,
            written=sql_fits(value, self.written),
            fits=sql_fits(bare, self.normal),
            bare=bare,
        )


def spaced(characters: str, least: int, most: int, *, gap: int = 1) -> str:
    """The pattern of so many characters of a class with at most `gap` signs of `MARKS` between two."""
    return f"\\A{characters}(?:[{MARKS}]{{0,{gap}}}{characters}){{{least - 1},{most - 1}}}\\z"


def shown_last(normal: str, shown: int) -> str:
    """Stars for every letter and digit but the last `shown` characters; other signs stay."""
    hidden = len(normal) - shown
    stars = ("*" if each.isalnum() else each for each in normal[:hidden])
    return "".join(stars) + normal[hidden:]
