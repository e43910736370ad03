"""Where a tone mark stands in a syllable: the placement of school books, and the older one.

Rule: decision 1989/QĐ-BGDĐT of the Ministry of Education and Training, 25 May 2018, article 8: the mark stands on the
letter of the main vowel: `hoà`, `quý`, `thuỷ`, `mạnh khoẻ`. In `oa`, `oe` and `uy` at a syllable's end the older habit,
which many laws, names and keyboards keep, puts it one letter earlier: `hòa`, `thủy`, `khỏe`. Elsewhere both agree, and
a mark on any other letter (`tóan`, `nguơì`, `qúy`) is a slip that both put right. Neither is wrong in a document;
texts are compared in one of them, and the school books' is the only one that a regulation lays down.

Good: `hòa` → `hoà`, `Thủy` → `Thuỷ`, `tóan` → `toán`, `ngươì` → `người`, `qúy` → `quý`. Left alone: `hoàn`, `của`,
`múa`, and words that are no syllable of Vietnamese, such as `Đắk` and `São`.
"""

import re
import unicodedata
from functools import lru_cache
from typing import Final

from kho.standards.text.syllables import ONSET, TONES, is_syllable

_WORD: Final = re.compile(r"[^\W\d_]+")
_HATTED: Final = frozenset("ăâêôơưĂÂÊÔƠƯ")
_OLD_FIRST: Final = frozenset({"oa", "oe", "uy"})
_TWO = 2


def with_new_tones(text: str) -> str:
    """The text with every syllable's tone mark where school books put it: `hoà`, `thuỷ`."""
    return _WORD.sub(lambda word: _placed(word[0], old=False), text)


def with_old_tones(text: str) -> str:
    """The text with every syllable's tone mark where older habit puts it: `hòa`, `thủy`."""
    return _WORD.sub(lambda word: _placed(word[0], old=True), text)


@lru_cache(maxsize=50_000)
def _placed(word: str, *, old: bool) -> str:
    if word.isascii():
        return word
    apart = unicodedata.normalize("NFD", word)
    tone = "".join(each for each in apart if each in TONES)
    if len(tone) != 1 or not is_syllable(word):
        return word
    letters = unicodedata.normalize("NFC", apart.replace(tone, ""))
    place = _place(letters, old=old)
    return unicodedata.normalize("NFC", letters[: place + 1] + tone + letters[place + 1 :])


def _place(letters: str, *, old: bool) -> int:
    """The place of the letter that bears the mark, in a syllable without it."""
    start, vowels = _vowels(letters)
    hatted = [place for place, letter in enumerate(vowels) if letter in _HATTED]
    if hatted:
        return start + hatted[-1]
    closed = start + len(vowels) < len(letters)
    if len(vowels) == 1:
        return start
    if len(vowels) > _TWO or closed:
        return start + 1
    pair = vowels.lower()
    return start + 1 if pair in _OLD_FIRST and not old else start


def _vowels(letters: str) -> tuple[int, str]:
    """Where the vowels that can bear the mark begin, and which they are: not the `u` of `qu`, the `i` of `gi`."""
    match = ONSET.match(letters.lower())
    start = match.end(1) if match and match[1] else 0
    rest = re.match("[aăâeêioôơuưy]*", letters[start:].lower())
    if not rest or not rest[0]:
        return start - 1, letters[start - 1 : start]
    return start, letters[start : start + len(rest[0])]
