"""What changed from one version of a published dataset to the next, in the columns that are published alone."""

from kho.pipeline.workplace import Workplace
from kho.publishing.catalogue import PublishedDataset
from kho.warehouse.history import Diff
from kho.warehouse.tables import TableRef


def changes(place: Workplace, dataset: PublishedDataset, version: int) -> Diff | None:
    """What differs between a version and the one before; None for the first one that is kept, or one that is gone.

    A key with a column that is not published is none: rows are then compared as wholes. Raises the store's errors.
    """
    kept = [each.version for each in dataset.versions]
    if version not in kept or version - 1 not in kept:
        return None
    contract = place.contract(dataset.name)
    published = {each.name for each in dataset.columns}
    key = contract.primary_key if published.issuperset(contract.primary_key) else ()
    return place.warehouse.diff(TableRef.of(contract), key, version - 1, version, only=published)
