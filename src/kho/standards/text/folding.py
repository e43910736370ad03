"""Text folded for search: whoever types `dat dai`, `Đất đai` or `ĐẤT ĐAI` finds the same.

Marks are taken off (Unicode NFKD, UAX #15), `đ` becomes `d`, which has no decomposition, letters are case-folded
(Unicode Standard, section 3.13) and white space is one blank. Look-alikes are read as the letters they stand for.
"""

import re
import unicodedata
from functools import lru_cache
from typing import Final

from kho.standards.text.lookalikes import mended, with_plain_spaces, without_invisible

_STROKES: Final = str.maketrans("đĐðÐɖƉ", "dddddd")
_BARE: Final = "aăâeêioôơuưyd"
_TONES: Final = ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
_APART: Final = re.compile(r"[^0-9a-z]+")


def _letters() -> dict[int, str]:
    """Each letter that Vietnamese is written with, in both cases, and what it is folded to."""
    marked = (unicodedata.normalize("NFC", letter + tone) for letter in _BARE for tone in _TONES)
    lower = {letter: unicodedata.normalize("NFD", letter)[0] for letter in marked if len(letter) == 1} | {"đ": "d"}
    capitals = {chr(code): chr(code).lower() for code in range(ord("A"), ord("Z") + 1)}
    return str.maketrans(lower | {letter.upper(): bare for letter, bare in lower.items()} | capitals)


LETTERS: Final = _letters()
"""For `str.translate`: composed Vietnamese and ASCII letters folded one by one, so that places stay what they are."""


def folded(text: str) -> str:
    """The text as search compares it: `Hoà Bình` → `hoa binh`, `QÐ-UBND` → `qd-ubnd`."""
    plain = text.translate(LETTERS)
    return " ".join(plain.split()) if plain.isascii() else _folded(text)


@lru_cache(maxsize=65_536)
def key(text: str) -> str:
    """Letters and digits of the folded text alone, so that `Xã Thuỵ Lâm` and `xã  thụy-lâm` are the same."""
    plain = text.translate(LETTERS)
    return _APART.sub("", plain if plain.isascii() else _folded(text))


def _folded(text: str) -> str:
    clean = mended(without_invisible(with_plain_spaces(text)))
    apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", clean).casefold())
    return " ".join("".join(each for each in apart if not unicodedata.combining(each)).translate(_STROKES).split())
