"""UTF-8 that was read as Windows-1252, Latin-1 or Windows-1258 and written as UTF-8 again, once or several times.

`Việt Nam` becomes `Viá»‡t Nam`, read once more `ViÃ¡Â»â€¡t Nam`. A run of such characters that is valid UTF-8 byte by
byte and stands for letters of Vietnamese is no accident. One letter is: the bytes of `à` show as `Ã` and a no-break
space, which may as well be written so (`XÃ HỘI`). Source: the Unicode Standard, section 3.9 (UTF-8).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from kho.standards.text.decoders import BYTE_OF, composed

_TIMES: Final = 3
"""How often text is taken as encoded again; more than twice is hardly seen."""
_LEADS: Final = (0xC2, 0xC3, 0xC4, 0xC5, 0xC6, 0xCC, 0xE1, 0xE2)
"""First bytes of Vietnamese letters, combining marks, signs and general punctuation in UTF-8."""
_THREE: Final = 0xE0
_REST: Final = "(?:ng|nh|ch|[nmiouyctp])(?![^\\W\\d_])"
"""What may follow `à` in a syllable and is no word alone: after it `Ã` and a space are sure to be `à`."""


def _seen_as(codec: str) -> dict[str, int]:
    """Characters bytes from 0x80 show as under a code page; bytes it has no character for show as themselves."""
    shown = {bytes([byte]).decode(codec, "ignore") or chr(byte): byte for byte in range(0x80, 0x100)}
    return {chr(byte): byte for byte in range(0x80, 0xA0)} | shown


@dataclass(frozen=True, kw_only=True, slots=True)
class _Page:
    """A code page UTF-8 was read as: the byte of each character, and what twice encoded text looks like."""

    byte_of: Mapping[str, int]
    sure: re.Pattern[str]
    lax: re.Pattern[str]


def _page(byte_of: Mapping[str, int]) -> _Page:
    def chars(*wanted: int) -> str:
        return "[" + "".join(re.escape(seen) for seen, byte in byte_of.items() if byte in wanted) + "]"

    two = chars(*(lead for lead in _LEADS if lead < _THREE)) + chars(*range(0x80, 0xC0))
    three = chars(*(lead for lead in _LEADS if lead >= _THREE)) + chars(*range(0x80, 0xC0)) * 2
    grave_a, no_break = chars(0xC3), chars(0xA0)
    letter = f"(?!{grave_a}{no_break})(?:{two}|{three})|{grave_a}[ \xa0](?={_REST})"
    return _Page(byte_of=byte_of, sure=re.compile(letter), lax=re.compile(f"{letter}|{grave_a}(?:[ \xa0]|$)"))


_PAGES: Final = (_page(BYTE_OF | _seen_as("cp1252")), _page(_seen_as("cp1258")))


def has_mojibake(text: str) -> bool:
    """Whether some letters of a text are surely twice encoded UTF-8."""
    return from_mojibake(text) != text


def from_mojibake(text: str, *, lax: bool = False) -> str:
    """The text with UTF-8 encoded twice decoded, as often as it was encoded; the text itself where there is none.

    `lax` also takes every `Ã` before a space or at the end as `à`: for text that is known to be so.
    """
    for _ in range(_TIMES):
        tried = (_once(text, page, page.lax if lax else page.sure) for page in _PAGES)
        once = next((fixed for fixed in tried if fixed != text), None)
        if once is None:
            break
        text = composed(once)
    return text


def _once(text: str, page: _Page, pattern: re.Pattern[str]) -> str:
    return pattern.sub(lambda letter: _decoded(letter[0], page), text)


def _decoded(letter: str, page: _Page) -> str:
    data = bytes(page.byte_of.get(each, 0xA0) for each in letter.ljust(2, "\xa0"))
    try:
        return data.decode()
    except UnicodeDecodeError:
        return letter
