"""Does what deliveries wait for, one after the other, in a process of its own: checks, publishes, withdraws.

Killed at any moment it loses nothing: what was in hand is taken again from the start by the next one.
"""

import logging
import os
import shutil
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Final

from django.conf import settings
from django.db import close_old_connections
from django.utils import timezone

from kho.contracts.names import DatasetName
from kho.errors import KhoError
from kho.messages import Message
from kho.pipeline.delivering import run_file
from kho.pipeline.profiling import profile_version
from kho.pipeline.progress import Step
from kho.pipeline.refusals import as_told
from kho.pipeline.runs import Run, RunError, RunStatus
from kho.pipeline.trial import Trial, try_file
from kho.pipeline.withdrawing import withdraw_run
from kho.pipeline.work.doing import Desk
from kho.pipeline.work.timetable import timetable
from kho.pipeline.workplace import Workplace
from kho.publishing.publisher import look_again
from kho.publishing.shelves import folder_of
from kho.warehouse.tables import TableRef
from kho.web.accounts.rights import may
from kho.web.accounts.roles import Right
from kho.web.deliveries.corrected import handed_of
from kho.web.deliveries.deciding import refuse_newer
from kho.web.deliveries.models import Delivery
from kho.web.deliveries.moving import Move, move
from kho.web.deliveries.reminding import Daily
from kho.web.deliveries.states import AT_WORK, State
from kho.web.deliveries.uploading import sweep

LOOK_EVERY: Final = 0.5
"""Seconds between looks at whether a delivery waits."""
MOST_ATTEMPTS: Final = 3
_LOG: Final = logging.getLogger(__name__)


class StoppedTooOftenError(KhoError):
    """The process was ended by this delivery again and again."""

    code = "KHO-A310"
    what = Message(
        vi="Tệp này đã {count} lần làm dừng chương trình kiểm tra (thường vì quá lớn so với bộ nhớ).",
        en="This file has stopped the checking program {count} times, most often by needing more memory than there is.",
    )
    mend = Message(
        vi="Chia nhỏ tệp hoặc gửi dạng CSV; nếu vẫn vậy, báo kỹ sư dữ liệu.",
        en="Split the file or send it as CSV; if that does not help, tell a data engineer.",
    )


class HeldError(KhoError):
    """A promise about the delivery as a whole was broken when it was published."""

    code = "KHO-A311"
    what = Message(
        vi="Khi công bố, đợt gửi không giữ một cam kết về cả bảng nên bị giữ lại (lượt chạy {run}).",
        en="When it was published, the delivery broke a promise about the whole table and was held (run {run}).",
    )
    mend = Message(
        vi="Kiểm tra lại để xem lỗi, rồi gửi tệp đã sửa.", en="Check it again to see why, then send it mended."
    )


class Told:
    """Progress, kept with the delivery so that its page can tell it."""

    def __init__(self, delivery: Delivery) -> None:
        self._key = delivery.key

    def step(self, dataset: DatasetName, step: Step, rows: int | None = None) -> None:  # noqa: ARG002  the protocol's
        """The delivery is at `step`."""
        Delivery.objects.filter(key=self._key).update(step=step, rows=rows)


def work(desk: Desk, goes_on: Callable[[], bool], also: Sequence[Callable[[], bool]] = ()) -> None:
    """Take deliveries as long as `goes_on` says so. Trouble is told once in the log, and ends nothing.

    `also` are others that take something one step further, each False where nothing of theirs waits.
    """
    told, daily = "", Daily()
    sweep()
    while goes_on():
        close_old_connections()
        try:
            daily.look(timezone.now())
            if not any([work_one(desk), *(each() for each in also)]):
                time.sleep(LOOK_EVERY)
            told = ""
        except Exception as error:  # noqa: BLE001 - told in the log; if this process ended, nothing would be checked
            if str(error) != told:
                _LOG.warning("deliveries: %s", error, exc_info=not isinstance(error, KhoError))
            told = str(error)
            time.sleep(LOOK_EVERY)


def work_one(desk: Desk) -> bool:
    """Take the delivery whose turn it is one step further; False where none waits."""
    delivery = _next()
    if delivery is None:
        return False
    Delivery.objects.filter(key=delivery.key).update(attempts=delivery.attempts + 1)
    delivery.attempts += 1
    _WORK[delivery.stands](desk, delivery)
    return True


def _next() -> Delivery | None:
    """What is short and waited for goes first: publishing, withdrawing, then checks in their order."""
    for state in AT_WORK:
        found = Delivery.objects.filter(state=state).order_by("received", "id").first()
        if found is not None:
            return found
    return None


def _check(desk: Desk, delivery: Delivery) -> None:
    move(delivery.key, Move(to=State.CHECKING, fields={"step": "", "rows": None}))
    if delivery.attempts > MOST_ATTEMPTS:
        error = RunError.of(StoppedTooOftenError(count=delivery.attempts - 1))
        move(delivery.key, Move(to=State.UNREADABLE, fields=_troubled(error)))
        return
    try:
        handed = handed_of(delivery)
        place = desk.place(delivery.dataset_name)
        trial = try_file(place, delivery.dataset_name, handed, into=delivery.trial, progress=Told(delivery))
    except Exception as error:  # noqa: BLE001 - told on the delivery's page; the others go on
        move(delivery.key, Move(to=State.UNREADABLE, fields=_troubled(RunError.of(as_told(error)))))
        return
    checked = move(delivery.key, _checked(trial))
    if _goes_on_by_itself(desk.place(delivery.dataset_name), checked):
        note = f"API · {checked.token}"
        move(checked.key, Move(to=State.PUBLISHING, who=checked.sender, note=note, fields={"attempts": 0, "step": ""}))


