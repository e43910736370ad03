"""Addresses read: one by one, or many at speed.

>>> address = parse("Thôn Thuận Tốn, x. Đa Tốn, H. Gia Lâm, HN")
>>> address.rest, address.best.unit.name, address.best.unit.code
('Thôn Thuận Tốn', 'Xã Đa Tốn', '00577')
>>> sorted(each.code for each in address.today.candidates)
['00565', '00577']
"""

import gc
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from typing import NamedTuple

from kho.messages import Message
from kho.standards.addresses.address import Address, Reading
from kho.standards.addresses.gazetteer import Gazetteer
from kho.standards.addresses.joining import LEAST, Joined, joined, quality
from kho.standards.addresses.mentions import Mention, Segment, segment
from kho.standards.addresses.mistyped import SecondLook
from kho.standards.addresses.written import clean, segments
from kho.standards.addresses.written_out import DEPTH, Chain, WrittenOut
from kho.standards.text.folding import key
from kho.standards.units.answers import Answer, Candidate, Part, Unknown, Whole
from kho.standards.units.atlas import Atlas
from kho.standards.units.known import atlas as known_atlas
from kho.standards.units.model import Level

COUNTRY = ("vietnam", "vn", "nuocvietnam")
NEAR = 0.75
"""How much less may speak for a reading that is told beside the best."""
TEN_TIMES = 10.0
"""How much likelier a reading is for each that speaks more for it."""
REMEMBERED = 100_000
"""Segments that are kept: districts and provinces come again and again."""
NO_UNIT = Message("Địa chỉ không nêu tỉnh, huyện, xã nào.", "The address names no province, district or commune.")


class Asked(NamedTuple):
    """The days whose lists are tried, and ids of the provinces in which an address without a province lies."""

    days: frozenset[date]
    homes: frozenset[str]


