r"""What the identifiers' plain functions and their SQL are made of, so that both say the same.

Patterns are written as engines read them, with `\A` and `\z`; a text is looked at before anything is done to it, so
that letters beyond the pattern never meet `upper`, which engines and Python spell differently for some of them.
"""

import re
from functools import cache

from sqlglot import exp

from kho.blocks import block

GAPS = " \u00a0\u202f"
"""Spaces that people and spreadsheets put between the digits of a number."""
DASHES = "\u2010\u2011\u2012\u2013\u2014\u2212"
"""Signs that office programs write for a hyphen."""


def literal(value: str) -> exp.Expr:
    """A text as SQL."""
    return exp.Literal.string(value)


@cache
def compiled(pattern: str) -> re.Pattern[str]:
    """A pattern of engines for Python, which writes the end of a text in another way."""
    return re.compile(pattern.replace(r"\z", r"\Z"))


def fits(value: str, pattern: str) -> bool:
    """Whether a text matches."""
    return compiled(pattern).search(value) is not None


def without(value: str, marks: str) -> str:
    """A text without the signs that the class `marks` (`[ .]`) names."""
    return compiled(marks).sub("", value)


def sql_fits(value: exp.Expr, pattern: str) -> exp.Expr:
    """`fits` as SQL."""
    return block("regexp_matches($value, $pattern)", value=value, pattern=literal(pattern))


def sql_without(value: exp.Expr, marks: str) -> exp.Expr:
    """`without` as SQL."""
    return block("regexp_replace($value, $marks, '', 'g')", value=value, marks=literal(marks))


def sql_when(value: exp.Expr, pattern: str, then: exp.Expr) -> exp.Expr:
    """What is made of a text that matches, null of one that does not."""
    return block("case when $fits then $then end", fits=sql_fits(value, pattern), then=then)


def shown_last(normal: str, shown: int) -> str:
    """Stars for every letter and digit but the last `shown` characters; other signs stay."""
    hidden = len(normal) - shown
    stars = ("*" if each.isalnum() else each for each in normal[:hidden])
    return "".join(stars) + normal[hidden:]
