"""Words of a text as the index keeps them: as written, and bare of marks and case.

As written is lower case, NFC, look-alikes mended, tone marks where school books put them (`hòa` and `hoà` are one).
Words are letters and digits: `so_giuong`, `16/NQ-HĐND` are several.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from kho.standards.text.folding import LETTERS, folded
from kho.standards.text.lookalikes import mended, with_plain_spaces, without_invisible
from kho.standards.text.tones import with_new_tones

_MARKS: Final = "\u0300-\u036f"
_WORD: Final = re.compile(rf"[^\W_]+(?:[{_MARKS}]+[^\W_]*)*")
_UNPLAIN: Final = re.compile(f"[^\x00-\x7f\u2010-\u201f{re.escape(''.join(map(chr, LETTERS)))}]")
"""Texts without any of these need no mending: composed Vietnamese with the usual dashes and quotation marks."""
_ENDS_IN_I: Final = re.compile(r"(h|k|l|m|s|t|v|qu)[iy]")


def written(text: str) -> list[str]:
    """The words of a text as written."""
    return [each for each in map(_written, _WORD.findall(_clean(text))) if each]


def words(text: str) -> list[str]:
    """The bare words of a text, as many as `written` gives."""
    return [bare(each) for each in written(text)]


@lru_cache(maxsize=65_536)
def bare(word: str) -> str:
    """A written word without its marks: `hoà` as `hoa`."""
    return folded(word).replace(" ", "")


def spellings(word: str) -> tuple[str, ...]:
    """A word, and the same with the other of `i` and `y` where both are in use: `sĩ`, `sỹ`."""
    if _ENDS_IN_I.fullmatch(bare(word)) is None:
        return (word,)
    apart = unicodedata.normalize("NFD", word)
    at = max(apart.rfind("i"), apart.rfind("y"))
    other = "y" if apart[at] == "i" else "i"
    return (word, _written(unicodedata.normalize("NFC", apart[:at] + other + apart[at + 1 :])))


@dataclass(frozen=True, kw_only=True, slots=True)
class Placed:
    """A word, its bare form, and where it stands in its text, from a place to before another."""

    word: str
    bare: str
    start: int
    end: int


@lru_cache(maxsize=2048)
def placed(text: str) -> tuple[Placed, ...]:
    """The written words of a text with their places in it as it is."""
    return tuple(
        Placed(word=each, bare=bare(each), start=match.start(), end=match.end())
        for match in _WORD.finditer(text)
        for each in written(match[0])
    )


def in_a_line(told: Iterable[str]) -> str:
    """Words one after the other, each between blanks: what phrases are looked for in."""
    return f" {' '.join(told)} "


def _clean(text: str) -> str:
    if _UNPLAIN.search(text) is None:
        return text.lower()
    clean = mended(without_invisible(with_plain_spaces(text)))
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", clean).casefold())


@lru_cache(maxsize=65_536)
def _written(word: str) -> str:
    """A word with its tone mark in one place; nothing where no letter is left without its marks."""
    return with_new_tones(word) if bare(word) else ""
