"""Where the words of a segment may name a unit, and how well each unit of that name fits them."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from kho.standards.addresses.gazetteer import Gazetteer, Named, Place
from kho.standards.addresses.written import LEVELS, SMALLER, Word, kinds_at, words
from kho.standards.units.model import Level
from kho.standards.units.names import Kind

SAME_KIND, OTHER_KIND, WHOLE_SEGMENT, AMONG_WORDS, PAST = 1.0, 0.8, 0.9, 0.55, 0.9
"""How well words fit a unit: its kind is written, another of its level, none in a segment of its own, none among other
words; and a name of before."""
MOST_WORDS: Final = 7
DISTRICTS: Final = frozenset({Kind.URBAN_DISTRICT, Kind.DISTRICT, Kind.TOWN})


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Mention:
    """Words `start` to `end` of a segment that may name units; `kind` is what is written before the name's `count`."""

    start: int
    end: int
    kind: Kind | None
    count: int
    named: Named
    is_whole: bool
    likeness: float = 1.0

    @property
    def names_province(self) -> bool:
        """Whether a province has this name."""
        return any(each.level is Level.PROVINCE for each in self.named.above)

    def fit(self, place: Place) -> float:
        """How well the words name this unit, from 0 (not at all) to 1."""
        if self.kind is None:
            fit = WHOLE_SEGMENT if self.is_whole else AMONG_WORDS
        elif place.level not in LEVELS[self.kind] or (self.kind is Kind.CITY and _is_no_city(place)):
            return 0.0
        else:
            fit = SAME_KIND if self.kind is place.kind or place.kind is None else OTHER_KIND
        return fit * self.likeness * (PAST if place.former else 1)


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Segment:
    """A segment's words and what they may name; whether it says that it names a unit, and one that is a district."""

    text: str
    words: tuple[Word, ...]
    mentions: tuple[Mention, ...]
    names_unit: bool
    names_district: bool


def segment(text: str, gazetteer: Gazetteer) -> Segment:
    """A segment's mentions."""
    found = words(text)
    every = list(_mentions(found, gazetteer))
    kept = tuple(each for each in every if not any(_is_inside(each, other) for other in every))
    kinds = {kind for kind, _ in kinds_at(found, 0)}
    return Segment(
        text=text,
        words=found,
        mentions=kept,
        names_unit=bool(kinds) or any(each.is_whole and each.names_province for each in kept),
        names_district=bool(kinds & DISTRICTS),
    )


def _is_no_city(place: Place) -> bool:
    return place.level is Level.PROVINCE and place.kind is not Kind.CITY


def _mentions(found: tuple[Word, ...], gazetteer: Gazetteer) -> Iterator[Mention]:
    for place in range(len(found)):
        for kind, after in kinds_at(found, place):
            yield from _named(found, (place, after), kind, gazetteer)
        if not _is_of_something_smaller(found, place):
            yield from _named(found, (place, place), None, gazetteer)


def _is_of_something_smaller(found: tuple[Word, ...], place: int) -> bool:
    """Whether the words before say that a name is that of a street or a village, as in `tổ 5 Tân Lập`."""
    before = [each.folded for each in found[max(0, place - 2) : place]]
    return bool(before) and (before[-1] in SMALLER or before[-2:] in (["thi", "tu"], ["to", "dan"]))


def _named(found: tuple[Word, ...], at: tuple[int, int], kind: Kind | None, gazetteer: Gazetteer) -> Iterator[Mention]:
    start, first = at
    name = ""
    for end in range(first + 1, min(first + MOST_WORDS, len(found)) + 1):
        name += found[end - 1].folded
        if len(name) > gazetteer.longest:
            return
        named = gazetteer.names.get(name)
        if named is not None and (kind is not None or not name.isdecimal()):
            is_whole = start == 0 and end == len(found)
            yield Mention(start=start, end=end, kind=kind, count=end - first, named=named, is_whole=is_whole)


def _is_inside(mention: Mention, other: Mention) -> bool:
    """Whether a mention is a part of another one's words, and does not begin with it."""
    if mention.kind is not None and other.kind is None:
        return False
    return other.start < mention.start and mention.end <= other.end
