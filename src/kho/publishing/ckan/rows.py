"""Rows for the DataStore's actions, from the replicas of what is published."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from kho.contracts.names import DatasetName
from kho.publishing.catalogue import Catalogue
from kho.publishing.records.question import Condition, Page
from kho.publishing.shelves import Shelves

ID: Final = "_id"
_BATCH: Final = 2_000


@dataclass(frozen=True, kw_only=True, slots=True)
class ReplicaRows:
    """See `kho.publishing.ckan.site.Rows`. Besides what questions raise, all of it raises NotReadyError."""

    catalogue: Catalogue
    shelves: Shelves

    def read(self, name: DatasetName, page: Page, *, skip: int) -> Sequence[Mapping[str, object]]:
        """The rows of a page but the first ones, each by column, with its number."""
        with self.shelves.replica(self.catalogue.datasets[name]) as replica:
            names = (ID, *(page.columns or replica.fields))
            return [dict(zip(names, row, strict=True)) for row in replica.numbered(page, skip=skip)]

    def count(self, name: DatasetName, where: Condition | None) -> int:
        """How many rows there are, exactly."""
        with self.shelves.replica(self.catalogue.datasets[name]) as replica:
            return replica.count(where)

    def dump(self, name: DatasetName) -> Iterator[Sequence[tuple[object, ...]]]:
        """All rows of one version as they stand, each with its number before the values of the published columns.

        In batches, so that what is made of them can be sent on while it is made.
        """
        with self.shelves.replica(self.catalogue.datasets[name]) as replica:
            for skip in range(0, replica.rows, _BATCH):
                yield replica.numbered(Page(limit=_BATCH), skip=skip)
