"""Writes Unicode Vietnamese as legacy software did: the decoders' tables the other way round."""

import unicodedata
from collections.abc import Mapping

from kho.standards.text import decoders

TONES = "\u0300\u0301\u0303\u0309\u0323"


def _in_one_byte(table: Mapping[str, str]) -> dict[str, str]:
    return {letter: seen for seen, letter in table.items() if ord(seen) < 0x100}


def _with_marks(letters: Mapping[str, str], takes: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    written = {letter: seen for seen, letter in letters.items()}
    for base, marks in takes.items():
        for seen, mark in marks.items():
            letter = unicodedata.normalize("NFC", letters.get(base, base) + mark)
            written.setdefault(letter, base + (seen.upper() if base.isupper() else seen))
    return written


_TCVN3 = _in_one_byte(decoders.TCVN3)
_VISCII = {letter: seen for seen, letter in decoders.VISCII.items()}
_WINDOWS = _in_one_byte(decoders.WINDOWS_1258)
_VNI = _with_marks(decoders.VNI_LETTERS, decoders.VNI_TAKES)
_VIETWARE = _with_marks(decoders.VIETWARE_LETTERS, decoders.VIETWARE_TAKES)


def tcvn3(text: str) -> str:
    """Capitals with a tone become small: TCVN3 has none."""
    return "".join(_TCVN3.get(each, _TCVN3.get(each.lower(), each)) for each in text)


def viscii(text: str) -> str:
    return "".join(_VISCII.get(each, each) for each in text)


def vni(text: str) -> str:
    return "".join(_VNI.get(each, each) for each in text)


def vietware_x(text: str) -> str:
    return "".join(_VIETWARE.get(each, each) for each in text)


def windows_1258(text: str) -> str:
    return "".join(_two_parts(each) for each in text)


def _two_parts(letter: str) -> str:
    apart = unicodedata.normalize("NFD", letter)
    base = unicodedata.normalize("NFC", "".join(each for each in apart if each not in TONES))
    tone = "".join(each for each in apart if each in TONES)
    return "".join(_WINDOWS.get(each, each) for each in base + tone)


def mojibake(text: str) -> str:
    return "".join(bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in text.encode())
