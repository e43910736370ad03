"""Where an export takes its rows from: a published dataset, its table and the units of the province."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from kho.contracts.model import Contract
from kho.pipeline.workplace import Workplace
from kho.province.units import atlas_of
from kho.publishing.catalogue import PublishedDataset
from kho.publishing.exports.failures import VersionGoneError
from kho.standards.units.atlas import Atlas
from kho.warehouse.tables import VIETNAM, TableRef, Version
from kho.warehouse.warehouse import Warehouse

_NAMED = 5


@dataclass(frozen=True, kw_only=True, slots=True)
class Source:
    """One dataset of the catalogue; of `contract` only what its published columns are is looked at.

    `atlas` gives the province's units, `today` is the day whose units are today's.
    """

    warehouse: Warehouse
    contract: Contract
    dataset: PublishedDataset
    atlas: Callable[[], Atlas]
    today: date

    @property
    def ref(self) -> TableRef:
        """Its table."""
        return TableRef.of(self.contract)

    def version(self, number: int | None) -> Version:
        """The version of that number, None: the newest. Raises VersionGoneError."""
        known = self.dataset.versions
        found = known[0] if number is None else next((each for each in known if each.version == number), None)
        if found is None:
            raise self.gone(number)
        return found

    def gone(self, number: int | None) -> VersionGoneError:
        """The error that says that there is no such version."""
        known = ", ".join(str(each.version) for each in self.dataset.versions[:_NAMED])
        return VersionGoneError(where=str(self.dataset.name), version=number, known=known)


def source(place: Workplace, dataset: PublishedDataset) -> Source:
    """The source of a dataset of the place's catalogue."""
    return Source(
        warehouse=place.warehouse,
        contract=place.contract(dataset.name),
        dataset=dataset,
        atlas=lambda: atlas_of(place.province.unit_files),
        today=place.clock().astimezone(VIETNAM).date(),
    )
