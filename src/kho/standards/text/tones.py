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
from datetime import date
from functools import lru_cache
from typing import Final

from sqlglot import exp

from kho.blocks import block
from kho.messages import Message
from kho.standards.standard import Bad, Good, Source, Standard
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


_LOOSE: Final = "[" + "".join(sorted(TONES)) + "]"
"""A tone mark that stands apart from its letter: the text is not composed (Unicode NFC)."""
_PAIRS: Final = ("oa", "oe", "uy")
_MARKED: Final = "[òóỏõọùúủũụÒÓỎÕỌÙÚỦŨỤ][aeyAEY]"


def _changes() -> tuple[tuple[str, str], ...]:
    """Each pair of letters at a word's end as older habit writes it, and as school books do."""
    written = [(f"{pair[0]}{tone}{pair[1]}", f"{pair}{tone}") for pair in _PAIRS for tone in sorted(TONES)]
    cased = [(case(old), case(new)) for old, new in written for case in (str.lower, str.capitalize, str.upper)]
    return tuple((unicodedata.normalize("NFC", old), unicodedata.normalize("NFC", new)) for old, new in cased)


_CHANGES: Final = _changes()


def read(text: str) -> str | None:
    """The text with `oa`, `oe` and `uy` at a word's end marked as school books do; None where marks stand apart.

    Slips in other places, which `with_new_tones` puts right too, stay: an engine's expression would be too long.
    """
    if re.search(_LOOSE, text):
        return None
    if re.search(_MARKED, text):
        for old, new in _CHANGES:
            text = re.sub(rf"{old}\b", new, text, flags=re.ASCII)
    return text


def sql(value: exp.Expr) -> exp.Expr:
    """`read` as SQL."""
    moved = value
    for old, new in _CHANGES:
        pattern, letters = exp.Literal.string(rf"{old}\b"), exp.Literal.string(new)
        moved = block("regexp_replace($text, $pattern, $letters, 'g')", text=moved, pattern=pattern, letters=letters)
    return block(
        "case when regexp_matches($value, $loose) then null when regexp_matches($value, $marked) then $moved"
        " else $value end",
        value=value,
        loose=exp.Literal.string(_LOOSE),
        marked=exp.Literal.string(_MARKED),
        moved=moved,
    )


STANDARD: Final = Standard(
    name="tone_placement",
    title=Message(vi="Vị trí dấu thanh", en="Place of tone marks"),
    rule=Message(
        vi="Dấu thanh đặt ở chữ cái ghi âm chính: hoà, khoẻ, thuỷ; cách đặt cũ hòa, khỏe, thủy được đổi theo.",
        en="The mark stands on the letter of the main vowel: hoà, khoẻ, thuỷ; the older hòa, khỏe, thủy is changed.",
    ),
    sources=(
        Source(
            title="Quyết định 1989/QĐ-BGDĐT ngày 25/5/2018 của Bộ Giáo dục và Đào tạo",
            clause="Điều 8",
            in_force=date(2018, 5, 25),
        ),
    ),
    good=(
        Good(text="Hòa Bình", normal="Hoà Bình"),
        Good(text="Luật Thủy lợi", normal="Luật Thuỷ lợi"),
        Good(text="mạnh khỏe", normal="mạnh khoẻ"),
        Good(text="THANH HÓA, ỦY BAN", normal="THANH HOÁ, UỶ BAN"),
        Good(text="hoàn toàn, của, quý", normal="hoàn toàn, của, quý"),
    ),
    bad=(
        Bad(
            text="Ho\u0300a Bình",
            why=Message(vi="Dấu thanh tách rời chữ cái.", en="The mark stands apart from its letter."),
        ),
    ),
    what=Message(
        vi="“{value}” có dấu thanh tách rời chữ cái.", en="“{value}” has tone marks apart from their letters."
    ),
    mend=Message(vi="Gõ lại bằng Unicode dựng sẵn.", en="Type it again in composed Unicode."),
    read=read,
    sql=sql,
)
