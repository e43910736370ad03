"""Changes between two lists that no table tells, inferred from names: a doubtful source, and told as such.

A code of an earlier list that the later one has not: its name may stand in the later list under a new code, or be
known as a former name of a unit of the same district (the package keeps those of communes and districts that ended
between 2019 and 2025, without dates). Whether the whole unit went there is not told.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Final

from kho.standards.text.folding import key
from kho.standards.units import packaged
from kho.standards.units.model import MERGER, Change, Extent, Level, Listing, Unit

SAME_NAME: Final = "tên trùng / same name"
FORMER_NAME: Final = "tên cũ / former name"


def inferred(listings: Iterable[Listing], told: Iterable[Change]) -> Iterator[Change]:
    """What names tell of the codes that end between lists, leaving out those of which a table tells."""
    known = {change.old for change in told}
    ended: dict[str, tuple[Unit, Listing]] = {}
    before: Listing | None = None
    for listing in listings:
        if before is not None and before.on < MERGER <= listing.on:
            ended = {}  # of that day tables tell everything
        elif before is not None:
            ended |= {code: (unit, before) for code, unit in before.units.items()}
            ended = {code: found for code, found in ended.items() if code not in listing.units and code not in known}
            yield from _of_step(ended, listing)
        before = listing


def _of_step(ended: Mapping[str, tuple[Unit, Listing]], listing: Listing) -> Iterator[Change]:
    if not ended:
        return
    names = _by_name(listing)
    for unit, before in ended.values():
        for change in _candidates(unit, before, listing, names):
            yield replace(change, on=listing.on, old=unit.code, old_name=unit.name, old_parent=unit.parent or "")


def _by_name(listing: Listing) -> Mapping[tuple[str, str], list[str]]:
    names: dict[tuple[str, str], list[str]] = {}
    for unit in listing.units.values():
        names.setdefault((unit.parent or "", key(unit.name)), []).append(unit.code)
    return names


def _candidates(
    unit: Unit, before: Listing, listing: Listing, names: Mapping[tuple[str, str], list[str]]
) -> Iterator[Change]:
    if unit.parent is None:
        return
    own = key(unit.name)
    same = names.get((unit.parent, own), [])
    codes, source = set(same), SAME_NAME
    if not same and listing.on < MERGER:
        codes, source = _formerly(unit, before), f"{packaged.source()}: {FORMER_NAME}"
    for code in sorted(codes & listing.units.keys()):
        yield Change(on=listing.on, old=unit.code, new=code, extent=Extent.UNTOLD, source=source)


def _formerly(unit: Unit, before: Listing) -> set[str]:
    """Codes of the package's old list that bore this unit's name, in its district or in what became of that."""
    if unit.level is Level.DISTRICT:
        return set(packaged.former_districts().get((unit.parent or "", key(unit.name)), ()))
    if unit.level is not Level.COMMUNE:
        return set()
    names, own = packaged.former_names(), key(unit.name)
    found = set(names.get((unit.parent or "", own), ()))
    if not found and (district := before.units.get(unit.parent or "")) is not None:
        heirs = packaged.former_districts().get((district.parent or "", key(district.name)), ())
        found = {code for heir in heirs for code in names.get((heir, own), ())}
    return found
