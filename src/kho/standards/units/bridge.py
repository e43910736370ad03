"""What codes of any day are on the units of one day, as weights for figures; on a higher level too, where asked."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from kho.standards.units.answers import MappingRow, Outcome
from kho.standards.units.atlas import Atlas
from kho.standards.units.model import DIGITS, Level
from kho.standards.units.weights import Size, Split, Weight, weights


@dataclass(frozen=True, kw_only=True, slots=True)
class Carried:
    """How figures of the units of a day are carried over.

    `weights` by code, where it may be carried; `touched` the units that each code may lie in, `holding` the codes
    that may lie in each unit.
    """

    weights: Mapping[str, Sequence[Weight]]
    touched: Mapping[str, Sequence[str]]
    holding: Mapping[str, Sequence[str]]


NOTHING = Carried(weights={}, touched={}, holding={})


@dataclass(frozen=True, kw_only=True, slots=True)
class Bridge:
    """Leads from units of `level` of any day to those of day `to`, of level `into` where that is another one.

    Forward a unit that was parted is split by a rule; back in time, only what is exact is carried.
    """

    atlas: Atlas
    to: date
    level: Level
    into: Level | None = None
    _made: dict[tuple[date, Split], Carried] = field(default_factory=dict, repr=False, compare=False)
    _rows: dict[date, tuple[MappingRow, ...]] = field(default_factory=dict, repr=False, compare=False)

    def carried(self, day: date | None, split: Split) -> Carried:
        """How figures of a day are carried over; nothing is, where no source tells of the day."""
        span = next((each for each in self.atlas.spans() if day is not None and each[0] <= day <= each[1]), None)
        if span is None:
            return NOTHING
        key = (span[0], split)
        if key not in self._made:
            self._made[key] = self._of_span(span[0], split)
        return self._made[key]

    def _of_span(self, first: date, split: Split) -> Carried:
        if first not in self._rows:
            rows = self.atlas.mapping(from_=first, to=self.to, level=self.level)
            self._rows[first] = tuple(self._lifted(rows))
        back = self.to < first
        table = weights(self._rows[first], split=Split.NONE if back else split, size=self._size(split))
        by_code: dict[str, list[Weight]] = {}
        for each in table.rows:
            by_code.setdefault(each.code, []).append(each)
        holding: dict[str, list[str]] = {}
        for code, units in table.touched.items():
            for unit in units:
                holding.setdefault(unit, []).append(code)
        return Carried(weights=by_code, touched=table.touched, holding=holding)

    def _size(self, split: Split) -> Size:
        """The size of a receiving unit, which estimates go by."""
        if split is Split.AREA:
            return lambda code: self.atlas.area(code, on=self.to)
        return lambda code: unit.population if (unit := self.atlas.unit(code, on=self.to)) is not None else None

    def _lifted(self, rows: Sequence[MappingRow]) -> Iterable[MappingRow]:
        """The rows with the units of the wanted level that theirs lie in."""
        if self.into is None:
            return rows
        by_code: dict[str, list[MappingRow]] = {}
        for row in rows:
            by_code.setdefault(row.code, []).append(row)
        return (each for found in by_code.values() for each in self._merged(found))

    def _merged(self, rows: Sequence[MappingRow]) -> Sequence[MappingRow]:
        """The rows of one code, those of one unit of the wanted level as one."""
        above: dict[str | None, list[MappingRow]] = {}
        for row in rows:
            above.setdefault(self._above(row.to), []).append(row)
        first = rows[0]
        if None in above:
            return (_row(first, None, Outcome.UNKNOWN, rows),)
        whole = len(above) == 1 and first.complete
        outcome = Outcome.WHOLE if whole else Outcome.PART
        return tuple(_row(first, unit, outcome, found) for unit, found in above.items())

    def _above(self, code: str | None) -> str | None:
        unit = self.atlas.unit(code, on=self.to) if code is not None else None
        if unit is None or self.into is None:
            return None
        chain = (unit, *self.atlas.above(unit, on=self.to))
        return next((each.code for each in chain if len(each.code) == DIGITS[self.into]), None)


def _row(first: MappingRow, to: str | None, outcome: Outcome, rows: Sequence[MappingRow]) -> MappingRow:
    whole = outcome is Outcome.WHOLE
    return MappingRow(
        code=first.code,
        to=to,
        outcome=outcome,
        area=1.0 if whole else _sum([each.area for each in rows]),
        population=1.0 if whole else _sum([each.population for each in rows]),
        likely=any(each.likely for each in rows),
        complete=first.complete,
    )


def _sum(shares: Sequence[float | None]) -> float | None:
    known = [each for each in shares if each is not None]
    return min(1.0, sum(known)) if len(known) == len(shares) else None
