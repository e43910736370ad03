"""The catalogue, datasets and agencies as graphs, and what the addresses of things lead to."""

from datetime import date, datetime
from typing import Final
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse

from kho.publishing.catalogue import PublishedDataset
from kho.publishing.dcat.addresses import Scheme
from kho.publishing.dcat.writing import FACTS, Serialisation
from kho.publishing.records.failures import NotAParameterError
from kho.publishing.records.fields import shown
from kho.publishing.series import series as series_of
from kho.web.addresses import BETWEEN, slug
from kho.web.api.answering import marked, reading
from kho.web.api.asking import dataset_of, named, whole
from kho.web.api.cross_origin import opened
from kho.web.dcat.graphs import graphs
from kho.web.dcat.negotiating import varied, wanted
from kho.web.holding import held
from kho.web.refusing import NoSuchPageError

MOST_PAGES: Final = 1_000_000
SINCE: Final = "2026-01-31, 2026-01-31T08:30:00+07:00"


class SeeOther(HttpResponseRedirect):
    """303: what is at the address is no document; here is one about it."""

    status_code = 303


@reading
def catalogue(request: HttpRequest) -> HttpResponseBase:
    """The catalogue as the caller wants it; a page for people is the search. Raises NotAcceptableError."""
    how = wanted(request, page_first=False)
    return varied(SeeOther(reverse("search")) if how is None else _catalogue(request, how))


@reading
def catalogue_file(request: HttpRequest, ending: str) -> HttpResponseBase:
    """The catalogue in one serialisation. Raises NoSuchPageError."""
    return _catalogue(request, _by_ending(ending))


@reading
def dataset_file(request: HttpRequest, name: str, ending: str) -> HttpResponseBase:
    """A dataset in one serialisation. Raises NoSuchDatasetError, NoParameterError."""
    named(request)
    return dataset_graph(request, name, _by_ending(ending))


@reading
def agency_file(request: HttpRequest, name: str, ending: str) -> HttpResponseBase:
    """An agency in one serialisation. Raises NoSuchPageError, NoParameterError."""
    named(request)
    return agency_graph(request, name, _by_ending(ending))


def dataset_graph(request: HttpRequest, name: str, how: Serialisation) -> HttpResponseBase:
    """A dataset as a graph. Raises NoSuchDatasetError."""
    holding = held()
    found = dataset_of(holding, name)
    return opened(_graph(request, holding.once(graphs).dataset(found.name, how), how))


def agency_graph(request: HttpRequest, name: str, how: Serialisation) -> HttpResponseBase:
    """An agency as a graph. Raises NoSuchPageError."""
    holding = held()
    found = holding.catalogue.agencies.get(name)
    if found is None:
        raise NoSuchPageError
    return opened(_graph(request, holding.once(graphs).agency(found, how), how))


def _catalogue(request: HttpRequest, how: Serialisation) -> HttpResponseBase:
    given = named(request, "page", "modified_since")
    number = whole(given, "page", 1, most=MOST_PAGES)
    return _graph(request, held().once(graphs).page(number, _since(given.get("modified_since", "")), how), how)


def _since(text: str) -> datetime | None:
    """A day means its beginning in Vietnam; a blank may be the plus of a zone that was not encoded."""
    if not text:
        return None
    try:
        found = datetime.fromisoformat(text.replace(" ", "+") if "T" in text else text)
    except ValueError:
        raise NotAParameterError(name="modified_since", value=shown(text), example=SINCE) from None
    if found.year in (date.min.year, date.max.year):
        raise NotAParameterError(name="modified_since", value=shown(text), example=SINCE)
    return found


def _graph(request: HttpRequest, body: bytes, how: Serialisation) -> HttpResponse:
    media_type = FACTS[how].media_type
    charset = "; charset=utf-8" if media_type.startswith("text/") else ""
    return marked(request, body, media_type + charset)


def _by_ending(ending: str) -> Serialisation:
    if ending not in [*Serialisation]:
        raise NoSuchPageError
    return Serialisation(ending)


@reading
def catalogue_thing(request: HttpRequest) -> HttpResponseBase:
    """The catalogue itself."""
    return SeeOther(f"/catalog?{query}" if (query := request.META.get("QUERY_STRING", "")) else "/catalog")


@reading
def dataset_thing(request: HttpRequest, name: str) -> HttpResponseBase:
    """A dataset itself. Raises NoSuchDatasetError, NotAcceptableError."""
    return _about_dataset(request, dataset_of(held(), name))


@reading
def version_thing(request: HttpRequest, name: str, number: int) -> HttpResponseBase:
    """A version of a dataset, which the dataset's own document tells. Raises NoSuchDatasetError, NoSuchPageError."""
    found = dataset_of(held(), name)
    if all(each.version != number for each in found.versions):
        raise NoSuchPageError
    return _about_dataset(request, found)


@reading
def api_thing(request: HttpRequest, name: str) -> HttpResponseBase:  # noqa: ARG001  Django's signature
    """The API of a dataset. Raises NoSuchDatasetError."""
    return SeeOther(f"/api/v1/datasets/{slug(dataset_of(held(), name).name)}/openapi.json")


@reading
def actions_thing(request: HttpRequest) -> HttpResponseBase:  # noqa: ARG001  Django's signature
    """The CKAN API."""
    return SeeOther("/api/3")


@reading
def features_thing(request: HttpRequest) -> HttpResponseBase:  # noqa: ARG001  Django's signature
    """OGC API Features."""
    return SeeOther("/ogc")


@reading
def series_thing(request: HttpRequest, name: str) -> HttpResponseBase:
    """A series, which every member's document tells. Raises NoSuchPageError, NotAcceptableError."""
    for found in series_of(held().catalogue).values():
        if f"{found.members[-1].name.agency}{BETWEEN}{found.stem}" == name:
            return _about_dataset(request, found.members[-1])
    raise NoSuchPageError


@reading
def agency_thing(request: HttpRequest, name: str) -> HttpResponseBase:
    """An agency itself. Raises NoSuchPageError, NotAcceptableError."""
    if name not in held().catalogue.agencies:
        raise NoSuchPageError
    how = wanted(request, page_first=True)
    return varied(SeeOther(reverse("agency", args=[name]) if how is None else f"/agency/{name}.{how.value}"))


@reading
def concept_thing(request: HttpRequest, scheme: str, code: str = "") -> HttpResponseBase:
    """A term of one of the catalogue's own lists, which the catalogue tells. Raises NoSuchPageError."""
    if scheme not in [*Scheme]:
        raise NoSuchPageError
    how = wanted(request, page_first=True)
    if how is not None:
        return varied(SeeOther(f"/catalog.{how.value}"))
    if scheme == Scheme.QUALITY:
        return varied(SeeOther(reverse("health")))
    asked = f"?{urlencode({'domain': code})}" if scheme == Scheme.TOPICS and code else ""
    return varied(SeeOther(f"{reverse('search')}{asked}"))


def _about_dataset(request: HttpRequest, found: PublishedDataset) -> HttpResponseBase:
    how = wanted(request, page_first=True)
    name = slug(found.name)
    return varied(SeeOther(reverse("dataset", args=[name]) if how is None else f"/dataset/{name}.{how.value}"))
