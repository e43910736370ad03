"""Where sources disagree about what became of units: each disagreement with what both sides say."""

from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from kho.standards.units.atlas import Atlas
from kho.standards.units.model import Change
from kho.standards.units.names import clean, spelling
from kho.standards.units.slips import Slip

_FEW: Final = 100
"""A source that tells of fewer units is no table of all of them, so what it leaves out says nothing."""


class Difference(StrEnum):
    """What sources disagree about."""

    SLIP = "slip"
    """A source gives a unit's name with another unit's code."""
    PAIR = "pair"
    """One source tells of a pair, and another that speaks of its old unit does not."""
    EXTENT = "extent"
    """One source says whole where another says part."""
    MISSING = "missing"
    """A source leaves out an old unit that another has."""
    NAME = "name"
    """A source writes a unit's name with other letters; the place of tones, hyphens and letter case aside."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Disagreement:
    """One disagreement on one old unit: what each source says of it (names, for a name), the followed one last."""

    kind: Difference
    on: date
    old: str
    said: tuple[tuple[str, tuple[Change, ...]], ...]
    meant: str = ""
    names: tuple[str, str] = ("", "")


def disagreements(atlas: Atlas) -> tuple[Disagreement, ...]:
    """All disagreements between sources of the same day, by day and old unit; names last. None with one source."""
    found = [*map(_slip, atlas.slips), *_of_steps(atlas)]
    return (*sorted(found, key=lambda each: (each.on, each.old, each.kind)), *_of_names(atlas))


def _slip(slip: Slip) -> Disagreement:
    change = slip.change
    return Disagreement(
        kind=Difference.SLIP,
        on=change.on,
        old=change.old,
        said=((change.source, (change,)),),
        meant=slip.meant,
        names=("", change.old_name),
    )


def _of_steps(atlas: Atlas) -> Iterator[Disagreement]:
    for step in atlas.steps:
        spoken = _by_source(change for claims in step.claims.values() for change in claims if change.old)
        for source, claims in spoken.items() if len(spoken) > 1 else ():
            others = {code for other, told in spoken.items() if other != source for code in told}
            for old in sorted(_missing(claims.keys(), others)):
                yield _told(Difference.MISSING, step.on, old, step.claims[old])
        for change in step.claims.get("", ()):
            yield _told(Difference.PAIR, step.on, "", (change,))
        for old, claims_of_old in step.claims.items():
            yield from _of_unit(step.on, old, claims_of_old)


def _missing(own: AbstractSet[str], others: AbstractSet[str]) -> AbstractSet[str]:
    """Old units of others that a source leaves out, of the levels it speaks of; none where it tells of a few alone."""
    levels = {len(code) for code in own}
    return {code for code in others - own if len(code) in levels} if len(own) >= _FEW else frozenset()


def _by_source(changes: Iterable[Change]) -> dict[str, dict[str, list[Change]]]:
    found: dict[str, dict[str, list[Change]]] = {}
    for change in changes:
        found.setdefault(change.source, {}).setdefault(change.old, []).append(change)
    return found


def _of_unit(on: date, old: str, claims: Iterable[Change]) -> Iterator[Disagreement]:
    said: dict[str, dict[str, Change]] = {}
    for claim in claims:
        said.setdefault(claim.source, {})[claim.new] = claim
    if len(said) < 2 or not old:  # noqa: PLR2004 - two sources, or nothing differs
        return
    told = list(said.values())
    if any(each.keys() != told[0].keys() for each in told):
        yield _told(Difference.PAIR, on, old, claims)
    elif any(each[new].extent is not told[0][new].extent for each in told for new in each):
        yield _told(Difference.EXTENT, on, old, claims)


def _told(kind: Difference, on: date, old: str, claims: Iterable[Change]) -> Disagreement:
    said: dict[str, list[Change]] = {}
    for claim in claims:
        said.setdefault(claim.source, []).append(claim)
    return Disagreement(kind=kind, on=on, old=old, said=tuple((name, tuple(each)) for name, each in said.items()))


def _of_names(atlas: Atlas) -> Iterator[Disagreement]:
    """Names that a table of changes writes otherwise than the list of the day before, or of its day."""
    slipped = {id(slip.change) for slip in atlas.slips}
    seen: set[tuple[str, str]] = set()
    for change in atlas.changes:
        if change.place is None or id(change) in slipped:
            continue
        before = date.fromordinal(change.on.toordinal() - 1)
        for code, written, on in ((change.old, change.old_name, before), (change.new, change.new_name, change.on)):
            unit = atlas.unit(code, on=on) if code and written else None
            if unit is not None and spelling(unit.name) != spelling(written) and (code, written) not in seen:
                seen.add((code, written))
                yield Disagreement(
                    kind=Difference.NAME,
                    on=on,
                    old=code,
                    said=((unit.source, ()), (change.source, (change,))),
                    names=(clean(unit.name), written),
                )
