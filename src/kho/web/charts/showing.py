"""A chart of a published dataset with what it shows, asked for once and kept while others ask for the same."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse

from kho.contracts.names import DatasetName
from kho.messages import Language
from kho.province.units import atlas_of
from kho.publishing.catalogue import PublishedDataset
from kho.publishing.charts.addresses import OWN, chart, is_asked
from kho.publishing.charts.asking import Drawn, drawn
from kho.publishing.charts.chart import Chart
from kho.publishing.charts.failures import NothingToChartError
from kho.publishing.charts.looks import Theme
from kho.publishing.charts.naming import Naming
from kho.publishing.charts.specs import Picture, specification
from kho.publishing.charts.suggesting import suggest
from kho.publishing.records.failures import NotAParameterError
from kho.publishing.unit_names import unit_names
from kho.warehouse.tables import VIETNAM
from kho.web.addresses import slug
from kho.web.holding import Holding
from kho.web.look.speaking import language

Given = Sequence[tuple[str, str]]
DRAWING: Final = ("width", "theme")
"""Parameters of a picture that are no chart's."""
NARROWEST, WIDEST, USUAL, PHONE = 240, 1600, 720, 360
_KEPT: Final = 64


@dataclass(frozen=True, kw_only=True, slots=True)
class Shown:
    """A chart, what it shows, and the words for it in the page's language."""

    dataset: PublishedDataset
    chart: Chart
    drawn: Drawn
    naming: Naming

    def specification(self, picture: Picture) -> dict[str, object]:
        """Its Vega-Lite specification."""
        return specification(self.chart, self.drawn, self.naming, picture)

    @property
    def source(self) -> str:
        """What stands under a picture's title."""
        return source_of(self.dataset, self.naming.language)


def source_of(dataset: PublishedDataset, spoken: Language) -> str:
    """Whose data, of which day: what a picture says of itself as it goes its own way."""
    agency = dataset.agency.name.vi if spoken == "vi" else dataset.agency.name.en
    return f"{dataset.title} · {agency} · {dataset.modified.astimezone(VIETNAM):%d/%m/%Y}"


def given(request: HttpRequest) -> Given:
    """The address's parameters that say something of the chart."""
    return [
        (key, value) for key, values in request.GET.lists() for value in values if value != "" and key not in DRAWING
    ]


def asked(holding: Holding, dataset: PublishedDataset, parameters: Given) -> Chart:
    """The chart that an address asks for: the first one suggested where it asks for none of its own.

    Raises NothingToChartError and the errors of parameters.
    """
    if is_asked(parameters):
        with holding.shelves.replica(dataset) as replica:
            return chart(parameters, replica.fields)
    first = next(iter(suggest(dataset)), None)
    if first is None:
        raise NothingToChartError(where=str(dataset.name))
    if not parameters:
        return first
    with holding.shelves.replica(dataset) as replica:
        own = [each for each in first.parameters() if each[0] in OWN]
        return chart([*own, *parameters], replica.fields)


def shown(holding: Holding, dataset: PublishedDataset, which: Chart) -> Shown:
    """The chart with what it shows. Raises the errors of questions."""
    found = _Kept(holding=holding, dataset=dataset, chart=which)
    return Shown(dataset=dataset, chart=which, drawn=_drawn(found), naming=naming(holding, dataset))


def naming(holding: Holding, dataset: PublishedDataset) -> Naming:
    """The words for a dataset in the page's language."""
    levels = any(each.level for each in dataset.columns)
    names = _names(_Units(holding=holding)) if levels else {}
    return Naming.of(dataset, holding.catalogue, language(), names)


def picture(request: HttpRequest, source: str) -> Picture:
    """How an address wants a picture drawn. Raises NotAParameterError."""
    width, theme = request.GET.get("width") or str(USUAL), request.GET.get("theme") or Theme.LIGHT.value
    if not (width.isascii() and width.isdigit() and NARROWEST <= int(width[:5]) <= WIDEST):
        raise NotAParameterError(name="width", value=width[:20], example=f"width={USUAL}")
    if theme not in [*Theme]:
        raise NotAParameterError(name="theme", value=theme[:20], example="theme=light | theme=dark")
    return Picture(width=int(width), theme=Theme(theme), source=source)


def address(view: str, dataset: PublishedDataset, chart: Chart, **more: object) -> str:
    """The address of a chart as a page or a picture."""
    query = urlencode([*chart.parameters(), *((key, str(value)) for key, value in more.items())])
    return f"{reverse(view, args=[slug(dataset.name)])}?{query}"


@dataclass(frozen=True, kw_only=True, slots=True)
class _Kept:
    """What makes an answer the same: the moment, the dataset and the chart."""

    holding: Holding
    dataset: PublishedDataset
    chart: Chart

    @property
    def _key(self) -> tuple[str, DatasetName, Chart]:
        return (self.holding.stamp, self.dataset.name, self.chart)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Kept) and self._key == other._key

    def __hash__(self) -> int:
        return hash(self._key)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Units:
    """A moment and its day, whose units are today's."""

    holding: Holding

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Units) and self.holding.mark == other.holding.mark

    def __hash__(self) -> int:
        return hash(self.holding.mark)


@lru_cache(maxsize=_KEPT)
def _drawn(kept: _Kept) -> Drawn:
    with kept.holding.shelves.replica(kept.dataset) as replica:
        return drawn(kept.chart, replica)


@lru_cache(maxsize=1)
def _names(units: _Units) -> dict[str, str]:
    place = units.holding.place
    today = place.clock().astimezone(VIETNAM).date()
    return dict(unit_names(atlas_of(place.province.unit_files), units.holding.catalogue.code, today))
