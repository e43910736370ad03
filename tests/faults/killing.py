"""Runs of `kho` in forked processes that are killed at a chosen instant, and what step each was at then.

A process of this module imports all that `kho run` needs once and uses none of it, so that it has no thread; each run
is then a fork, which begins at once. What may start a thread is done in forks too (`forked`).
"""

import gc
import importlib
import mmap
import os
import pickle
import select
import signal
import sys
import time
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import sqlglot
from tests.faults.file_changes import changes_in

T = TypeVar("T")
NEEDED = (
    "kho.cli.commands.run",
    "kho.cli.running",
    "kho.engines.duckdb",
    "kho.engines.duckdb.engine",
    "kho.pipeline.lineage.events",
    "kho.pipeline.modelling",
    "kho.pipeline.opening",
    "kho.pipeline.order",
    "kho.sources.formats.delimited",
    "kho.sources.transports.local",
    "kho.warehouse.warehouse",
)
PLACES = {
    "begin": ("kho.cli.running:run_all",),
    "quarantine": ("kho.warehouse.warehouse:Warehouse.quarantine",),
    "store": ("kho.warehouse.parts:put",),
    "commit": ("kho.warehouse.commit:_create", "kho.warehouse.commit:_change"),
    "describe": ("kho.warehouse.commit:_describe",),
    "record": ("kho.pipeline.runs:FileRunLog.save",),
    "lineage": ("kho.pipeline.lineage.keeping:LineageFiles.tell",),
    "report": ("kho.cli.views:Screen.summary",),
}
"""Where steps are that progress does not tell: functions, wrapped so that each says when it is at work."""
TOLD = ("fetch", "land", "decode", "verify", "load", "profile", "transform")
"""Steps that progress tells."""
STEPS = ("start", *PLACES, *TOLD)
LOOK = 0.0002
PATIENCE = 120.0
_AT = mmap.mmap(-1, 2)
"""The step each of up to two runs is at, shared with the forks."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Aim:
    """When to kill: `seconds` after the run began, or after it came to a step, or at so many changes on the disk."""

    seconds: float = 0.0
    step: str = ""
    changes: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Ended:
    """How a run ended: its exit code (negative: the signal), the step it was at, what it said, how others ended."""

    code: int
    step: str
    said: str
    others: tuple[int, ...] = ()

    @property
    def killed(self) -> bool:
        """Whether it was killed before it had ended by itself."""
        return self.code == -signal.SIGKILL


@dataclass(frozen=True, kw_only=True, slots=True)
class Measured:
    """An undisturbed run: its length and each step's in seconds, its changes on the disk, what it said."""

    code: int
    seconds: float
    steps: dict[str, float]
    changes: int
    said: str


@dataclass(kw_only=True, slots=True)
class _Process:
    """A forked run."""

    pid: int
    slot: int
    handle: int
    code: int | None = field(default=None)

    def ended(self, timeout: float = 0.0) -> bool:
        """Whether it has ended, after waiting for so many seconds."""
        return bool(select.select([self.handle], [], [], timeout)[0])

    def step(self) -> str:
        return STEPS[_AT[self.slot]]

    def kill(self) -> None:
        os.kill(self.pid, signal.SIGKILL)

    def result(self) -> int:
        """Wait for its end; gives its exit code."""
        if self.code is None:
            self.code = os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])
            os.close(self.handle)
        return self.code


def ready() -> None:
    """Import everything a run needs, and have the steps told."""
    for module in NEEDED:
        importlib.import_module(module)
    for step, places in PLACES.items():
        for place in places:
            _wrap(place, STEPS.index(step))
    _wrap_progress()
    sqlglot.parse_one("select 1", read="duckdb")
    gc.freeze()  # what is there already is not written to by a fork's collector, so it is not copied


_slot = 0


def _wrap(place: str, number: int) -> None:
    module, _, path = place.partition(":")
    holder = importlib.import_module(module)
    *outer, name = path.split(".")
    for part in outer:
        holder = getattr(holder, part)
    original = getattr(holder, name)

    def call(*args: Any, **options: Any) -> Any:
        before, _AT[_slot] = _AT[_slot], number
        result = original(*args, **options)
        _AT[_slot] = before
        return result

    setattr(holder, name, call)


def _wrap_progress() -> None:
    from kho.cli.running import Bar

    original = Bar.step

    def step(self: Bar, dataset: Any, step: Any, rows: int | None = None) -> None:
        _AT[_slot] = STEPS.index(step)
        original(self, dataset, step, rows)

    Bar.step = step  # type: ignore[method-assign]


