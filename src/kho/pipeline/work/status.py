"""How the work stands: what is in hand, waits, was given up or set aside, and when what is due."""

from dataclasses import dataclass
from datetime import datetime

from pydantic import TypeAdapter

from kho.contracts.model import Contract
from kho.contracts.names import DatasetName
from kho.contracts.schedules import next_due
from kho.messages import Message
from kho.pipeline.set_aside import Trouble, Troubles
from kho.pipeline.work.queue import Job, Queue
from kho.pipeline.work.reading import Reading
from kho.pipeline.work.timetable import timetable
from kho.warehouse.tables import VIETNAM


@dataclass(frozen=True, kw_only=True, slots=True)
class Due:
    """A dataset's schedule, and when it is due next; None where no clock tells."""

    dataset: DatasetName
    schedule: str
    next: datetime | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Stopped:
    """A dataset that is not run until its mistakes are mended: how many, and the first."""

    dataset: DatasetName
    mistakes: int
    where: str
    what: Message


@dataclass(frozen=True, kw_only=True, slots=True)
class Status:
    """How the work stands at one moment."""

    jobs: tuple[Job, ...]
    aside: tuple[Trouble, ...]
    stopped: tuple[Stopped, ...]
    due: tuple[Due, ...]


def status(queue: Queue, troubles: Troubles, reading: Reading, now: datetime) -> Status:
    """How the work stands now. Raises QueueFailedError, BrokenTroubleRecordError."""
    return Status(
        jobs=tuple(queue.jobs()),
        aside=tuple(trouble for trouble in troubles.all() if trouble.since is not None),
        stopped=tuple(
            Stopped(dataset=name, mistakes=len(found), where=f"{found[0].file}:{found[0].line}", what=found[0].what)
            for name, found in sorted(reading.stopped.items())
        ),
        due=tuple(
            _due(contract, now, model=contract.name in reading.province.computed) for contract in reading.runnable
        ),
    )


def to_json(found: Status) -> str:
    """The status as indented JSON."""
    return TypeAdapter(Status).dump_json(found, indent=1).decode()


def _due(contract: Contract, now: datetime, *, model: bool) -> Due:
    table = timetable(contract, model=model)
    return Due(dataset=contract.name, schedule=table.text, next=next_due(table.crons, now.astimezone(VIETNAM)))
