"""What is due or has arrived: fetch each source, run each delivery that the table does not hold yet."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from kho.contracts.model import Contract, Source
from kho.contracts.names import DatasetName
from kho.errors import KhoError
from kho.messages import Message
from kho.pipeline.interrupted import end_killed_runs
from kho.pipeline.matching.refusing import refuse_file as refuse_file_of_match
from kho.pipeline.matching.running import run_match
from kho.pipeline.modelling import run_model
from kho.pipeline.models import refuse_file
from kho.pipeline.processing import Job, Sent, process
from kho.pipeline.profiling import profiled
from kho.pipeline.progress import Progress
from kho.pipeline.refusals import as_told
from kho.pipeline.runs import Delivery, Run, RunError, RunStatus
from kho.pipeline.set_aside import Trouble, set_aside
from kho.pipeline.trace import source_of
from kho.pipeline.workplace import RunOptions, TooLargeToLandError, Workplace
from kho.sources import registry
from kho.sources.base import Fetched
from kho.warehouse import corrections
from kho.warehouse.corrections import Corrections

TAKEN = frozenset({RunStatus.LOADED, RunStatus.HELD})
"""Ends after which the same bytes need not be run again."""
PASSED = TAKEN | {RunStatus.SET_ASIDE}
"""Ends after which the source's next delivery is looked for behind this one."""
DUE = RunOptions()
"""What is due or has arrived, and nothing that breaks those who use a table."""


class ReadTwiceError(KhoError):
    """Two sources read the same bytes in two ways: rows are told by their delivery, so one would be lost."""

    code = "KHO-R305"
    what = Message(
        vi="Nguồn “{source}” đọc tệp “{name}” khác cách nguồn “{other}” đã đọc; mỗi tệp chỉ nạp được theo một cách.",
        en="Source “{source}” reads “{name}” in another way than source “{other}” did; a file is loaded in one way.",
    )
    mend = Message(
        vi="Gộp hai nguồn làm một, ghi các trang tính vào kho.read (sheet: [A, B]), hoặc tách thành hai bộ dữ liệu.",
        en="Make the two sources one with all its sheets in kho.read (sheet: [A, B]), or make two datasets.",
    )


def run_dataset(place: Workplace, name: DatasetName, *, options: RunOptions = DUE, progress: Progress) -> Iterator[Run]:
    """Run every delivery of a dataset that is due, in the order its sources give them; one run each.

    What is computed has one run. A delivery whose bytes the table already holds under the same contract version gives a
    run `unchanged`, which leaves no record; with `options.again` it is run all the same. Waits for another process that
    runs the same dataset; one that stays too long is told as a failed run. Raises UnknownDatasetError.
    """
    contract = place.contract(name)
    try:
        with _job(place, contract, options, progress) as job:
            runs = _runs(job)
            yield from profiled(place, contract, runs, progress)
    except Exception as error:  # noqa: BLE001 - told with its reason in the run's record, and other datasets go on
        yield failed(place, contract, "", error)


def _runs(job: Job) -> Iterator[Run]:
    model = job.place.province.models.get(job.contract.name)
    if model is not None:
        return run_model(job, model)
    match = job.place.province.matches.get(job.contract.name)
    if match is not None:
        return run_match(job, match)
    return (run for source in job.contract.sources for run in _run_source(job, source))


def run_file(  # noqa: PLR0913 - keyword-only facts of one hand-over
    place: Workplace,
    name: DatasetName,
    file: Path,
    *,
    by: str,
    called: str | None = None,
    corrected: Corrections = corrections.NONE,
    options: RunOptions = DUE,
    progress: Progress,
) -> Run:
    """Run one file that a person hands over, read as the dataset's first source is read.

    `called` is the name its sender gave it, where the file has another one here; `corrected` are the cells that were
    corrected in it. Raises UnknownDatasetError,
    ModelTakesNoFileError, MatchTakesNoFileError, BusyError and the store's errors.
    """
    called = called or file.name
    refuse_computed(place, name, called)
    with _job(place, place.contract(name), replace(options, again=True), progress) as job:
        source = handed_over(job.contract)
        fetched = Fetched(file=file, name=called, origin=f"{by}:{called}")
        (run,) = profiled(place, job.contract, [_run_delivery(job, source, fetched, corrected)], progress)
        return run


def handed_over(contract: Contract) -> Source:
    """The source of a file that a person hands over: it is read as the dataset's first source is."""
    read = contract.sources[0].read if contract.sources else {}
    return Source(name="handed-over", transport="local", read=read)


def refuse_computed(place: Workplace, name: DatasetName, called: str) -> None:
    """Refuse a file for a dataset that is computed. Raises ModelTakesNoFileError, MatchTakesNoFileError."""
    if name in place.province.models:
        raise refuse_file(place.province.models[name], called)
    if name in place.province.matches:
        raise refuse_file_of_match(place.province.matches[name], called)


def run_landed(place: Workplace, run: Run, *, progress: Progress) -> Run:
    """Run the delivery of an earlier run again from its landed bytes, as its source is read today.

    Raises UnknownDatasetError, BusyError and what reading landed bytes raises.
    """
    came = run.delivery
    with _job(place, place.contract(run.dataset), RunOptions(again=True), progress) as job:
        source = source_of(job.contract, run)
        reached = _cursor(place, job.contract, source)
        with place.warehouse.landed(came.sha256) as file:
            fetched = Fetched(file=file, name=came.name, origin=came.origin, cursor=reached)
            corrected = place.warehouse.corrections(came.sha256, came.corrections)
            (again,) = profiled(place, job.contract, [_run_delivery(job, source, fetched, corrected)], progress)
            return again


