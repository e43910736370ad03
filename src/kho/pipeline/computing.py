"""The way of a dataset that is computed from others, a model or a match, up to the checks and load of a delivery."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from kho.contracts.model import Contract, Source
from kho.contracts.names import DatasetName
from kho.errors import KhoError
from kho.messages import Message
from kho.pipeline.processing import Job, Sent, process
from kho.pipeline.refusals import as_told
from kho.pipeline.runs import Delivery, InputRead, Run, RunError, RunStatus
from kho.pipeline.workplace import Workplace
from kho.warehouse.tables import TableRef

ENDED_WELL = frozenset({RunStatus.LOADED, RunStatus.UNCHANGED, RunStatus.RUNNING, RunStatus.WAITING})
TAKEN = frozenset({RunStatus.LOADED, RunStatus.HELD})
"""Ends after which the same query over the same rows need not be run again."""
STILL = frozenset({"compact"})
"""What makes a version and changes no row."""


class WaitingError(KhoError):
    """A table is to be read that no delivery has made yet."""

    code = "KHO-R610"
    what = Message(vi="Đợi: chưa có bảng {missing}.", en="Waiting: there is no table {missing} yet.")
    mend = Message(
        vi="Không cần làm gì: lượt `kho run` sau khi bảng đó được nạp sẽ chạy.",
        en="Nothing: the next `kho run` after that table is loaded runs it.",
    )


class MissingColumnError(KhoError):
    """A table was last loaded under a contract that had fewer columns."""

    code = "KHO-R611"
    what = Message(
        vi="Bảng {dataset} (phiên bản {version}) chưa có cột “{column}” mà cam kết đã thêm.",
        en="The table {dataset} (version {version}) does not have the column “{column}” yet, which its contract added.",
    )
    mend = Message(vi="Nạp lại: `kho run {dataset} --again`.", en="Load it again: `kho run {dataset} --again`.")


@dataclass(frozen=True, kw_only=True, slots=True)
class Computed:
    """What is computed: `source` and `file` stand for it in its runs, `inputs` are the datasets that it reads.

    `answer` gives the run with what was read, and the rows as a file; None where both are as they were.
    """

    source: str
    file: str
    inputs: Sequence[DatasetName]
    answer: Callable[[Run], tuple[Run, Path] | None]


def run_computed(job: Job, computed: Computed) -> Iterator[Run]:
    """Compute a dataset under its lock: one run, `unchanged` where nothing of it or of what it reads is another.

    Where a table that it reads is not there yet, the run is `waiting` and leaves no record.
    """
    place, run = job.place, _begun(job, computed)
    if missing := missing_inputs(place, computed.inputs):
        told = RunError.of(WaitingError(where=computed.file, missing=", ".join(map(str, missing))))
        yield replace(run.ending(RunStatus.WAITING, at=place.clock()), error=told)
        return
    try:
        made = computed.answer(run)
    except Exception as error:  # noqa: BLE001 - told with its reason in the run's record, and other datasets go on
        ended = run.failing(as_told(error), at=place.clock())
        place.record(ended, job.contract)
        yield ended
        return
    if made is None:
        yield run.ending(RunStatus.UNCHANGED, at=place.clock())
        return
    run, answer = made
    yield process(job, Source(name=computed.source, transport="local", format="parquet"), run, Sent(file=answer))


def missing_inputs(place: Workplace, inputs: Sequence[DatasetName]) -> list[DatasetName]:
    """The datasets among these that have no table yet."""
    return [name for name in inputs if not place.warehouse.exists(TableRef.of(place.contract(name)))]


def _begun(job: Job, computed: Computed) -> Run:
    now = job.place.clock()
    return Run(
        id=job.place.new_run_id(job.contract.name, now),
        dataset=job.contract.name,
        contract_version=job.contract.version,
        status=RunStatus.RUNNING,
        started=now,
        engine=job.place.engine.name,
        delivery=Delivery(source=computed.source, name=computed.file, origin=computed.file, received=now),
    )


def input_read(place: Workplace, name: DatasetName, version: int) -> InputRead:
    """A table as it is read at a version: since when its rows are as they are, and whether newer ones failed."""
    newest = next((run for run in place.runs.newest(name) if run.status is not RunStatus.UNCHANGED), None)
    behind = newest.status if newest is not None and newest.status not in ENDED_WELL else None
    return InputRead(dataset=name, version=version, changed=_changed(place, name, version), behind=behind)


def _changed(place: Workplace, name: DatasetName, version: int) -> int:
    """The newest version, up to this one, in which a row is another than before."""
    versions = [each for each in place.warehouse.versions(TableRef.of(place.contract(name))) if each.version <= version]
    for each in versions:
        counts = (each.inserted, each.updated, each.deleted)
        if each.what not in STILL and counts != (0, 0, 0):
            return each.version
    return versions[-1].version if versions else version


def is_done(place: Workplace, contract: Contract, run: Run) -> bool:
    """Whether the table's last load was of this very query, or match, over these rows."""
    for earlier in place.runs.newest(contract.name):
        if earlier.status in TAKEN:
            return earlier.delivery.sha256 == run.delivery.sha256
    return False
