"""The record of a run in the words of OpenLineage (spec 2-0-2): one event when it starts, one at its end.

Job: `<province>` / `<agency>/<dataset>`. Inputs are the landed bytes (named by SHA-256) with each rule's assertion,
the output is the table with its schema, its version, the rows written, and per column the source column it came from.
"""

import uuid
from collections.abc import Iterable
from datetime import datetime

from openlineage.client.event_v2 import InputDataset, Job, OutputDataset, RunEvent, RunState
from openlineage.client.event_v2 import Run as LineageRun
from openlineage.client.facet_v2 import (
    DatasetFacet,
    InputDatasetFacet,
    RunFacet,
    column_lineage_dataset,
    data_quality_assertions_dataset,
    dataset_version_dataset,
    datasource_dataset,
    error_message_run,
    output_statistics_output_dataset,
    processing_engine_run,
    schema_dataset,
)
from openlineage.client.serde import Serde

from kho import __version__
from kho.contracts.model import Contract
from kho.pipeline.runs import Run
from kho.quality.plan import CheckPlan, Rule

PRODUCER = f"urn:kho:{__version__}"
LANDING = "landing"
_NAMESPACE = uuid.UUID("6b686f00-0000-4000-8000-000000000000")


def started(run: Run, province: str) -> str:
    """The START event as one line of JSON."""
    return Serde.to_json(_event(run, province, RunState.START, run.started))


def ended(run: Run, province: str, contract: Contract, plan: CheckPlan | None) -> str:
    """The COMPLETE or FAIL event as one line of JSON. The run must have ended."""
    if run.ended is None:
        raise ValueError(f"run {run.id} has not ended")
    state = RunState.FAIL if run.error is not None else RunState.COMPLETE
    inputs = [_input(run, plan)] if run.delivery.sha256 else []
    outputs = [_output(run, province, contract)] if plan is not None else []
    event = _event(run, province, state, run.ended)
    event.inputs, event.outputs = inputs, outputs
    return Serde.to_json(event)


def lineage_run_id(run: Run) -> str:
    """OpenLineage wants a UUID: always the same one for the same run."""
    return str(uuid.uuid5(_NAMESPACE, run.id))


def _event(run: Run, province: str, state: RunState, when: datetime) -> RunEvent:
    facets: dict[str, RunFacet] = {}
    if run.engine:
        facets["processing_engine"] = processing_engine_run.ProcessingEngineRunFacet(
            version=__version__, name=f"Kho ({run.engine})", producer=PRODUCER
        )
    if run.error is not None:
        facets["errorMessage"] = error_message_run.ErrorMessageRunFacet(
            message=f"{run.error.code} {run.error.where}: {run.error.what.en}",
            programmingLanguage="Python",
            producer=PRODUCER,
        )
    return RunEvent(
        eventType=state,
        eventTime=when.isoformat(),
        run=LineageRun(runId=lineage_run_id(run), facets=facets),
        job=Job(namespace=province, name=str(run.dataset)),
        producer=PRODUCER,
    )


def _input(run: Run, plan: CheckPlan | None) -> InputDataset:
    source = datasource_dataset.DatasourceDatasetFacet(
        name=run.delivery.source, uri=run.delivery.origin, producer=PRODUCER
    )
    checked: dict[str, InputDatasetFacet] = {}
    if plan is not None:
        checked["dataQualityAssertions"] = _assertions(run, plan.rules())
    return InputDataset(namespace=LANDING, name=run.delivery.sha256, facets={"dataSource": source}, inputFacets=checked)


def _output(run: Run, province: str, contract: Contract) -> OutputDataset:
    facets: dict[str, DatasetFacet] = {"schema": _schema(contract), "columnLineage": _columns(run)}
    if run.committed is not None:
        facets["version"] = dataset_version_dataset.DatasetVersionDatasetFacet(
            datasetVersion=str(run.committed.version), producer=PRODUCER
        )
    statistics = output_statistics_output_dataset.OutputStatisticsOutputDatasetFacet(
        rowCount=run.accepted if run.committed is not None else 0, producer=PRODUCER
    )
    return OutputDataset(
        namespace=province, name=str(run.dataset), facets=facets, outputFacets={"outputStatistics": statistics}
    )


def _schema(contract: Contract) -> schema_dataset.SchemaDatasetFacet:
    fields = [
        schema_dataset.SchemaDatasetFacetFields(
            name=column.name, type=str(column.logical_type), description=column.title or None
        )
        for column in contract.columns
    ]
    return schema_dataset.SchemaDatasetFacet(fields=fields, producer=PRODUCER)


def _columns(run: Run) -> column_lineage_dataset.ColumnLineageDatasetFacet:
    fields: dict[str, column_lineage_dataset.Fields] = {}
    for part in run.parts:
        for column, (position, header) in part.columns.items():
            place = column_lineage_dataset.InputField(
                namespace=LANDING, name=run.delivery.sha256, field=f"{part.part}[{position}] {header}".strip()
            )
            fields.setdefault(column, column_lineage_dataset.Fields(inputFields=[])).inputFields.append(place)
    return column_lineage_dataset.ColumnLineageDatasetFacet(fields=fields, producer=PRODUCER)


def _assertions(run: Run, rules: Iterable[Rule]) -> data_quality_assertions_dataset.DataQualityAssertionsDatasetFacet:
    failed = {measured.rule for measured in run.measured if not measured.holds} | set(run.broken)
    assertions = [
        data_quality_assertions_dataset.Assertion(
            assertion=rule.id,
            success=rule.id not in failed,
            column=rule.columns[0] if rule.columns else None,
            severity="error" if rule.severity == "error" else "warn",
        )
        for rule in rules
    ]
    return data_quality_assertions_dataset.DataQualityAssertionsDatasetFacet(assertions=assertions, producer=PRODUCER)
