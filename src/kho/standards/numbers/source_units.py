"""What unit a column's figures arrive in, by its header and by what stands beside: a row of units, a line above.

Rule: the column's own header speaks first, its lowest text before those above; then the row of units or the line. Of
several units, `ha, tấn`, the one counts that measures what the column does. What leaves it open is a doubt, never a
guess: no unit of the kind, two of it, a unit that nobody knows, one that differs by region and tells none.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from kho.standards.numbers.measures import RATIO, Region, Unit, needs_region, unit
from kho.standards.numbers.unit_lines import lacks_region, units_in, units_of

_BRACKETS: Final = re.compile(r"\s*[(\[]([^()\[\]]+)[)\]]\s*[.:]?\s*$")
_COMMA: Final = re.compile(r"\s*,\s*([^,]+)$")
_PIECES: Final = re.compile(r"\s*[,;]\s*|\s+và\s+")
_NAME: Final = re.compile(r"[a-z0-9]+(?:_[a-z0-9]+)+")
_PLAIN: Final = {
    "ta": "tạ", "yen": "yến", "sao": "sào", "mau": "mẫu", "cong": "công", "met": "mét", "khoi": "khối",
    "gam": "gam", "luot": "lượt", "giuong": "giường", "benh": "bệnh",
}  # fmt: skip
"""Words of units whose names are not known without their marks, in names such as `san_luong_ta`."""
_LONGEST_TAIL: Final = 3


class Doubt(StrEnum):
    """Why the unit is open."""

    OTHER_KIND = "other_kind"
    SEVERAL = "several"
    UNKNOWN = "unknown"
    REGION = "region"


@dataclass(frozen=True, kw_only=True, slots=True)
class Told:
    """The unit that a source tells, or why it is open; neither where it tells nothing. `text` is where it says so."""

    unit: Unit | None = None
    doubt: Doubt | None = None
    text: str = ""


def told_by_header(header: Sequence[str], target: Unit, *, region: Region | None = None) -> Told:
    """What a header tells, from its lowest text to the top."""
    for text in reversed([each for each in header if each.strip()]):
        told = _of_text(text, target, region)
        if told.unit is not None or told.doubt is not None:
            return told
    return Told()


def told_beside(text: str | None, target: Unit, *, region: Region | None = None) -> Told:
    """What a row of units, or a line above the table, tells; a text that is no unit is a doubt.

    Shares are of no unit that others are in: a line that tells other kinds alone says nothing of them.
    """
    if text is None or not text.strip():
        return Told()
    found = units_of(text, region=region) or units_in(text, region=region)
    told = _chosen(text, found or _known_pieces(text, region), target, region)
    if told.doubt is Doubt.OTHER_KIND and target.base == RATIO:
        return Told()
    return told if told.unit or told.doubt else Told(doubt=Doubt.UNKNOWN, text=text)


def without_unit(header: str, target: Unit, *, region: Region | None = None) -> str:
    """A header without the unit of the kind that it ends in: `Sản lượng (tạ)` and `san_luong_ta`, for tấn."""
    told = told_by_header((header,), target, region=region)
    if told.unit is None and told.doubt is not Doubt.REGION:
        return header
    plain = header.strip().lower()
    if _NAME.fullmatch(plain):
        tail = next(tail for tail in _tails(plain) if unit(tail, region=region) is not None or needs_region(tail))
        return plain.rsplit("_", tail.count(" ") + 1)[0]
    found = _BRACKETS.search(header) or _COMMA.search(header)
    return header[: found.start()].strip() if found else header


def _of_text(text: str, target: Unit, region: Region | None) -> Told:
    plain = text.strip().lower()
    if _NAME.fullmatch(plain):
        return _of_name(plain, target, region)
    bracket = _BRACKETS.search(text)
    found = units_in(text, region=region) or (_known_pieces(bracket[1], region) if bracket else ())
    return _chosen(text, found, target, region)


def _chosen(text: str, found: Sequence[Unit], target: Unit, region: Region | None) -> Told:
    fitting = list({each.factor: each for each in found if each.base == target.base}.values())
    if len(fitting) == 1:
        return Told(unit=fitting[0], text=text)
    if fitting:
        return Told(doubt=Doubt.SEVERAL, text=text)
    if region is None and lacks_region(text):
        return Told(doubt=Doubt.REGION, text=text)
    return Told(doubt=Doubt.OTHER_KIND, text=text) if found else Told()


def _known_pieces(text: str, region: Region | None) -> tuple[Unit, ...]:
    """The units among what stands between commas, beside words of other kinds: `triệu đồng, giá hiện hành`."""
    pieces = [units_of(piece, region=region) for piece in _PIECES.split(text) if not piece.strip().isdecimal()]
    return tuple(found for each in pieces for found in each)


def _of_name(name: str, target: Unit, region: Region | None) -> Told:
    """The unit of the kind that a name without marks ends in; its last words may be anything else as well."""
    for tail in _tails(name):
        found = unit(tail, region=region)
        if found is not None and found.base == target.base:
            return Told(unit=found, text=name)
        if found is None and needs_region(tail) and target.base == "m2":
            return Told(doubt=Doubt.REGION, text=name)
    return Told()


def _tails(name: str) -> list[str]:
    """The last words of a name as units are written, the most words first."""
    words = [_PLAIN.get(word, word) for word in name.split("_")]
    return [" ".join(words[-count:]) for count in range(min(_LONGEST_TAIL, len(words) - 1), 0, -1)]
