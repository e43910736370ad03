"""Follows a unit from one day to another, step by step, forward or back."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Protocol

from kho.standards.units.answers import Answer, Candidate, Link, Part, Whole, untold
from kho.standards.units.model import MERGER, Extent, Level, level_of
from kho.standards.units.steps import Step


class Units(Protocol):
    """What walking asks of an atlas."""

    def has(self, code: str, *, on: date) -> bool:
        """Whether a unit had this code on the day."""
        ...

    def area(self, code: str, *, on: date) -> float | None:
        """The area of the unit of the day in km², where it is known."""
        ...

    def children(self, code: str, *, on: date) -> tuple[str, ...]:
        """Codes of the units whose parent is this one on the day."""
        ...


@dataclass(frozen=True, kw_only=True, slots=True)
class Times:
    """From which day to which; back where `to` is the earlier."""

    from_: date
    to: date


@dataclass(frozen=True, kw_only=True, slots=True)
class _Trail:
    """Where a part of the asked unit has come to; `complete` is false where another part may have gone elsewhere."""

    code: str
    area: float | None = 1.0
    population: float | None = 1.0
    likely: bool = True
    complete: bool = True
    links: tuple[Link, ...] = ()


def walk(units: Units, steps: Sequence[Step], code: str, times: Times) -> Answer:
    """What a unit is on another day."""
    trails = _start(units, code, times)
    forward = times.from_ <= times.to
    passed = [step for step in steps if min(times.from_, times.to) < step.on <= max(times.from_, times.to)]
    for step in passed if forward else reversed(passed):
        trails = [each for trail in trails for each in (_onward(trail, step) if forward else _back(units, trail, step))]
    return _answer(units, trails, code, times)


def _start(units: Units, code: str, times: Times) -> list[_Trail]:
    """The unit itself; of a district that ends on the way, its communes."""
    if level_of(code) is Level.DISTRICT and times.from_ < MERGER <= times.to:
        communes = units.children(code, on=times.from_)
        if communes:
            return [_Trail(code=each, area=None, population=None, likely=False) for each in communes]
    return [_Trail(code=code)]


def _onward(trail: _Trail, step: Step) -> list[_Trail]:
    links = step.of_old(trail.code)
    if not links:
        return [trail]
    complete = trail.complete and _is_complete(links)
    return [
        replace(
            trail,
            code=link.new,
            area=_share(trail.area, link.area),
            population=_share(trail.population, link.population),
            likely=trail.likely and (link.likely or len(links) == 1),
            complete=complete,
            links=(*trail.links, link),
        )
        for link in links
    ]


def _is_complete(links: Sequence[Link]) -> bool:
    """Whether the links of one old unit hold all of it: a single part, or an extent untold, may not."""
    if len(links) == 1:
        return links[0].extent is Extent.WHOLE
    return all(link.extent is not Extent.UNTOLD for link in links)


def _back(units: Units, trail: _Trail, step: Step) -> list[_Trail]:
    links = step.of_new(trail.code)
    if not links:
        return [trail]
    named = [link for link in links if link.old]
    kept = _kept(units, trail, step)
    told = len(named) == len(links) and all(link.extent is not Extent.UNTOLD for link in links)
    complete = trail.complete and told
    areas = _rests([_area_back(units, link, step) for link in named], others=len(kept))
    people = _rests([0.0 if link.population == 0.0 else None for link in named], others=len(kept))
    found = [
        replace(
            trail,
            code=link.old,
            area=_share(trail.area, area),
            population=_share(trail.population, population),
            likely=trail.likely and len(links) + len(kept) == 1,
            complete=complete,
            links=(*trail.links, link),
        )
        for link, area, population in zip(named, areas, people, strict=True)
    ]
    return [*found, *(replace(each, complete=complete) for each in kept)]


def _kept(units: Units, trail: _Trail, step: Step) -> list[_Trail]:
    """The unit itself the day before, where others came to it and no source says what it was."""
    there = trail.code not in step.claims and step.on != MERGER and units.has(trail.code, on=_before(step))
    return [replace(trail, area=None, population=None)] if there else []


def _before(step: Step) -> date:
    return date.fromordinal(step.on.toordinal() - 1)


def _area_back(units: Units, link: Link, step: Step) -> float | None:
    """The share of the new unit's area that came over this link, where both areas are known."""
    if link.area == 0.0:
        return 0.0
    old, new = units.area(link.old, on=_before(step)), units.area(link.new, on=step.on)
    return min(1.0, link.area * old / new) if link.area is not None and old and new else None


def _rests(shares: Sequence[float | None], *, others: int) -> list[float | None]:
    """The shares, the only unknown one being all where the others are nothing."""
    unknown = sum(share is None for share in shares) + others
    if unknown == 1 and all(not share for share in shares):
        return [1.0 if share is None else share for share in shares]
    return list(shares)


def _share(one: float | None, other: float | None) -> float | None:
    if one == 0.0 or other == 0.0:
        return 0.0
    return one * other if one is not None and other is not None else None


def _answer(units: Units, trails: Iterable[_Trail], code: str, times: Times) -> Answer:
    reached: dict[str, _Trail] = {}
    complete = True
    for trail in trails:
        if not units.has(trail.code, on=times.to):
            complete = False
            continue
        complete = complete and trail.complete
        other = reached.get(trail.code)
        reached[trail.code] = trail if other is None else _joined(other, trail)
    if not reached:
        return untold(code, times.from_, times.to)
    if complete and len(reached) == 1:
        (only,) = reached.values()
        return Whole(to=only.code, links=only.links)
    return Part(candidates=tuple(sorted(map(_candidate, reached.values()), key=_order)), complete=complete)


def _joined(one: _Trail, other: _Trail) -> _Trail:
    return replace(
        one,
        area=_sum(one.area, other.area),
        population=_sum(one.population, other.population),
        likely=one.likely or other.likely,
        links=(*one.links, *(link for link in other.links if link not in one.links)),
    )


def _sum(one: float | None, other: float | None) -> float | None:
    return min(1.0, one + other) if one is not None and other is not None else None


def _candidate(trail: _Trail) -> Candidate:
    return Candidate(
        code=trail.code, area=trail.area, population=trail.population, likely=trail.likely, links=trail.links
    )


def _order(candidate: Candidate) -> tuple[bool, float, str]:
    return not candidate.likely, -(candidate.population or candidate.area or 0.0), candidate.code
