"""One delivery's way: decode, conform and verify, quarantine, load. Every outcome ends in a recorded run."""

import shutil
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from kho.contracts.model import Contract, Severity, Source
from kho.pipeline.doubtful_figures import doubtful_figures
from kho.pipeline.examples import examples
from kho.pipeline.lookups import stage_lookups
from kho.pipeline.progress import Progress
from kho.pipeline.refusals import ErasedDeliveryError, as_told
from kho.pipeline.runs import Run, RunStatus
from kho.pipeline.source_units import delivered_units
from kho.pipeline.staging import Staged, stage
from kho.pipeline.workplace import RunOptions, Workplace
from kho.quality.plan import CheckPlan, CheckResult
from kho.warehouse import corrections
from kho.warehouse.corrections import Corrections
from kho.warehouse.tables import VIETNAM


@dataclass(frozen=True, kw_only=True, slots=True)
class Job:
    """One dataset being run: under its lock, with a scratch folder of its own."""

    place: Workplace
    contract: Contract
    options: RunOptions
    scratch: Path
    progress: Progress


@dataclass(frozen=True, kw_only=True, slots=True)
class Sent:
    """A delivery as it is to be read: its bytes, and the cells that were corrected in them."""

    file: Path
    corrected: Corrections = corrections.NONE


def process(job: Job, source: Source, run: Run, sent: Sent) -> Run:
    """Take a landed delivery to its table and quarantine. Returns the ended run, recorded; a failed one too."""
    place, scratch = job.place, job.scratch / run.id
    place.record(run, job.contract)
    checks: CheckPlan | None = None
    try:
        checks = place.plan(job.contract, on=delivery_day(run), delivery=run.delivery.sha256)
        checked = check(job, source, run, checks, sent)
        ended = _load(job, checked, checks)
    except Exception as error:  # noqa: BLE001 - told with its reason in the run's record, and other datasets go on
        ended = run.failing(as_told(error), at=place.clock())
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    place.record(ended, job.contract, checks)
    return ended


def check(job: Job, source: Source, run: Run, checks: CheckPlan, sent: Sent) -> Run:
    """Decode, conform and verify: good and bad rows lie in the scratch folder's `<run>/checked` afterwards.

    Raises ErasedDeliveryError and what reading and checking raise.
    """
    place, contract, scratch = job.place, job.contract, job.scratch / run.id
    if place.warehouse.was_erased(run.delivery.sha256):
        raise ErasedDeliveryError(where=run.delivery.origin, name=run.delivery.name)
    job.progress.step(contract.name, "decode")
    into, name = scratch / "staged", run.delivery.name
    staged = stage(contract, source, sent.file, name=name, into=into, corrected=sent.corrected)
    run = replace(run, parts=staged.parts, read=staged.rows, corrected=len(sent.corrected.cells))
    checks = _with_units(job, run, checks, staged)
    job.progress.step(contract.name, "verify", staged.rows)
    lookups = stage_lookups(place, contract, checks, run.delivery.sha256, scratch)
    result = place.engine.check(checks, staged.folder, lookups, scratch / "checked")
    return _with_doubts(_verified(run, contract, checks, result, scratch / "checked"), contract, staged.folder)


def _with_units(job: Job, run: Run, checks: CheckPlan, staged: Staged) -> CheckPlan:
    """The plan that knows what the delivery tells of the units of its figures."""
    place, contract = job.place, job.contract
    if not any(column.measure for column in contract.columns):
        return checks
    parts = {part.part: part.units for part in staged.parts if part.taken}
    units = delivered_units(contract, parts, staged.folder)
    return place.plan(contract, on=delivery_day(run), delivery=run.delivery.sha256, units=units)


def _load(job: Job, run: Run, checks: CheckPlan) -> Run:
    """Set the bad rows apart, then commit the good ones: killed between the two, the table is as before."""
    place, contract, checked = job.place, job.contract, job.scratch / run.id / "checked"
    job.progress.step(contract.name, "load", run.accepted)
    place.warehouse.quarantine(contract.name, run.delivery.sha256, checked / "bad")
    if is_held(checks, run):
        return run.ending(RunStatus.HELD, at=place.clock())
    committed = place.load(contract, checked / "good", run, job.options)
    return replace(run, committed=committed).ending(RunStatus.LOADED, at=place.clock())


def _verified(run: Run, contract: Contract, checks: CheckPlan, result: CheckResult, checked: Path) -> Run:
    return replace(
        run,
        accepted=result.accepted,
        quarantined=result.quarantined,
        broken=result.broken,
        measured=result.measured,
        findings=examples(contract, checks, result.broken, checked),
    )


def _with_doubts(run: Run, contract: Contract, folder: Path) -> Run:
    """With warnings of figures that may mean something else; no row is set apart for one."""
    doubts = doubtful_figures(contract, folder)
    counts = {finding.rule: count for finding, count in doubts}
    return replace(run, broken={**run.broken, **counts}, findings=(*run.findings, *(each for each, _ in doubts)))


def is_held(checks: CheckPlan, run: Run) -> bool:
    """Whether a promise of severity error about the delivery as a whole is broken."""
    errors = {rule.id for rule in checks.set_rules if rule.severity is Severity.ERROR}
    return any(measured.rule in errors and not measured.holds for measured in run.measured)


def delivery_day(run: Run) -> date:
    """The day of delivery, as the calendar in Việt Nam shows it."""
    return (run.delivery.received or run.started).astimezone(VIETNAM).date()
