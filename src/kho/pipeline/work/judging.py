"""What is to become of a job that ended: done, tried again, given up; and which deliveries are set aside."""

import signal
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from kho.errors import KhoError
from kho.messages import Message
from kho.pipeline.modelling import MODEL
from kho.pipeline.runs import BrokenRunRecordError, Run, RunError, RunLog, RunStatus
from kho.pipeline.set_aside import Trouble, Troubles, struck
from kho.pipeline.work.backoff import Backoff
from kho.pipeline.work.doing import Done
from kho.pipeline.work.queue import Job
from kho.province.settings import WorkSettings

PASSING = ("KHO-W", "KHO-T", "KHO-R301", "KHO-R302")
"""What is no delivery's fault: the store, the way to the source, the disk, the operating system."""


class WorkerDiedError(KhoError):
    """The process that had the job in hand ended in the middle."""

    code = "KHO-R713"
    what = Message(
        vi="Tiến trình đang chạy bị chết giữa chừng ({how}).", en="The process died in the middle of it ({how})."
    )
    mend = Message(
        vi="Thường là thiếu bộ nhớ hoặc tệp làm hỏng bộ đọc; bảng vẫn nguyên vẹn, việc được thử lại.",
        en="Mostly memory ran out, or a file broke its reader; the table is whole, and it is tried again.",
    )


class TookTooLongError(KhoError):
    """The job was ended because it took longer than any may."""

    code = "KHO-R714"
    what = Message(vi="Chạy quá {seconds} giây nên bị dừng.", en="It took more than {seconds} seconds and was ended.")
    mend = Message(
        vi="Nếu cần lâu như vậy, tăng limit trong [work] của kho.toml; bảng vẫn nguyên vẹn.",
        en="If it rightly takes so long, raise limit under [work] in kho.toml; the table is whole.",
    )


class LeaseEndedError(KhoError):
    """Who had the job in hand was not heard of any more."""

    code = "KHO-R715"
    what = Message(
        vi="Mất tin tiến trình {worker} khi đang chạy.", en="Nothing more was heard of {worker}, who was running it."
    )
    mend = Message(
        vi="Không cần làm gì: bảng nguyên vẹn, tiến trình khác đã nhận việc này.",
        en="Nothing: the table is whole, and another process has taken it over.",
    )


class Fate(StrEnum):
    """What becomes of a job."""

    DONE = "done"
    AGAIN = "again"
    GIVEN_UP = "given up"


@dataclass(frozen=True, kw_only=True, slots=True)
class Verdict:
    """What becomes of a job, and why; `wait` seconds and `attempts` where it is tried again."""

    fate: Fate
    wait: float = 0
    attempts: int = 0
    error: RunError | None = None
    aside: tuple[Trouble, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Judge:
    """Decides by the settings, by what is on record of deliveries, and by chance for the length of a wait.

    `record` keeps the end of a run whose process died and told none.
    """

    settings: WorkSettings
    runs: RunLog
    record: Callable[[Run], None]
    troubles: Troubles
    now: Callable[[], datetime]
    chance: Callable[[], float]

    def ended(self, job: Job, done: Done) -> Verdict:
        """The verdict on a job whose process told what came of it."""
        if done.error is not None:
            return self._failed(job, done.error, limit=1 if done.hopeless else self._attempts)
        failed = [run for run in done.runs if run.status is RunStatus.FAILED]
        return self._judged(job, failed, failed[-1].error) if failed else Verdict(fate=Fate.DONE)

    def died(self, job: Job, error: KhoError) -> Verdict:
        """The verdict on a job whose process is gone: the delivery it had in hand is to blame, where it had one."""
        cut_off = [run.failing(error, at=self.now()) for run in self._cut_off(job)]
        for run in cut_off:
            self.record(run)
        return self._judged(job, cut_off, RunError.of(error))

    def _judged(self, job: Job, failed: Iterable[Run], error: RunError | None) -> Verdict:
        failed = list(failed)
        if error is None:
            raise ValueError("a failed run says why")
        if job.order.file is not None or job.order.run is not None:  # the one delivery that a person asked for
            return self._failed(job, error, limit=self.settings.strikes)
        struck_now = [self._strike(run, error) for run in failed]
        # One that was set aside before and failed all the same is a failure like others, or it would go on for ever.
        aside = tuple(each for each in struck_now if each is not None and each.strikes == self.settings.strikes)
        if not aside:
            return self._failed(job, error, limit=self._attempts)
        # Setting aside is getting on: what is left is tried anew, at once where nothing else failed.
        wait = 0.0 if len(aside) == len(failed) else self._wait(1)
        return Verdict(fate=Fate.AGAIN, wait=wait, error=error, aside=aside)

    def _strike(self, run: Run, error: RunError) -> Trouble | None:
        """Count it against the run's delivery, where it can be the delivery's fault."""
        error = run.error or error
        nobodys = not run.delivery.sha256 or run.delivery.source == MODEL
        if nobodys or error.code.startswith(PASSING):
            return None
        return struck(self.troubles, run, error, limit=self.settings.strikes, at=self.now())

    def _cut_off(self, job: Job) -> list[Run]:
        """The run that the job's process had begun and not ended."""
        try:
            newest = next(self.runs.newest(job.order.dataset), None)
        except BrokenRunRecordError:  # the next attempt meets it and tells it
            return []
        return [newest] if newest is not None and newest.status is RunStatus.RUNNING else []

    def _failed(self, job: Job, error: RunError, *, limit: int) -> Verdict:
        if job.attempts >= limit:
            return Verdict(fate=Fate.GIVEN_UP, error=error)
        return Verdict(fate=Fate.AGAIN, wait=self._wait(job.attempts), attempts=job.attempts, error=error)

    @property
    def _attempts(self) -> int:
        """Never so few that a bad delivery is not set aside before."""
        return max(self.settings.attempts, self.settings.strikes)

    def _wait(self, attempts: int) -> float:
        backoff = Backoff(first=self.settings.wait, longest=self.settings.longest_wait)
        return backoff.wait(max(1, attempts), self.chance)


def death(exit_code: int | None) -> WorkerDiedError:
    """How a process ended, as an error."""
    if exit_code is None:
        return WorkerDiedError(how="?")
    if exit_code >= 0:
        return WorkerDiedError(how=f"exit {exit_code}")
    return WorkerDiedError(how=signal.Signals(-exit_code).name)
