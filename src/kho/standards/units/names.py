"""Names of units: their kind, the name without it, and how it is spelt."""

import unicodedata
from enum import StrEnum
from typing import Final


class Kind(StrEnum):
    """What a unit is called."""

    PROVINCE = "tỉnh"
    CITY = "thành phố"
    URBAN_DISTRICT = "quận"
    DISTRICT = "huyện"
    TOWN = "thị xã"
    COMMUNE = "xã"
    WARD = "phường"
    TOWNSHIP = "thị trấn"
    SPECIAL_ZONE = "đặc khu"


_KINDS: Final = {kind.value: kind for kind in Kind} | {"thủ đô": Kind.CITY, "xa": Kind.COMMUNE}
"""First words of names; `xa` for the slip `Xa Ea Kly` of published lists."""
_TONES: Final = frozenset("\u0300\u0301\u0303\u0309\u0323")


def clean(text: str) -> str:
    """A text composed (NFC), with single spaces and none at its ends."""
    return unicodedata.normalize("NFC", " ".join(text.split()))


def kind_of(name: str) -> Kind | None:
    """The kind that a name begins with; None where it begins with none."""
    return _KINDS.get(_beginning(name).lower())


def short(name: str) -> str:
    """The name without its kind; a number stays: `Phường 12` gives `12`."""
    return name[len(_beginning(name)) :].strip()


def _beginning(name: str) -> str:
    """The words of a name that tell its kind; empty where none do, or where nothing follows them."""
    words = name.split(maxsplit=2)
    for count in range(min(2, len(words) - 1), 0, -1):
        begin = " ".join(words[:count])
        if begin.lower() in _KINDS:
            return begin
    return ""


def spelling(name: str) -> tuple[str, str]:
    """The letters of a name without tones, and its tones in their order: the same for `Thuỵ Lâm` and `Thụy Lâm`.

    Letter case, hyphens, apostrophes and spaces aside, names with another spelling are written with other letters.
    """
    apart = unicodedata.normalize("NFD", name.lower())
    letters = "".join(each for each in apart if each not in _TONES and (each.isalnum() or unicodedata.combining(each)))
    return letters, "".join(each for each in apart if each in _TONES)
