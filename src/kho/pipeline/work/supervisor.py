"""Watches over the work: looks at what is due, hands it to processes, and sees to what becomes of it."""

import os
import random
import secrets
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from kho.contracts.names import DatasetName
from kho.errors import KhoError
from kho.pipeline.opening import TROUBLES, open_workplace
from kho.pipeline.order import comes_after, readers
from kho.pipeline.runs import FileRunLog, Run, RunStatus
from kho.pipeline.set_aside import FileTroubles
from kho.pipeline.work.asking import clear
from kho.pipeline.work.clocks import Clocks
from kho.pipeline.work.doing import RUNS, memory_mb, share_mb
from kho.pipeline.work.heartbeat import OpenQueue, heartbeat
from kho.pipeline.work.journal import Herald, Journal
from kho.pipeline.work.judging import Fate, Judge, LeaseEndedError, TookTooLongError, Verdict, death
from kho.pipeline.work.lookout import Lookout
from kho.pipeline.work.pool import Died, News, Pool, Setting, Stepped, Task
from kho.pipeline.work.queue import Job, Order, Queue, Why
from kho.pipeline.work.reading import ProvinceReader, Reading
from kho.pipeline.work.stopping import Stop
from kho.pipeline.work.timetable import timetable
from kho.province.folder import Province
from kho.province.settings import WorkSettings

