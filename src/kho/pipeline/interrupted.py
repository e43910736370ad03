"""What killed runs left undone, done by the next run of their dataset, which holds its lock."""

from itertools import islice

from kho.contracts.model import Contract
from kho.errors import KhoError
from kho.messages import Message
from kho.pipeline.processing import delivery_day
from kho.pipeline.runs import Run, RunStatus
from kho.pipeline.workplace import Workplace
from kho.quality.plan import CheckPlan

ENDS = frozenset({"COMPLETE", "FAIL"})
"""The events that end a run."""
LOOKED_AT = 10
"""So many of the newest runs are looked at: one that was not told is seldom far behind."""


class KilledRunError(KhoError):
    """The process that ran it is gone."""

    code = "KHO-R303"
    what = Message(vi="Lượt chạy bị ngắt giữa chừng.", en="The run was interrupted.")
    mend = Message(
        vi="Không cần làm gì: bảng nguyên vẹn, lượt sau chạy lại đợt gửi này.",
        en="Nothing: the table is whole, and the next run takes this delivery again.",
    )


def was_killed(run: Run) -> bool:
    """Whether the run's process is gone, or may be: what it did is then known by the table alone."""
    return run.status is RunStatus.RUNNING or (run.error is not None and run.error.code == KilledRunError.code)


def end_killed_runs(place: Workplace, contract: Contract) -> None:
    """End on record what a killed process left, and clear away its files.

    Whoever holds the lock knows that a run still on record as running is dead.
    """
    place.warehouse.workroom.sweep()
    _tell_untold(place, contract)
    for run in list(place.runs.newest(contract.name)):
        if run.status is RunStatus.RUNNING:
            place.record(run.failing(KilledRunError(where=run.id), at=place.clock()), contract)


def _tell_untold(place: Workplace, contract: Contract) -> None:
    """Tell the ends of runs that were killed, or found no room, between their record and their lineage."""
    newest = islice(place.runs.newest(contract.name), LOOKED_AT)
    untold = [run for run in newest if run.status is not RunStatus.RUNNING and not ENDS & place.lineage.told(run)]
    for run in reversed(untold):
        place.lineage.tell(run, contract, _checks(place, contract, run))


def _checks(place: Workplace, contract: Contract, run: Run) -> CheckPlan | None:
    """The rules a run checked; None where it came to none, or the contract says others by now."""
    if not run.parts or run.contract_version != contract.version:
        return None
    return place.plan(contract, on=delivery_day(run), delivery=run.delivery.sha256)
