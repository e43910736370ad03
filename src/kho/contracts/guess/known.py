"""Which list that the province knows a column's values are codes of, and which administrative units."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from kho.contracts.model import CodeListUse, UnitUse
from kho.messages import Message
from kho.standards.text.folding import folded

FITTING = 0.9
"""From this share of fitting values on, a list is proposed."""
SHOWN = 3
_UNITS = re.compile(r"\b(xa|phuong|dvhc|hanh chinh|don vi hanh chinh|tinh|huyen|quan|maxa|matinh)\b")
_LEVELS = {
    "commune": Message("xã, phường", "commune"),
    "district": Message("huyện", "district"),
    "province": Message("tỉnh", "province"),
}
_ALONE = 3
"""From so many different values on, a list is proposed that the header does not name."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Units:
    """The codes of the administrative units of a level on a day."""

    level: str
    on: date
    codes: Collection[str]


@dataclass(frozen=True, kw_only=True, slots=True)
class Known:
    """What a province knows: the codes of its lists by their names, and units, those of today first."""

    lists: Mapping[str, Collection[str]]
    units: Sequence[Units] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Fitted:
    """What is proposed for a column, and why."""

    codelist: CodeListUse | None = None
    unit: UnitUse | None = None
    why: Message = Message("", "")


NOTHING = Fitted()


def fitted(header: str, values: Sequence[str], known: Known) -> Fitted:
    """The list, or the units, that nearly all different values are codes of; nothing where none is."""
    different = list(dict.fromkeys(values))
    if not different:
        return NOTHING
    plain = folded(header).replace("_", " ")
    listed = _listed(plain, values, known)
    if listed is not None or not _UNITS.search(plain) or not all(each.isdigit() for each in different):
        return listed or NOTHING
    return _units(plain, different, known) or NOTHING


def _listed(header: str, rows: Sequence[str], known: Known) -> Fitted | None:
    """The smallest list that nearly all rows have codes of; one that the header names goes first."""
    values, fits = list(dict.fromkeys(rows)), []
    for name, codes in known.lists.items():
        own = frozenset(codes)
        if sum(value in own for value in rows) < FITTING * len(rows):
            continue
        good = sum(value in own for value in values)
        named = _names(header, name)
        if named or (len(values) >= _ALONE and not all(value.isdigit() for value in values)):
            fits.append((not named, len(own), name, good))
    if not fits:
        return None
    _, _, name, good = min(fits)
    own = frozenset(known.lists[name])
    what = Message(f"mã của danh mục “{name}”", f"codes of the list “{name}”")
    return Fitted(codelist=CodeListUse(name=name), why=_why(values, good, own, what))


def _names(header: str, name: str) -> bool:
    """Whether a header speaks of a list: all words of its name, but for what it is of, stand in it."""
    words = [word for word in re.split(r"[-_/ ]", name) if word]
    return bool(words) and all(re.search(rf"\b{word}\b", header) for word in words[:2])


def _units(header: str, values: Sequence[str], known: Known) -> Fitted | None:
    best: tuple[int, Units] | None = None
    for each in known.units:
        if each.level == "province" and not re.search(r"\btinh\b|matinh|dvhc", header):
            continue
        good = sum(value in each.codes for value in values)
        if best is None or good > best[0]:
            best = (good, each)
    if best is None or best[0] < FITTING * len(values):
        return None
    good, units = best
    level = _LEVELS[units.level]
    today = known.units[0].on
    what = Message(f"mã {level.vi} ngày {units.on:%d/%m/%Y}", f"{level.en} codes of {units.on.isoformat()}")
    use = UnitUse(level=units.level, of=None if units.on == today else units.on)
    return Fitted(unit=use, why=_why(values, good, units.codes, what))


def _why(values: Sequence[str], good: int, codes: Collection[str], what: Message) -> Message:
    against = ", ".join(f"“{value}”" for value in [each for each in values if each not in codes][:SHOWN])
    but = Message(f"; không phải: {against}", f"; these are not: {against}") if against else Message("", "")
    return Message(
        vi=f"{good} trên {len(values)} giá trị khác nhau là {what.vi}{but.vi}.",
        en=f"{good} of {len(values)} different values are {what.en}{but.en}.",
    )
