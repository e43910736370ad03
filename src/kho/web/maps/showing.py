"""A map of a published dataset with what it shows."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Final
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse

from kho.province.units import atlas_of
from kho.publishing.catalogue import PublishedDataset
from kho.publishing.charts.naming import Naming
from kho.publishing.maps.boundaries import boundaries
from kho.publishing.maps.figures import Mapped, mapped
from kho.publishing.maps.ground import Ground
from kho.publishing.maps.view import OWN, Places, View, is_asked, suggested, view
from kho.publishing.places import COMMUNE
from kho.warehouse.tables import VIETNAM
from kho.web.addresses import slug
from kho.web.charts.showing import Given, naming, source_of
from kho.web.holding import Holding

FRESH: Final = {"Cache-Control": "public, max-age=30"}
"""A map is made of boundaries too, which the mark of what is published does not tell."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Shown:
    """A map, what it shows, and the words for it in the page's language."""

    dataset: PublishedDataset
    places: Places
    view: View
    mapped: Mapped
    ground: Ground
    naming: Naming

    @property
    def source(self) -> str:
        """What stands under a picture's title; whose the boundaries are is told too."""
        bounds = self.ground.boundaries
        told = source_of(self.dataset, self.naming.language)
        if bounds is None:
            return told
        words = "địa giới" if self.naming.language == "vi" else "boundaries"
        return f"{told} · {words}: {bounds.source}{f' ({bounds.licence})' if bounds.licence else ''}"


def asked(holding: Holding, dataset: PublishedDataset, given: Given) -> tuple[Places, View]:
    """The map that an address asks for: the one suggested where it asks for none. Raises the errors of maps."""
    places = Places.of(dataset)
    if not given:
        return places, suggested(dataset, places)
    own = () if is_asked(given) else suggested(dataset, places).parameters()
    more = [each for each in own if each[0] in OWN]
    with holding.shelves.replica(dataset) as replica:
        return places, view([*more, *given], replica.fields, places)


def shown(holding: Holding, dataset: PublishedDataset, places: Places, which: View) -> Shown:
    """The map with what it shows. Raises the errors of questions."""
    ground = ground_of(holding)
    with holding.shelves.replica(dataset) as replica:
        found = mapped(which, places, replica, ground)
    return Shown(
        dataset=dataset,
        places=places,
        view=which,
        mapped=found,
        ground=ground,
        naming=naming(holding, dataset),
    )


def ground_of(holding: Holding) -> Ground:
    """The province's communes of today, with the boundaries that were imported."""
    today = holding.place.clock().astimezone(VIETNAM).date()
    found = boundaries(settings.CONFIGURATION.state, COMMUNE)
    since = id(found) if found is not None else None
    return _ground(_Moment(holding=holding, today=str(today), since=since))


def address(name: str, dataset: PublishedDataset, which: View, **more: object) -> str:
    """The address of a map as a page or a file."""
    query = urlencode([*which.parameters(), *((key, str(value)) for key, value in more.items())])
    return f"{reverse(name, args=[slug(dataset.name)])}?{query}"


@dataclass(frozen=True, kw_only=True, slots=True)
class _Moment:
    """What makes a ground the same: the moment, the day, the boundaries."""

    holding: Holding
    today: str
    since: int | None

    @property
    def _key(self) -> tuple[str, str, int | None]:
        return (self.holding.stamp, self.today, self.since)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Moment) and self._key == other._key

    def __hash__(self) -> int:
        return hash(self._key)


@lru_cache(maxsize=2)
def _ground(moment: _Moment) -> Ground:
    place = moment.holding.place
    today = place.clock().astimezone(VIETNAM).date()
    atlas = atlas_of(place.province.unit_files)
    return Ground.of(atlas, moment.holding.catalogue, today, boundaries(settings.CONFIGURATION.state, COMMUNE))
