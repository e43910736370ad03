"""What `kho work` tells while it works."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from kho.contracts.model import Problem
from kho.contracts.names import DatasetName
from kho.messages import Language, Message
from kho.pipeline.report import STATUS, number
from kho.pipeline.runs import Run, RunError, RunStatus
from kho.pipeline.set_aside import Trouble
from kho.pipeline.work.doing import Done
from kho.pipeline.work.queue import Order, Why


class What(StrEnum):
    """What happened."""

    STARTED = "started"
    QUEUED = "queued"
    TAKEN = "taken"
    RAN = "ran"
    NOTHING_NEW = "nothing new"
    WAITING = "waiting"
    GIVEN_UP = "given up"
    SET_ASIDE = "set aside"
    MISTAKES = "mistakes"
    MENDED = "mended"
    STOPPING = "stopping"
    RETURNED = "returned"
    STOPPED = "stopped"


@dataclass(frozen=True, kw_only=True, slots=True)
class Event:
    """One thing that happened, in a sentence; what it is about, where it is about something."""

    what: What
    told: Message
    dataset: DatasetName | None = None
    run: Run | None = None
    error: RunError | None = None
    problems: tuple[Problem, ...] = ()


class Journal(Protocol):
    """Where events are told."""

    def tell(self, event: Event) -> None:
        """It has just happened."""


REASONS = {
    Why.ARRIVAL: Message("có tệp mới", "something has arrived"),
    Why.SCHEDULE: Message("đến giờ", "it is due"),
    Why.HAND: Message("có người yêu cầu", "a person asked for it"),
    Why.INPUTS: Message("dữ liệu đầu vào vừa nạp", "its inputs were loaded"),
}
_STARTED = Message(
    "Bắt đầu làm việc. Số tiến trình: {processes}, mỗi tiến trình {memory} MB bộ nhớ cho máy xử lý.",
    "At work. Processes: {processes}, each with {memory} MB of memory for the engine.",
)
_QUEUED = Message("xếp hàng: {why}", "queued: {why}")
_TAKEN = Message("đang chạy", "running")
_FAILED = Message("{status}: {name}: {why}", "{status}: {name}: {why}")
_COUNTED = Message(
    "{status}: {name}: đọc {read}, nhận {accepted}, cách ly {quarantined}",
    "{status}: {name}: {read} read, {accepted} accepted, {quarantined} quarantined",
)
_NOTHING_NEW = Message("không có gì mới", "nothing new")
_WAITING = Message("{why}Thử lại sau {wait}.", "{why}Tried again in {wait}.")
_GIVEN_UP = Message(
    "{why}Đã thử {attempts} lần, không tự thử nữa: `kho work retry {dataset}`.",
    "{why}Tried {attempts} times, not again by itself: `kho work retry {dataset}`.",
)
_MISTAKES = Message(
    "Thư mục tỉnh có {count} lỗi; {stopped} bộ dữ liệu bị dừng cho đến khi sửa. Lỗi đầu: {file}:{line} {first}",
    "Mistakes in the folder: {count}. Datasets stopped until they are mended: {stopped}. The first: "
    "{file}:{line} {first}",
)
_MENDED = Message("Thư mục tỉnh đã hết lỗi.", "The folder has no mistakes any more.")
_STOPPING = Message("Đang dừng: chờ {count} việc chạy nốt.", "Stopping: {count} pieces of work in hand may finish.")
_RETURNED = Message("chưa xong, trả lại hàng đợi", "not finished, returned to the queue")
_STOPPED = Message("Đã dừng.", "Stopped.")


class Herald:
    """Turns what happens into events, and tells them."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._mistaken = False

    def started(self, processes: int, memory: int) -> None:
        """Work begins."""
        self._tell(What.STARTED, _filled(_STARTED, processes=processes, memory=memory))

    def queued(self, order: Order) -> None:
        """An order was queued."""
        self._tell(What.QUEUED, _filled(_QUEUED, why=REASONS[order.why]), order.dataset)

    def taken(self, order: Order) -> None:
        """A process has an order in hand."""
        self._tell(What.TAKEN, _TAKEN, order.dataset)

    def ended(self, order: Order, done: Done) -> None:
        """What came of an order, run by run."""
        told = [run for run in done.runs if run.status is not RunStatus.UNCHANGED]
        for run in told:
            self._journal.tell(Event(what=What.RAN, told=_of(run), dataset=run.dataset, run=run, error=run.error))
        if not told and done.error is None:
            self._tell(What.NOTHING_NEW, _NOTHING_NEW, order.dataset)

    def set_aside(self, trouble: Trouble) -> None:
        """A delivery was set aside."""
        error = RunError.of(trouble.told())
        told = Message(f"{error.what.vi}\n  → {error.mend.vi}", f"{error.what.en}\n  → {error.mend.en}")
        self._tell(What.SET_ASIDE, told, trouble.dataset, error)

    def waiting(self, order: Order, error: RunError, wait: float, *, known: bool) -> None:
        """An order is tried again after a wait. `known`: why was told with a run just now."""
        told = _filled(_WAITING, why=_why(error, known=known), wait=span(wait))
        self._tell(What.WAITING, told, order.dataset, error)

    def given_up(self, order: Order, error: RunError, attempts: int, *, known: bool) -> None:
        """An order is not tried again by itself. `known`: why was told with a run just now."""
        told = _filled(_GIVEN_UP, why=_why(error, known=known), attempts=attempts, dataset=order.dataset)
        self._tell(What.GIVEN_UP, told, order.dataset, error)

    def folder(self, problems: tuple[Problem, ...], stopped: int) -> None:
        """The folder was read anew: with mistakes, or without any after it had some."""
        if problems:
            first = problems[0]
            place = {"file": first.file.name, "line": first.line, "first": first.what}
            told = _filled(_MISTAKES, count=len(problems), stopped=stopped, **place)
            self._journal.tell(Event(what=What.MISTAKES, told=told, problems=problems))
        elif self._mistaken:
            self._tell(What.MENDED, _MENDED)
        self._mistaken = bool(problems)

    def stopping(self, in_hand: int) -> None:
        """Nothing more is begun."""
        self._tell(What.STOPPING, _filled(_STOPPING, count=in_hand))

    def returned(self, order: Order) -> None:
        """An order in hand could not be finished and was put back."""
        self._tell(What.RETURNED, _RETURNED, order.dataset)

    def stopped(self) -> None:
        """Work has ended."""
        self._tell(What.STOPPED, _STOPPED)

    def _tell(
        self, what: What, told: Message, dataset: DatasetName | None = None, error: RunError | None = None
    ) -> None:
        self._journal.tell(Event(what=what, told=told, dataset=dataset, error=error))


