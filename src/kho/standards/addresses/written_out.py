"""Addresses written out in full: commune, district, province between commas, which most of a register's are.

They are looked up level by level by their letters, without weighing readings; what is not found exactly once is left
to `kho.standards.addresses.joining`, which gives the same reading for these, more slowly.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from kho.standards.addresses.gazetteer import Gazetteer, Place
from kho.standards.addresses.mentions import OTHER_KIND, PAST, SAME_KIND, WHOLE_SEGMENT
from kho.standards.addresses.written import KINDS, LETTERS, LEVELS, name_key
from kho.standards.units.model import Level

DEPTH: Final = 3
REMEMBERED: Final = 10_000
_ABBREVIATIONS: Final = {
    kind: [begin for each, begin_kind in KINDS.items() if begin_kind is kind for begin in ["".join(each)]]
    for kind in set(KINDS.values())
}
_BEGINS: Final = re.compile(r"\W*(?:{})\b".format("|".join(r"\W*".join(each) for each in KINDS)))

Entry = tuple[Place, float]


Chain = tuple[Entry, Entry, Entry]
"""A commune with its district and province, and how well the words name each."""


@dataclass(frozen=True, kw_only=True, slots=True)
class WrittenOut:
    """Places by the id of the place above (none above a province) and the key of what is written."""

    below: Mapping[str, Mapping[str, tuple[Entry, ...]]]
    _tails: dict[tuple[str, str, bool], tuple[tuple[Entry, Entry], ...]] = field(default_factory=dict, repr=False)

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
        third, second, first = segments[-DEPTH:]
        written = name_key(third)
        found: Chain | None = None
        for district, province in self._tail(second, first, has_marks=has_marks):
            for commune in self._at(district[0].id, written) if province[0].on in days else ():
                if found is not None:
                    return None
                found = commune, district, province
        return found if found is None or not has_marks or _has_own_marks(found[0][0], third) else None

    def _tail(self, second: str, first: str, *, has_marks: bool) -> tuple[tuple[Entry, Entry], ...]:
        """Districts with their provinces; there are few, and they come again and again."""
        found = self._tails.get((second, first, has_marks))
        if found is None:
            if len(self._tails) >= REMEMBERED:
                self._tails.clear()
            found = self._tails[second, first, has_marks] = tuple(
                (district, province)
                for province in self._at("", name_key(first))
                for district in self._at(province[0].id, name_key(second))
                if not has_marks or (_has_own_marks(province[0], first) and _has_own_marks(district[0], second))
            )
        return found

    def _at(self, above: str, written: str) -> tuple[Entry, ...]:
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


def _has_own_marks(place: Place, written: str) -> bool:
    return place.former or written.lower().endswith(place.name)
