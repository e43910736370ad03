"""Sees what is due by its schedule and what has arrived and is whole, and queues it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta

from kho.contracts.model import Contract
from kho.contracts.names import DatasetName
from kho.contracts.schedules import last_due
from kho.pipeline.refusals import as_told
from kho.pipeline.work.clocks import Clocks
from kho.pipeline.work.queue import Mark, Order, Queue, Why
from kho.pipeline.work.reading import Reading
from kho.pipeline.work.timetable import Timetable, timetable
from kho.sources import registry
from kho.warehouse.tables import VIETNAM

AHEAD = timedelta(days=1)
"""A mark so far in the future was made while the clock was wrong."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Looked:
    """What one look saw: the orders it queued, and the datasets whose files still grow."""

    queued: tuple[Order, ...]
    growing: tuple[DatasetName, ...]


@dataclass(frozen=True, slots=True)
class _Still:
    """What was seen of a dataset's folders, and since when (steady seconds) nothing else."""

    seen: str
    since: float


class Lookout:
    """Looks at schedules and folders; a missed schedule is due once, however often it was missed.

    What is due or has arrived is queued when the dataset's files have not changed for `settle` seconds of kho.toml.
    """

    def __init__(self, queue: Queue, clocks: Clocks) -> None:
        self._queue, self._clocks = queue, clocks
        self._still: dict[DatasetName, _Still] = {}

    def look(self, reading: Reading) -> Looked:
        """One look at all datasets that nothing stops. Raises QueueFailedError."""
        marks = self._queue.marks()
        queued: list[Order] = []
        growing: list[DatasetName] = []
        for contract in reading.runnable:
            order, whole = self._look(contract, reading, marks)
            queued += [] if order is None else [order]
            growing += [] if whole else [contract.name]
        return Looked(queued=tuple(queued), growing=tuple(growing))

    def _look(
        self, contract: Contract, reading: Reading, marks: Mapping[DatasetName, Mark]
    ) -> tuple[Order | None, bool]:
        """The order that was queued, and whether all that the dataset's folders hold is whole."""
        known, table = marks.get(contract.name), timetable(contract, model=contract.name in reading.province.computed)
        mark = self._begun(known, table)
        seen = self._seen(contract, reading)
        came = last_due(table.crons, self._clocks.wall().astimezone(VIETNAM))
        due = came is not None and came > mark.until
        arrived = table.on_arrival and seen not in {"", mark.seen}
        whole = not (due or arrived) or self._settled(contract.name, seen, reading)
        order = None
        if (due or arrived) and whole:
            order = Order(dataset=contract.name, why=Why.SCHEDULE if due else Why.ARRIVAL)
            mark = replace(mark, until=came if due and came else mark.until, seen=seen)
        if mark == known or self._queue.note(contract.name, known, mark, order):
            return order, whole
        return None, whole

    def _begun(self, known: Mark | None, table: Timetable) -> Mark:
        """The dataset's mark; a new one counts from now: a schedule just written waits for its time."""
        now = self._clocks.wall()
        if known is None or known.schedule != table.text:
            return Mark(schedule=table.text, until=now, seen="" if known is None else known.seen)
        return replace(known, until=now) if known.until > now + AHEAD else known

    def _seen(self, contract: Contract, reading: Reading) -> str:
        """What is in the dataset's folders, read under this text of its contract; empty where there is nothing."""
        if contract.name in reading.province.computed:
            return reading.texts[contract.name]
        there = [_look_into(contract, place) for place in range(len(contract.sources))]
        return " ".join([reading.texts[contract.name], *there]) if any(there) else ""

    def _settled(self, name: DatasetName, seen: str, reading: Reading) -> bool:
        now, before = self._clocks.steady(), self._still.get(name)
        if not seen:
            return True
        if before is None or before.seen != seen:
            before = self._still[name] = _Still(seen, now)
        return now - before.since >= reading.province.settings.work.settle


def _look_into(contract: Contract, place: int) -> str:
    """What one source has; empty for nothing and for what cannot be watched."""
    source = contract.sources[place]
    transport = registry.watched(source.transport)
    if transport is None or contract.folder is None:
        return ""
    try:
        return transport.seen(source, base=contract.folder)
    except Exception as error:  # noqa: BLE001 - queued like something new, so that the run tells it
        return as_told(error).code
