"""The shape of a text: what stays of it when its letters and digits are made alike.

`79001` is `99999`, `Trạm y tế xã Mẫu 12` is `Aa a a a Aa 99`: each digit `9`, each run of capital letters `A`, each run
of other letters and marks `a`, each run of white space one space; everything else stands for itself. Of the first 60
characters, and at most 40 of the shape.
"""

import re
import unicodedata

OF_FIRST = 60
LONGEST = 40
STEPS = (
    (r"[0-9]", "9"),
    (r"\p{Lu}+", "A"),
    (r"[\p{Ll}\p{Lt}\p{Lm}\p{Lo}\p{M}]+", "a"),
    (r"[\t\n\f\r \x{a0}]+", " "),
)
"""What is replaced by what, one after the other, as RE2, Java and Rust read it."""
_SPACE = frozenset("\t\n\f\r \u00a0")


def shape(text: str) -> str:
    """The shape of a text."""
    marks = "".join(map(_mark, text[:OF_FIRST]))
    return re.sub(r"([Aa ])\1+", r"\1", marks)[:LONGEST]


def _mark(char: str) -> str:
    if char in "0123456789":
        return "9"
    if char in _SPACE:
        return " "
    category = unicodedata.category(char)
    if category == "Lu":
        return "A"
    return "a" if category[0] in "LM" else char
