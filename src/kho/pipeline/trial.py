"""A trial: a file read and checked exactly as a run does, with nothing of it kept in the warehouse.

What came of it lies in a folder of the caller's until that is removed: the run's record, the rows that would be loaded,
those that would be quarantined, and what the load would change. It is in no run log and no lineage.
"""

import shutil
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds
import pyarrow.parquet as pq
from pydantic import TypeAdapter, ValidationError

from kho.contracts.model import Contract
from kho.contracts.names import DatasetName
from kho.errors import KhoError
from kho.messages import Message
from kho.pipeline.delivering import handed_over, read_twice, refuse_computed
from kho.pipeline.examples import findings_of
from kho.pipeline.files import write_atomically
from kho.pipeline.processing import Job, Sent, check, delivery_day, is_held
from kho.pipeline.progress import Progress
from kho.pipeline.refusals import as_told
from kho.pipeline.runs import Delivery, Run, RunStatus
from kho.pipeline.staging import told_by_name
from kho.pipeline.workplace import RunOptions, Workplace
from kho.quality.cells import PART, ROW, text_column
from kho.quality.findings import Finding
from kho.quality.plan import CheckPlan
from kho.warehouse import corrections
from kho.warehouse.corrections import CorrectedRow, Corrections
from kho.warehouse.landing import sha256_of
from kho.warehouse.trying import Expected

RECORD, GOOD, BAD, WORK = "trial.json", "good", "bad.parquet", "work"
TRIAL = "trial"
"""The id of a trial's run: it is in no run log."""


class NoTrialError(KhoError):
    """The folder holds no trial that can be read."""

    code = "KHO-R721"
    what = Message(
        vi="Không đọc được kết quả kiểm tra thử: {reason}.", en="What the trial found cannot be read: {reason}."
    )
    mend = Message(vi="Kiểm tra lại đợt gửi này từ đầu.", en="Check the delivery again from the start.")


@dataclass(frozen=True, kw_only=True, slots=True)
class Handed:
    """A file that a person hands over: where it lies, the name its sender gave it, who sent it.

    `sha256` where it is known; `corrected` are the cells that were corrected in it.
    """

    file: Path
    name: str
    by: str
    sha256: str = ""
    corrected: Corrections = corrections.NONE


@dataclass(frozen=True, kw_only=True, slots=True)
class Trial:
    """What came of a trial: the run as it would have been recorded, and what its load would change.

    The run's status is `checked` where its rows would be loaded, `held` or `failed` where none would; `expected` is
    then None. Values of examples are as JSON has them: days, moments and exact figures are texts.
    """

    run: Run
    expected: Expected | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class BadRow:
    """A row that would be quarantined: its place, and the original text of each column."""

    part: str
    row: int
    texts: dict[str, str | None]
    findings: tuple[Finding, ...]


def try_file(place: Workplace, name: DatasetName, handed: Handed, *, into: Path, progress: Progress) -> Trial:
    """Try a file as `run_file` would run it, and keep what comes of it in the folder `into`, which is made anew.

    A file that cannot be read gives a failed trial. Raises UnknownDatasetError, ModelTakesNoFileError and
    MatchTakesNoFileError.
    """
    refuse_computed(place, name, handed.name)
    contract = place.contract(name)
    shutil.rmtree(into, ignore_errors=True)
    into.mkdir(parents=True)
    run = _begun(place, contract, handed)
    job = Job(place=place, contract=contract, options=RunOptions(again=True), scratch=into / WORK, progress=progress)
    try:
        trial = _tried(job, run, handed, into)
    except Exception as error:  # noqa: BLE001 - told with its reason in the trial, as a run tells it
        trial = Trial(run=run.failing(as_told(error), at=place.clock()))
    shutil.rmtree(job.scratch, ignore_errors=True)
    write_atomically(into / RECORD, _adapter().dump_json(trial, indent=1))
    return trial


def _begun(place: Workplace, contract: Contract, handed: Handed) -> Run:
    now = place.clock()
    delivery = Delivery(
        source=handed_over(contract).name,
        sha256=handed.sha256 or sha256_of(handed.file),
        name=handed.name,
        origin=f"{handed.by}:{handed.name}",
        size=handed.file.stat().st_size,
        received=now,
        corrections=handed.corrected.sha256,
    )
    return Run(
        id=TRIAL,
        dataset=contract.name,
        contract_version=contract.version,
        status=RunStatus.RUNNING,
        started=now,
        engine=place.engine.name,
        delivery=delivery,
    )


