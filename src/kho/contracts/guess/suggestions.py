"""Rules that a sample suggests, each with how many of its rows would break it today."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from kho.contracts.guess.keys import is_period
from kho.contracts.guess.readings import days, figures, has_figures
from kho.contracts.guess.samples import Cells, SampleColumn
from kho.contracts.guess.types import is_code
from kho.contracts.model import Classification, Column, LogicalType
from kho.standards.text.folding import folded

SURE: Final = 0.98
"""From this share of rows that keep it on, a rule is switched on."""
LIKELY: Final = 0.9
"""From this share on, a rule is suggested."""
FEW: Final = 12
REPEATS: Final = 4
ENOUGH: Final = 5
WIDEST_SUM: Final = 10
_MOST_SUMS: Final = 6


_SHARED: Final = frozenset({"phone", "address"})
"""What several may have."""


class RuleKind(StrEnum):
    """What a suggested rule asks."""

    FILLED = "filled"
    UNIQUE = "unique"
    RANGE = "range"
    CHOICE = "choice"
    SUM = "sum"
    ORDER = "order"


@dataclass(frozen=True, kw_only=True, slots=True)
class Suggested:
    """A rule: of `columns` (a sum: the total first), switched `on` or offered; `broken` rows of `rows` break it today.

    `least` and `most` are the observed ends of a range, `low` and `high` those proposed; `values` the allowed ones.
    """

    kind: RuleKind
    columns: tuple[str, ...]
    on: bool
    broken: int
    rows: int
    least: str = ""
    most: str = ""
    low: str = ""
    high: str = ""
    values: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """How it is told from the others."""
        return f"{self.kind}:{'+'.join(self.columns)}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Looked:
    """A column with its sample and what was read of it."""

    column: Column
    sample: SampleColumn
    cells: Cells
    header: str


def suggested(columns: Sequence[Looked]) -> list[Suggested]:
    """Rules of single columns in their order, then those between columns."""
    found = [rule for each in columns for rule in _of_column(each)]
    return [*found, *_sums(columns), *_orders(columns)]


def _of_column(each: Looked) -> Iterator[Suggested]:
    rows = len(each.sample.values)
    if rows < ENOUGH or not each.cells.all:
        return
    yield from _filled(each, rows)
    yield from _unique(each, rows)
    if has_figures(each.column):
        yield from _range(each, rows)
    elif each.column.logical_type is LogicalType.DATE:
        yield from _day_range(each, rows)
    elif each.column.logical_type is LogicalType.STRING:
        yield from _choice(each, rows)


def _filled(each: Looked, rows: int) -> Iterator[Suggested]:
    if each.column.primary_key is None and each.cells.blank <= (1 - LIKELY) * rows:
        on = each.cells.blank <= (1 - SURE) * rows
        yield Suggested(kind=RuleKind.FILLED, columns=(each.column.name,), on=on, broken=each.cells.blank, rows=rows)


def _unique(each: Looked, rows: int) -> Iterator[Suggested]:
    counted = Counter(each.cells.all)
    broken = sum(count for count in counted.values() if count > 1)
    identifying = is_code(each.header) and each.column.standard not in _SHARED
    if each.column.primary_key is None and identifying and broken <= (1 - SURE) * rows:
        yield Suggested(kind=RuleKind.UNIQUE, columns=(each.column.name,), on=not broken, broken=broken, rows=rows)


def _range(each: Looked, rows: int) -> Iterator[Suggested]:
    found = [value for value in figures(each.column, each.sample) if value is not None]
    if not found:
        return
    least, most = min(found), max(found)
    low, high = _ends(each, least, most)
    below = sum(value < low for value in found) if low is not None else 0
    above = sum(value > high for value in found) if high is not None else 0
    yield Suggested(
        kind=RuleKind.RANGE,
        columns=(each.column.name,),
        on=low is not None or high is not None,
        broken=below + above,
        rows=rows,
        least=_plain(least),
        most=_plain(most),
        low="" if low is None else _plain(low),
        high="" if high is None else _plain(high),
    )


def _ends(each: Looked, least: float, most: float) -> tuple[float | None, float | None]:
    """What is sure: counts and amounts are not negative, percentages end at 100, years are years."""
    if is_period(each.header) and least >= 1900 and most <= 2100:  # noqa: PLR2004  years
        return 1900, 2100
    if least < 0:
        return None, None
    percent = each.column.measure is not None and each.column.measure.unit == "%"
    return 0, 100 if percent and most <= 100 else None  # noqa: PLR2004  per cent


def _day_range(each: Looked, rows: int) -> Iterator[Suggested]:
    found = [day for day in days(each.column, each.sample) if day is not None]
    if found:
        least, most = min(found).isoformat(), max(found).isoformat()
        name = (each.column.name,)
        yield Suggested(kind=RuleKind.RANGE, columns=name, on=False, broken=0, rows=rows, least=least, most=most)


def _choice(each: Looked, rows: int) -> Iterator[Suggested]:
    """Few values, most of them often: what stands there once or twice is likely a slip and is counted as broken."""
    column, counted = each.column, Counter(each.cells.all)
    personal = column.classification in {Classification.PERSONAL, Classification.SENSITIVE}
    if column.codelist or column.standard or column.unit or personal or column.primary_key is not None:
        return
    often = [value for value, count in counted.items() if count >= REPEATS]
    broken = sum(counted.values()) - sum(counted[value] for value in often)
    if 1 < len(often) <= FEW and broken <= (1 - SURE) * sum(counted.values()):
        values = tuple(sorted(often))
        name = (column.name,)
        yield Suggested(kind=RuleKind.CHOICE, columns=name, on=True, broken=broken, rows=rows, values=values)


def _sums(columns: Sequence[Looked]) -> Iterator[Suggested]:
    """Figures that are the sum of those beside them, in nearly every row that has them."""
    read = [(each.column.name, figures(each.column, each.sample)) for each in columns if has_figures(each.column)]
    count = 0
    for place, (name, totals) in enumerate(read):
        for parts in _neighbours(place, len(read)):
            broken, rows = _disagreeing(totals, [read[part][1] for part in parts])
            if rows >= ENOUGH and broken <= (1 - LIKELY) * rows:
                names = (name, *(read[part][0] for part in parts))
                on = broken <= (1 - SURE) * rows
                yield Suggested(kind=RuleKind.SUM, columns=names, on=on, broken=broken, rows=rows)
                count += 1
                break
        if count == _MOST_SUMS:
            return


def _neighbours(place: int, count: int) -> Iterator[tuple[int, ...]]:
    """Runs of columns right after one, and right before it, the widest first."""
    for width in range(min(WIDEST_SUM, count - 1), 1, -1):
        if place + width < count:
            yield tuple(range(place + 1, place + 1 + width))
        if place - width >= 0:
            yield tuple(range(place - width, place))


def _disagreeing(totals: Sequence[float | None], parts: Sequence[Sequence[float | None]]) -> tuple[int, int]:
    """How many rows do not agree, of those with a total other than nothing and more than one part."""
    broken = rows = 0
    for total, *row in zip(totals, *parts, strict=True):
        told = [part for part in row if part]
        if not total or len(told) < 2:  # noqa: PLR2004  one part is the total itself
            continue
        rows += 1
        broken += abs(total - sum(told)) > tolerance(len(row))
    return broken, rows


def tolerance(parts: int) -> float:
    """By how much a sum of rounded figures may differ: half of one for each."""
    return max(1.0, parts / 2)


def _orders(columns: Sequence[Looked]) -> Iterator[Suggested]:
    """Days that do not come before others: pairs of columns where some differ and nearly none is late."""
    read = [
        (each.column.name, days(each.column, each.sample))
        for each in columns
        if each.column.logical_type is LogicalType.DATE and not _is_birth(each.header)
    ]
    for place, (first, earlier) in enumerate(read):
        for second, later in read[place + 1 :]:
            pairs = [(a, b) for a, b in zip(earlier, later, strict=True) if a is not None and b is not None]
            yield from _order(first, second, pairs)


def _order(first: str, second: str, pairs: Sequence[tuple[date, date]]) -> Iterator[Suggested]:
    if len(pairs) < ENOUGH:
        return
    before, after = sum(a < b for a, b in pairs), sum(a > b for a, b in pairs)
    if after > before:
        first, second, before, after = second, first, after, before
    if before and after <= (1 - LIKELY) * len(pairs):
        on = after <= (1 - SURE) * len(pairs)
        yield Suggested(kind=RuleKind.ORDER, columns=(first, second), on=on, broken=after, rows=len(pairs))


def _is_birth(header: str) -> bool:
    return "sinh" in folded(header).replace("_", " ").split()


def _plain(number: float) -> str:
    return f"{number:.15g}"
