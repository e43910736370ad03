"""Letters of other alphabets that look like Vietnamese ones, invisible characters and odd spaces.

`Ð` (eth) for `Đ`, `ƣ` (gha) for `ư`, `ǎ` for `ă`, Cyrillic and Greek letters in a Latin word, full-width forms: they
look right and are never found again. Source: Unicode Technical Standard #39, Unicode Security Mechanisms, section 4
(confusables) and section 5.1 (mixed scripts); what is invisible is UAX #44's Default_Ignorable_Code_Point.

Good: `QÐ-UBND` → `QĐ-UBND`, `Нà Nội` (Cyrillic Н) → `Hà Nội`. Left alone: `Россия`, `Ωm`, `Reykjavík`, `Ðorđe`.
"""

import re
import unicodedata
from typing import Final

from kho.standards.text.decoders import composed
from kho.standards.text.syllables import is_syllable

_VIETNAMESE: Final = str.maketrans("ÐðƉɖƢƣǍǎ", "ĐđĐđƯưĂă")
"""Latin letters that stand for a Vietnamese one by mistake of a code page or of a font."""
_OTHER_SCRIPTS: Final = str.maketrans(
    "АВЕЗКМНОРСТУХІЈЅаеосрхуіјѕΑΒΕΖΗΙΚΜΝΟΡΤΥΧονιɑɡ",
    "ABE3KMHOPCTYXIJSaeocpxyijsABEZHIKMNOPTYXoviag",
)
_LATIN: Final = re.compile("[A-Za-z\u00c0-\u024f\u1e00-\u1eff]")
_INVISIBLE: Final = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\u3164\ufe00-\ufe0f\ufeff]"
)
SPACES: Final = "[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]"
"""Regular expression (RE2 and Python alike) of the spaces that are no plain one."""
_SPACES: Final = re.compile(SPACES)
_FULL_WIDTH: Final = re.compile("[\uff01-\uff5e]")
_ABBREVIATION: Final = re.compile("[A-ZĐƯƠÔĂÂÊ]{2,8}")
_WORD: Final = re.compile(r"[^\W\d_]+")


def without_invisible(text: str) -> str:
    """The text without characters that show nothing: zero-width spaces, joiners, marks of direction, soft hyphens."""
    return _INVISIBLE.sub("", text)


def with_plain_spaces(text: str) -> str:
    """The text with every odd space (no-break, thin, ideographic) made a plain one."""
    return _SPACES.sub(" ", text)


def mended(text: str) -> str:
    """The text with look-alikes replaced by the letters they stand for, in NFC; nothing else is changed.

    A Latin look-alike is replaced where its word becomes Vietnamese, a letter of another alphabet only inside a word
    that also has Latin letters.
    """
    wide = _FULL_WIDTH.sub(lambda match: unicodedata.normalize("NFKC", match[0]), text)
    return _WORD.sub(lambda word: _mended_word(word[0]), composed(wide))


def _mended_word(word: str) -> str:
    latin = word.translate(_OTHER_SCRIPTS) if _LATIN.search(word) else word
    single = latin if latin == word or all(map(_is_latin, latin)) else word
    vietnamese = composed(single.translate(_VIETNAMESE))
    return vietnamese if vietnamese == single or _is_vietnamese(vietnamese) else single


def _is_latin(letter: str) -> bool:
    return _LATIN.match(letter) is not None or unicodedata.combining(letter) > 0


def _is_vietnamese(word: str) -> bool:
    return is_syllable(word) or _ABBREVIATION.fullmatch(word) is not None
