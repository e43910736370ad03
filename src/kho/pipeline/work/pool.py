"""Processes that do one job at a time: whatever kills one of them takes that job alone."""

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from multiprocessing import connection, get_context, parent_process
from multiprocessing.context import SpawnProcess
from pathlib import Path
from typing import TYPE_CHECKING

from kho.contracts.names import DatasetName
from kho.pipeline.delivering import DUE
from kho.pipeline.progress import Step
from kho.pipeline.work.doing import Desk, Done
from kho.pipeline.work.queue import Order
from kho.pipeline.workplace import RunOptions
from kho.scratch import SCRATCH, sweep

if TYPE_CHECKING:
    from multiprocessing.connection import Connection  # generic for the type checker alone

TASKS = 200
"""After so many tasks a process is replaced: what leaks in native code is given back."""
IDLE = 60.0
"""A process without a task for so many seconds is ended: it holds memory that others may want."""
FIRST_TO_GO = "500"
"""Where memory runs out, the system ends a worker rather than who watches over it."""
NOT_THEIRS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
"""Signals to a whole group of processes: who watches over the workers decides when they end."""
_OOM = Path("/proc/self/oom_score_adj")


@dataclass(frozen=True, kw_only=True, slots=True)
class Setting:
    """Where workers work: the province folder, its state folder, and how many share the machine."""

    folder: Path
    state: Path
    share: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Task:
    """An order with the number that its news are told under."""

    number: int
    order: Order
    options: RunOptions = DUE


@dataclass(frozen=True, kw_only=True, slots=True)
class Stepped:
    """A task has come to a step."""

    number: int
    dataset: DatasetName
    step: Step
    rows: int | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Ended:
    """A task has ended and says what came of it."""

    number: int
    done: Done


@dataclass(frozen=True, kw_only=True, slots=True)
class Died:
    """A task's process is gone. `exit_code` as multiprocessing has it: negative for a signal."""

    number: int
    exit_code: int | None


News = Stepped | Ended | Died


@dataclass(slots=True)
class _Worker:
    process: SpawnProcess
    line: "Connection[Task, Stepped | Ended]"
    task: int | None = None
    tasks: int = 0
    idle_since: float = 0.0
    retired: bool = False

    @property
    def free(self) -> bool:
        """Whether it waits for a task."""
        return self.task is None and not self.retired

    def retire(self) -> None:
        """End the process, which has no task."""
        self.retired = True
        self.process.kill()


class Pool:
    """Up to `setting.share` worker processes, begun when they are needed."""

    def __init__(self, setting: Setting) -> None:
        self._setting = setting
        self._workers: list[_Worker] = []

    @property
    def size(self) -> int:
        """How many processes there are at most."""
        return self._setting.share

    @property
    def free(self) -> int:
        """How many tasks could be given now."""
        return self.size - len(self.busy)

    @property
    def busy(self) -> list[int]:
        """The numbers of the tasks in hand."""
        return [worker.task for worker in self._workers if worker.task is not None]

    def give(self, task: Task) -> None:
        """Give a task to a free worker. There must be one."""
        worker = next((each for each in self._workers if each.free), None) or self._begun()
        worker.task, worker.tasks = task.number, worker.tasks + 1
        try:
            worker.line.send(task)
        except OSError:  # it died while it was idle: `wait` finds it dead with this task
            return

    def wait(self, seconds: float, besides: Sequence[int] = ()) -> list[News]:
        """What the workers tell; returns at news, when a file descriptor of `besides` can be read, or after a time."""
        lines = {worker.line.fileno(): worker for worker in self._workers}
        ends = {worker.process.sentinel: worker for worker in self._workers}
        ready = connection.wait([*lines, *ends, *besides], timeout=max(0.0, seconds))
        numbers = [each for each in ready if isinstance(each, int)]
        told = [news for number in numbers if number in lines for news in _heard(lines[number])]
        self._relieve()
        return [*told, *(news for number in numbers if number in ends for news in self._buried(ends[number]))]

    def kill(self, number: int) -> None:
        """End the process that has the task in hand; `wait` tells of its death."""
        for worker in self._workers:
            if worker.task == number:
                worker.process.kill()

    def close(self) -> None:
        """End every process, wait until it is gone, and clear away what it worked with."""
        for worker in self._workers:
            worker.process.kill()
        for worker in self._workers:
            worker.process.join()
            worker.line.close()
        self._workers = []
        sweep(self._setting.state / SCRATCH)

    def _relieve(self) -> None:
        """End processes that have done much, or have had nothing to do for long."""
        for worker in self._workers:
            if worker.free and (worker.tasks >= TASKS or time.monotonic() - worker.idle_since > IDLE):
                worker.retire()

    def _begun(self) -> _Worker:
        context = get_context("spawn")
        ours, theirs = context.Pipe()
        process = context.Process(target=serve, args=(theirs, self._setting), name="kho-worker", daemon=True)
        before = signal.pthread_sigmask(signal.SIG_BLOCK, NOT_THEIRS)  # until it ignores them itself
        try:
            process.start()
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)
        theirs.close()
        worker = _Worker(process, ours)
        self._workers.append(worker)
        return worker

    def _buried(self, worker: _Worker) -> Iterator[Died]:
        """Let go of a dead worker, once its last words are heard."""
        self._workers.remove(worker)
        worker.process.join()
        worker.line.close()
        if worker.task is not None:
            yield Died(number=worker.task, exit_code=worker.process.exitcode)


def _heard(worker: _Worker) -> Iterator[Stepped | Ended]:
    """Everything the worker has said so far."""
    try:
        while worker.line.poll():
            news = worker.line.recv()
            if isinstance(news, Ended):
                worker.task, worker.idle_since = None, time.monotonic()
            yield news
    except (EOFError, OSError):  # it is gone: its sentinel tells
        return


def serve(line: "Connection[Stepped | Ended, Task]", setting: Setting) -> None:
    """Be a worker until the line is closed: take tasks, tell their steps and ends."""
    for each in NOT_THEIRS:
        signal.signal(each, signal.SIG_IGN)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, NOT_THEIRS)
    _go_first()
    threading.Thread(target=_end_with_parent, daemon=True).start()
    desk = Desk(setting.folder, setting.state, share=setting.share)
    while True:
        try:
            task = line.recv()
            done = desk.do(task.order, _Teller(line.send, task.number), task.options)
            line.send(Ended(number=task.number, done=done))
        except (EOFError, OSError):  # who gave the tasks is gone
            return


class _Teller:
    """Tells each step of a task as news."""

    def __init__(self, tell: "Callable[[Stepped | Ended], None]", number: int) -> None:
        self._tell, self._number = tell, number

    def step(self, dataset: DatasetName, step: Step, rows: int | None = None) -> None:
        """The dataset's delivery is at `step`."""
        self._tell(Stepped(number=self._number, dataset=dataset, step=step, rows=rows))


def _go_first() -> None:
    try:
        _OOM.write_text(FIRST_TO_GO, encoding="ascii")
    except OSError:  # another system, or not allowed: the system then chooses by itself
        return


def _end_with_parent() -> None:
    """A worker whose parent is gone ends at once: its lease runs out, and another takes the job."""
    parent = parent_process()
    if parent is not None:
        connection.wait([parent.sentinel])
        os._exit(1)
