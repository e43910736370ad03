"""OpenLineage facets made of Kho's own values: what a job is, what a table has, where its columns come from."""

from collections.abc import Iterable, Iterator

import sqlglot
from openlineage.client.facet_v2 import (
    DatasetFacet,
    JobFacet,
    column_lineage_dataset,
    data_quality_assertions_dataset,
    data_quality_metrics_dataset,
    documentation_dataset,
    documentation_job,
    job_type_job,
    ownership_dataset,
    ownership_job,
    schema_dataset,
    sql_job,
)
from sqlglot import exp

from kho import __version__
from kho.contracts.model import Column, Contract
from kho.pipeline.lineage.design import HOWS, ROLES, conversion, masks
from kho.pipeline.lineage.graph import EdgeType, Subtype
from kho.pipeline.modelling import MODEL
from kho.pipeline.runs import Run, Transformed
from kho.quality.plan import Rule
from kho.quality.profile import TableProfile

PRODUCER = f"urn:kho:{__version__}"
LANDING = "landing"
"""The namespace of landed bytes, which are named by their SHA-256."""
UNITS = "administrative-units"
"""The namespace of the tables of administrative units that figures were brought over by."""
DIALECT = "duckdb"
IN_NAME = "(file name)"
"""Stands for a column of the source where a value is taken from the delivery's name."""

Fields = dict[str, column_lineage_dataset.Fields]


def job_facets(contract: Contract, run: Run) -> dict[str, JobFacet]:
    """What the job is: loading a dataset or answering a model's query; whose it is, and what for."""
    facets: dict[str, JobFacet] = {
        "jobType": job_type_job.JobTypeJobFacet(
            processingType="BATCH",
            integration="KHO",
            jobType="MODEL" if run.delivery.source == MODEL else "DATASET",
            producer=PRODUCER,
        ),
        "documentation": documentation_job.DocumentationJobFacet(description=_told(contract), producer=PRODUCER),
        "ownership": ownership_job.OwnershipJobFacet(
            owners=[ownership_job.Owner(name=name, type=kind) for name, kind in _owners(contract)], producer=PRODUCER
        ),
    }
    if run.transformed is not None and run.transformed.query:
        facets["sql"] = sql_job.SQLJobFacet(query=run.transformed.query, dialect=DIALECT, producer=PRODUCER)
    return facets


def table_facets(contract: Contract) -> dict[str, DatasetFacet]:
    """What the table is: its columns, whose it is, and what for."""
    return {
        "schema": schema(contract),
        "documentation": documentation_dataset.DocumentationDatasetFacet(
            description=_told(contract), producer=PRODUCER
        ),
        "ownership": ownership_dataset.OwnershipDatasetFacet(
            owners=[ownership_dataset.Owner(name=name, type=kind) for name, kind in _owners(contract)],
            producer=PRODUCER,
        ),
    }


def schema(contract: Contract) -> schema_dataset.SchemaDatasetFacet:
    """The columns with their logical types."""
    fields = [
        schema_dataset.SchemaDatasetFacetFields(
            name=column.name, type=str(column.logical_type), description=column.title or None
        )
        for column in contract.columns
    ]
    return schema_dataset.SchemaDatasetFacet(fields=fields, producer=PRODUCER)


def delivered_columns(run: Run, contract: Contract) -> column_lineage_dataset.ColumnLineageDatasetFacet:
    """From which column of which part of the landed bytes each column came; `sheet[3] Header`."""
    fields: Fields = {}
    for part in run.parts if run.delivery.sha256 else ():
        for column in contract.columns:
            place = IN_NAME if column.from_name and part.taken else _place(part.columns.get(column.name))
            if place is not None:
                source = f"{part.part}{place}"
                _field(fields, column.name).append(_landed(run, source.strip(), column))
    return column_lineage_dataset.ColumnLineageDatasetFacet(fields=fields, producer=PRODUCER)


