"""Sees whether rows that were reported are mended: in each new version of their table, once."""

from kho.contracts.names import DatasetName
from kho.publishing.catalogue import PublishedDataset
from kho.publishing.records.failures import NotReadyError
from kho.publishing.records.fields import Field
from kho.web.holding import Holding
from kho.web.participation import matters, rows
from kho.web.participation.flows import State
from kho.web.participation.models import ReportedRow

WAITING = (State.REPORTED, State.CONFIRMED)


def look(holding: Holding) -> None:
    """Look at every report that waits, where its table has another version than the one that was looked at."""
    waiting = ReportedRow.objects.filter(matter__state__in=WAITING).select_related("matter").order_by("matter")
    for each in waiting:
        dataset = holding.catalogue.datasets.get(DatasetName.parse(each.matter.dataset))
        if dataset is not None and dataset.version != each.looked:
            _look_at(holding, dataset, each)


def _look_at(holding: Holding, dataset: PublishedDataset, report: ReportedRow) -> None:
    """What the row is now; one that has the value proposed is mended, another one is for the steward to say."""
    try:
        version = rows.version(holding, dataset)
        if version == report.looked:
            return
        found = rows.now(holding, dataset, report.row, report.shown)
        fields = _fields(holding, dataset)
    except NotReadyError:
        return
    value = found.values.get(report.column) if found else None
    report.looked, report.is_gone = version, found is None
    is_other = found is None or value != report.value
    report.found, report.found_in = (value, version) if is_other else (None, None)
    report.save(update_fields=["looked", "is_gone", "found", "found_in"])
    field = fields.get(report.column)
    if found is not None and is_other and field and report.proposed and rows.is_proposed(field, report.proposed, value):
        matters.mended(matter=report.matter, version=version)


def _fields(holding: Holding, dataset: PublishedDataset) -> dict[str, Field]:
    with holding.shelves.replica(dataset) as replica:
        return replica.fields
