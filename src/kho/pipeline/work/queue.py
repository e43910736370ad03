"""The queue of `kho work`: what is to be run, who has it in hand, and until when it is theirs.

One machine, several processes. A dataset has at most one order that waits and one that is in hand.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from kho.contracts.names import DatasetName
from kho.errors import KhoError
from kho.messages import Message
from kho.pipeline.runs import RunError

Before = Mapping[DatasetName, Collection[DatasetName]]
"""For each dataset those that run before it where both are due."""


class Why(StrEnum):
    """What asked for a run."""

    ARRIVAL = "arrival"
    SCHEDULE = "schedule"
    HAND = "hand"
    INPUTS = "inputs"
    """A dataset that it is made from was loaded."""


class State(StrEnum):
    """Where a piece of work stands."""

    WAITING = "waiting"
    IN_HAND = "in hand"
    GIVEN_UP = "given up"
    """Tried as often as is sensible; it waits for a person, or for something new to arrive."""


class QueueFailedError(KhoError):
    """The queue's file cannot be read or written."""

    code = "KHO-R711"
    what = Message(vi="Không dùng được hàng đợi: {reason}.", en="The queue cannot be used: {reason}.")
    mend = Message(
        vi="Kiểm tra đĩa còn chỗ và quyền ghi. Nếu tệp đã hỏng: dừng mọi `kho work`, xoá tệp rồi chạy lại; "
        "dữ liệu không mất, các tệp trao tay còn trong .kho/handed.",
        en="Check that the disk has room and may be written. If the file is broken: stop every `kho work`, remove the "
        "file and start again; no data is lost, files handed over are still in .kho/handed.",
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class Order:
    """A dataset to run: what is due of it; or one `file` that `by` handed over; or what an earlier `run` brought."""

    dataset: DatasetName
    why: Why
    file: Path | None = None
    by: str = ""
    run: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Job:
    """An order in the queue. `attempts` counts this one where it is in hand. `wait` is in seconds, from now.

    `worker` and `since` say who has it in hand; `error` is how the last attempt ended. `cut_off`: it was in hand when
    the machine itself went down, an attempt that `attempts` does not count.
    """

    id: int
    order: Order
    state: State
    queued: datetime
    wait: float
    attempts: int
    worker: str = ""
    since: datetime | None = None
    error: RunError | None = None
    cut_off: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Mark:
    """Up to where a dataset's schedule was followed (`until`), and what had been `seen` of its folders by then.

    `schedule` is the schedule's text: under another one the counting begins anew.
    """

    schedule: str
    until: datetime
    seen: str = ""


class Queue(Protocol):
    """Where orders wait. Every method is one transaction; all raise QueueFailedError."""

    def add(self, order: Order) -> bool:
        """Queue an order, due at once; False where the same one waits already, which then is due at once."""

    def note(self, dataset: DatasetName, before: Mark | None, after: Mark, order: Order | None) -> bool:
        """Move a dataset's mark and queue the order with it; False where another process moved the mark meanwhile."""

    def marks(self) -> Mapping[DatasetName, Mark]:
        """The marks of all datasets."""

    def claim(self, worker: str, *, lease: float, before: Before, besides: Collection[DatasetName]) -> Job | None:
        """Take the job that is due longest in hand for `lease` seconds; None where nothing can be begun now.

        A dataset in hand, one of `besides`, and one that comes after another that is due or in hand, is passed over.
        """

    def renew(self, worker: str, *, lease: float) -> None:
        """Everything that the worker has in hand is theirs for `lease` seconds from now."""

    def done(self, job: Job) -> None:
        """The job ended well. Like the next three, it does nothing where the lease was lost."""

    def again(self, job: Job, *, after: float, error: RunError | None, attempts: int) -> None:
        """The job is to be tried again in `after` seconds, counted as tried so often."""

    def give_up(self, job: Job, error: RunError) -> None:
        """The job is not tried again by itself."""

    def lost(self) -> list[Job]:
        """Jobs in hand of workers whose lease has ended, or who worked before the machine started anew.

        They stay in hand until `reclaim`.
        """

    def reclaim(self, job: Job, worker: str, *, lease: float) -> Job | None:
        """Take a lost job in hand, not counted as another attempt; None where another process was quicker."""

    def jobs(self) -> list[Job]:
        """Every job, those in hand first, then by when they are due."""
