"""The catalogue: datasets found and told, their quality, lineage, runs and versions; agencies and systems."""

from itertools import islice
from typing import Final
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse

from kho.pipeline.lineage.as_json import to_json
from kho.publishing.lineage import open_lineage
from kho.publishing.search.answering import search
from kho.web.addresses import slug
from kho.web.api import documents
from kho.web.api.answering import JSON, answered, marked, reading
from kho.web.api.asking import dataset_of, named, parameters, whole
from kho.web.api.searching import read
from kho.web.holding import held
from kho.web.searching import index_of

RUNS: Final = 20
MOST_RUNS: Final = 200


@reading
def root(request: HttpRequest) -> HttpResponse:
    """Where everything is. Raises NoParameterError."""
    named(request)
    here = f"{held().addresses.site}/api/v1"
    return answered(request, {name: f"{here}/{name}" for name in ("datasets", "agencies", "systems", "openapi.json")})


@reading
def datasets(request: HttpRequest) -> HttpResponse:
    """Datasets that a search finds, in pages, with facets. Raises the errors of searches and of parameters."""
    holding = held()
    given = parameters(request)
    asked = read(given)
    found = search(holding.once(index_of), asked)
    kept = [(name, value) for name, value in given if name != "page"]
    following = f"{holding.addresses.site}/api/v1/datasets?{urlencode([*kept, ('page', asked.page + 1)])}"
    document = {
        "count": found.count,
        "page": asked.page,
        "pages": found.pages,
        "meant": found.meant,
        "datasets": [documents.brief(holding, each.dataset) for each in found.hits],
        "facets": {
            facet.value: [
                {"value": each.value, "name": documents.both(each.title), "count": each.count} for each in values
            ]
            for facet, values in found.facets.items()
        },
        "next": following if asked.page < found.pages else None,
    }
    return answered(request, document)


@reading
def dataset(request: HttpRequest, name: str) -> HttpResponse:
    """All that is known of a dataset. Raises NoSuchDatasetError, NoParameterError."""
    holding = held()
    found = dataset_of(holding, name)
    named(request)
    return answered(request, documents.whole(holding, found))


@reading
def quality(request: HttpRequest, name: str) -> HttpResponse:
    """How good a dataset is. Raises NoSuchDatasetError, NoParameterError."""
    found = dataset_of(held(), name)
    named(request)
    return answered(request, documents.quality(found))


@reading
def versions(request: HttpRequest, name: str) -> HttpResponse:
    """The versions of a dataset, newest first. Raises NoSuchDatasetError, NoParameterError."""
    found = dataset_of(held(), name)
    named(request)
    return answered(request, {"versions": [documents.version(each) for each in found.versions]})


@reading
def lineage(request: HttpRequest, name: str) -> HttpResponse:
    """What leads to a dataset and what it leads to, open data alone. Raises NoSuchDatasetError, NoParameterError."""
    holding = held()
    found = dataset_of(holding, name)
    named(request)
    graph = open_lineage(holding.place.province, holding.catalogue, found.name)
    return marked(request, to_json(graph).encode(), JSON)


@reading
def runs(request: HttpRequest, name: str) -> HttpResponse:
    """The newest runs: when, and what became of the rows. Raises NoSuchDatasetError, BrokenRunRecordError."""
    holding = held()
    found = dataset_of(holding, name)
    limit = whole(named(request, "limit"), "limit", RUNS, most=MOST_RUNS)
    known = islice(holding.place.runs.newest(found.name), limit)
    return answered(request, {"dataset": slug(found.name), "runs": [documents.run(each) for each in known]})


@reading
def agencies(request: HttpRequest) -> HttpResponse:
    """All agencies. Raises NoParameterError."""
    named(request)
    holding = held()
    told = [documents.agency(holding, each) for each in holding.catalogue.agencies.values()]
    return answered(request, {"agencies": told})


@reading
def systems(request: HttpRequest) -> HttpResponse:
    """All information systems and how they are connected. Raises NoParameterError."""
    named(request)
    known = held().place.province.systems.values()
    return answered(request, {"systems": [documents.system(each) for each in known]})
