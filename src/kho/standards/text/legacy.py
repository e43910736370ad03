"""Legacy Vietnamese text encodings, found in text that was read as if it were Western European.

Before Unicode (TCVN 6909:2001) documents used fonts whose letters stood at the places of other letters. Opened today,
`Cộng hoà xã hội` shows as `Céng hoµ x· héi` (TCVN3, also called ABC, the code table VN3 of TCVN 5712:1993) or as
`Coäng hoøa xaõ hoäi` (VNI), and `Việt Nam` as `Vi®t Nam` (VISCII, RFC 1456). This module tells that a text is such;
it does not repair it.

A word counts as proof when it is a Vietnamese syllable after decoding and is none as it stands.
Good (found): `QuyÕt to¸n n¨m 2012`, `Tæng thu`, `Ñoäc laäp`. Bad (left alone): `Hội đồng`, `forêt`, `señor`, `m²`.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from kho.standards.text.syllables import is_syllable

_TCVN3_PLACES: Final = (
    "A1ĂÂÊÔƠƯĐăâêôơưđ B5àảãáạ BBằẳẵắ C6ặầẩẫấậè CEẻẽéẹềểễếệìỉ DCĩíịò E1ỏõóọồổỗốộờởỡớợù F1ủũúụừửữứựỳỷỹýỵ"
)
_VISCII_80_FF: Final = (
    "ẠẮẰẶẤẦẨẬẼẸẾỀỂỄỆỐỒỔỖỘỢỚỜỞỊỎỌỈỦŨỤỲÕắằặấầẩậẽẹếềểễệốồổỗỠƠộờởịỰỨỪỬơớƯ"
    "ÀÁÂÃẢĂẳẵÈÉÊẺÌÍĨỳĐứÒÓÔạỷừửÙÚỹỵÝỡưàáâãảăữẫèéêẻìíĩỉđựòóôõỏọụùúũủýợỮ"
)
_VNI_LETTERS: Final = dict(zip("ñôöíìæóòîÑÔÖÍÌÆÓÒÎ", "đơưíìỉĩịỵĐƠƯÍÌỈĨỊỴ", strict=True))
_VNI_MARKS: Final = {
    "ù": "\u0301", "ø": "\u0300", "û": "\u0309", "õ": "\u0303", "ï": "\u0323",
    "â": "\u0302", "á": "\u0302\u0301", "à": "\u0302\u0300", "å": "\u0302\u0309", "ã": "\u0302\u0303",
    "ä": "\u0302\u0323", "ê": "\u0306", "é": "\u0306\u0301", "è": "\u0306\u0300", "ú": "\u0306\u0309",
    "ü": "\u0306\u0303", "ë": "\u0306\u0323",
}  # fmt: skip
_VNI_BASES: Final = frozenset("aeouyAEOUYôöÔÖ")
_WESTERN: Final = frozenset("àâäçéèêëîïôöùûüÿœñáíóúìòÀÂÄÇÉÈÊËÎÏÔÖÙÛÜŸŒÑÁÍÓÚÌÒ")
"""Letters of French, Spanish and German: where they stand rightly they are no sign of a legacy encoding."""
_AT_WORD_ENDS: Final = "‘’“”«»–—…²³¹°ºª©®™•†‡ß"
"""Signs that real text sets beside a word, such as `m²`, `1ª`, `Kho®`; and `ß`, which ends German words."""
_BEFORE_WORDS: Final = _AT_WORD_ENDS.replace("®", "").replace("ß", "")
_WORD: Final = re.compile(r"[^\s\x00-@\[-`{-\x7f]+")
_CASE_INSIDE: Final = re.compile("[a-z®][À-ÖØ-Þ]|^[A-ZÀ-ÖØ-Þ][À-ÖØ-Þ][a-z]")
"""A capital where none can stand, as in `QuyÕt`, `MÉu`."""
_VNI_PAIR: Final = re.compile("[aeoAEO][âáàãäåÂÁÀÃÄÅ]|^[ñÑ]")
_ABBREVIATION: Final = re.compile(r"[A-Z]+§[A-Z]*|§[A-Z]+")
"""`H§ND`, `Q§`, `§T`: Đ in an abbreviation, which is no syllable."""

SUSPICIOUS: Final = (
    "[\u0080-\u009f¡-¯±-¿ÄÅÆÇËÎÏÐÑÖ×ØÛÜÞßäåæçëîïðñö÷øûüþÿŒœŠšŸŽžƒˆ˜†‡•‰‹›€™]"
    "|[aeouyAEOUY][âáàåãéêèúùõÂÁÀÅÃÉÊÈÚÙÕ]|[a-z][À-ÖØ-Þ]|[A-Z][À-ÖØ-Þ][a-z]"
    "|[ƉƢƣǍǎ\u0370-\u052f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\uff01-\uff5e]"
)
"""Regular expression (RE2 and Python alike) that every text `looks_legacy` finds should match, and few others do."""


@dataclass(frozen=True, kw_only=True, slots=True)
class _Evidence:
    """Words of one text under one encoding: proofs, those no Western text has, and words that contradict."""

    proofs: int
    strong: int
    against: int


def looks_legacy(text: str) -> str | None:
    """`tcvn3`, `vni` or `viscii` where a text most likely is in that encoding, read as Windows-1252 or Latin-1.

    Very few false positives are wanted, so a single short word that could be French or Spanish is left alone; see
    `may_be_legacy` for what to do with it once its neighbours are found.
    """
    if text.isascii():
        return None
    words = list(_words(text))
    found = {name: _evidence(words, name) for name in _ENCODINGS}
    best = max(found, key=lambda name: (found[name].proofs - found[name].against, found[name].strong))
    return best if _is_enough(found[best], beside_unicode=_has_unicode_vietnamese(words)) else None


def may_be_legacy(text: str, encoding: str) -> bool:
    """Whether a text could as well be in `encoding`: a doubt, not a finding.

    Meant for cells in a column where `looks_legacy` has found that encoding: `Céng` is right in both readings there.
    One word that is Vietnamese only as it stands, such as `khác`, speaks for the whole text.
    """
    words = list(_words(text))
    if _has_unicode_vietnamese(words) or any(_is_plain(word, encoding) for word in words):
        return False
    return any(_is_doubtful(word, encoding) for word in words)


def vietnamese_share(text: str) -> tuple[float, int]:
    """The share of distinct words with letters beyond ASCII that are Vietnamese syllables, and how many they are."""
    words = {unicodedata.normalize("NFC", word) for word in _words(text)}
    return (sum(map(is_syllable, words)) / len(words) if words else 0.0), len(words)


def _is_enough(evidence: _Evidence, *, beside_unicode: bool) -> bool:
    proofs = evidence.strong if beside_unicode else evidence.proofs
    return (evidence.strong > 0 or proofs > 1) and proofs >= max(1, 4 * evidence.against)


def _has_unicode_vietnamese(words: Sequence[str]) -> bool:
    return any(_is_beyond_western(word) and is_syllable(word) for word in words)


def _evidence(words: Sequence[str], encoding: str) -> _Evidence:
    proofs = strong = against = 0
    for word in words:
        proves, is_strong, contradicts = _testimony(word, encoding)
        proofs, strong, against = proofs + proves, strong + is_strong, against + contradicts
    return _Evidence(proofs=proofs, strong=strong, against=against)


@lru_cache(maxsize=50_000)
def _testimony(word: str, encoding: str) -> tuple[bool, bool, bool]:
    """Whether a word is a proof, a strong one, or contradicts."""
    if _is_proof(word, encoding):
        return True, _is_strong(word, encoding), False
    return False, False, not (is_syllable(word) or _ABBREVIATION.fullmatch(word))


def _words(text: str) -> Iterator[str]:
    """Words with letters beyond ASCII, without the signs that real text sets beside a word."""
    for match in _WORD.finditer(text):
        bare = match[0].lstrip(_BEFORE_WORDS).rstrip(_AT_WORD_ENDS)
        if len(bare) > 1 and not bare.isascii():
            yield bare


def _is_proof(word: str, encoding: str) -> bool:
    if encoding == "tcvn3" and _ABBREVIATION.fullmatch(word) and word[0] != "§":
        return True
    return not is_syllable(word) and _reads(word, encoding)


def _is_strong(word: str, encoding: str) -> bool:
    """Whether no Western text holds such a word."""
    if encoding == "vni" and _VNI_PAIR.search(word):
        return True
    return bool(_CASE_INSIDE.search(word)) or any(not each.isascii() and each not in _WESTERN for each in word)


@lru_cache(maxsize=50_000)
def _is_doubtful(word: str, encoding: str) -> bool:
    if _reads(word, encoding):
        return True
    return _decoded(word, encoding) is not None and not is_syllable(word) and _is_strong(word, encoding)


def _is_plain(word: str, encoding: str) -> bool:
    return is_syllable(word) and not _reads(word, encoding)


def _reads(word: str, encoding: str) -> bool:
    decoded = _decoded(word, encoding)
    return decoded is not None and is_syllable(decoded)


def _decoded(word: str, encoding: str) -> str | None:
    if encoding == "vni":
        return _decoded_vni(word)
    table = _TABLES[encoding]
    letters = [each if each.isascii() else table.get(each, "") for each in word]
    return "".join(letters) if all(letters) else None


def _decoded_vni(word: str) -> str | None:
    letters: list[str] = []
    for before, each in zip(" " + word, word, strict=False):
        mark = _VNI_MARKS.get(each.lower()) if before in _VNI_BASES else None
        letter = mark or (each if each.isascii() else _VNI_LETTERS.get(each))
        if letter is None:
            return None
        letters.append(letter)
    return unicodedata.normalize("NFC", "".join(letters))


def _is_beyond_western(word: str) -> bool:
    return any(each not in _BYTE_OF for each in word if not each.isascii())


def _byte_of() -> dict[str, int]:
    latin = {chr(byte): byte for byte in range(0x80, 0x100)}
    windows = {bytes([byte]).decode("cp1252", "ignore"): byte for byte in range(0x80, 0xA0)}
    return latin | {letter: byte for letter, byte in windows.items() if letter}


def _tcvn3() -> dict[int, str]:
    table: dict[int, str] = {}
    for run in _TCVN3_PLACES.split():
        table |= dict(enumerate(run[2:], int(run[:2], 16)))
    return table


def _as_seen(letter_of: Mapping[int, str]) -> dict[str, str]:
    return {seen: letter_of[byte] for seen, byte in _BYTE_OF.items() if byte in letter_of}


_BYTE_OF: Final = _byte_of()
"""Each character that a byte from 0x80 shows as, in Latin-1 or Windows-1252."""
_TABLES: Final = {"tcvn3": _as_seen(_tcvn3()), "viscii": _as_seen(dict(enumerate(_VISCII_80_FF, 0x80)))}
_ENCODINGS: Final = ("tcvn3", "vni", "viscii")
