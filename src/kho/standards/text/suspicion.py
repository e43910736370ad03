"""The quick looks that come before decoding: which texts may need it, and how Vietnamese some text is."""

import re
import unicodedata
from typing import Final

from kho.standards.text.syllables import is_syllable

SUSPICIOUS: Final = (
    "[\u0080-\u009f¡-¯±-¿ÄÅÆÇËÎÏÐÑÖ×ØÛÜÞßäåæçëîïðñöø÷ûüþÿŒœŠšŸŽžƒˆ˜†‡•‰‹›€™]"
    "|[aeouyAEOUY][âáàåãéêèúùõÂÁÀÅÃÉÊÈÚÙÕ]|[a-z][À-ÖØ-Þ]|[A-Z][À-ÖØ-Þ][a-z]"
    "|[ƉƢƣǍǎ\u0370-\u052f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\uff01-\uff5e]"
)
"""Regular expression (RE2 and Python alike) that texts in a legacy encoding or with look-alikes match, and few others.

Short words that are right in both readings it leaves out."""

_WORD: Final = re.compile(r"[^\s\x00-@\[-`{-\x7f]+")
_AT_WORD_ENDS: Final = "‘’“”«»–—…²³¹°ºª©®™•†‡"


def vietnamese_share(text: str) -> tuple[float, int]:
    """The share of distinct words with letters beyond ASCII that are Vietnamese syllables, and how many they are."""
    bare = (match[0].strip(_AT_WORD_ENDS) for match in _WORD.finditer(text))
    words = {unicodedata.normalize("NFC", word) for word in bare if len(word) > 1 and not word.isascii()}
    return (sum(map(is_syllable, words)) / len(words) if words else 0.0), len(words)