def computed_columns(made: Transformed, province: str) -> column_lineage_dataset.ColumnLineageDatasetFacet:
    """From which columns of which tables computed columns are made, and what else decides about the rows."""
    query = sqlglot.parse_one(made.query, dialect=DIALECT) if made.query else None
    fields: Fields = {}
    for column in made.columns:
        masking = isinstance(query, exp.Query) and masks(query, column.name)
        what = _transformation(EdgeType.DIRECT, HOWS[column.how], masking=masking)
        for each in column.inputs:
            given = _input_field(province, str(each.dataset), each.column, what)
            _field(fields, column.name).append(given)
    return column_lineage_dataset.ColumnLineageDatasetFacet(
        fields=fields, dataset=list(_influences(made, province)), producer=PRODUCER
    )


def assertions(run: Run, rules: Iterable[Rule]) -> data_quality_assertions_dataset.DataQualityAssertionsDatasetFacet:
    """Whether each rule held."""
    failed = {measured.rule for measured in run.measured if not measured.holds} | set(run.broken)
    told = [
        data_quality_assertions_dataset.Assertion(
            assertion=rule.id,
            success=rule.id not in failed,
            column=rule.columns[0] if rule.columns else None,
            severity="error" if rule.severity == "error" else "warn",
        )
        for rule in rules
    ]
    return data_quality_assertions_dataset.DataQualityAssertionsDatasetFacet(assertions=told, producer=PRODUCER)


def metrics(profile: TableProfile) -> data_quality_metrics_dataset.DataQualityMetricsDatasetFacet:
    """Counts of a table's profile. Smallest, largest and frequent values stay at home: they may tell of a person."""
    columns = {
        column.name: data_quality_metrics_dataset.ColumnMetrics(
            nullCount=profile.rows - column.filled,
            count=column.filled,
            distinctCount=column.distinct if not profile.approximate else None,
        )
        for column in profile.columns
    }
    return data_quality_metrics_dataset.DataQualityMetricsDatasetFacet(
        columnMetrics=columns, rowCount=profile.rows, captureDate=profile.made.isoformat(), producer=PRODUCER
    )


def _influences(made: Transformed, province: str) -> Iterator[column_lineage_dataset.InputField]:
    """Input columns that decide about rows, each once with all it decides."""
    roles: dict[tuple[str, str], list[column_lineage_dataset.Transformation]] = {}
    for influence in made.influences:
        place = (str(influence.input.dataset), influence.input.column)
        roles.setdefault(place, []).append(_transformation(EdgeType.INDIRECT, ROLES[influence.role], masking=False))
    for (name, column), given in roles.items():
        yield _input_field(province, name, column, *given)


def _place(found: tuple[int, str] | None) -> str | None:
    return f"[{found[0]}] {found[1]}" if found is not None else None


def _landed(run: Run, place: str, column: Column) -> column_lineage_dataset.InputField:
    what = _transformation(EdgeType.DIRECT, conversion(column), masking=False)
    return _input_field(LANDING, run.delivery.sha256, place, what)


def _field(fields: Fields, name: str) -> list[column_lineage_dataset.InputField]:
    return fields.setdefault(name, column_lineage_dataset.Fields(inputFields=[])).inputFields


def _input_field(
    namespace: str, name: str, column: str, *done: column_lineage_dataset.Transformation
) -> column_lineage_dataset.InputField:
    return column_lineage_dataset.InputField(namespace=namespace, name=name, field=column, transformations=list(done))


def _transformation(kind: EdgeType, subtype: Subtype, *, masking: bool) -> column_lineage_dataset.Transformation:
    return column_lineage_dataset.Transformation(type=kind.value, subtype=subtype.value, masking=masking)


def _told(contract: Contract) -> str:
    return ". ".join(filter(None, (contract.title.rstrip("."), contract.description)))


def _owners(contract: Contract) -> Iterator[tuple[str, str]]:
    yield f"agency:{contract.agency}", "OWNER"
    if contract.steward:
        yield f"user:{contract.steward}", "STEWARD"
