"""All that sources tell of units in time, as one immutable value that answers questions."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Final

from kho.standards.text.folding import key
from kho.standards.units import packaged
from kho.standards.units.answers import Answer, MappingRow, Unknown, not_there, out_of_reach, rows_of
from kho.standards.units.inferred import inferred
from kho.standards.units.model import MERGER, Change, Level, Listing, Unit, UnitTables, level_of
from kho.standards.units.names import short
from kho.standards.units.slips import Slip, mended, slips
from kho.standards.units.steps import Step, steps
from kho.standards.units.walking import Times, walk

DAY = timedelta(days=1)
EARLIEST: Final = date(2020, 1, 1)
"""Back to this day the first list stands for days before it. Earlier ones are answered by an earlier list alone."""
_NOTHING = UnitTables()


@dataclass(frozen=True, kw_only=True, slots=True)
class Atlas:
    """Lists of units by day, in order, and the steps between them.

    A list tells what there is on its day. Between two lists the day of a change is not told, so a unit may be valid
    from the day after the last list without it to the day before the next one without it.
    """

    listings: tuple[Listing, ...]
    changes: tuple[Change, ...]
    slips: tuple[Slip, ...] = ()
    steps: tuple[Step, ...] = ()
    _by_name: dict[date, Mapping[str, tuple[str, ...]]] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def of(cls, tables: UnitTables = _NOTHING) -> "Atlas":
        """The packaged data with imported tables over it."""
        shipped = packaged.packaged()
        listings = _in_order((shipped.before, shipped.after, *tables.listings))
        found = tuple(slip for on in {each.on for each in tables.changes} for slip in _slips(on, tables, listings))
        told = (*shipped.changes, *mended(tables.changes, found))
        changes = (*told, *inferred(listings, told)) if tables.listings else told
        return cls(listings=listings, changes=changes, slips=found, steps=steps(changes))

    @property
    def since(self) -> date:
        """The day of the first list."""
        return self.listings[0].on

    @property
    def reach(self) -> date:
        """The first day of which anything is answered; up to `since` the first list is taken to hold."""
        return min(self.since, EARLIEST)

    def spans(self) -> tuple[tuple[date, date], ...]:
        """Stretches of days, first and last, in order, within each of which no source tells of a change."""
        starts = {self.reach, *(each.on for each in self.steps)}
        starts |= {day for each in self.listings for day in (each.on, each.on + DAY)}
        firsts = sorted(starts)
        return tuple(zip(firsts, [*(day - DAY for day in firsts[1:]), date.max], strict=True))

    def unit(self, code: str, *, on: date) -> Unit | None:
        """The unit that had this code on the day; None where there was none, or no source reaches back to the day."""
        if on < self.reach:
            return None
        return next((each for each in self.versions(code) if _holds(each, on)), None)

    def has(self, code: str, *, on: date) -> bool:
        """Whether a unit had this code on the day."""
        return any(code in each.units for each in self._telling(on))

    def area(self, code: str, *, on: date) -> float | None:
        """The area of the unit of the day in km², where a source tells it."""
        return next((each.units[code].area for each in self._telling(on) if code in each.units), None)

    def versions(self, code: str) -> tuple[Unit, ...]:
        """All units that ever had this code, in the order of time, each with the days between which it is valid."""
        found: list[Unit] = []
        start: int | None = None
        for at, listing in enumerate(self.listings):
            here = listing.units.get(code)
            if start is not None and not self._goes_on(code, at):
                found.append(self._dated(code, start, at - 1))
                start = None
            if here is not None and start is None:
                start = at
        return (*found, self._dated(code, start, len(self.listings) - 1)) if start is not None else tuple(found)

    def units(self, *, on: date, level: Level | None = None) -> Iterator[Unit]:
        """All units of the day, of one level or of all, by code."""
        for code in self.codes(on=on, level=level):
            unit = self.unit(code, on=on)
            if unit is not None:
                yield unit

    def codes(self, *, on: date, level: Level | None = None) -> tuple[str, ...]:
        """The codes of the units of the day, of one level or of all, in order."""
        codes = {code for listing in self._telling(on) for code in listing.units}
        return tuple(sorted(code for code in codes if level in (None, level_of(code))))

    def find(self, name: str, *, on: date, parent: str | None = None) -> tuple[Unit, ...]:
        """Units of the day by name, with or without its kind, in any spelling; `parent` is a code or a name above.

        A name may be several units': the answer is empty where it is none's.
        """
        found = self._named(on).get(key(name)) or self._named(on).get(key(short(name)), ())
        dated = (self.unit(code, on=on) for code in found)
        return tuple(each for each in dated if each and (parent is None or self._is_below(each, parent, on)))

    def above(self, unit: Unit, *, on: date) -> tuple[Unit, ...]:
        """The district, if any, and the province of a unit on the day, the nearest first."""
        parent = self.unit(unit.parent, on=on) if unit.parent is not None else None
        return (parent, *self.above(parent, on=on)) if parent is not None else ()

    def convert(self, code: str, *, from_: date, to: date) -> Answer:
        """What the unit that had this code on day `from_` is on day `to`, before or after it.

        A district that ended is the communes of that day which hold its communes.
        """
        if min(from_, to) < self.reach:
            return out_of_reach(min(from_, to), self.reach, self.since)
        if not self.has(code, on=from_):
            return self._not_there(code, from_)
        return walk(self, self.steps, code, Times(from_=from_, to=to))

    def mapping(self, *, from_: date, to: date, level: Level = Level.COMMUNE) -> tuple[MappingRow, ...]:
        """What `convert` answers for every unit of a level, as rows that an engine can join.

        Beside the communes stand the districts that had none, such as the islands before 1 July 2025.
        """
        codes = list(self.codes(on=from_, level=level))
        if level is Level.COMMUNE:
            parents = {unit.parent for unit in self._listing(from_).units.values()}
            codes += (each for each in self.codes(on=from_, level=Level.DISTRICT) if each not in parents)
        return tuple(row for code in codes for row in rows_of(code, self.convert(code, from_=from_, to=to)))

    def children(self, code: str, *, on: date) -> tuple[str, ...]:
        """Codes of the units whose parent is this one on the day."""
        return tuple(unit.code for unit in self._listing(on).units.values() if unit.parent == code)

    def _goes_on(self, code: str, at: int) -> bool:
        """Whether the unit of the list before is the same in this one."""
        before, here = self.listings[at - 1].units.get(code), self.listings[at].units.get(code)
        if before is None or here is None or self.listings[at - 1].on < MERGER <= self.listings[at].on:
            return False
        return (before.parent, before.kind, key(before.name)) == (here.parent, here.kind, key(here.name))

    def _dated(self, code: str, first: int, last: int) -> Unit:
        unit = self.listings[last].units[code]
        start = self.listings[first - 1].on + DAY if first else None
        end = self.listings[last + 1].on - DAY if last + 1 < len(self.listings) else None
        return replace(unit, valid_from=start, valid_to=end)

    def _listing(self, on: date) -> Listing:
        """The list that tells of a day: the last one up to it, else the first."""
        return next((each for each in reversed(self.listings) if each.on <= on), self.listings[0])

    def _telling(self, on: date) -> tuple[Listing, ...]:
        """The lists that tell of a day: the one before and, between two, the one after too."""
        if on < self.reach:
            return ()
        at = self.listings.index(self._listing(on))
        return self.listings[at : at + 2] if self._listing(on).on < on else self.listings[at : at + 1]

    def _named(self, on: date) -> Mapping[str, tuple[str, ...]]:
        listing = self._listing(on)
        if listing.on not in self._by_name:
            self._by_name[listing.on] = _by_name(listing.units.values())
        return self._by_name[listing.on]

    def _is_below(self, unit: Unit, parent: str, on: date) -> bool:
        wanted = {key(parent), key(short(parent))}
        return any(
            each.code == parent or key(each.name) in wanted or key(short(each.name)) in wanted
            for each in self.above(unit, on=on)
        )

    def _not_there(self, code: str, on: date) -> Unknown:
        versions = self.versions(code)
        until = next((each.valid_to for each in reversed(versions) if each.valid_to and each.valid_to < on), None)
        since = next((each.valid_from for each in versions if each.valid_from and each.valid_from > on), None)
        return not_there(code, on, until, since)


def _holds(unit: Unit, on: date) -> bool:
    return (unit.valid_from or date.min) <= on <= (unit.valid_to or date.max)


def _in_order(listings: Iterable[Listing]) -> tuple[Listing, ...]:
    """Lists by day; where two tell of one day, the later one speaks over the earlier, which adds what it has beside."""
    by_day: dict[date, Listing] = {}
    for each in listings:
        other = by_day.get(each.on)
        units = {**other.units, **each.units} if other is not None else each.units
        by_day[each.on] = replace(each, units=units)
    return tuple(by_day[on] for on in sorted(by_day))


def _slips(on: date, tables: UnitTables, listings: Sequence[Listing]) -> tuple[Slip, ...]:
    before = next((each for each in reversed(listings) if each.on < on), listings[0])
    return slips((each for each in tables.changes if each.on == on), before.units)


def _by_name(units: Iterable[Unit]) -> Mapping[str, tuple[str, ...]]:
    """Codes by the key of the name, with the kind and without it."""
    found: dict[str, list[str]] = {}
    for unit in units:
        for name in {key(unit.name), key(short(unit.name))}:
            found.setdefault(name, []).append(unit.code)
    return {name: tuple(codes) for name, codes in found.items()}
