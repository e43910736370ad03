"""Slips of codes in a table of changes: the old unit's name is another unit's of the same district."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from kho.standards.text.folding import key
from kho.standards.units.model import Change, Unit
from kho.standards.units.names import short


@dataclass(frozen=True, kw_only=True, slots=True)
class Slip:
    """A change as its source writes it, and the code of the unit that it names."""

    change: Change
    meant: str


def slips(changes: Iterable[Change], units: Mapping[str, Unit]) -> tuple[Slip, ...]:
    """The changes whose old code and old name are of two units of one district, among the units of the day before.

    A name that is only spelt otherwise is no slip, nor is one that several units of the district bear.
    """
    by_name: dict[tuple[str, str], list[str]] = {}
    for unit in units.values():
        if unit.parent is not None:
            by_name.setdefault((unit.parent, key(unit.name)), []).append(unit.code)
    found = []
    for change in changes:
        meant = by_name.get((change.old_parent, key(change.old_name)), [])
        if len(meant) == 1 and meant[0] != change.old and not _is_named(units.get(change.old), change.old_name):
            found.append(Slip(change=change, meant=meant[0]))
    return tuple(found)


def mended(changes: Iterable[Change], found: Iterable[Slip]) -> tuple[Change, ...]:
    """The changes with the codes that were meant."""
    meant = {id(slip.change): slip.meant for slip in found}
    return tuple(replace(each, old=meant[id(each)]) if id(each) in meant else each for each in changes)


def _is_named(unit: Unit | None, name: str) -> bool:
    return unit is not None and key(short(unit.name)) == key(short(name))