@dataclass(frozen=True, kw_only=True, slots=True)
class Reader:
    """Reads addresses by the units of an atlas; `today` is the day of its last list, `answers` are by places' ids."""

    atlas: Atlas
    gazetteer: Gazetteer
    written_out: WrittenOut
    second_look: SecondLook
    today: date
    answers: Mapping[str, Answer]
    _segments: dict[str, Segment] = field(default_factory=dict, repr=False)
    _read: dict[tuple[Asked, tuple[str, ...]], list[Joined]] = field(default_factory=dict, repr=False)

    @classmethod
    def of(cls, atlas: Atlas) -> "Reader":
        """A reader with all that it looks up, which takes one or two seconds to build."""
        gazetteer = Gazetteer.of(atlas)
        today = max(each.on for each in atlas.listings)
        places = gazetteer.by_id.values()
        answers = {each.id: atlas.convert(each.unit.code, from_=each.on, to=today) for each in places}
        return cls(
            atlas=atlas,
            gazetteer=gazetteer,
            written_out=WrittenOut.of(gazetteer),
            second_look=SecondLook(gazetteer=gazetteer),
            today=today,
            answers=answers,
        )

    def parse(self, text: str, *, on: date | None = None, within: str | None = None) -> Address:
        """A text as an address of day `on`; without it, the units of every list are tried.

        `within` is the code of a province, today's or a former one: where the text writes no province, its units, and
        those of the provinces that it was made from, come before others. A code of no province says nothing.
        """
        return self._parse(text, self._asked(on, within))

    def parse_all(self, texts: Iterable[str], *, on: date | None = None, within: str | None = None) -> list[Address]:
        """Texts as addresses, in their order."""
        asked = self._asked(on, within)
        with _without_collecting():
            return [self._parse(text, asked) for text in texts]

    def _parse(self, text: str, asked: Asked) -> Address:
        plain = clean(text)
        parts = segments(plain)
        if parts and key(parts[-1]) in COUNTRY:
            parts.pop()
        chain = self.written_out.find(parts, asked.days, has_marks=not plain.isascii())
        if chain is not None:
            return self._written_out(text, parts, chain)
        found = [self._segment(each) for each in parts]
        return self._address(text, found, asked)

    def _best(self, found: Sequence[Segment], asked: Asked) -> tuple[Sequence[Segment], Sequence[Joined]]:
        """The segments that say something of units, and their best readings."""
        places = [at for at, each in enumerate(found) if each.mentions or each.names_unit]
        telling = [found[at] for at in places]
        question = (asked, tuple(each.text for each in telling))
        best = self._read.get(question)
        if best is None:
            if len(self._read) >= REMEMBERED:
                self._read.clear()
            best = self._read[question] = _best(joined(telling, *asked))
        if _asks_again(telling, best):
            there = [_moved(each, places) for each in best]
            again, better = self.second_look.at(found, there, *asked)
            return again, _best(better)
        return telling, best

    def _asked(self, on: date | None, within: str | None) -> Asked:
        return Asked(days=self._days(on), homes=frozenset() if within is None else self._homes(within))

    def _homes(self, within: str) -> frozenset[str]:
        """Ids of the province and of those that went into it; the code is the last list's, else that of one before."""
        provinces = {each.id: each for each in self.gazetteer.by_id.values() if each.level is Level.PROVINCE}
        coded = [each for each in provinces.values() if each.unit.code == within]
        home = max(coded, key=lambda each: each.on, default=None)
        lies_in = frozenset() if home is None else _lies_in(self.answers[home.id])
        return frozenset(each for each in provinces if lies_in and _lies_in(self.answers[each]) == lies_in)

    def _days(self, on: date | None) -> frozenset[date]:
        days = sorted(each.on for each in self.atlas.listings)
        if on is None:
            return frozenset(days)
        return frozenset({max((day for day in days if day <= on), default=days[0])})

    def _segment(self, text: str) -> Segment:
        found = self._segments.get(text)
        if found is None:
            if len(self._segments) >= REMEMBERED:
                self._segments.clear()
            found = self._segments[text] = segment(text, self.gazetteer)
        return found

    def _written_out(self, text: str, parts: Sequence[str], chain: Chain) -> Address:
        (place, fit), (district, second), (province, third) = chain
        sure = round(quality((fit, second, third), Level.COMMUNE), 4)
        today = self.answers[place.id]
        reading = Reading(
            on=place.on,
            province=province.unit,
            district=self.gazetteer.by_id[place.district].unit,
            commune=place.unit,
            confidence=sure,
            former=place.former or district.former,
            mistyped=False,
            today=today,
        )
        rest = ", ".join(parts[:-DEPTH]) if len(parts) > DEPTH else ""
        return Address(text=text, readings=(reading,), rest=rest, confidence=sure, today=today)

    def _address(self, text: str, found: Sequence[Segment], asked: Asked) -> Address:
        telling, best = self._best(found, asked)
        if not best:
            rest = ", ".join(each.text for each in found)
            return Address(text=text, readings=(), rest=rest, confidence=0.0, today=Unknown(reason=NO_UNIT))
        readings = tuple(self._reading(each, share) for each, share in _shares(best))
        first = readings[0]
        same = sum(each.confidence for each in readings if _lies_in(each.today) == _lies_in(first.today))
        today = _together([each.today for each in readings if each.confidence == first.confidence])
        rest = _rest(found, telling, best[0])
        return Address(text=text, readings=readings, rest=rest, confidence=round(same, 4), today=today)

    def _reading(self, each: Joined, confidence: float) -> Reading:
        place = each.place
        district = self.gazetteer.by_id.get(place.district)
        return Reading(
            on=place.on,
            province=self.gazetteer.by_id[place.province].unit if place.province else place.unit,
            district=place.unit if place.level is Level.DISTRICT else district.unit if district else None,
            commune=place.unit if place.level is Level.COMMUNE else None,
            confidence=confidence,
            former=any(used.place.former or used.place.on != place.on for used in each.used),
            mistyped=any(used.mention.likeness < 1 for used in each.used),
            today=self.answers[place.id],
        )


