"""The collections of what is published now, and around where their features lie."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from kho.province.units import atlas_of
from kho.publishing.catalogue import PublishedDataset
from kho.publishing.features.failures import NoSuchCollectionError
from kho.publishing.features.layers import Extent, Layer, extent, layer
from kho.publishing.features.spots import Spots
from kho.publishing.records.answering import Replica
from kho.publishing.records.failures import NotReadyError
from kho.publishing.records.fields import shown
from kho.web.addresses import slug
from kho.web.holding import Holding


@dataclass(kw_only=True)
class Layers:
    """What is worked out once of each collection, and of each of its replicas."""

    layers: dict[str, Layer]
    _spots: dict[str, Spots | None] = field(default_factory=dict)
    _extents: dict[str, Extent | None] = field(default_factory=dict)

    def spots(self, of: Layer, replica: Replica) -> Spots | None:
        """Where the codes of a replica lie."""
        name = replica.columns.name
        if name not in self._spots:
            self._spots[name] = of.spots(replica)
        return self._spots[name]

    def extent(self, of: Layer, replica: Replica) -> Extent | None:
        """Around where the features of a replica lie."""
        name = replica.columns.name
        if name not in self._extents:
            self._extents[name] = extent(of, replica, self.spots(of, replica))
        return self._extents[name]


def layers(holding: Holding) -> Layers:
    """The collections, by their ids."""
    made = ((each, _layer(holding, each)) for each in holding.catalogue.datasets.values())
    return Layers(layers={slug(dataset.name): found for dataset, found in made if found is not None})


def layer_of(holding: Holding, name: str) -> Layer:
    """The collection of that id. Raises NoSuchCollectionError, the same for whatever is not one."""
    found = holding.once(layers).layers.get(name)
    if found is None:
        raise NoSuchCollectionError(name=shown(name))
    return found


def extents(holding: Holding) -> Iterator[tuple[Layer, Extent | None]]:
    """All collections; without an extent while their rows are made ready."""
    for each in holding.once(layers).layers.values():
        yield each, extent_of(holding, each)


def extent_of(holding: Holding, of: Layer) -> Extent | None:
    """A collection's extent; None where nothing lies anywhere, or rows are made ready."""
    try:
        with holding.shelves.replica(of.dataset) as replica:
            return holding.once(layers).extent(of, replica)
    except NotReadyError:
        return None


def _layer(holding: Holding, dataset: PublishedDataset) -> Layer | None:
    place = holding.place
    return layer(place.contract(dataset.name), dataset, lambda: atlas_of(place.province.unit_files))
