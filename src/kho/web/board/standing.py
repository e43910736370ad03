"""How the datasets of an agency stand, worked out anew where a dataset has had another run, and every hour."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import dropwhile, islice
from typing import Final

from kho.contracts.model import Contract
from kho.contracts.names import DatasetName
from kho.messages import Message
from kho.pipeline.assessing import Assessment, assess, scores_at
from kho.pipeline.runs import Run, RunStatus
from kho.pipeline.workplace import Workplace
from kho.quality.freshness import State
from kho.quality.scoring import Part
from kho.warehouse.tables import VIETNAM

FAILING: Final = frozenset({RunStatus.FAILED, RunStatus.HELD, RunStatus.SET_ASIDE})
"""Ends of a newest run after which somebody has to do something."""
LATE: Final = frozenset({State.LATE, State.NEVER})
MONTHS: Final = 12
MOST_BROKEN: Final = 10
_MOST_KNOWN: Final = 4096


@dataclass(frozen=True, kw_only=True, slots=True)
class Standing:
    """How one dataset stands. `scores` are those at the end of each of the last months, the newest being now."""

    contract: Contract
    assessment: Assessment
    newest: Run | None
    scores: tuple[float | None, ...]

    @property
    def is_failing(self) -> bool:
        """Whether its newest delivery did not come to its table."""
        return self.newest is not None and self.newest.status in FAILING

    @property
    def is_late(self) -> bool:
        """Whether a promised delivery is late, or never came."""
        return self.assessment.freshness.state in LATE

    @property
    def is_due(self) -> bool:
        """Whether a promised delivery is expected now."""
        return self.assessment.freshness.state is State.DUE


@dataclass(frozen=True, kw_only=True, slots=True)
class Broken:
    """A rule that rows of a dataset break: how many of how many."""

    contract: Contract
    what: Message
    broken: int
    checked: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Month:
    """The mean score of several datasets at a month's end, 0 to 1; None where none had one."""

    end: datetime
    score: float | None


def standings(place: Workplace, contracts: Iterable[Contract]) -> list[Standing]:
    """How datasets stand now. Raises BrokenRunRecordError, BrokenProfileError."""
    return [_standing(place, each) for each in contracts]


def month_ends(now: datetime) -> tuple[datetime, ...]:
    """The ends of the months before this one, oldest first, and now: so many moments in all as there are `MONTHS`."""
    ends = [now]
    first = now.astimezone(VIETNAM).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    for _ in range(MONTHS - 1):
        ends.append(first - timedelta(microseconds=1))
        first = (first - timedelta(days=1)).replace(day=1)
    return tuple(reversed(ends))


def over_time(found: Sequence[Standing], now: datetime) -> list[Month]:
    """The mean score of datasets month by month, from the first that has one."""
    ends = enumerate(month_ends(now))
    months = [Month(end=end, score=mean(each.scores[number] for each in found)) for number, end in ends]
    return list(dropwhile(lambda month: month.score is None, months))


def most_broken(found: Iterable[Standing]) -> list[Broken]:
    """The rules that most rows break, the worst first."""
    broken = [
        Broken(contract=each.contract, what=part.what, broken=part.broken, checked=part.checked)
        for each in found
        for part in _parts(each.assessment)
        if part.broken
    ]
    return sorted(broken, key=lambda each: (-each.broken, str(each.contract.name)))[:MOST_BROKEN]


def mean(scores: Iterable[float | None]) -> float | None:
    """The mean of the scores there are."""
    known = [each for each in scores if each is not None]
    return sum(known) / len(known) if known else None


def _parts(assessment: Assessment) -> list[Part]:
    """The rules of all dimensions, each once."""
    parts = {part.rule: part for dimension in assessment.score.dimensions for part in dimension.parts}
    return list(parts.values())


@dataclass(frozen=True, kw_only=True, slots=True)
class _Key:
    """What a standing depends on."""

    dataset: DatasetName
    version: str
    run: str
    status: RunStatus | None
    withdrawn: datetime | None
    hour: datetime


_known: dict[_Key, Standing] = {}


def _standing(place: Workplace, contract: Contract) -> Standing:
    newest = next(iter(islice(place.runs.newest(contract.name), 1)), None)
    now = place.clock()
    key = _Key(
        dataset=contract.name,
        version=contract.version,
        run=newest.id if newest is not None else "",
        status=newest.status if newest is not None else None,
        withdrawn=newest.withdrawn if newest is not None else None,
        hour=now.replace(minute=0, second=0, microsecond=0),
    )
    if key not in _known:
        if len(_known) >= _MOST_KNOWN:
            _known.clear()
        _known[key] = Standing(
            contract=contract,
            assessment=assess(place, contract),
            newest=newest,
            scores=tuple(scores_at(place, contract, month_ends(now))),
        )
    return _known[key]
