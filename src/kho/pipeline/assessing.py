"""How good a dataset is now: its score, freshness and drift, from what runs and profiles have kept. Reads no table."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from kho.contracts.model import Contract, LoadMode
from kho.contracts.names import DatasetName
from kho.pipeline.profiles import ProfileLog
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


def freshness_of(place: Workplace, contract: Contract, *, now: datetime) -> Freshness:
    """How fresh a dataset is at a moment, by its runs. Raises BrokenRunRecordError."""
    return freshness(contract.frequency, contract.latency, _delivered(_checked(place, contract)), now=now)


def foretell(place: Workplace, contract: Contract, tried: Run) -> Score:
    """The score that the dataset would have with the run of a trial loaded now. Raises BrokenRunRecordError."""
    now = place.clock()
    fresh = freshness(contract.frequency, contract.latency, tried.delivery.received or now, now=now)
    counted = standing(contract, [tried, *_checked(place, contract)])
    return _score(contract, counted, None, fresh, now.astimezone(VIETNAM).date())


@dataclass(frozen=True, kw_only=True, slots=True)
class RunQuality:
    """How good one delivery is: its score by the rules alone, and what drifted in the table with it."""

    score: Score
    drifts: tuple[Drift, ...]


def run_quality(profiles: ProfileLog, contract: Contract, run: Run) -> RunQuality | None:
    """How good a checked delivery is; None for one checked under another version of the contract, or not at all.

    Raises BrokenProfileError.
    """
    if run.status not in CHECKED or run.contract_version != contract.version:
        return None
    on = run.started.astimezone(VIETNAM).date()
    version = None if run.committed is None else run.committed.version
    return RunQuality(
        score=_score(contract, [run], None, None, on),
        drifts=() if version is None else _drifts_at(profiles, contract, version),
    )


def scores_at(place: Workplace, contract: Contract, moments: Sequence[datetime]) -> list[float | None]:
    """The score by the rules alone, 0 to 1, as it stood at each of some moments.

    None where nothing had been checked under the contract's present version. Raises BrokenRunRecordError.
    """
    runs = _ever_checked(place, contract)
    known: dict[tuple[str, ...], float | None] = {(): None}
    scores = []
    for moment in moments:
        counted = standing(contract, [run for run in runs if _stood(run, moment)])
        which = tuple(run.id for run in counted)
        if which not in known:
            known[which] = _score(contract, counted, None, None, moment.astimezone(VIETNAM).date()).total
        scores.append(known[which])
    return scores


def _drifts_at(profiles: ProfileLog, contract: Contract, version: int) -> tuple[Drift, ...]:
    """What drifted with a version of the table; nothing where it was not profiled."""
    known = [each for each in profiles.newest(contract.name) if each.version <= version]
    if not known or known[0].version != version:
        return ()
    return tuple(drifts(known[0], known[1:], contract.load))


def _checked(place: Workplace, contract: Contract) -> list[Run]:
    """The deliveries that were checked under the contract's version and not withdrawn since, newest first."""
    return [run for run in _ever_checked(place, contract) if run.withdrawn is None]


def _ever_checked(place: Workplace, contract: Contract) -> list[Run]:
    runs = place.runs.newest(contract.name)
    return [run for run in runs if run.status in CHECKED and run.contract_version == contract.version]


def _stood(run: Run, moment: datetime) -> bool:
    """Whether a run had ended by a moment, and was not withdrawn by then."""
    return (run.ended or run.started) <= moment and (run.withdrawn is None or run.withdrawn > moment)


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
    """How much better the newest delivery is than the one before; None where there is nothing to compare with."""
    if len(runs) <= 1:
        return None
    newest, before = (_score(contract, [run], None, None, on).total for run in runs[:2])
    return None if newest is None or before is None else newest - before