@contextmanager
def _job(place: Workplace, contract: Contract, options: RunOptions, progress: Progress) -> Iterator[Job]:
    """The dataset under its lock, with a fresh scratch folder: what a killed run left is cleared away."""
    name = contract.name
    scratch = place.scratch / f"{name.agency}.{name.dataset}"
    with place.warehouse.lock(name):
        end_killed_runs(place, contract)
        shutil.rmtree(scratch, ignore_errors=True)
        scratch.mkdir(parents=True)
        yield Job(place=place, contract=contract, options=options, scratch=scratch, progress=progress)
        shutil.rmtree(scratch)


def _run_source(job: Job, source: Source) -> Iterator[Run]:
    into = job.scratch / "fetched"
    into.mkdir()
    job.progress.step(job.contract.name, "fetch")
    try:
        transport = registry.transport(source.transport)
        reached = None if job.options.again else _cursor(job.place, job.contract, source)
        all_taken = True
        for fetched in transport.fetch(source, base=job.place.folder, into=into, since=reached):
            # After a failed delivery the cursor stands still, so that the next run meets it again.
            cursor = fetched.cursor if all_taken else reached
            run = _run_delivery(job, source, replace(fetched, cursor=cursor))
            all_taken = all_taken and run.status is not RunStatus.FAILED
            reached = cursor if all_taken else reached
            yield run
    except Exception as error:  # noqa: BLE001 - told with its reason in the run's record, and other sources go on
        yield failed(job.place, job.contract, source.name, error)
    finally:
        shutil.rmtree(into, ignore_errors=True)


def _cursor(place: Workplace, contract: Contract, source: Source) -> str | None:
    """Where the last loaded delivery of this source ended."""
    for run in place.runs.newest(contract.name):
        same = run.delivery.source == source.name and run.contract_version == contract.version
        if same and run.status in PASSED:
            return run.delivery.cursor
    return None


def _run_delivery(job: Job, source: Source, fetched: Fetched, corrected: Corrections = corrections.NONE) -> Run:
    place, contract = job.place, job.contract
    job.progress.step(contract.name, "land")
    started = place.clock()
    run = Run(
        id=place.new_run_id(contract.name, started),
        dataset=contract.name,
        contract_version=contract.version,
        status=RunStatus.RUNNING,
        started=started,
        engine=place.engine.name,
        delivery=Delivery(source=source.name, name=fetched.name, origin=fetched.origin),
    )
    try:
        run = replace(run, delivery=place.land(contract, source, fetched, corrected))
    except TooLargeToLandError as error:  # what else fails here would fail for the source's other deliveries too
        return _recorded(place, contract, run.failing(error, at=place.clock()))
    if not job.options.again and already_loaded(place, contract, run.delivery):
        place.troubles.release(contract.name, run.delivery.sha256)
        return run.ending(RunStatus.UNCHANGED, at=place.clock())
    if not job.options.again and (trouble := set_aside(place.troubles, contract, run.delivery.sha256)) is not None:
        return _passed_by(place, contract, run, trouble)
    if (twice := read_twice(place, contract, source, run.delivery)) is not None:
        return _recorded(place, contract, run.failing(twice, at=place.clock()))
    ended = process(job, source, run, Sent(file=fetched.file, corrected=corrected))
    if ended.status in TAKEN:
        place.troubles.release(contract.name, ended.delivery.sha256)
    return ended


def _passed_by(place: Workplace, contract: Contract, run: Run, trouble: Trouble) -> Run:
    """The run of a delivery set aside; recorded when it is first passed by, so that `kho runs` shows it once."""
    now = place.clock()
    ended = replace(run.failing(trouble.told(), at=now), status=RunStatus.SET_ASIDE)
    for earlier in place.runs.newest(contract.name):
        if earlier.id <= trouble.run:
            break
        if earlier.status is RunStatus.SET_ASIDE and earlier.delivery.sha256 == run.delivery.sha256:
            return ended
    return _recorded(place, contract, ended)


def read_twice(place: Workplace, contract: Contract, source: Source, delivery: Delivery) -> ReadTwiceError | None:
    """The error where another source of the contract took these bytes with other read options; else None."""
    reads = {each.name: each.read for each in contract.sources if each.read != source.read}
    for run in place.runs.newest(contract.name):
        same = run.delivery.sha256 == delivery.sha256 and run.contract_version == contract.version
        other = run.delivery.source
        if same and run.status in TAKEN and other in reads:
            return ReadTwiceError(where=delivery.origin, source=source.name, name=delivery.name, other=other)
    return None


def already_loaded(place: Workplace, contract: Contract, delivery: Delivery) -> bool:
    """Whether the table holds this delivery: for append ever, else as the last one under this name from this source."""
    for run in place.runs.newest(contract.name):
        if run.status not in TAKEN or run.contract_version != contract.version:
            continue
        if run.delivery.sha256 == delivery.sha256 and run.delivery.source == delivery.source:
            return True
        same_name = (run.delivery.source, run.delivery.name) == (delivery.source, delivery.name)
        if same_name and contract.load != "append":
            return False
    return False


def failed(place: Workplace, contract: Contract, source: str, error: Exception | RunError) -> Run:
    """The record of what failed before anything was landed."""
    now = place.clock()
    run = Run(
        id=place.new_run_id(contract.name, now),
        dataset=contract.name,
        contract_version=contract.version,
        status=RunStatus.RUNNING,
        started=now,
        delivery=Delivery(source=source),
    ).failing(error if isinstance(error, RunError) else as_told(error), at=now)
    return _recorded(place, contract, run)


def _recorded(place: Workplace, contract: Contract, run: Run) -> Run:
    place.record(run, contract)
    return run
