"""Units that a header, a row of units or a line above a table tells: `ĐVT: triệu đồng`, `Diện tích (ha)`.

Rule: forms have the unit at the right above the table, after `Đơn vị tính`, `Đơn vị`, `ĐVT` or `ĐV` and a colon; or in
brackets at the end of a header, where a single letter or number is the column's own (`(a)`, `(1)`); or in a row of
units. Bilingual forms write it twice, `Triệu đồng - Millions of dong`, and both must be the same. A line may tell
several, `Đơn vị tính: ha, tấn`, for columns of different kinds: the column's own unit is the one that measures what the
column does. A unit that no table knows makes the whole text none.

`Đơn vị` is an agency as well: `Đơn vị: Sở Y tế`. After it, only what begins like a unit is one.
"""

import re
from typing import Final
from unicodedata import normalize

from kho.standards.numbers.measures import MULTIPLES, Region, Standing, Unit, needs_region, unit
from kho.standards.text.folding import key

_SURE_NAMES: Final = r"đơn vị tính|đv tính|đvt|don vi tinh|dvt|đ/v tính|units? of measure(?:ment)?"
_PLAIN_NAMES: Final = r"đơn vị|đv|don vi|units?"
_NAMES: Final = rf"{_SURE_NAMES}|{_PLAIN_NAMES}"
_LINE: Final = re.compile(rf"(?:^|[\s(\[|])(?:(?:{_NAMES})\s*[-–/]\s*(?:{_NAMES})|{_SURE_NAMES})\s*[:：]\s*([^|]+)$")
_PLAIN_LINE: Final = re.compile(rf"(?:^|[\s(\[|])(?:{_PLAIN_NAMES})\s*[:：]\s*([^|]+)$", re.IGNORECASE)
_LINE_WITHOUT_COLON: Final = re.compile(r"^[\s(\[]*(?:đơn vị tính|đvt)\s+([^|]+)$")
_IN_BRACKETS: Final = re.compile(r"[(\[]([^()\[\]]+)[)\]]\s*[.:]?\s*$")
_ENDS: Final = re.compile(r"[,;(\n]|\s[-–]\s|\s+và\s+")
_LISTED: Final = re.compile(r",\s+|\s*;\s*|\s+và\s+")
_TWICE: Final = re.compile(r"\s+[-–]\s+|\s*\n\s*")
_AFTER_COMMA: Final = re.compile(r",\s*([^,]+)$")
_SHARE: Final = re.compile(r"(?:^|[^0-9\s])\s*(%|‰)\s*$")
_SHARES: Final = ("%", "‰")
_EDGES: Final = " \t\n()[].:\u00a0"


def unit_of_line(text: str) -> str | None:
    """What a line says after `Đơn vị tính:` and the like, unit or not; None of another line."""
    plain = _plain(text)
    line = _LINE.search(plain) or _LINE_WITHOUT_COLON.search(plain)
    if line is not None:
        return line[1].strip(_EDGES)
    told = _PLAIN_LINE.search(_spaced(text))
    return told[1].strip(_EDGES).lower() if told and begins_like_unit(told[1]) else None


def begins_like_unit(text: str) -> bool:
    """Whether what stands after `Đơn vị:` is a unit, known or not, rather than an agency.

    Its words up to a comma are a unit, or its first words are, and no name goes on: `kg quy thóc`, but `Đồng Hới`.
    """
    first = _ENDS.split(_spaced(text).strip(_EDGES), maxsplit=1)[0].strip(_EDGES)
    if _once(first, None) is not None or needs_region(first):
        return True
    words = first.split()
    return any(_goes_on(words[:count], words[count]) for count in range(len(words) - 1, 0, -1))


