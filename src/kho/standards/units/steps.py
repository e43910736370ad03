"""The days on which units changed, and by day what became of each unit, where several sources speak."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from kho.standards.units.answers import Link
from kho.standards.units.model import Change
from kho.standards.units.notes import with_rests


@dataclass(frozen=True, kw_only=True, slots=True)
class Step:
    """The changes of one day; a unit that is neither an old nor a new one of them did not change.

    `claims` are what all sources say, by old unit, the source that is followed last. Links are made when asked for.
    """

    on: date
    claims: Mapping[str, Sequence[Change]]
    _made: dict[str, tuple[Link, ...]] = field(default_factory=dict, repr=False, compare=False)
    _olds: dict[str, set[str]] = field(default_factory=dict, repr=False, compare=False)

    def of_old(self, code: str) -> tuple[Link, ...]:
        """What became of an old unit; empty where it did not change."""
        if code not in self.claims:
            return ()
        if code not in self._made:
            self._made[code] = _links(self.claims[code])
        return self._made[code]

    def of_new(self, code: str) -> tuple[Link, ...]:
        """What came to a new unit; empty where nothing did."""
        if not self._olds:
            for old, claims in self.claims.items():
                for claim in claims:
                    self._olds.setdefault(claim.new, set()).add(old)
        olds = sorted(self._olds.get(code, ()))
        return tuple(link for old in olds for link in self.of_old(old) if link.new == code)


def steps(changes: Iterable[Change]) -> tuple[Step, ...]:
    """The steps in the order of their days; a source that comes later in `changes` speaks over an earlier one."""
    by_day: dict[date, dict[str, list[Change]]] = {}
    for change in changes:
        by_day.setdefault(change.on, {}).setdefault(change.old, []).append(change)
    return tuple(Step(on=on, claims=by_day[on]) for on in sorted(by_day))


def _links(claims: Sequence[Change]) -> tuple[Link, ...]:
    """What is followed of all that is said of one old unit: the last source's word."""
    if len(claims) == 1:
        return (_link(claims[0], claims),)
    last = claims[-1].source
    followed = with_rests(each for each in claims if each.source == last)
    if len(followed) == len(claims):
        return tuple(_link(each, (each,)) for each in followed)
    return tuple(_link(each, [each, *_others(each, claims)]) for each in followed)


def _others(followed: Change, claims: Iterable[Change]) -> list[Change]:
    """What other sources say of the same pair, the last first."""
    same = [each for each in claims if each.new == followed.new and each.source != followed.source]
    return same[::-1]


def _link(change: Change, claims: Sequence[Change]) -> Link:
    return Link(
        old=change.old,
        new=change.new,
        extent=change.extent,
        area=change.area,
        population=change.population,
        likely=any(each.likely for each in claims),
        claims=tuple(claims),
    )
