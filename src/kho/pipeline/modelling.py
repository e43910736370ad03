"""A model's answer: its query over the tables as they are now, its figures on other units where it says so."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import replace
from functools import partial
from pathlib import Path

from kho.contracts.model import OnUnits
from kho.contracts.names import DatasetName
from kho.pipeline.computing import Computed, MissingColumnError, input_read, is_done, run_computed
from kho.pipeline.models import sql_file
from kho.pipeline.on_units import Carrier, same_units, units_read
from kho.pipeline.processing import Job, delivery_day
from kho.pipeline.runs import InputRead, Run, Transformed, UnitsRead
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
Snapshots = Mapping[DatasetName, Snapshot]


def run_model(job: Job, model: Model) -> Iterator[Run]:
    """Run a model under its lock: one run, `unchanged` where neither its query nor the rows it reads are others."""
    made = Computed(source=MODEL, file=sql_file(model), inputs=model.inputs, answer=partial(_answer, job, model))
    return run_computed(job, made)


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


def _mark(query: str, job: Job, read: tuple[InputRead, ...], units: UnitsRead | None) -> str:
    """What stands for the delivered bytes' hash: the same for the same query, contract version, rows and units."""
    told: list[object] = [query, job.contract.version, [[str(each.dataset), each.changed] for each in read]]
    if units is not None:
        told.append(same_units(units, atlas_of(job.place.province.unit_files)))
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()


def _transformed(job: Job, plan: TransformPlan, tables: Snapshots) -> Path:
    out = job.scratch / "answer.parquet"
    files = {table_name(name): table.files for name, table in tables.items()}
    job.place.engine.transform(plan, files, out)
    return out
