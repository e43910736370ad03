"""What one word would be under each encoding, and the cost of each reading."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from kho.standards.text.decoders import (
    BYTE_OF,
    TCVN3,
    VIETWARE_LETTERS,
    VIETWARE_TAKES,
    VISCII,
    VNI_LETTERS,
    VNI_TAKES,
    from_tcvn3,
    from_vietware_x,
    from_viscii,
    from_vni,
    from_windows_1258,
)
from kho.standards.text.fonts import Encoding
from kho.standards.text.likelihood import SLIP, decoded_cost, unicode_cost
from kho.standards.text.lookalikes import mended, without_invisible

IMPOSSIBLE: Final = 40.0
UNKNOWN_WORD: Final = 16.0
"""Cost of a word in an encoding that is not known here."""
_INVISIBLE: Final = 2.0
_SOFT_HYPHEN: Final = 14.0
_LOOKALIKE: Final = 1.0
_NO_LETTERS: Final = 3.0
_SIGNS: Final = frozenset("“”‘’«»–—…•·²³°±×÷®©™")
"""Signs every font has where an encoding has no letter at their place."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Reading:
    """A word as one encoding reads it, and the cost of its being so."""

    text: str
    cost: float


@lru_cache(maxsize=100_000)
def readings(word: str) -> Mapping[Encoding, Reading]:
    """A word between white space and ASCII signs as each encoding reads it that can have written it."""
    found = {Encoding.UNICODE: _unicode(word)}
    for encoding, (decode, written) in _DECODERS.items():
        if written.fullmatch(word):
            text = decode(word)
            found[encoding] = Reading(text=text, cost=decoded_cost(text))
    if all(each.isascii() or each in BYTE_OF for each in word):
        has_letters = any(each.isalpha() for each in word)
        cost = UNKNOWN_WORD if has_letters else found[Encoding.UNICODE].cost + _NO_LETTERS
        found[Encoding.UNKNOWN] = Reading(text=word, cost=cost)
    return found


@lru_cache(maxsize=100_000)
def is_plain(word: str) -> bool:
    """Whether a word is Vietnamese as it stands, whatever else it may be."""
    reading = _unicode(word)
    return reading.text == word and reading.cost <= SLIP


def _unicode(word: str) -> Reading:
    visible = without_invisible(word)
    hidden = _SOFT_HYPHEN if "\xad" in word else _INVISIBLE if visible != word else 0.0
    text = mended(visible)
    changed = _LOOKALIKE if text != visible else 0.0
    return Reading(text=text, cost=unicode_cost(text) + hidden + changed)


def _only(letters: Iterable[str], marked: Mapping[str, Iterable[str]] | None = None) -> re.Pattern[str]:
    """Words of ASCII, an encoding's letters, letters with one of the marks they take, and signs every font has."""
    marks = "|".join(f"{base}[{_both_cases(taken)}]" for base, taken in (marked or {}).items())
    single = f"[\x00-\x7f{re.escape(''.join(letters))}{_SIGNS}]"
    return re.compile(f"(?:{marks}|{single})+" if marks else f"{single}+")


def _both_cases(marks: Iterable[str]) -> str:
    return "".join(mark + mark.upper() for mark in marks)


_DECODERS: Final[Mapping[Encoding, tuple[Callable[[str], str], re.Pattern[str]]]] = {
    Encoding.TCVN3: (from_tcvn3, _only(TCVN3)),
    Encoding.VNI: (from_vni, _only(VNI_LETTERS, VNI_TAKES)),
    Encoding.VISCII: (from_viscii, _only(VISCII)),
    Encoding.WINDOWS_1258: (from_windows_1258, _only(BYTE_OF)),
    Encoding.VIETWARE_X: (from_vietware_x, _only(VIETWARE_LETTERS, VIETWARE_TAKES)),
}
