"""Whether texts are numbers, and which mark is their decimal one."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

_PLAIN = re.compile(r"[-+]?\d+")
_BOTH = re.compile(r"[-+]?\d{1,3}(?:([.,])\d{3})(?:\1\d{3})*(?!\1)([.,])\d+")
_REPEATED = re.compile(r"[-+]?\d{1,3}([.,])\d{3}(?:\1\d{3})+")
_ONE = re.compile(r"[-+]?(\d+)([.,])(\d+)")
_GROUPS = re.compile(r"[1-9]\d{0,2}")
_GROUP_DIGITS = 3
_OTHER = {",": ".", ".": ","}


@dataclass(frozen=True, kw_only=True, slots=True)
class Numbers:
    """Texts that are all numbers.

    `mark` is the decimal mark that some value proves; None where no value has a mark, or where `ambiguous`: `1.234`
    can be one thousand or one and a bit. `scale` is the greatest count of decimals under `mark`.
    """

    mark: str | None
    ambiguous: bool
    scale: int


def numbers(texts: Sequence[str]) -> Numbers | None:
    """Read texts as numbers; None where one is none, or where two values prove different marks."""
    if not texts or not all(_is_number(text) for text in texts):
        return None
    proofs = {mark for mark in map(_proof, texts) if mark is not None}
    if len(proofs) > 1:
        return None
    mark = next(iter(proofs), None)
    marked = any(_PLAIN.fullmatch(text) is None for text in texts)
    return Numbers(mark=mark, ambiguous=marked and mark is None, scale=_scale(texts, mark))


def _is_number(text: str) -> bool:
    return any(pattern.fullmatch(text) for pattern in (_PLAIN, _BOTH, _REPEATED, _ONE))


def _proof(text: str) -> str | None:
    """The decimal mark a text proves: by two different marks, by one repeated, by decimals that are no group."""
    if both := _BOTH.fullmatch(text):
        return both[2]
    if repeated := _REPEATED.fullmatch(text):
        return _OTHER[repeated[1]]
    one = _ONE.fullmatch(text)
    if one is None or (len(one[3]) == _GROUP_DIGITS and _GROUPS.fullmatch(one[1])):
        return None
    return one[2]


def _scale(texts: Iterable[str], mark: str | None) -> int:
    if mark is None:
        return 0
    return max(len(text.rpartition(mark)[2]) if mark in text else 0 for text in texts)


def value_of(text: str, mark: str | None) -> float:
    """The number a text means under a decimal mark (None: it has no mark)."""
    group = _OTHER[mark] if mark else ""
    bare = text.replace(group, "") if group else text
    return float(bare.replace(",", "."))
