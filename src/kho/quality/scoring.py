"""Scores of a dataset, from what the rules counted, the profile and the freshness; each can be opened to its parts.

A dimension begins at 1, and each of its rules takes away its share of broken rows times its weight; nothing goes below
0. So a dimension says: at least this share of the rows broke none of its rules. A rule that holds neither helps nor
hides another. Weights: 1 for an error, 1/2 for a warning, 1/4 for a warning about the delivery as a whole, which has
one row to break: itself. The total is the mean of the dimensions that were measured, by the weights in
`kho.quality.dimensions.FACTS`; what was not measured has no score and no part in it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from kho.contracts.model import Contract, Severity
from kho.messages import Message
from kho.quality.dimensions import FACTS, Dimension, dimension_of, own_rules
from kho.quality.freshness import Freshness, State
from kho.quality.plan import CheckPlan, Measured, Rule, SetRule
from kho.quality.profile import TableProfile
from kho.quality.telling import title_of

WARNING = 0.5
WHOLE_WARNING = 0.25


@dataclass(frozen=True, kw_only=True, slots=True)
class Counts:
    """What the check of one delivery counted; `broken` by rule id, warnings too."""

    read: int
    broken: Mapping[str, int] = field(default_factory=dict)
    measured: tuple[Measured, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Part:
    """What one rule does to a dimension: of `checked` rows `broken` broke it. `source` says who counted."""

    rule: str
    checked: int
    broken: int
    weight: float
    what: Message

    @property
    def share(self) -> float:
        """The share of broken rows, 0 to 1."""
        return min(1.0, self.broken / self.checked) if self.checked else 0.0

    @property
    def lost(self) -> float:
        """What the dimension loses by it, 0 to 1."""
        return self.share * self.weight


@dataclass(frozen=True, kw_only=True, slots=True)
class DimensionScore:
    """One dimension; `value` None where nothing measures it, and then `why`."""

    dimension: Dimension
    value: float | None
    parts: tuple[Part, ...] = ()
    why: Message | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Score:
    """All dimensions and their weighted mean, 0 to 1; None where nothing was measured."""

    total: float | None
    dimensions: tuple[DimensionScore, ...]

    def of(self, dimension: Dimension) -> float | None:
        """The score of one dimension."""
        return next(each.value for each in self.dimensions if each.dimension is dimension)

    def parts(self) -> Iterator[tuple[Dimension, Part]]:
        """Every part, those that cost most first."""
        parts = [(each.dimension, part) for each in self.dimensions for part in each.parts]
        yield from sorted(parts, key=lambda pair: -pair[1].lost)


UNCHECKED = Message("Chưa có đợt gửi nào được kiểm tra.", "No delivery has been checked yet.")
NO_RULE = Message("Cam kết không có quy tắc nào đo điều này.", "No rule of the contract measures this.")
NO_FREQUENCY = Message("Cam kết không ghi tần suất (slaProperties frequency).", "The contract promises no frequency.")
LATE = Message("Đợt gửi gần nhất so với tần suất đã cam kết", "The last delivery beside the promised frequency")
EMPTY_CELLS = Message("Cột bắt buộc “{column}” trong bảng", "The required column “{column}” of the table")


def score(
    contract: Contract,
    checks: CheckPlan,
    counts: Sequence[Counts],
    *,
    profile: TableProfile | None = None,
    fresh: Freshness | None = None,
) -> Score:
    """The score of a dataset.

    `counts` are those of the deliveries the table stands on, `profile` that of its newest version. Rules that the
    contract no longer has count for nothing.
    """
    parts = _parts(contract, checks, counts)
    if not any(each.read for each in counts) and profile is not None:
        parts[Dimension.COMPLETE] = [*parts.get(Dimension.COMPLETE, ()), *_filled(contract, profile)]
    unmeasured = NO_RULE if any(each.read for each in counts) or counts else UNCHECKED
    made = [_dimension(each, parts.get(each, []), unmeasured) for each in Dimension if each is not Dimension.TIMELY]
    made.insert(list(Dimension).index(Dimension.TIMELY), _timely(fresh, parts.get(Dimension.TIMELY, [])))
    return Score(total=_total(made), dimensions=tuple(made))


def _parts(contract: Contract, checks: CheckPlan, counts: Sequence[Counts]) -> dict[Dimension, list[Part]]:
    own, found = own_rules(contract), dict[Dimension, list[Part]]()
    for rule in checks.rules():
        part = _whole(rule, counts) if isinstance(rule, SetRule) else _row(rule, counts)
        if part is not None:
            found.setdefault(dimension_of(rule, own.get(rule.id)), []).append(part)
    return found


def _row(rule: Rule, counts: Iterable[Counts]) -> Part | None:
    read = sum(each.read for each in counts)
    broken = sum(each.broken.get(rule.id, 0) for each in counts)
    weight = 1.0 if rule.severity is Severity.ERROR else WARNING
    return Part(rule=rule.id, checked=read, broken=broken, weight=weight, what=rule.what) if read else None


def _whole(rule: SetRule, counts: Iterable[Counts]) -> Part | None:
    """A promise about the delivery as a whole: each delivery keeps it or breaks it."""
    told = [measured for each in counts for measured in each.measured if measured.rule == rule.id]
    broken = sum(not each.holds for each in told)
    weight = 1.0 if rule.severity is Severity.ERROR else WHOLE_WARNING
    return Part(rule=rule.id, checked=len(told), broken=broken, weight=weight, what=rule.what) if told else None


def _filled(contract: Contract, profile: TableProfile) -> Iterator[Part]:
    """Required columns as they stand in the table, where no delivery was checked."""
    for column in contract.columns:
        found = profile.column(column.name)
        if found is not None and (column.required or column.primary_key is not None):
            what = EMPTY_CELLS.filled(column=title_of(column))
            missing = profile.rows - found.filled
            yield Part(rule=f"{column.name}.required", checked=profile.rows, broken=missing, weight=1.0, what=what)


def _dimension(dimension: Dimension, parts: Sequence[Part], unmeasured: Message) -> DimensionScore:
    if not parts:
        return DimensionScore(dimension=dimension, value=None, why=unmeasured)
    value = max(0.0, 1 - sum(part.lost for part in parts))
    return DimensionScore(dimension=dimension, value=value, parts=tuple(parts))


def _timely(fresh: Freshness | None, parts: Sequence[Part]) -> DimensionScore:
    timely = None if fresh is None else fresh.timely
    if timely is None and not parts:
        return DimensionScore(dimension=Dimension.TIMELY, value=None, why=NO_FREQUENCY)
    mine = [] if timely is None or fresh is None else [_late(fresh, timely)]
    return _dimension(Dimension.TIMELY, [*mine, *parts], NO_FREQUENCY)


def _late(fresh: Freshness, timely: float) -> Part:
    """Lateness in hundredths of a frequency."""
    broken = 0 if fresh.state in (State.FRESH, State.DUE) else round(100 * (1 - timely))
    return Part(rule="frequency", checked=100, broken=broken, weight=1.0, what=LATE)


def _total(dimensions: Iterable[DimensionScore]) -> float | None:
    measured = [(FACTS[each.dimension].weight, each.value) for each in dimensions if each.value is not None]
    whole = sum(weight for weight, _ in measured)
    return sum(weight * value for weight, value in measured) / whole if whole else None
