"""The record of a run in the words of OpenLineage (spec 2-0-2): one event when it starts, one at its end.

Job: `<province>` / `<agency>/<dataset>`, or `<domain>/<model>`. Inputs are the landed bytes (named by SHA-256), or the
tables a model read, each at its version, with each rule's assertion. The output is the table with its schema, its
version, the rows written, and per column where it came from. A profile made afterwards is told by a third event.
"""

import uuid
from datetime import datetime

from openlineage.client.event_v2 import InputDataset, Job, OutputDataset, RunEvent, RunState
from openlineage.client.event_v2 import Run as LineageRun
from openlineage.client.facet_v2 import (
    DatasetFacet,
    InputDatasetFacet,
    RunFacet,
    dataset_version_dataset,
    datasource_dataset,
    error_message_run,
    output_statistics_output_dataset,
    processing_engine_run,
)
from openlineage.client.serde import Serde

from kho import __version__
from kho.contracts.model import Contract
from kho.pipeline.lineage.facets import (
    LANDING,
    PRODUCER,
    UNITS,
    assertions,
    computed_columns,
    delivered_columns,
    job_facets,
    metrics,
    table_facets,
)
from kho.pipeline.runs import Run, Transformed
from kho.quality.plan import CheckPlan
from kho.quality.profile import TableProfile

_NAMESPACE = uuid.UUID("6b686f00-0000-4000-8000-000000000000")


def started(run: Run, province: str, contract: Contract) -> str:
    """The START event as one line of JSON."""
    return Serde.to_json(_event(run, province, contract, RunState.START, run.started))


def ended(run: Run, province: str, contract: Contract, plan: CheckPlan | None) -> str:
    """The COMPLETE or FAIL event as one line of JSON. The run must have ended."""
    if run.ended is None:
        raise ValueError(f"run {run.id} has not ended")
    state = RunState.FAIL if run.error is not None else RunState.COMPLETE
    event = _event(run, province, contract, state, run.ended)
    event.inputs = _inputs(run, province, plan)
    event.outputs = [_output(run, province, contract)] if plan is not None else []
    return Serde.to_json(event)


def profiled(run: Run, province: str, contract: Contract, profile: TableProfile) -> str:
    """What was measured of the table after the run had ended, as an event OTHER of the same run: one line of JSON."""
    event = _event(run, province, contract, RunState.OTHER, profile.made)
    facets: dict[str, DatasetFacet] = {
        "version": _version(str(profile.version)),
        "dataQualityMetrics": metrics(profile),
    }
    event.outputs = [OutputDataset(namespace=province, name=str(run.dataset), facets=facets)]
    return Serde.to_json(event)


def lineage_run_id(run: Run) -> str:
    """OpenLineage wants a UUID: always the same one for the same run."""
    return str(uuid.uuid5(_NAMESPACE, run.id))


def _event(run: Run, province: str, contract: Contract, state: RunState, when: datetime) -> RunEvent:
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
        job=Job(namespace=province, name=str(run.dataset), facets=job_facets(contract, run)),
        producer=PRODUCER,
    )


def _inputs(run: Run, province: str, plan: CheckPlan | None) -> list[InputDataset]:
    if run.transformed is not None:
        return _tables(run.transformed, province)
    corrected = [InputDataset(namespace=LANDING, name=name) for name in [run.delivery.corrections] if name]
    return [_landed(run, plan), *corrected] if run.delivery.sha256 else []


def _tables(made: Transformed, province: str) -> list[InputDataset]:
    """The tables a model read, each at its version; those of units by the hash of their file or the data's version."""
    read = [(province, str(each.dataset), str(each.version)) for each in made.inputs]
    if made.units is not None:
        read += [(UNITS, each.name, each.sha256 or each.name.rpartition(" ")[2]) for each in made.units.tables]
    return [
        InputDataset(namespace=namespace, name=name, facets={"version": _version(version)})
        for namespace, name, version in read
    ]


def _landed(run: Run, plan: CheckPlan | None) -> InputDataset:
    source = datasource_dataset.DatasourceDatasetFacet(
        name=run.delivery.source, uri=run.delivery.origin, producer=PRODUCER
    )
    checked: dict[str, InputDatasetFacet] = {}
    if plan is not None:
        checked["dataQualityAssertions"] = assertions(run, plan.rules())
    return InputDataset(namespace=LANDING, name=run.delivery.sha256, facets={"dataSource": source}, inputFacets=checked)


def _output(run: Run, province: str, contract: Contract) -> OutputDataset:
    made = run.transformed
    columns = computed_columns(made, province) if made is not None else delivered_columns(run, contract)
    facets: dict[str, DatasetFacet] = {**table_facets(contract), "columnLineage": columns}
    if run.committed is not None:
        facets["version"] = _version(str(run.committed.version))
    statistics = output_statistics_output_dataset.OutputStatisticsOutputDatasetFacet(
        rowCount=run.accepted if run.committed is not None else 0, producer=PRODUCER
    )
    return OutputDataset(
        namespace=province, name=str(run.dataset), facets=facets, outputFacets={"outputStatistics": statistics}
    )


def _version(version: str) -> dataset_version_dataset.DatasetVersionDatasetFacet:
    return dataset_version_dataset.DatasetVersionDatasetFacet(datasetVersion=version, producer=PRODUCER)