COMFORTABLE_MB = 500
"""Memory that one process should have."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Ground:
    """What a supervisor stands on. `opened` opens the same queue once more, for another thread."""

    folder: Path
    state: Path
    queue: Queue
    opened: OpenQueue
    clocks: Clocks
    journal: Journal
    stop: Stop


@dataclass(slots=True)
class _InHand:
    job: Job
    since: float
    cause: KhoError | None = None


class Supervisor:
    """Works until it is stopped. Several may work on one province; they share its queue."""

    def __init__(self, ground: Ground, *, processes: int) -> None:
        self._ground, self._queue, self._herald = ground, ground.queue, Herald(ground.journal)
        self._name = f"pid {os.getpid()} {secrets.token_hex(3)}"
        self._reader = ProvinceReader(ground.folder)
        self._reading: Reading | None = None
        self._told = ""
        self._lookout = Lookout(ground.queue, ground.clocks)
        self._pool = Pool(Setting(folder=ground.folder, state=ground.state, share=processes))
        self._in_hand: dict[int, _InHand] = {}
        self._growing = False
        self._next_look = self._now
        self._troubled = 0

    def work(self, *, once: bool) -> int:
        """Work until stopped; with `once` until nothing is left that can be done now.

        Gives how much there is that asks for a person: bad ends, and datasets that mistakes stop. Raises
        QueueFailedError.
        """
        self._herald.started(self._pool.size, share_mb(self._read().province, self._pool.size))
        with closing(self._pool), heartbeat(self._ground.opened, self._name, lambda: self._settings.lease):
            while not self._ground.stop.asked:
                self._look()
                self._recover()
                self._hand_out()
                if once and not self._in_hand and not self._growing:
                    break
                self._wait(self._next_look - self._now)
            if self._ground.stop.asked:
                self._wind_down()
        self._herald.stopped()
        return self._troubled + len(self._read().stopped)

    @property
    def _now(self) -> float:
        return self._ground.clocks.steady()

    @property
    def _settings(self) -> WorkSettings:
        return self._read().province.settings.work

    def _read(self) -> Reading:
        """The folder as it was at the last look."""
        if self._reading is None:
            self._reading = self._reader.current()
        return self._reading

    def _look(self) -> None:
        """Look at the folder, schedules and arrivals, where it is time."""
        if self._now < self._next_look:
            return
        self._read_anew()
        looked = self._lookout.look(self._read())
        for order in looked.queued:
            self._herald.queued(order)
        self._growing = bool(looked.growing)
        pause = self._settings.look
        self._next_look = self._now + (min(pause, self._settings.settle) if looked.growing else pause)

    def _read_anew(self) -> None:
        """Read the folder, and tell of its mistakes where it has changed."""
        self._reading = now = self._reader.current()
        if now.mark != self._told:
            self._told = now.mark
            self._herald.folder(now.problems, len(now.stopped))

    def _recover(self) -> None:
        """Take over what others lost, and decide what becomes of it."""
        for lost in self._queue.lost():
            job = self._queue.reclaim(lost, self._name, lease=self._settings.lease)
            if job is not None and lost.cut_off:
                self._queue.again(job, after=0, error=None, attempts=job.attempts)
            elif job is not None:
                self._settle(job, self._judge.died(job, LeaseEndedError(worker=lost.worker)))

    def _hand_out(self) -> None:
        """Give due jobs to free processes."""
        reading, lease = self._read(), self._settings.lease
        before = comes_after(reading.province)
        while self._pool.free:
            job = self._queue.claim(self._name, lease=lease, before=before, besides=reading.stopped.keys())
            if job is None:
                return
            self._herald.taken(job.order)
            self._in_hand[job.id] = _InHand(job, self._now)
            self._pool.give(Task(number=job.id, order=job.order))

    def _wait(self, seconds: float) -> None:
        """Wait for news, and see to it; end what takes too long."""
        for hand in self._in_hand.values():
            if hand.cause is None and self._now - hand.since > self._settings.limit:
                hand.cause = TookTooLongError(seconds=f"{self._settings.limit:g}")
                self._pool.kill(hand.job.id)
        for news in self._pool.wait(seconds, besides=[self._ground.stop.fileno()]):
            self._hear(news)

    def _hear(self, news: News) -> None:
        if isinstance(news, Stepped):
            return
        hand = self._in_hand.pop(news.number)
        if isinstance(news, Died):
            self._settle(hand.job, self._judge.died(hand.job, hand.cause or death(news.exit_code)))
            return
        self._herald.ended(hand.job.order, news.done)
        self._troubled += sum(run.status in {RunStatus.HELD, RunStatus.SET_ASIDE} for run in news.done.runs)
        self._settle(hand.job, self._judge.ended(hand.job, news.done), known=news.done.error is None)
        if any(run.status is RunStatus.LOADED for run in news.done.runs):
            self._follow(hand.job.order.dataset)

    def _follow(self, loaded: DatasetName) -> None:
        """Queue the models that read a dataset which was loaded."""
        province = self._read().province
        for name in readers(province, loaded):
            order = Order(dataset=name, why=Why.INPUTS)
            if timetable(province.datasets[name], model=True).on_arrival and self._queue.add(order):
                self._herald.queued(order)

    def _settle(self, job: Job, verdict: Verdict, *, known: bool = False) -> None:
        """Do with the job as the verdict says. `known`: why it failed was told with its runs."""
        for trouble in verdict.aside:
            self._herald.set_aside(trouble)
        self._troubled += verdict.fate is not Fate.DONE
        if verdict.fate is Fate.DONE:
            self._queue.done(job)
            clear(self._ground.state, job.order)
        elif verdict.fate is Fate.AGAIN:
            self._queue.again(job, after=verdict.wait, error=verdict.error, attempts=verdict.attempts)
            if verdict.error is not None and verdict.wait:
                self._herald.waiting(job.order, verdict.error, verdict.wait, known=known)
        elif verdict.error is not None:
            self._queue.give_up(job, verdict.error)
            self._herald.given_up(job.order, verdict.error, job.attempts, known=known)

    def _wind_down(self) -> None:
        """Let what is in hand finish within the grace; return the rest, uncounted."""
        self._herald.stopping(len(self._in_hand))
        self._ground.stop.heard()
        end = self._now + self._settings.grace
        while self._in_hand and self._now < end and self._ground.stop.asked == 1:
            self._wait(end - self._now)
        self._pool.close()
        for hand in self._in_hand.values():
            self._queue.again(hand.job, after=0, error=None, attempts=hand.job.attempts - 1)
            self._herald.returned(hand.job.order)

    def _record(self, run: Run) -> None:
        """Keep the end of a run whose process could not, and tell of it."""
        province, state = self._read().province, self._ground.state
        try:
            place = open_workplace(province, FileRunLog(state / RUNS), state=state, clock=self._ground.clocks.wall)
            place.record(run, place.contract(run.dataset))
        except KhoError:  # the dataset's next run ends it, and says what is wrong
            return

    @property
    def _judge(self) -> Judge:
        return Judge(
            settings=self._settings,
            runs=FileRunLog(self._ground.state / RUNS),
            record=self._record,
            troubles=FileTroubles(self._ground.state / TROUBLES),
            now=self._ground.clocks.wall,
            chance=random.random,
        )


def sensible_processes(province: Province) -> int:
    """As kho.toml says, else one for each processor, as far as each has memory enough."""
    comfortable = max(1, memory_mb(province) // COMFORTABLE_MB)
    return province.settings.work.processes or min(os.cpu_count() or 1, comfortable)
