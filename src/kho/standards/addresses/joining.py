"""Mentions that agree with each other: a commune of the district and the province that are named too."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Final

from kho.standards.addresses.gazetteer import Place
from kho.standards.addresses.mentions import Mention, Segment
from kho.standards.units.model import Level
from kho.standards.units.names import spelling

COMMUNE, ABOVE = 4.0, 3.0
"""What a named commune and a named unit above it count, times how well the words fit."""
ALL_NAMED, UNREAD_KIND, OTHER_MARKS = 0.5, 2.0, 0.8
"""For naming every level there is; against a kind that is written with no unit, and against other marks on letters."""
DISTRICT_KIND, EACH_WORD = 1.0, 0.2
"""Against a unit of a list without districts where a district's kind is written; for each word of a name."""
ALONE: Final = {Level.PROVINCE: 1.0, Level.DISTRICT: 0.9, Level.COMMUNE: 0.65}
"""How likely a name is a unit's of this level where neither its kind nor a unit above is written: the larger first."""
LEAST, IMPLIED, LATER = 2.0, 0.5, 0.8
"""What must speak for a reading; how well a province that is not written but told from elsewhere fits, and one of today
that is written for a unit of a former province that went into it."""
MOST_TAKEN: Final = 4.5
"""Readings that are so much behind before that are looked at no further."""


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Used:
    """A mention at its place in the address, as one unit."""

    at: int
    mention: Mention
    place: Place
    fit: float

    def overlaps(self, other: "Used") -> bool:
        """Whether both take a word."""
        mine, theirs = self.mention, other.mention
        return self.at == other.at and mine.start < theirs.end and theirs.start < mine.end


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Joined:
    """Mentions that agree, the smallest unit first, how much speaks for them, and what speaks against them.

    `at_home`: no province is written, and the unit lies in the one that was told from elsewhere.
    """

    used: tuple[Used, ...]
    score: float
    missing: float = 0.0
    at_home: bool = False

    @property
    def fits(self) -> tuple[float, ...]:
        """How well the words fit each unit, the smallest first."""
        fits = tuple(each.fit for each in self.used)
        return (*fits, IMPLIED) if self.at_home else fits

    @property
    def place(self) -> Place:
        """The smallest unit."""
        return self.used[0].place


def joined(segments: Sequence[Segment], days: Collection[date], homes: Collection[str] = ()) -> list[Joined]:
    """Every way to read the mentions as units of one list, of these days' lists.

    `homes` are ids of provinces in which an address without a province lies.
    """
    above = _above(segments, days)
    found = [_join(each, above, homes) for each in _smallest(segments, above, days)]
    least = max((each.score for each in found), default=0.0) - MOST_TAKEN
    has_marks = not all(segment.text.isascii() for segment in segments)
    return [_judged(each, segments, has_marks=has_marks) for each in found if each.score >= least]


def _above(segments: Sequence[Segment], days: Collection[date]) -> dict[str, list[Used]]:
    """Districts and provinces that are mentioned, by their ids."""
    found: dict[str, list[Used]] = {}
    for at, segment in enumerate(segments):
        for mention in segment.mentions:
            for place in mention.named.above:
                fit = mention.fit(place) if place.on in days else 0.0
                if fit:
                    found.setdefault(place.id, []).append(Used(at=at, mention=mention, place=place, fit=fit))
    return found


def _smallest(segments: Sequence[Segment], above: dict[str, list[Used]], days: Collection[date]) -> Iterator[Used]:
    """Mentions as the smallest unit of a reading: communes below what is mentioned, else all, and what is mentioned."""
    for at, segment in enumerate(segments):
        for mention in segment.mentions:
            for place in _communes(mention, above):
                fit = mention.fit(place) if place.on in days else 0.0
                if fit:
                    yield Used(at=at, mention=mention, place=place, fit=fit)
    for uses in above.values():
        yield from uses


def _communes(mention: Mention, above: dict[str, list[Used]]) -> Collection[Place]:
    below = [place for parent in mention.named.parents & above.keys() for place in mention.named.below[parent]]
    return dict.fromkeys(below) if below else mention.named.communes


def _join(smallest: Used, above: dict[str, list[Used]], homes: Collection[str]) -> Joined:
    """The smallest unit with the mentions of those above it that fit best and take other words."""
    parents = [each for each in (smallest.place.district, smallest.place.province) if each]
    used = [smallest]
    for parent in parents:
        used += _best_free(above.get(parent, ()), used)
    named, has_province = len(used), used[-1].place.level is Level.PROVINCE
    if smallest.place.later and not has_province:
        used += [replace(each, fit=each.fit * LATER) for each in _best_free(above.get(smallest.place.later, ()), used)]
        has_province = len(used) > named
    score = smallest.fit * _weight(smallest.place.level) + sum(each.fit * ABOVE for each in used[1:])
    if len(used) == 1 and smallest.mention.kind is None:
        score *= ALONE[smallest.place.level]
    at_home = not has_province and smallest.place.province in homes and score >= LEAST
    score += IMPLIED * ABOVE * at_home + ALL_NAMED * (named + at_home > len(parents))
    return Joined(used=tuple(used), score=score, at_home=at_home)


def _best_free(uses: Sequence[Used], used: Sequence[Used]) -> list[Used]:
    """The mention that fits best and takes other words; none where there is none."""
    free = [each for each in uses if not any(each.overlaps(other) for other in used)]
    return [max(free, key=lambda each: (each.fit, -each.at, -each.mention.start))] if free else []


def _weight(level: Level) -> float:
    return COMMUNE if level is Level.COMMUNE else ABOVE


def _judged(found: Joined, segments: Sequence[Segment], *, has_marks: bool) -> Joined:
    """With what else speaks for a reading and against it."""
    read = {each.at for each in found.used}
    against = 0.0
    if len(read) < len(segments):
        against += UNREAD_KIND * sum(segment.names_unit and at not in read for at, segment in enumerate(segments))
    if not found.place.district and found.place.level is Level.COMMUNE:
        against += DISTRICT_KIND * any(segment.names_district for segment in segments)
    if has_marks:
        against += OTHER_MARKS * sum(not _same_marks(segments[each.at], each) for each in found.used)
    score = found.score - against + EACH_WORD * found.used[0].mention.count
    return replace(found, score=score, missing=found.missing + against)


@lru_cache(maxsize=4_096)
def quality(fits: tuple[float, ...], level: Level, missing: float = 0.0) -> float:
    """How much speaks for a reading, of what could for one that names as many levels; from 0 to 1.

    `fits` are those of its units, the smallest first, `missing` what speaks against it.
    """
    deepest, above = _weight(level), ABOVE * (len(fits) - 1)
    found = fits[0] * deepest + sum(fits[1:]) * ABOVE
    return max(0.0, min(1.0, (found - missing) / (deepest + above)))


def _as_written(segment: Segment, used: Used) -> str:
    """The words of the name itself."""
    mention = used.mention
    return segment.text[segment.words[mention.end - mention.count].start : segment.words[mention.end - 1].end]


def _same_marks(segment: Segment, used: Used) -> bool:
    """Whether a name is written with the unit's own marks; those of past names are not known."""
    return used.place.former or _spelling(_as_written(segment, used)) == used.place.marks


@lru_cache(maxsize=65_536)
def _spelling(name: str) -> tuple[str, str]:
    return spelling(name)
