"""A written address as words with their places, in segments between commas, and the kinds that words abbreviate."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from kho.standards.text.folding import LETTERS as FOLDING
from kho.standards.text.folding import key
from kho.standards.text.lookalikes import mended, with_plain_spaces, without_invisible
from kho.standards.units.model import Level
from kho.standards.units.names import Kind

_YS: Final = "yýỳỷỹỵYÝỲỶỸỴ"
_WRITTEN_KINDS: Final[Mapping[tuple[str, ...], Kind]] = {
    ("tinh",): Kind.PROVINCE,
    ("t",): Kind.PROVINCE,
    ("thanh", "pho"): Kind.CITY,
    ("thu", "do"): Kind.CITY,
    ("tp",): Kind.CITY,
    ("t", "p"): Kind.CITY,
    ("quan",): Kind.URBAN_DISTRICT,
    ("q",): Kind.URBAN_DISTRICT,
    ("huyen",): Kind.DISTRICT,
    ("huyen", "dao"): Kind.DISTRICT,
    ("h",): Kind.DISTRICT,
    ("thi", "xa"): Kind.TOWN,
    ("tx",): Kind.TOWN,
    ("t", "x"): Kind.TOWN,
    ("xa",): Kind.COMMUNE,
    ("x",): Kind.COMMUNE,
    ("phuong",): Kind.WARD,
    ("p",): Kind.WARD,
    ("f",): Kind.WARD,
    ("thi", "tran"): Kind.TOWNSHIP,
    ("tt",): Kind.TOWNSHIP,
    ("t", "t"): Kind.TOWNSHIP,
    ("dac", "khu"): Kind.SPECIAL_ZONE,
}
LETTERS: Final[Mapping[int, str]] = {**FOLDING, **dict.fromkeys((ord(each) for each in _YS), "i")}
"""Folding in which `y` is `i`, since both are written: `Quý`, `Quí`; `Vỹ Dạ`, `Vĩ Dạ`."""
KINDS: Final = {tuple(word.translate(LETTERS) for word in words): kind for words, kind in _WRITTEN_KINDS.items()}
"""First words of a unit's name, folded, as people write and abbreviate them."""
LEVELS: Final[Mapping[Kind, frozenset[Level]]] = {
    Kind.PROVINCE: frozenset({Level.PROVINCE}),
    Kind.CITY: frozenset({Level.PROVINCE, Level.DISTRICT}),
    Kind.URBAN_DISTRICT: frozenset({Level.DISTRICT}),
    Kind.DISTRICT: frozenset({Level.DISTRICT}),
    Kind.TOWN: frozenset({Level.DISTRICT}),
    Kind.COMMUNE: frozenset({Level.COMMUNE}),
    Kind.WARD: frozenset({Level.COMMUNE}),
    Kind.TOWNSHIP: frozenset({Level.COMMUNE}),
    Kind.SPECIAL_ZONE: frozenset({Level.COMMUNE}),
}
SMALLER: Final = frozenset(
    {"thon", "ap", "to", "khu", "duong", "pho", "ngo", "ngach", "hem", "xom", "buon", "so", "kp", "kdc", "kcn", "ktx"}
    | {"kiet", "lo", "doi", "phum", "soc", "khom", "tdp", "tk", "ql", "tl", "dt"}
)
"""What stands before the name of something smaller than a commune: `thôn Tân Lập`, `đường Điện Biên Phủ`."""
SHORTENED: Final[Mapping[str, str]] = {"nt": "nongtruong", "n.t": "nongtruong"}
"""Words inside names: thị trấn nông trường."""
_AS_A_COMMA: Final = re.compile(r"[;\n\r|]")
_WORDS: Final = re.compile(r"\bn\.t\b|[^\W\d_]+|\d+")
_LONGEST_KIND: Final = 2
_PLAIN: Final = re.compile("[\x00-\x7f{}]*".format("".join(map(chr, LETTERS))))


@dataclass(frozen=True, kw_only=True, slots=True)
class Word:
    """A folded word or number, and where it stands in its segment."""

    folded: str
    start: int
    end: int


def name_key(text: str) -> str:
    """The key of a name, in which `y` is `i`."""
    return key(text).replace("y", "i")


def clean(text: str) -> str:
    """The text with composed letters, plain spaces and nothing invisible, in which places are counted."""
    if _PLAIN.fullmatch(text):
        return text
    return mended(without_invisible(with_plain_spaces(unicodedata.normalize("NFC", text))))


def segments(text: str) -> list[str]:
    """What stands between commas, semicolons and line breaks."""
    pieces = (each.strip() for each in _AS_A_COMMA.sub(",", text).split(","))
    return [each for each in pieces if each]


def words(segment: str) -> tuple[Word, ...]:
    """The words of a segment. `Q1` is two; a number has no leading zeros, as in `P. 05`."""
    return tuple(
        Word(folded=_plain(each[0]), start=each.start(), end=each.end())
        for each in _WORDS.finditer(segment.translate(LETTERS))
    )


def _plain(word: str) -> str:
    return word.lstrip("0") or "0" if word.isdecimal() else SHORTENED.get(word, word)


def kinds_at(found: tuple[Word, ...], place: int) -> Iterator[tuple[Kind, int]]:
    """Kinds that begin at a word, each with the word after it."""
    for count in range(1, _LONGEST_KIND + 1):
        kind = KINDS.get(tuple(each.folded for each in found[place : place + count]))
        if kind is not None and place + count < len(found):
            yield kind, place + count