def _goes_on(words: list[str], following: str) -> bool:
    """Whether words are a unit, or a number before one, that further words say more of."""
    name = " ".join(words).lower()
    found = unit(name)
    if found is None:
        return name in MULTIPLES and following[0].islower()
    is_symbol = not any(letter in "aeiouy" for letter in key(name))
    is_measure = found.standing is not Standing.COUNT and len(name) > 1
    return is_measure and (following[0].islower() or is_symbol or len(words) > 1)


def units_of(text: str, *, region: Region | None = None) -> tuple[Unit, ...]:
    """The units of a text that is nothing else, as in a row of units; none where it is not, or one is unknown."""
    pieces = [piece for piece in _LISTED.split(_plain(text)) if piece.strip(_EDGES)]
    found = [_once(piece, region) for piece in pieces]
    known = [each for each in found if each is not None]
    return tuple(dict.fromkeys(known)) if len(known) == len(found) else ()


def units_in(text: str, *, region: Region | None = None) -> tuple[Unit, ...]:
    """The units that a header or a line above a table tells; none where it tells none, or one is unknown."""
    told = _told(text)
    if told is not None:
        return units_of(told, region=region)
    alone = units_of(text, region=region)
    if len(text.strip(_EDGES)) > 1 and alone and all(_stands_alone(each) for each in alone):
        return alone
    share = _SHARE.search(text)
    return units_of(share[1]) if share else ()


def unit_in(text: str, *, region: Region | None = None) -> Unit | None:
    """The one unit that a header or a line above a table tells; None where it tells none, several or an unknown one."""
    found = units_in(text, region=region)
    return found[0] if len(found) == 1 else None


def unit_for(text: str, target: Unit, *, region: Region | None = None) -> Unit | None:
    """The unit among those a text tells or consists of that measures what `target` does; None without exactly one."""
    found = units_in(text, region=region) or units_of(text, region=region)
    fitting = [each for each in found if each.base == target.base]
    return fitting[0] if len(fitting) == 1 else None


def lacks_region(text: str) -> bool:
    """Whether a text tells a unit that differs by region, and not the region."""
    told = _told(text)
    pieces = _LISTED.split(_plain(text if told is None else told))
    return any(needs_region(piece.strip(_EDGES)) for piece in pieces)


def _told(text: str) -> str | None:
    """What a line or a header says is its unit; None where it has no such place."""
    plain = _plain(text)
    line = unit_of_line(text)
    if line is not None:
        return line
    bracket = _IN_BRACKETS.search(plain)
    if bracket and plain.strip(_EDGES) != bracket[1].strip(_EDGES):
        return bracket[1] if _is_bracketed(bracket[1].strip(_EDGES)) else None
    tail = _AFTER_COMMA.search(plain)
    found = units_of(tail[1]) if tail else ()
    return tail[1] if tail and found and all(_stands_alone(each) for each in found) else None


def _is_bracketed(text: str) -> bool:
    """Whether brackets at the end of a header tell a unit, and not the letter or number of a column: `(a)`, `(1)`."""
    return (len(text) > 1 or text in _SHARES) and (bool(units_of(text)) or needs_region(text))


def _plain(text: str) -> str:
    return _spaced(text).lower()


def _spaced(text: str) -> str:
    return re.sub(r"[ \t\u00a0]+", " ", normalize("NFC", text)).strip()


def _once(piece: str, region: Region | None) -> Unit | None:
    """The unit of a text that may tell it in two languages; both must be worth the same."""
    whole = unit(piece.strip(_EDGES), region=region)
    if whole is not None:
        return whole
    twice = [unit(each.strip(_EDGES), region=region) for each in _TWICE.split(piece) if each.strip(_EDGES)]
    worth = {None if each is None else (each.base, each.factor) for each in twice}
    return twice[0] if twice and len(worth) == 1 else None


def _stands_alone(found: Unit) -> bool:
    """Whether a unit's name alone is no header: `Triệu đồng` is a unit, `Hộ`, `HA` or `1` may be anything."""
    is_word = len(found.name) > len("ha") and found.standing is not Standing.COUNT
    return found.name in _SHARES or is_word
