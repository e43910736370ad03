"""Text in a legacy Vietnamese encoding, as software that does not know it shows it, brought to Unicode.

Each decoder takes text whose letters are bytes read as Windows-1252 or Latin-1 (`Céng hoµ`) and gives Unicode NFC
(`Cộng hoà`). Characters that an encoding has no letter for stay as they are; `decode` of `kho.standards.text.decoding`
decides which decoder a text needs.

Sources: TCVN3 (ABC) is the code table VN3 of TCVN 5712:1993 (Ministry of Science, Technology and Environment, decision
213/QĐ of 12 May 1993), VISCII and VIQR are RFC 1456 (May 1993), Windows-1258 is Microsoft's code page of that number;
VNI and Vietware X are vendors' tables, as fonts and converters (UniKey, WinVNKey) hold them. Since TCVN 6909:2001
Vietnamese text is Unicode.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from enum import Enum
from typing import Final

from kho.standards.text.syllables import is_syllable

ACUTE, GRAVE, HOOK, TILDE, DOT = "\u0301", "\u0300", "\u0309", "\u0303", "\u0323"
HAT, BREVE, HORN = "\u0302", "\u0306", "\u031b"


def _byte_of() -> dict[str, int]:
    latin = {chr(byte): byte for byte in range(0x80, 0x100)}
    windows = {bytes([byte]).decode("cp1252", "ignore"): byte for byte in range(0x80, 0xA0)}
    return latin | {letter: byte for letter, byte in windows.items() if letter}


BYTE_OF: Final = _byte_of()
"""Each character that a byte from 0x80 shows as, in Latin-1 or Windows-1252."""


def _as_seen(letter_of: Mapping[int, str]) -> dict[str, str]:
    return {seen: letter_of[byte] for seen, byte in BYTE_OF.items() if byte in letter_of}


_TCVN3_RUNS: Final = "A1ĂÂÊÔƠƯĐăâêôơưđ B5àảãáạ BBằẳẵắ C6ặầẩẫấậè CEẻẽéẹềểễếệìỉ DCĩíịò E1ỏõóọồổỗốộờởỡớợù F1ủũúụừửữứựỳỷỹýỵ"


def _tcvn3() -> dict[str, str]:
    table: dict[int, str] = {}
    for run in _TCVN3_RUNS.split():
        table |= dict(enumerate(run[2:], int(run[:2], 16)))
    return _as_seen(table) | {"\u03bc": table[0xB5]}


_VISCII_80_FF: Final = (
    "ẠẮẰẶẤẦẨẬẼẸẾỀỂỄỆỐỒỔỖỘỢỚỜỞỊỎỌỈỦŨỤỲÕắằặấầẩậẽẹếềểễệốồổỗỠƠộờởịỰỨỪỬơớƯ"
    "ÀÁÂÃẢĂẳẵÈÉÊẺÌÍĨỳĐứÒÓÔạỷừửÙÚỹỵÝỡưàáâãảăữẫèéêẻìíĩỉđựòóôõỏọụùúũủýợỮ"
)
_VISCII_CONTROLS: Final = {"\x02": "Ẳ", "\x05": "Ẵ", "\x06": "Ẫ", "\x14": "Ỷ", "\x19": "Ỹ", "\x1e": "Ỵ"}

TCVN3: Final = _tcvn3()
VISCII: Final = _as_seen(dict(enumerate(_VISCII_80_FF, 0x80)))
"""Without the six capitals at control characters, which `from_viscii` knows too."""
WINDOWS_1258: Final = _as_seen(
    dict(zip((0xC3, 0xE3, 0xD0, 0xF0, 0xD5, 0xF5, 0xDD, 0xFD), "ĂăĐđƠơƯư", strict=True))
    | dict(zip((0xCC, 0xEC, 0xD2, 0xF2, 0xDE), (GRAVE, ACUTE, HOOK, DOT, TILDE), strict=True))
)
"""Where Windows-1258 is not Windows-1252."""

VNI_LETTERS: Final = dict(zip("ñôöíìæóòîÑÔÖÍÌÆÓÒÎ", "đơưíìỉĩịỵĐƠƯÍÌỈĨỊỴ", strict=True))
_VNI_MARKS: Final = {
    "ù": ACUTE, "ø": GRAVE, "û": HOOK, "õ": TILDE, "ï": DOT,
    "â": HAT, "á": HAT + ACUTE, "à": HAT + GRAVE, "å": HAT + HOOK, "ã": HAT + TILDE, "ä": HAT + DOT,
    "ê": BREVE, "é": BREVE + ACUTE, "è": BREVE + GRAVE, "ú": BREVE + HOOK, "ü": BREVE + TILDE, "ë": BREVE + DOT,
}  # fmt: skip
_VNI_TAKEN: Final = {
    **dict.fromkeys("aA", frozenset(_VNI_MARKS)),
    **dict.fromkeys("eoEO", frozenset("ùøûõïâáàåãä")),
    **dict.fromkeys("uyôöUYÔÖ", frozenset("ùøûõï")),
}
VNI_TAKES: Final = {base: {mark: _VNI_MARKS[mark] for mark in marks} for base, marks in _VNI_TAKEN.items()}
"""The marks each letter takes behind it."""
VIETWARE_LETTERS: Final = dict(zip("àáâãäåæçèéêëÀÁÂÃÄÅÆÇÈÉÊË", "ăâđêôơưìỉĩíịĂÂĐÊÔƠƯÌỈĨÍỊ", strict=True))
_VIETWARE_PLAIN: Final = {"ì": GRAVE, "ï": ACUTE, "í": HOOK, "î": TILDE, "û": DOT, "ü": DOT, "ñ": DOT}
_VIETWARE_HAT: Final = {"ö": GRAVE, "ú": ACUTE, "ø": HOOK, "ù": TILDE, "û": DOT, "ü": DOT}
_VIETWARE_BREVE: Final = {"ò": GRAVE, "õ": ACUTE, "ó": HOOK, "ô": TILDE, "û": DOT}
VIETWARE_TAKES: Final = {
    **dict.fromkeys("aeouyåæAEOUYÅÆ", _VIETWARE_PLAIN),
    **dict.fromkeys("áãäÁÃÄ", _VIETWARE_HAT),
    **dict.fromkeys("àÀ", _VIETWARE_BREVE),
}


def composed(text: str) -> str:
    """Unicode NFC, also where marks stand in an order that NFC keeps: the tone before hat, breve or horn."""
    normal = unicodedata.normalize("NFC", text)
    if not _LOOSE_MARK.search(normal):
        return normal
    return unicodedata.normalize("NFC", _MARKS.sub(_hat_first, unicodedata.normalize("NFD", normal)))


_LOOSE_MARK: Final = re.compile(f"[{HAT}{BREVE}{HORN}]")
_MARKS: Final = re.compile(f"[{ACUTE}{GRAVE}{HOOK}{TILDE}{DOT}{HAT}{BREVE}{HORN}]{{2,}}")


def _hat_first(marks: re.Match[str]) -> str:
    return "".join(sorted(marks[0], key=lambda mark: mark not in {HAT, BREVE, HORN}))


def from_tcvn3(text: str, *, capitals: bool = False) -> str:
    """Text of a TCVN3 (ABC) font; `capitals` for a font whose lower-case letters show as capitals (`.VnTimeH`)."""
    decoded = _by_table(text, TCVN3)
    return decoded.upper() if capitals else with_case(decoded)


def with_case(text: str) -> str:
    """Text decoded from TCVN3 with the letter case its writer meant.

    TCVN3 has no capital letter with a tone: in a word that is otherwise in capitals (`QUYÕT TO¸N`), and in a short one
    among such, its small letters stand for capitals. And office software, which takes `¸` for the end of a word, made
    the `i` behind it the English word `I`: `Kho¸I` was written for `Khoái`.
    """
    words = list(_WORD.finditer(text))
    cases = [_case(word[0]) for word in words]
    beside = [_Case.OPEN if _is_abbreviation(word[0], case) else case for word, case in zip(words, cases, strict=True)]
    parts, end = [], 0
    for place, word in enumerate(words):
        raised = cases[place] is _Case.CAPITALS or (cases[place] is _Case.OPEN and _among_capitals(beside, place))
        parts += [text[end : word.start()], word[0].upper() if raised else _LONE_I.sub("i", word[0])]
        end = word.end()
    return "".join([*parts, text[end:]])


_WORD: Final = re.compile(r"[^\W\d_]+")
_LONE_I: Final = re.compile("(?<=[ăâêôơưàảãáạằẳẵắ])I$")


class _Case(Enum):
    """How a word is written, by the letters that can tell: those that have a capital in TCVN3."""

    CAPITALS = 1
    SMALL = 2
    OPEN = 3


def _case(word: str) -> _Case:
    told = _LONE_I.sub("", word)
    if any(letter.islower() and letter.isascii() for letter in told):
        return _Case.SMALL
    return _Case.CAPITALS if any(letter.isupper() for letter in told[1:]) else _Case.OPEN


def _is_abbreviation(word: str, case: _Case) -> bool:
    """`UBND` and `II` say nothing of the words beside them."""
    return case is _Case.CAPITALS and not is_syllable(word.upper())


def _among_capitals(cases: list[_Case], place: int) -> bool:
    left = next((case for case in reversed(cases[:place]) if case is not _Case.OPEN), None)
    right = next((case for case in cases[place + 1 :] if case is not _Case.OPEN), None)
    return _Case.CAPITALS in {left, right} and _Case.SMALL not in {left, right}


def from_viscii(text: str) -> str:
    """Text in VISCII (RFC 1456)."""
    return _by_table(text, VISCII | _VISCII_CONTROLS)


def from_windows_1258(text: str) -> str:
    """Text in Windows-1258, whose tones stand behind their letter."""
    return composed(_by_table(text, WINDOWS_1258))


def from_vni(text: str) -> str:
    """Text of a VNI font: most marks stand as a character of their own behind their letter."""
    return composed("".join(_marked(text, VNI_LETTERS, VNI_TAKES)))


def from_vietware_x(text: str) -> str:
    """Text of a Vietware X font (`VNtimes new roman`): marks stand behind their letter, as in VNI."""
    return composed("".join(_marked(text, VIETWARE_LETTERS, VIETWARE_TAKES)))


def _marked(text: str, letters: Mapping[str, str], takes: Mapping[str, Mapping[str, str]]) -> Iterator[str]:
    before = ""
    for each in text:
        mark = takes[before].get(each.lower()) if before in takes else None
        yield letters.get(each, each) if mark is None else mark
        before = each if mark is None else ""


_VIQR_MARKS: Final = {"(": BREVE, "^": HAT, "+": HORN, "'": ACUTE, "`": GRAVE, "?": HOOK, "~": TILDE, ".": DOT}
_VIQR: Final = re.compile(r"\\(.)|(dd|DD|Dd)|([aA][(^]?|[eE]\^?|[oO][\^+]?|[uU]\+?|[iIyY])(['`?~.](?![.]))?")


def from_viqr(text: str) -> str:
    r"""Text in VIQR (RFC 1456), `Vie^.t Nam`: marks are typed behind their letter, `\.` is a full stop after all."""
    return _VIQR.sub(_viqr_letter, text)


def _viqr_letter(match: re.Match[str]) -> str:
    escaped, stroke, vowel, tone = match.groups()
    if escaped:
        return escaped
    if stroke:
        return "đ" if stroke == "dd" else "Đ"
    marks = "".join(_VIQR_MARKS[each] for each in vowel[1:] + (tone or ""))
    return unicodedata.normalize("NFC", vowel[0] + marks)


def _by_table(text: str, table: Mapping[str, str]) -> str:
    return "".join(table.get(each, each) for each in text)
