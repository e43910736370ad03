"""Addresses written out in full: commune, district, province between commas, which most of a register's are.

They are looked up level by level by their letters, without weighing readings; what is not found exactly once is left
to `kho.standards.addresses.joining`, which gives the same reading for these, more slowly.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from kho.standards.addresses.gazetteer import Gazetteer, Place
from kho.standards.addresses.mentions import OTHER_KIND, PAST, SAME_KIND, WHOLE_SEGMENT
from kho.standards.addresses.written import KINDS, LETTERS, LEVELS, name_key
from kho.standards.units.model import Level

DEPTH: Final = 3
_ABBREVIATIONS: Final = {
    kind: [begin for each, begin_kind in KINDS.items() if begin_kind is kind for begin in ["".join(each)]]
    for kind in set(KINDS.values())
}
_BEGINS: Final = re.compile(r"\W*(?:{})\b".format("|".join(r"\W*".join(each) for each in KINDS)))

Entry = tuple[Place, float]


@dataclass(frozen=True, kw_only=True, slots=True)
class Chain:
    """A commune with its district and province, and how well the words name each."""

    commune: Entry
    district: Entry
    province: Entry


@dataclass(frozen=True, kw_only=True, slots=True)
class WrittenOut:
    """Places by the id of the place above (none above a province) and the key of what is written."""

    below: Mapping[str, Mapping[str, tuple[Entry, ...]]]

    @classmethod
    def of(cls, gazetteer: Gazetteer) -> "WrittenOut":
        """The lists that have districts."""
        found: dict[str, dict[str, list[Entry]]] = {}
        with_districts = {place.on for place in gazetteer.by_id.values() if place.level is Level.DISTRICT}
        for name, named in gazetteer.names.items():
            for place in (*named.above, *named.communes):
                if place.on in with_districts:
                    here = found.setdefault(place.district or place.province, {})
                    for written, fit in _ways(name, place).items():
                        _put(here.setdefault(written, []), (place, fit))
        return cls(below={above: {name: tuple(each) for name, each in here.items()} for above, here in found.items()})

    def find(self, segments: Sequence[str], days: Collection[date], *, has_marks: bool) -> Chain | None:
        """The commune, district and province that the last segments write out; None where it is not just one."""
        if len(segments) < DEPTH or any(_BEGINS.match(each.translate(LETTERS)) for each in segments[:-DEPTH]):
            return None
        commune, district, province = map(name_key, segments[-DEPTH:])
        found = [
            Chain(commune=third, district=second, province=first)
            for first in self._at("", province)
            if first[0].on in days
            for second in self._at(first[0].id, district)
            for third in self._at(second[0].id, commune)
        ]
        if len(found) != 1 or (has_marks and not _has_own_marks(found[0], segments)):
            return None
        return found[0]

    def _at(self, above: str, written: str) -> Iterable[Entry]:
        return self.below.get(above, _NONE).get(written, ())


_NONE: Final[Mapping[str, tuple[Entry, ...]]] = {}


def _ways(name: str, place: Place) -> dict[str, float]:
    """How a place's name may be written in a segment of its own, and how well that names it."""
    past = PAST if place.former else 1.0
    ways = {} if name.isdecimal() else {name: WHOLE_SEGMENT * past}
    if place.kind is not None:
        others = (name_key(kind.value) for kind, levels in LEVELS.items() if levels == {place.level})
        ways |= {begin + name: OTHER_KIND * past for begin in others}
        ways |= {begin + name: SAME_KIND * past for begin in _ABBREVIATIONS[place.kind]}
    return ways


def _put(entries: list[Entry], entry: Entry) -> None:
    """One more place; a place that has several names written alike is there once, under that of its day."""
    place, fit = entry
    for at, (other, other_fit) in enumerate(entries):
        if (other.id, other.district) == (place.id, place.district):
            entries[at] = entry if fit > other_fit else entries[at]
            return
    entries.append(entry)


def _has_own_marks(chain: Chain, segments: Sequence[str]) -> bool:
    places = (chain.commune[0], chain.district[0], chain.province[0])
    written = segments[-DEPTH:]
    return all(place.former or text.lower().endswith(place.name) for place, text in zip(places, written, strict=True))