def _goes_on_by_itself(place: Workplace, delivery: Delivery) -> bool:
    """Whether what a program sent is published without a person: all is good, and so are files taken on arrival."""
    sender = delivery.sender
    if not delivery.token or delivery.stands is not State.READY or sender is None:
        return False
    contract = place.contract(delivery.dataset_name)
    return timetable(contract, model=False).on_arrival and may(sender, Right.PUBLISH, delivery.agency)


def _checked(trial: Trial) -> Move:
    run = trial.run
    if run.error is not None:
        return Move(to=State.UNREADABLE, fields=_troubled(run.error))
    is_ready = run.status is RunStatus.CHECKED and not run.quarantined and run.accepted
    return Move(to=State.READY if is_ready else State.HAS_ERRORS, fields={**_counts(run), "trouble": None})


def _publish(desk: Desk, delivery: Delivery) -> None:
    try:
        if delivery.attempts > MOST_ATTEMPTS:
            raise StoppedTooOftenError(count=delivery.attempts - 1)  # noqa: TRY301  told as what else goes wrong here
        run = _published(desk.place(delivery.dataset_name), delivery)
        if run.committed is None:
            _not_published(delivery, run.error or RunError.of(HeldError(run=run.id)))
            return
    except Exception as error:  # noqa: BLE001 - told on the delivery's page; the others go on
        _not_published(delivery, RunError.of(as_told(error)))
        return
    fields = {**_counts(run), "run": run.id, "version": run.committed.version, "trouble": None}
    move(delivery.key, Move(to=State.PUBLISHED, fields=fields))
    shutil.rmtree(delivery.folder, ignore_errors=True)


def _published(place: Workplace, delivery: Delivery) -> Run:
    """The run that publishes it; the one that did before this process took it, where another was killed after that."""
    began = delivery.steps.filter(state=State.PUBLISHING).last()
    for run in place.runs.newest(delivery.dataset_name):
        if began is None or run.started < began.when:
            break
        came = run.delivery
        same = (came.sha256, came.corrections) == (delivery.sha256, delivery.corrections)
        if same and run.status is RunStatus.LOADED:
            return run
    handed = handed_of(delivery)
    return run_file(
        place,
        delivery.dataset_name,
        handed.file,
        by=handed.by,
        called=handed.name,
        corrected=handed.corrected,
        progress=Told(delivery),
    )


def _not_published(delivery: Delivery, error: RunError) -> None:
    """Back to where it stood; why is told on its page, where it can be tried again."""
    back = State.HAS_ERRORS if delivery.quarantined else State.READY
    move(delivery.key, Move(to=back, fields=_troubled(error)))


def _withdraw(desk: Desk, delivery: Delivery) -> None:
    try:
        place = desk.place(delivery.dataset_name)
        version = _restored(place, delivery)
        withdraw_run(place, delivery.run)
        look_again(folder_of(place.warehouse, settings.CONFIGURATION.own))
    except Exception as error:  # noqa: BLE001 - told on the delivery's page; the others go on
        move(delivery.key, Move(to=State.PUBLISHED, fields=_troubled(RunError.of(as_told(error)))))
        return
    move(delivery.key, Move(to=State.WITHDRAWN, fields={"version": version, "trouble": None}))


def _restored(place: Workplace, delivery: Delivery) -> int:
    """The table's version that is as it was before the delivery; made once, whoever was killed after making it."""
    contract, mark = place.contract(delivery.dataset_name), f"withdraw/{delivery.key}"
    ref = TableRef.of(contract)
    with place.warehouse.lock(contract.name):
        newest = place.warehouse.versions(ref)[0]
        if newest.run == mark or delivery.version is None:
            return newest.version
        refuse_newer(place, delivery)  # another load may have come since the withdrawal was asked for
        version = place.warehouse.restore(ref, delivery.version - 1, run=mark)
    profile_version(place, contract, version)
    return version


_WORK: Final[Mapping[State, Callable[[Desk, Delivery], None]]] = {
    State.RECEIVED: _check,
    State.CHECKING: _check,
    State.PUBLISHING: _publish,
    State.WITHDRAWING: _withdraw,
}


def _counts(run: Run) -> dict[str, int]:
    return {"read": run.read, "accepted": run.accepted, "quarantined": run.quarantined}


def _troubled(error: RunError) -> dict[str, object]:
    told = {
        "code": error.code,
        "what_vi": error.what.vi,
        "what_en": error.what.en,
        "mend_vi": error.mend.vi,
        "mend_en": error.mend.en,
    }
    return {"trouble": told}


def parent_lives() -> Callable[[], bool]:
    """Says whether the process that started this one is still there."""
    parent = os.getppid()
    return lambda: os.getppid() == parent


def lock_file(own: Path) -> Path:
    """What the one process that works holds."""
    return own / "deliveries.lock"