def _tried(job: Job, run: Run, handed: Handed, into: Path) -> Trial:
    place, contract, source = job.place, job.contract, handed_over(job.contract)
    place.refuse_too_large(handed.file, name=handed.name, origin=run.delivery.origin)
    if (twice := read_twice(place, contract, source, run.delivery)) is not None:
        raise twice
    checks = place.plan(contract, on=delivery_day(run), delivery=run.delivery.sha256)
    run = check(job, source, run, checks, Sent(file=handed.file, corrected=handed.corrected))
    checked = job.scratch / run.id / "checked"
    place.warehouse.in_order(checked / "bad", into / BAD)
    (checked / "good").rename(into / GOOD)
    if is_held(checks, run):
        return Trial(run=run.ending(RunStatus.HELD, at=place.clock()))
    job.progress.step(contract.name, "compare", run.accepted)
    expected = place.warehouse.expected(contract, good=into / GOOD, delivery=run.delivery.sha256)
    return Trial(run=run.ending(RunStatus.CHECKED, at=place.clock()), expected=expected)


@cache
def _adapter() -> TypeAdapter[Trial]:
    return TypeAdapter(Trial)


def read_trial(folder: Path) -> Trial:
    """The trial that was kept in a folder. Raises NoTrialError."""
    try:
        return _adapter().validate_json((folder / RECORD).read_bytes())
    except (OSError, ValidationError) as error:
        reason = error.strerror if isinstance(error, OSError) else error.errors()[0]["msg"]
        raise NoTrialError(where=str(folder / RECORD), reason=reason) from error


def good_rows(folder: Path, columns: list[str], limit: int) -> pa.Table:
    """The first rows that would be loaded, with these columns. Raises OSError where the trial failed."""
    return ds.dataset(folder / GOOD, format="parquet").scanner(columns=columns).head(limit)


@contextmanager
def bad_rows(folder: Path) -> Iterator[pa.RecordBatchReader]:
    """The rows that would be quarantined, as `Warehouse.quarantined` gives them. Raises FileNotFoundError."""
    with pq.ParquetFile(folder / BAD) as file:
        yield pa.RecordBatchReader.from_batches(file.schema_arrow, file.iter_batches())


def bad_rows_at(folder: Path, rows: Collection[CorrectedRow]) -> pa.RecordBatchReader:
    """Those of `bad_rows` that have one of these places. Raises FileNotFoundError."""
    here = pc.field(PART).isin([part for part, _ in rows]) & pc.field(ROW).isin([row for _, row in rows])
    found = ds.dataset(folder / BAD, format="parquet").to_table(filter=here)
    return found.to_reader()


def cells_of(contract: Contract, run: Run, part: str) -> dict[str, tuple[int, str]]:
    """The columns whose cells stand in a part of the file: 1-based place and header. A file's name has no cells."""
    read = next((each for each in run.parts if each.part == part and each.taken), None)
    told = told_by_name(contract.columns, f"{run.delivery.name}#{part}")
    return {} if read is None else {name: at for name, at in read.columns.items() if name not in told}


def plan_of(place: Workplace, contract: Contract, run: Run) -> CheckPlan:
    """The rules by which a run, or a trial, was checked, as the contract says them now."""
    return place.plan(contract, on=delivery_day(run), delivery=run.delivery.sha256)


def page_of(  # noqa: PLR0913 - whose rows, which of them
    place: Workplace, run: Run, rows: pa.RecordBatchReader, *, rule: str = "", skip: int = 0, limit: int = 50
) -> list[BadRow]:
    """Some of the rows of `bad_rows` or of a quarantine, with all that is wrong in each: those that break `rule`."""
    contract = place.contract(run.dataset)
    checks = plan_of(place, contract, run)
    found: list[BadRow] = []
    for batch in rows:
        chosen = _breaking(batch, rule) if rule else batch
        taken = chosen.slice(min(skip, chosen.num_rows), limit - len(found))
        skip = max(0, skip - chosen.num_rows)
        if taken.num_rows:
            found += _told(contract, run, checks, taken)
        if len(found) >= limit:
            break
    return found


def _breaking(batch: pa.RecordBatch, rule: str) -> pa.RecordBatch:
    reasons = batch.column("_reasons")
    return batch.take(pc.filter(pc.list_parent_indices(reasons), pc.equal(pc.list_flatten(reasons), rule)))


def _told(contract: Contract, run: Run, checks: CheckPlan, rows: pa.RecordBatch) -> list[BadRow]:
    """Every row with its findings; these come in the rows' order."""
    found: dict[tuple[str, int], list[Finding]] = {}
    for each in findings_of(contract, checks, [rows], run.findings):
        found.setdefault((each.part, each.row), []).append(each)
    names = [column.name for column in contract.columns]
    return [
        BadRow(
            part=row[PART],
            row=row[ROW],
            texts={name: row.get(text_column(name)) for name in names},
            findings=tuple(found.get((row[PART], row[ROW]), ())),
        )
        for row in rows.to_pylist()
    ]
