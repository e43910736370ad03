"""How good a dataset is now: its score, freshness and drift, from what runs and profiles have kept. Reads no table."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from kho.contracts.model import Contract, LoadMode
from kho.contracts.names import DatasetName
from kho.pipeline.runs import Run, RunStatus
from kho.pipeline.workplace import Workplace
from kho.quality.drift import REMEMBERED, Drift, drifts
from kho.quality.freshness import Freshness, freshness
from kho.quality.planning import plan
from kho.quality.profile import TableProfile
from kho.quality.scoring import Counts, Score, score
from kho.warehouse.tables import VIETNAM

CHECKED = frozenset({RunStatus.LOADED, RunStatus.HELD})
FILES = 10
"""Of a dataset that deliveries are added to, the newest run of so many files counts."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Assessment:
    """How good a dataset is. `trend`: how much the score of its rules rose or fell with the newest delivery, 0 to 1."""

    dataset: DatasetName
    title: str
    score: Score
    freshness: Freshness
    trend: float | None = None
    profile: TableProfile | None = None
    drifts: tuple[Drift, ...] = ()
    runs: tuple[str, ...] = ()


def assess(place: Workplace, contract: Contract) -> Assessment:
    """Assess a dataset. Raises BrokenRunRecordError, BrokenProfileError."""
    now = place.clock()
    runs = _checked(place, contract)
    profiles = _profiles(place, contract)
    fresh = freshness(contract.frequency, contract.latency, _delivered(runs), now=now)
    profile = profiles[0] if profiles else None
    today = now.astimezone(VIETNAM).date()
    counted = standing(contract, runs)
    return Assessment(
        dataset=contract.name,
        title=contract.title,
        score=_score(contract, counted, profile, fresh, today),
        freshness=fresh,
        trend=_trend(contract, runs, today),
        profile=profile,
        drifts=tuple(drifts(profile, profiles[1:], contract.load)) if profile else (),
        runs=tuple(run.id for run in counted),
    )


def drifts_at(place: Workplace, contract: Contract, version: int) -> tuple[Drift, ...]:
    """What drifted with a version of the table; nothing where it was not profiled. Raises BrokenProfileError."""
    profiles = [each for each in place.profiles.newest(contract.name) if each.version <= version]
    if not profiles or profiles[0].version != version:
        return ()
    return tuple(drifts(profiles[0], profiles[1 : REMEMBERED + 1], contract.load))


def run_score(contract: Contract, run: Run, *, on: date) -> Score:
    """The score of one delivery by its rules alone."""
    return _score(contract, [run], None, None, on)


def _checked(place: Workplace, contract: Contract) -> list[Run]:
    """The deliveries that were checked under the contract's version, newest first."""
    runs = place.runs.newest(contract.name)
    return [run for run in runs if run.status in CHECKED and run.contract_version == contract.version]


def _profiles(place: Workplace, contract: Contract) -> list[TableProfile]:
    profiles: list[TableProfile] = []
    for profile in place.profiles.newest(contract.name):
        profiles.append(profile)
        if len(profiles) > REMEMBERED:
            break
    return profiles


def _delivered(runs: Sequence[Run]) -> datetime | None:
    """When what was loaded last had arrived."""
    loaded = (run for run in runs if run.status is RunStatus.LOADED)
    newest = next(loaded, None)
    return None if newest is None else newest.delivery.received or newest.ended


def standing(contract: Contract, runs: Sequence[Run]) -> list[Run]:
    """The runs a score stands on, newest first.

    Where a delivery replaces the table, the newest. Else the newest of each file that was delivered: a file sent
    again takes the place of the one it mends.
    """
    if contract.load is LoadMode.REPLACE:
        return list(runs[:1])
    files: dict[tuple[str, str], Run] = {}
    for run in runs:
        files.setdefault((run.delivery.source, run.delivery.name), run)
    return list(files.values())[:FILES]


def _score(
    contract: Contract, runs: Sequence[Run], profile: TableProfile | None, fresh: Freshness | None, on: date
) -> Score:
    counts = [Counts(read=run.read, broken=run.broken, measured=run.measured) for run in runs]
    return score(contract, plan(contract, delivered_on=on), counts, profile=profile, fresh=fresh)


def _trend(contract: Contract, runs: Sequence[Run], on: date) -> float | None:
    """The newest delivery's part in the score; None where there is nothing to compare with."""
    totals = [each.total for each in _totals(contract, runs[:2], on)]
    if len(totals) < len(("newest", "before")) or totals[0] is None or totals[1] is None:
        return None
    return totals[0] - totals[1]


def _totals(contract: Contract, runs: Sequence[Run], on: date) -> Iterator[Score]:
    for run in runs:
        yield run_score(contract, run, on=on)
