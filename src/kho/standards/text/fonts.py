"""Which encoding a font's name stands for: the strongest sign of a workbook's legacy text.

Fonts carried the encodings: text has to be read as its font draws it. Vendors named them by prefixes; it is a
convention without a standard, so letters are looked at too (`kho.standards.text.decoding`), and a font may lie.

- `.Vn...` (`.VnTime`, `.VnArial`), with `H` at the end for capitals: TCVN3, also called ABC. PC World Việt Nam,
  21/12/2003, “Thử bạn đọc”; Wikipedia, VSCII (tone marks on capitals “by switching to an all-capital font”).
- `VNI-...`, `Vni...`: VNI. The same; Wikipedia, VNI.
- `VNtimes new roman`, `VNarial`, without a dot: Vietware X in programs' published forms, but also `.Vn` fonts that lost
  their dot, and ĐHBK's `Vn...` (PC World): letters decide.
- `VI ...` (`VI Times`, `VI Times H`): VISCII. WinVNKey's help, “Check charsets” and “Check capital fonts”.
- `VPS ...`, `VNU...`, `Vn...2` (ĐHBK of two bytes): encodings that are told, not decoded. The same.

`UTM`, `UVN`, `UVF`, `SVN-` fonts hold Unicode.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Final


class Encoding(StrEnum):
    """How text was written before it became Unicode."""

    UNICODE = "unicode"
    DECOMPOSED = "unicode-nfd"
    """Unicode whose marks stand apart from their letters, or in another order."""
    LOOKALIKE = "unicode-lookalike"
    """Unicode with letters of other scripts that look like Vietnamese ones, or with invisible characters."""
    TCVN3 = "tcvn3"
    VNI = "vni"
    VISCII = "viscii"
    VIETWARE_X = "vietware-x"
    WINDOWS_1258 = "windows-1258"
    VIQR = "viqr"
    MOJIBAKE = "utf-8-twice"
    """UTF-8 read as a code page of single bytes and encoded again."""
    UNKNOWN = "unknown"
    """Neither Unicode nor an encoding that is known here."""


@dataclass(frozen=True, kw_only=True, slots=True)
class FontSign:
    """What a font's name says: the encodings it may stand for, the likeliest first, and whether it draws capitals."""

    encodings: tuple[Encoding, ...]
    capitals: bool = False


UNICODE_FONT: Final = FontSign(encodings=(Encoding.UNICODE,))
"""The sign of any other font."""


_FAMILIES: Final = (
    (re.compile(r"\.vn", re.IGNORECASE), (Encoding.TCVN3,)),
    (re.compile(r"vni", re.IGNORECASE), (Encoding.VNI,)),
    (re.compile(r"v(ps|nu)[ -]?[a-z]|vn[a-z ]+2$", re.IGNORECASE), (Encoding.UNKNOWN,)),
    (re.compile(r"vi (?=[a-z])", re.IGNORECASE), (Encoding.VISCII,)),
    (re.compile(r"vntimes? new|vnarial$|vnlucida|vnbook", re.IGNORECASE), (Encoding.VIETWARE_X, Encoding.TCVN3)),
    (
        re.compile(r"vn(time|arial|helve|courier|book|century|avant|park|souther|univers|aristote)", re.IGNORECASE),
        (Encoding.TCVN3, Encoding.VIETWARE_X),
    ),
)
_CAPITALS: Final = re.compile(r"h$|hoa$", re.IGNORECASE)


@lru_cache(maxsize=1024)
def font_sign(name: str) -> FontSign:
    """What a font's name says of the encoding of text set in it."""
    bare = name.strip().strip("'\"")
    for family, encodings in _FAMILIES:
        if family.match(bare):
            single = encodings[0] in {Encoding.TCVN3, Encoding.VISCII}
            return FontSign(encodings=encodings, capitals=single and _CAPITALS.search(bare) is not None)
    return UNICODE_FONT
