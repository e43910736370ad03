"""The order of Vietnamese words, as dictionaries have it.

Rule: the alphabet a ă â b c d đ e ê g h i k l m n o ô ơ p q r s t u ư v x y, f j w z in their Latin places; syllable by
syllable, first the letters, then the tone: level, huyền, hỏi, ngã, sắc, nặng (Hoàng Phê, Từ điển tiếng Việt). Numbers
stand before letters, by their value.

Good: `ba`, `bà`, `bã`, `ban`, `bạn`, `băn`, `bân`, `Xã 2`, `Xã 10`.
"""

import re
import unicodedata
from functools import lru_cache
from typing import Final

from kho.standards.text.tones import with_new_tones

_LETTERS: Final = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_PLACES: Final = {letter: chr(0x100 + place) for place, letter in enumerate(_LETTERS)}
_TONES: Final = {"\u0300": "1", "\u0309": "2", "\u0303": "3", "\u0301": "4", "\u0323": "5"}
_WORD: Final = re.compile(r"[0-9]+|[^\W\d_]+|[^\W_]")
_END: Final = "\x00"


def in_order(text: str) -> str:
    """What a text is sorted by."""
    return _END.join(map(_word, _WORD.findall(unicodedata.normalize("NFC", text))))


@lru_cache(maxsize=65_536)
def _word(word: str) -> str:
    if word.isascii() and word.isdecimal():
        value = word.lstrip("0")
        return f"!{chr(0x20 + min(len(value), 0x5F))}{value}"
    apart = unicodedata.normalize("NFD", with_new_tones(word).casefold())
    letters = unicodedata.normalize("NFC", "".join(each for each in apart if each not in _TONES))
    tones = "".join(_TONES.get(each, "") for each in apart)
    return f"{letters.translate(_TABLE)}\x01{tones}"


_TABLE: Final = str.maketrans(_PLACES)