def forked(work: Callable[[], T]) -> T:
    """What the work gives, done in a fork. Raises RuntimeError with its traceback where it fails."""
    near, far = os.pipe()
    pid = os.fork()
    if pid == 0:
        _in_fork(lambda: _answer(far, work))
    os.close(far)
    with open(near, "rb") as told:  # noqa: PTH123 - a file descriptor
        answer = told.read()
    os.waitpid(pid, 0)
    done, value = pickle.loads(answer) if answer else (False, "the fork died")  # noqa: S301 - our own fork said it
    if not done:
        raise RuntimeError(value)
    return value  # type: ignore[no-any-return]


def _answer(far: int, work: Callable[[], T]) -> None:
    try:
        answer = (True, work())
    except BaseException:  # noqa: BLE001 - told to who asked, with its traceback
        answer = (False, traceback.format_exc())
    with open(far, "wb") as told:
        pickle.dump(answer, told)


def _in_fork(work: Callable[[], None]) -> None:
    """Do the work and end the process, whatever happens: what comes after the fork is the parent's."""
    try:
        work()
    finally:
        os._exit(0)


def _begin(folder: Path, words: Sequence[str], slot: int = 0) -> _Process:
    _AT[slot] = 0
    pid = os.fork()
    if pid == 0:
        _run(folder, words, slot)
    return _Process(pid=pid, slot=slot, handle=os.pidfd_open(pid))


def _run(folder: Path, words: Sequence[str], slot: int) -> None:
    global _slot  # noqa: PLW0603 - a fork is one run
    _slot = slot
    code = 70
    said = os.open(_said(folder, slot), os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    os.dup2(said, 1)
    os.dup2(said, 2)
    sys.stdout, sys.stderr = (open(number, "w", encoding="utf-8", closefd=False) for number in (1, 2))  # noqa: SIM115 - to the end
    sys.argv = ["kho", "-C", str(folder), "--lang", "en", *words]
    try:
        from kho.cli.main import main

        main()
        code = 0
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else int(end.code is not None)
    except BaseException:  # noqa: BLE001 - told as the interpreter would
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _said(folder: Path, slot: int) -> Path:
    return folder.with_name(f"{folder.name}.said-{slot}")


def run(folder: Path, *words: str) -> Ended:
    """Run `kho` to its end."""
    process = _begin(folder, words)
    return _ended(process, folder)


def run_killed(folder: Path, words: Sequence[str], aim: Aim, *, contended: bool = False) -> Ended:
    """Run `kho` and kill it where it is aimed at; `contended`: beside another that runs the same, to its end."""
    with changes_in(folder) as changes:
        process = _begin(folder, words)
        others = [_begin(folder, words, slot=1)] if contended else []
        _wait_for(process, aim, changes)
        process.kill()
        step = process.step()
        for other in others:
            _within_patience(other)
        ended = _ended(process, folder)
    codes = tuple(other.result() for other in others)
    return Ended(code=ended.code, step=step, said=ended.said, others=codes)


def _wait_for(process: _Process, aim: Aim, changes: Any) -> None:
    if aim.changes:
        counted = 0
        while counted < aim.changes and not process.ended():
            select.select([changes, process.handle], [], [])
            counted += changes.seen()
        return
    if aim.step:
        while process.step() != aim.step and not process.ended():
            time.sleep(LOOK)
    process.ended(aim.seconds)


def measure(folder: Path, *words: str) -> Measured:
    """Run `kho` undisturbed, and see how long each step takes."""
    with changes_in(folder) as changes:
        began = last = time.monotonic()
        process = _begin(folder, words)
        steps: dict[str, float] = {}
        count = 0
        while not process.ended():
            now = time.monotonic()
            steps[process.step()] = steps.get(process.step(), 0.0) + now - last
            last = now
            count += changes.seen()
            time.sleep(LOOK)
        seconds = time.monotonic() - began
        count += changes.seen()
    ended = _ended(process, folder)
    return Measured(code=ended.code, seconds=seconds, steps=steps, changes=count, said=ended.said)


def _ended(process: _Process, folder: Path) -> Ended:
    _within_patience(process)
    step = process.step()
    said = _said(folder, process.slot).read_text(encoding="utf-8", errors="replace")
    return Ended(code=process.result(), step=step, said=said)


def _within_patience(process: _Process) -> None:
    if not process.ended(PATIENCE):
        process.kill()