@contextmanager
def _without_collecting() -> Iterator[None]:
    """Reading makes no cycles of objects: looking for some among all that is kept would take half of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@cache
def reader() -> Reader:
    """A reader of the data that ships with the program."""
    return Reader.of(known_atlas())


def parse(text: str, *, on: date | None = None, within: str | None = None) -> Address:
    """A text as an address of day `on`, without it of old units and new ones; `within` as for `Reader.parse`."""
    return reader().parse(text, on=on, within=within)


def parse_all(texts: Iterable[str], *, on: date | None = None, within: str | None = None) -> list[Address]:
    """Texts as addresses, in their order, at speed."""
    return reader().parse_all(texts, on=on, within=within)


def _best(found: Sequence[Joined]) -> list[Joined]:
    """The readings that come near the best, the best first, each unit once."""
    if not found:
        return []
    ordered = sorted(found, key=_order)
    least = max(ordered[0].score - NEAR, LEAST)
    kept: dict[str, Joined] = {}
    for each in ordered:
        if each.score < least:
            break
        kept.setdefault(each.place.id, each)
    return list(kept.values())


def _order(each: Joined) -> tuple[float, float, str]:
    """The best first; of equals the later list's, then by code."""
    return -each.score, -each.place.on.toordinal(), each.place.unit.code


def _shares(best: Sequence[Joined]) -> list[tuple[Joined, float]]:
    """Each reading with its confidence: its quality, shared with the others by how far they are behind."""
    weights = [TEN_TIMES ** (each.score - best[0].score) for each in best]
    top = best[0]
    sure = quality(top.fits, top.place.level, top.missing)
    return [(each, round(sure * weight / sum(weights), 4)) for each, weight in zip(best, weights, strict=True)]


def _lies_in(answer: Answer) -> frozenset[str]:
    if isinstance(answer, Whole):
        return frozenset({answer.to})
    return frozenset(each.code for each in answer.candidates) if isinstance(answer, Part) else frozenset()


def _together(answers: Sequence[Answer]) -> Answer:
    """Where something lies that lies in one of several units, none of which is likelier."""
    if len({_lies_in(each) for each in answers}) == 1:
        return answers[0]
    unknown = next((each for each in answers if isinstance(each, Unknown)), None)
    if unknown is not None:
        return unknown
    codes = sorted(frozenset().union(*map(_lies_in, answers)))
    none = [Candidate(code=code, area=None, population=None, likely=False, links=()) for code in codes]
    return Part(candidates=tuple(none))


def _moved(read: Joined, places: Sequence[int]) -> Joined:
    """The same reading among all segments, of which those it was made of stand at these places."""
    return replace(read, used=tuple(replace(each, at=places[each.at]) for each in read.used))


def _asks_again(found: Sequence[Segment], best: Sequence[Joined]) -> bool:
    """Whether no commune is read, or not all that is written as a unit's name."""
    if not best or best[0].place.level is not Level.COMMUNE:
        return True
    read = {each.at for each in best[0].used}
    return any(segment.names_unit and at not in read for at, segment in enumerate(found))


def _rest(found: Sequence[Segment], telling: Sequence[Segment], read: Joined) -> str:
    """What the reading does not use."""
    used: dict[str, list[Mention]] = {}
    for each in read.used:
        used.setdefault(telling[each.at].text, []).append(each.mention)
    left = [_left(segment, used.get(segment.text, [])) for segment in found]
    return ", ".join(each for each in left if each)


def _left(segment: Segment, used: Sequence[Mention]) -> str:
    """A segment without what is used of it."""
    if not used:
        return segment.text
    taken = {place for each in used for place in range(each.start, each.end)}
    kept, end = "", -1
    for place, word in enumerate(segment.words):
        if place not in taken:
            before = segment.text[segment.words[place - 1].end : word.start] if place - 1 == end and kept else " "
            kept, end = kept + before + segment.text[word.start : word.end], place
    return kept.strip()