def span(seconds: float) -> Message:
    """A time to wait, as people say it."""
    minute, hour = 60, 3600
    if seconds < 2 * minute:
        return Message(f"{seconds:.0f} giây", f"{seconds:.0f} seconds")
    if seconds < 2 * hour:
        return Message(f"{seconds / minute:.0f} phút", f"{seconds / minute:.0f} minutes")
    return Message(f"{seconds / hour:.0f} giờ", f"{seconds / hour:.0f} hours")


def _why(error: RunError, *, known: bool) -> Message:
    line = error.line()
    return Message("", "") if known else Message(f"{line.vi} ", f"{line.en} ")


def _of(run: Run) -> Message:
    name = run.delivery.name or run.delivery.source or str(run.dataset)
    if run.error is not None:
        return _filled(_FAILED, status=STATUS[run.status], name=name, why=run.error.line())
    return Message(vi=_counted(run, name, "vi"), en=_counted(run, name, "en"))


def _counted(run: Run, name: str, language: Language) -> str:
    counts = {count: number(getattr(run, count), language) for count in ("read", "accepted", "quarantined")}
    return _COUNTED.in_(language).format(status=STATUS[run.status].in_(language), name=name, **counts)


def _filled(message: Message, **fields: object) -> Message:
    """The sentence with its fields; one that is itself a message is told in the sentence's language."""
    vi = {name: each.vi if isinstance(each, Message) else each for name, each in fields.items()}
    en = {name: each.en if isinstance(each, Message) else each for name, each in fields.items()}
    return Message(vi=message.vi.format_map(vi), en=message.en.format_map(en))
