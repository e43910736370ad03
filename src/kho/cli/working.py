"""`kho work` as a person, or a log, sees it."""

import json
import logging
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path

import click
from rich.text import Text

from kho.cli.running import OneDatasetError
from kho.cli.session import Session, person
from kho.cli.views import Screen
from kho.contracts.names import DatasetName
from kho.messages import Language
from kho.pipeline.opening import TROUBLES
from kho.pipeline.report import when
from kho.pipeline.set_aside import FileTroubles
from kho.pipeline.work.asking import handed_over, retry
from kho.pipeline.work.clocks import Clocks
from kho.pipeline.work.journal import REASONS, Event, Journal, What, span
from kho.pipeline.work.queue import Job, Order, State, Why
from kho.pipeline.work.reading import ProvinceReader
from kho.pipeline.work.sqlite_queue import SqliteQueue
from kho.pipeline.work.status import Due, Status, Stopped, status, to_json
from kho.pipeline.work.stopping import stopped_by_signals
from kho.pipeline.work.supervisor import Ground, Supervisor, sensible_processes
from kho.pipeline.workplace import contract_named
from kho.warehouse.tables import VIETNAM

QUEUE = "queue.sqlite3"
"""The part of the state folder with the queue."""
STYLES = {
    What.WAITING: "yellow",
    What.GIVEN_UP: "red",
    What.SET_ASIDE: "red",
    What.MISTAKES: "red",
    What.MENDED: "green",
    What.QUEUED: "dim",
    What.TAKEN: "dim",
    What.NOTHING_NEW: "dim",
}


class Lines:
    """Tells events as calm lines on the terminal."""

    def __init__(self, screen: Screen, clocks: Clocks) -> None:
        self._screen, self._clocks = screen, clocks

    def tell(self, event: Event) -> None:
        """One line: when, which dataset, what."""
        now = self._clocks.wall().astimezone(VIETNAM)
        about = f"{event.dataset}  " if event.dataset else ""
        style = "red" if event.error is not None and event.what is What.RAN else STYLES.get(event.what, "")
        told = Text(self._screen.message(event.told), style=style)
        line = Text.assemble((f"{now:%H:%M:%S}  ", "dim"), (about, "bold"), told)
        self._screen.console.print(line, soft_wrap=True)


class JsonLines:
    """Tells events as one JSON object per line, for journald and its like."""

    def __init__(self, language: Language, clocks: Clocks) -> None:
        self._language, self._clocks = language, clocks

    def tell(self, event: Event) -> None:
        """One object: when, what, about which dataset, and the sentence."""
        run, error = event.run, event.error
        told = {
            "time": self._clocks.wall().isoformat(timespec="milliseconds"),
            "event": event.what.value,
            "dataset": str(event.dataset) if event.dataset else None,
            "run": run.id if run is not None else None,
            "status": run.status.value if run is not None else None,
            "code": error.code if error is not None else None,
            "message": event.told.in_(self._language),
        }
        given = {name: value for name, value in told.items() if value is not None}
        click.echo(json.dumps(given, ensure_ascii=False))


def work(session: Session, *, processes: int | None, once: bool, shape: str) -> int:
    """Work until stopped, or once. Returns 1 where something of `once` asks for a person.

    Raises NotAProvinceError, QueueFailedError.
    """
    clocks = Clocks()
    journal: Journal = Lines(Screen(session.language), clocks)
    if shape == "json":
        journal = JsonLines(session.language, clocks)
    with _queue(session, clocks) as queue, stopped_by_signals() as stop, _sources_quiet():
        ground = Ground(
            folder=session.folder,
            state=session.state,
            queue=queue,
            opened=lambda: _queue(session, clocks),
            clocks=clocks,
            journal=journal,
            stop=stop,
        )
        province = ProvinceReader(session.folder).current().province
        supervisor = Supervisor(ground, processes=processes or sensible_processes(province))
        return 1 if supervisor.work(once=once) and once else 0


@contextmanager
def _sources_quiet() -> Iterator[None]:
    """What a look passes over, the run tells."""
    sources = logging.getLogger("kho.sources")
    before = sources.level
    sources.setLevel(logging.ERROR)
    try:
        yield
    finally:
        sources.setLevel(before)


def add_orders(session: Session, names: Sequence[str], file: Path | None) -> None:
    """Queue datasets, or one file for one dataset. Raises OneDatasetError, UnknownDatasetError, QueueFailedError."""
    if file is not None and len(names) != 1:
        raise OneDatasetError(where="--file")
    province = ProvinceReader(session.province_folder()).current().province
    datasets = [contract_named(province, DatasetName.parse(name)).name for name in names]
    with _queue(session, Clocks()) as queue:
        for dataset in datasets:
            order = Order(dataset=dataset, why=Why.HAND, by=person())
            if file is not None:
                order = handed_over(session.state, dataset, file, by=person())
            _say_queued(session, order, new=queue.add(order))


