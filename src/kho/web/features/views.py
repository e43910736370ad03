"""What OGC API - Features tells: the landing page, collections and their features.

Rule: OGC 17-069r4 (Part 1: Core), 18-058r1 (Part 2), 19-079r2 (Part 3), 21-065r2 (CQL2).
"""

import hashlib
from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from kho.publishing.features import asking
from kho.publishing.features.boxes import System
from kho.publishing.features.failures import NoSuchFeatureError
from kho.publishing.features.identities import key_of, number_of
from kho.publishing.features.layers import Layer
from kho.publishing.features.schemas import queryables as schema_of
from kho.publishing.features.writing import Features
from kho.publishing.records.answering import Replica
from kho.publishing.records.failures import TooSlowError
from kho.publishing.records.fields import shown
from kho.publishing.records.question import Page
from kho.publishing.records.writing import as_json
from kho.web.addresses import slug
from kho.web.api.answering import ASK_AGAIN, answered, is_known, marked, reading, unchanged, weak
from kho.web.api.asking import named, parameters
from kho.web.features import documents, openapi
from kho.web.features.holding import extent_of, extents, layer_of, layers
from kho.web.features.links import GEOJSON, HTML, JSON, OPENAPI, SCHEMA, collection, link, root
from kho.web.features.negotiating import also_at
from kho.web.holding import Holding, held

FORM: Final = "f"
Document = dict[str, Any]


@also_at(lambda: reverse("developers"))
@reading
def landing(request: HttpRequest) -> HttpResponse:
    """Where everything is. Raises NoParameterError."""
    named(request, FORM)
    return answered(request, documents.landing(held()))


@also_at(lambda: reverse("developers"))
@reading
def conformance(request: HttpRequest) -> HttpResponse:
    """What is conformed to. Raises NoParameterError."""
    named(request, FORM)
    return answered(request, {"conformsTo": documents.CLASSES})


@also_at(lambda: reverse("developers"))
@reading
def api(request: HttpRequest) -> HttpResponse:
    """The description. Raises NoParameterError."""
    named(request, FORM)
    holding = held()
    told = openapi.document(holding.addresses.site, [*holding.once(layers).layers.values()])
    return marked(request, as_json(told), OPENAPI)


@also_at(lambda: reverse("search"))
@reading
def collections(request: HttpRequest) -> HttpResponse:
    """All collections. Raises NoParameterError."""
    named(request, FORM)
    holding = held()
    told = [documents.told(holding, each, extent) for each, extent in extents(holding)]
    here = root(holding.addresses.site)
    links = [link(f"{here}/collections", "self", JSON), link(f"{here}/api", "service-desc", OPENAPI)]
    return answered(request, {"links": links, "crs": [*System], "collections": told})


@also_at(lambda name: reverse("dataset", args=[name]))
@reading
def one_collection(request: HttpRequest, *, name: str) -> HttpResponse:
    """A collection. Raises NoSuchCollectionError, NoParameterError."""
    holding = held()
    layer = layer_of(holding, name)
    named(request, FORM)
    return answered(request, documents.told(holding, layer, extent_of(holding, layer)))


@also_at(lambda name: reverse("dataset", args=[name]))
@reading
def queryables(request: HttpRequest, *, name: str) -> HttpResponse:
    """What filters may name. Raises NoSuchCollectionError, NoParameterError."""
    holding = held()
    layer = layer_of(holding, name)
    named(request, FORM)
    address = f"{collection(holding.addresses.site, layer.dataset)}/queryables"
    return marked(request, as_json(schema_of(layer, address)), SCHEMA)


