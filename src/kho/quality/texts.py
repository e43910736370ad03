"""The texts all engines read alike: white space, yes and no, numbers, ISO dates and times.

This is the one place that says what a text may look like; engines hold the same rules in their own way and the specs
in `tests/spec` keep them together.
"""

WHITE_SPACE = (
    "\t\n\v\f\r \u0085\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000\u200b\ufeff"
)
"""Trimmed at both ends: Unicode's White_Space, and the two invisible ones that come along when cells are copied."""

TRUE_TEXTS = ("true", "True", "TRUE", "có", "Có", "CÓ", "yes", "Yes", "YES", "đúng", "Đúng", "ĐÚNG", "1", "x", "X")
FALSE_TEXTS = (*("false", "False", "FALSE", "không", "Không", "KHÔNG", "no", "No", "NO", "sai", "Sai", "SAI", "0"),)
"""A cross means yes; an empty cell is no answer, not "no"."""

ISO_DATE = r"\A([1-9][0-9]{3})-([0-9]{2})-([0-9]{2})\z"
ISO_DAY = r"\A[1-9][0-9]{3}-[0-9]{2}-[0-9]{2}(?:[T ]00:00(?::00(?:\.0{1,6})?)?)?\z"
"""A day, alone or as its midnight; a moment with an offset is no day."""
ISO_TIMESTAMP = (
    r"\A([1-9][0-9]{3})-([0-9]{2})-([0-9]{2})[T ]([01][0-9]|2[0-3]):([0-5][0-9])(?::([0-5][0-9])(?:\.([0-9]{1,6}))?)?"
    r"(?:(Z)|([+-])(0[0-9]|1[0-4]):?([0-5][0-9]))?\z"
)
"""Year to minute, then second and fraction where given, then the offset where given."""
LOCAL_OFFSET_MINUTES = 7 * 60
"""A timestamp with an offset is kept as the clock in Vietnam showed it."""
CLOCK = r"\A([0-9]|[01][0-9]|2[0-3]):([0-5][0-9])(?::([0-5][0-9])(?:\.([0-9]{1,6}))?)?\z"
"""Hour, minute, and second and fraction where given."""

INTEGER_DIGITS = 19
INTEGER_LEAST, INTEGER_MOST = -(2**63), 2**63 - 1
DECIMAL_DIGITS = 38
"""Where the contract gives a precision and no scale, the scale is 0."""


def number_pattern(decimal_mark: str | None, scale: int | None) -> str:
    """Numbers: plain digits or groups of three, then a fraction; no exponent, no inner white space.

    `decimal_mark` None for numbers of typed cells, which have a point and no groups. With a `scale`, digits past it
    may be zeros alone: a number is never rounded in silence.
    """
    mark = "," if decimal_mark == "," else r"\."
    group = {".": ",", ",": r"\."}.get(decimal_mark or "")
    whole = "[0-9]+" if group is None else f"(?:[0-9]+|[0-9]{{1,3}}(?:{group}[0-9]{{3}})+)"
    if scale == 0:
        return rf"\A[+-]?{whole}(?:{mark}0+)?\z"
    fraction = f"{mark}[0-9]+" if scale is None else f"{mark}[0-9]{{1,{scale}}}0*"
    return rf"\A[+-]?(?:{whole}(?:{fraction})?|{fraction})\z"