def retry_stuck(session: Session, names: Sequence[str]) -> None:
    """Try again what is stuck. Raises NothingToRetryError, QueueFailedError."""
    chosen = [DatasetName.parse(name) for name in names]
    with _queue(session, Clocks()) as queue:
        for order in retry(queue, FileTroubles(session.state / TROUBLES), chosen, by=person()):
            _say_queued(session, order, new=True)


def show_status(session: Session, shape: str) -> None:
    """Show how the work stands, as text or JSON. Raises QueueFailedError."""
    clocks = Clocks()
    reading = ProvinceReader(session.province_folder()).current()
    with _queue(session, clocks) as queue:
        found = status(queue, FileTroubles(session.state / TROUBLES), reading, clocks.wall())
    if shape == "json":
        click.echo(to_json(found))
    else:
        _Board(Screen(session.language)).show(found)


@contextmanager
def _queue(session: Session, clocks: Clocks) -> Iterator[SqliteQueue]:
    session.province_folder()
    with closing(SqliteQueue(session.state / QUEUE, clocks)) as queue:
        yield queue


def _say_queued(session: Session, order: Order, *, new: bool) -> None:
    screen, about = Screen(session.language), f"{order.dataset}{f' ({order.file.name})' if order.file else ''}"
    if new:
        screen.say(f"Đã xếp hàng: {about}", f"Queued: {about}", "green")
    else:
        screen.say(f"Đang chờ sẵn, nay được chạy ngay: {about}", f"It waits already, and is due now: {about}")


class _Board:
    """The status as tables, one for each kind of thing that there is."""

    def __init__(self, screen: Screen) -> None:
        self._screen = screen

    def show(self, found: Status) -> None:
        """Everything, what asks for a person first."""
        self._aside(found)
        self._stopped(found.stopped)
        self._jobs(
            "Đã thôi thử (thử lại: kho work retry)",
            "Given up (again: kho work retry)",
            [job for job in found.jobs if job.state is State.GIVEN_UP],
        )
        self._in_hand([job for job in found.jobs if job.state is State.IN_HAND])
        self._jobs("Đang chờ", "Waiting", [job for job in found.jobs if job.state is State.WAITING])
        self._due(found.due)

    def _aside(self, found: Status) -> None:
        columns = [("bộ dữ liệu", "dataset", False), ("tệp", "file", False), ("từ", "since", False)]
        rows = [[str(each.dataset), each.delivery.name, _moment(each.since)] for each in found.aside]
        if rows:
            self._title("Để riêng, chờ người xem (thử lại: kho work retry)", "Set aside (again: kho work retry)")
            self._screen.table(columns, rows)
            for each in found.aside:
                self._screen.console.print(Text(f"  {self._screen.message(each.error.line())}", style="dim"))

    def _stopped(self, stopped: Sequence[Stopped]) -> None:
        columns = [("bộ dữ liệu", "dataset", False), ("số lỗi", "mistakes", True), ("lỗi đầu", "the first", False)]
        rows = [[str(each.dataset), str(each.mistakes), self._screen.message(each.what)] for each in stopped]
        if rows:
            self._title("Bị dừng vì còn lỗi (xem kho check)", "Stopped by mistakes (see kho check)")
            self._screen.table(columns, rows)

    def _in_hand(self, jobs: Sequence[Job]) -> None:
        columns = [("bộ dữ liệu", "dataset", False), ("lần", "attempt", True), ("từ", "since", False)]
        columns += [("tiến trình", "process", False)]
        rows = [[_about(job), str(job.attempts), _moment(job.since), job.worker] for job in jobs]
        if rows:
            self._title("Đang chạy", "Running")
            self._screen.table(columns, rows)

    def _jobs(self, vi: str, en: str, jobs: Sequence[Job]) -> None:
        columns = [("bộ dữ liệu", "dataset", False), ("vì", "because", False), ("chờ thêm", "wait", False)]
        columns += [("đã thử", "tried", True), ("lần trước", "last time", False)]
        if jobs:
            self._title(vi, en)
            self._screen.table(columns, [self._job(job) for job in jobs])

    def _job(self, job: Job) -> list[str | Text]:
        say = self._screen.message
        wait = say(span(job.wait)) if job.wait else ""
        error = say(job.error.line()) if job.error else ""
        return [_about(job), say(REASONS[job.order.why]), wait, str(job.attempts), error]

    def _due(self, due: Sequence[Due]) -> None:
        columns = [("bộ dữ liệu", "dataset", False), ("lịch", "schedule", False), ("lần tới", "next", False)]
        self._title("Lịch", "Schedules")
        self._screen.table(columns, [[str(each.dataset), each.schedule, _moment(each.next)] for each in due])

    def _title(self, vi: str, en: str) -> None:
        self._screen.say(f"\n{vi}", f"\n{en}", "bold")


def _about(job: Job) -> str:
    return f"{job.order.dataset} ({job.order.file.name})" if job.order.file else str(job.order.dataset)


def _moment(moment: datetime | None) -> str:
    return when(moment) if moment is not None else ""