@also_at(lambda name: reverse("rows", args=[name]))
@reading
def items(request: HttpRequest, *, name: str) -> HttpResponse:
    """Features. Raises NoSuchCollectionError, NotReadyError and the errors of the question."""
    holding = held()
    layer = layer_of(holding, name)
    with holding.shelves.replica(layer.dataset) as replica:
        etag = _mark(request, replica)
        if is_known(request, etag):
            return unchanged(etag)
        given = parameters(request)
        spots = holding.once(layers).spots(layer, replica)
        asked = asking.asked(given, layer, replica.fields, spots)
        found, numbers = replica.numbered_page(asked.page, skip=asked.skip)
        making = Features(layer=layer, version=replica.version, spots=spots, system=asked.system)
        features = [*making.told(asked, found.rows, numbers)]
        counted = _counted(replica, asked.page)
    document = {
        "type": "FeatureCollection",
        "timeStamp": datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z"),
        **counted,
        "numberReturned": len(features),
        "links": _links(holding, layer, given, found.after),
        "features": features,
    }
    return _told(document, asked.system, etag)


@also_at(lambda name, id: reverse("rows", args=[name]))  # noqa: A006, ARG005  the address has these names
@reading
def item(request: HttpRequest, *, name: str, id: str) -> HttpResponse:  # noqa: A002  the address has this name
    """A feature. Raises NoSuchCollectionError, NoSuchFeatureError, NotReadyError and the errors of parameters."""
    holding = held()
    layer = layer_of(holding, name)
    with holding.shelves.replica(layer.dataset) as replica:
        etag = _mark(request, replica)
        if is_known(request, etag):
            return unchanged(etag)
        system = asking.one(parameters(request))
        feature = _feature(holding, layer, replica, id, system)
    here = collection(holding.addresses.site, layer.dataset)
    links = [
        link(f"{here}/items/{id}", "self", GEOJSON),
        link(here, "collection", JSON),
        link(holding.addresses.landing(layer.dataset.name), "alternate", HTML),
    ]
    return _told({**feature, "links": links}, system, etag)


def _feature(holding: Holding, layer: Layer, replica: Replica, text: str, system: System) -> Document:
    if layer.key:
        page, skip = Page(where=key_of(text, layer.key, replica.fields), limit=1), 0
    else:
        page, skip = Page(limit=1), number_of(text, replica.version) - 1
    spots = holding.once(layers).spots(layer, replica)
    asked = asking.whole(page, layer, replica.fields, system)
    found, numbers = replica.numbered_page(asked.page, skip=skip) if skip >= 0 else (None, ())
    if found is None or not found.rows:
        raise NoSuchFeatureError(id=shown(text))
    making = Features(layer=layer, version=replica.version, spots=spots, system=system)
    return next(making.told(asked, found.rows, numbers))


def _counted(replica: Replica, page: Page) -> Document:
    """How many features there are: said on the first page, and where that does not take too long."""
    if page.after is not None:
        return {}
    try:
        return {"numberMatched": replica.count(page.where)}
    except TooSlowError:
        return {}


def _links(holding: Holding, layer: Layer, given: list[tuple[str, str]], after: str | None) -> list[dict[str, str]]:
    """The next page goes on behind the last row of this one, so that none is missed or told twice."""
    site, dataset = holding.addresses.site, layer.dataset
    here = f"{collection(site, dataset)}/items"
    links = [
        link(_address(here, given), "self", GEOJSON),
        link(collection(site, dataset), "collection", JSON),
        link(f"{site}{reverse('rows', args=[slug(dataset.name)])}", "alternate", HTML),
    ]
    if after is not None:
        kept = [(name, value) for name, value in given if name not in ("after", "offset")]
        links.append(link(_address(here, [*kept, ("after", after)]), "next", GEOJSON))
    return links


def _address(here: str, given: list[tuple[str, str]]) -> str:
    return f"{here}?{urlencode(given)}" if given else here


def _mark(request: HttpRequest, replica: Replica) -> str:
    """The replica's own name, which no other one ever has, and the question."""
    asked = f"{replica.columns.name}\n{request.get_full_path()}"
    return weak(hashlib.blake2b(asked.encode("utf-8", "backslashreplace"), digest_size=16).hexdigest())


def _told(document: Document, system: System, etag: str) -> HttpResponse:
    headers = {"ETag": etag, "Cache-Control": ASK_AGAIN, "Content-Crs": f"<{system}>"}
    return HttpResponse(as_json(document), content_type=GEOJSON, headers=headers)
