"""A model's way: its query over the tables as they are now, then the same checks and load as a delivery."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

from kho.contracts.model import Contract, OnUnits, Source
from kho.contracts.names import DatasetName
from kho.errors import KhoError
from kho.messages import Message
from kho.pipeline.models import sql_file
from kho.pipeline.on_units import Carrier, same_units, units_read
from kho.pipeline.processing import Job, delivery_day, process
from kho.pipeline.refusals import as_told
from kho.pipeline.runs import Delivery, InputRead, Run, RunError, RunStatus, Transformed, UnitsRead
from kho.pipeline.workplace import Workplace
from kho.province.models.model import Model
from kho.province.units import atlas_of
from kho.quality.cells import ROW
from kho.quality.queries.plan import TransformPlan, table_name, transform_plan
from kho.quality.queries.scopes import columns_read
from kho.warehouse.reading import Snapshot
from kho.warehouse.tables import VIETNAM, TableRef

MODEL = "model"
"""The source of a model's runs."""
ENDED_WELL = frozenset({RunStatus.LOADED, RunStatus.UNCHANGED, RunStatus.RUNNING, RunStatus.WAITING})
TAKEN = frozenset({RunStatus.LOADED, RunStatus.HELD})
"""Ends after which the same query over the same rows need not be run again."""
STILL = frozenset({"compact"})
"""What makes a version and changes no row."""

Snapshots = Mapping[DatasetName, Snapshot]


class WaitingError(KhoError):
    """A model reads a table that no delivery has made yet."""

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


def run_model(job: Job, model: Model) -> Iterator[Run]:
    """Run a model under its lock: one run, `unchanged` where neither its query nor the rows it reads are others.

    Where a table that it reads is not there yet, the run is `waiting` and leaves no record.
    """
    place, run = job.place, _begun(job, model)
    missing = [name for name in model.inputs if not place.warehouse.exists(TableRef.of(place.contract(name)))]
    if missing:
        told = RunError.of(WaitingError(where=run.delivery.name, missing=", ".join(map(str, missing))))
        yield replace(run.ending(RunStatus.WAITING, at=place.clock()), error=told)
        return
    try:
        made = _answer(job, model, run)
    except Exception as error:  # noqa: BLE001 - told with its reason in the run's record, and other models go on
        ended = run.failing(as_told(error), at=place.clock())
        place.record(ended, job.contract)
        yield ended
        return
    if made is None:
        yield run.ending(RunStatus.UNCHANGED, at=place.clock())
        return
    run, answer = made
    yield process(job, Source(name=MODEL, transport="local", format="parquet"), run, answer)


def _begun(job: Job, model: Model) -> Run:
    now = job.place.clock()
    return Run(
        id=job.place.new_run_id(model.name, now),
        dataset=model.name,
        contract_version=job.contract.version,
        status=RunStatus.RUNNING,
        started=now,
        engine=job.place.engine.name,
        delivery=Delivery(source=MODEL, name=sql_file(model), origin=sql_file(model), received=now),
    )


def _answer(job: Job, model: Model, run: Run) -> tuple[Run, Path] | None:
    """The run with what it read, and the query's answer as a file; None where both are as they were."""
    place = job.place
    plan = transform_plan(
        model.name, model.query, key=job.contract.primary_key, on=run.started.astimezone(VIETNAM).date()
    )
    use = job.contract.on_units
    units = None if use is None else units_read(place.province, use, on=delivery_day(run))
    with ExitStack() as stack:
        tables = {name: _snapshot(stack, place, model, name) for name in model.inputs}
        read = tuple(input_read(place, name, tables[name].version) for name in model.inputs)
        run = replace(
            run,
            delivery=replace(run.delivery, sha256=_mark(plan.query.sql("duckdb"), job, read, units)),
            transformed=Transformed(
                query=model.text.strip(),
                inputs=read,
                columns=model.columns,
                influences=model.influences,
                units=units,
            ),
        )
        if not job.options.again and is_done(place, job.contract, run):
            return None
        job.progress.step(model.name, "transform")
        answer = _transformed(job, plan, tables)
    return (run, answer) if use is None or units is None else _carried(job, use, units, run, answer)


def _carried(job: Job, use: OnUnits, units: UnitsRead, run: Run, answer: Path) -> tuple[Run, Path]:
    """The run and its answer with the figures on other units."""
    job.progress.step(run.dataset, "units")
    out = answer.with_name("carried.parquet")
    atlas = atlas_of(job.place.province.unit_files)
    told = Carrier(contract=job.contract, use=use, read=units, atlas=atlas).carry(answer, out)
    made = run.transformed
    return (run if made is None else replace(run, transformed=replace(made, units=told))), out


def _snapshot(stack: ExitStack, place: Workplace, model: Model, name: DatasetName) -> Snapshot:
    """The files of a table as it is now. Raises MissingColumnError."""
    wanted = columns_read(model.query).get((name.sql_schema, name.sql_table), set())
    ref = TableRef.of(place.contract(name))
    table = stack.enter_context(place.warehouse.snapshot(ref, [*sorted(wanted), ROW]))
    for column in sorted(wanted - set(table.columns)):
        raise MissingColumnError(where=model.file.name, dataset=name, version=table.version, column=column)
    return table


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


def _mark(query: str, job: Job, read: tuple[InputRead, ...], units: UnitsRead | None) -> str:
    """What stands for the delivered bytes' hash: the same for the same query, contract version, rows and units."""
    told: list[object] = [query, job.contract.version, [[str(each.dataset), each.changed] for each in read]]
    if units is not None:
        told.append(same_units(units, atlas_of(job.place.province.unit_files)))
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()


def is_done(place: Workplace, contract: Contract, run: Run) -> bool:
    """Whether the table's last load was of this very query, or match, over these rows."""
    for earlier in place.runs.newest(contract.name):
        if earlier.status in TAKEN:
            return earlier.delivery.sha256 == run.delivery.sha256
    return False


def _transformed(job: Job, plan: TransformPlan, tables: Snapshots) -> Path:
    out = job.scratch / "answer.parquet"
    files = {table_name(name): table.files for name, table in tables.items()}
    job.place.engine.transform(plan, files, out)
    return out
