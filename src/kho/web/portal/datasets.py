"""A dataset's page: what it is, whose, how good and fresh, what its columns mean, and how to take it."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from kho.contracts.names import DatasetName
from kho.messages import Message
from kho.pipeline.lineage.drawing.svg import svg
from kho.publishing import schema_org
from kho.publishing.catalogue import PublishedColumn, PublishedDataset
from kho.publishing.domains import domain_title
from kho.publishing.formats import FORMATS, Format
from kho.publishing.lineage import open_lineage
from kho.publishing.maps.view import is_mapped
from kho.publishing.records.failures import NotReadyError
from kho.publishing.records.question import Page
from kho.publishing.search.facts import Facet, value_title
from kho.publishing.series import series
from kho.quality.dimensions import FACTS
from kho.quality.freshness import NAMES
from kho.quality.profile import ColumnProfile
from kho.quality.scoring import DimensionScore
from kho.web.addresses import file_path, name_of, offered, slug
from kho.web.charts.figures import first
from kho.web.headers import PICTURE
from kho.web.holding import Holding, held
from kho.web.look.pictures import inline
from kho.web.look.speaking import language
from kho.web.maps.figures import first as first_map
from kho.web.portal.snippets import snippets
from kho.web.portal.tables import Table, is_number, table
from kho.web.portal.words import KINDS
from kho.web.refusing import NoSuchPageError

PREVIEW = 10
"""Rows on a dataset's page."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ShownColumn:
    """A column with what its profile says of the values."""

    column: PublishedColumn
    kind: Message
    is_number: bool
    profile: ColumnProfile | None
    filled: float | None


@dataclass(frozen=True, kw_only=True, slots=True)
class File:
    """A way to take the dataset whole."""

    format: Format
    url: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Dimension:
    """A part of the quality score with its name."""

    name: Message
    asks: Message
    scored: DimensionScore


def named(name: str) -> DatasetName:
    """The dataset's name in an address. Raises NoSuchPageError."""
    found = name_of(name)
    if found is None:
        raise NoSuchPageError
    return found


def dataset(request: HttpRequest, name: str) -> HttpResponse:
    """The page. Raises NoSuchPageError, NoSuchDatasetError."""
    holding = held()
    found = holding.dataset(named(name))
    figure = first(holding, found)
    shown = {
        "dataset": found,
        "slug": slug(found.name),
        "domain": domain_title(found.domain) if found.domain else None,
        "frequency": _frequency(holding, found),
        "state": NAMES[found.assessment.freshness.state],
        "dimensions": _dimensions(found),
        "columns": _columns(found),
        "files": [File(format=FORMATS[each], url=file_path(found.name, each)) for each in offered(found)],
        "has_units": bool(found.units),
        "preview": _preview(holding, found),
        "figure": figure,
        "map": None if figure else first_map(holding, found),
        "is_mapped": is_mapped(found),
        "series": series(holding.catalogue).get(found.name),
        "lineage": inline(_lineage(holding, found)),
        "snippets": snippets(holding.addresses, found),
        "markup": schema_org.markup(holding.catalogue, holding.addresses, found, language=language()),
    }
    return render(request, "portal/dataset.html", shown)


def lineage(request: HttpRequest, name: str) -> HttpResponse:  # noqa: ARG001  Django's signature
    """The lineage as a picture. Raises NoSuchPageError, NoSuchDatasetError."""
    holding = held()
    found = holding.dataset(named(name))
    return HttpResponse(_lineage(holding, found), content_type="image/svg+xml", headers=PICTURE)


def _lineage(holding: Holding, found: PublishedDataset) -> str:
    return svg(open_lineage(holding.place.province, holding.catalogue, found.name), language())


def _frequency(holding: Holding, found: PublishedDataset) -> Message:
    if found.frequency is None:
        return Message("không hẹn", "not promised")
    return value_title(holding.catalogue, Facet.FREQUENCY, found.frequency)


def _dimensions(found: PublishedDataset) -> Sequence[Dimension]:
    return [
        Dimension(name=FACTS[each.dimension].name, asks=FACTS[each.dimension].asks, scored=each)
        for each in found.assessment.score.dimensions
    ]


def _columns(found: PublishedDataset) -> Sequence[ShownColumn]:
    profile = found.assessment.profile
    return [
        _column(each, profile.column(each.name) if profile else None, profile.rows if profile else 0)
        for each in found.columns
    ]


def _column(column: PublishedColumn, profile: ColumnProfile | None, rows: int) -> ShownColumn:
    filled = profile.filled / rows if profile is not None and rows else None
    return ShownColumn(
        column=column, kind=KINDS[column.kind], is_number=is_number(column), profile=profile, filled=filled
    )


def _preview(holding: Holding, found: PublishedDataset) -> Table | None:
    """The first rows; None while they are made ready."""
    try:
        with holding.shelves.replica(found) as replica:
            return table(holding.catalogue, found, replica.page(Page(limit=PREVIEW)))
    except NotReadyError:
        return None
