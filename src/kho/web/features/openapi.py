"""The API's description. Rule: OpenAPI Specification 3.0.3, as OGC 17-069r4, 9 wants it."""

from collections.abc import Sequence
from typing import Any, Final

from kho.publishing.features.asking import CQL2, MOST_SKIPPED, USUAL
from kho.publishing.features.boxes import System
from kho.publishing.features.layers import Layer
from kho.publishing.features.schemas import geometry, kind
from kho.publishing.records.parameters import MOST_ROWS
from kho.web.addresses import slug
from kho.web.api.openapi.parts import PROBLEM, PROBLEM_SCHEMA
from kho.web.features.links import GEOJSON, HTML, JSON, OPENAPI, SCHEMA, root

Document = dict[str, Any]
_TEXT: Final = {"type": "string"}
_SYSTEMS: Final = {"type": "string", "format": "uri", "enum": [*System], "default": System.LONGITUDE_FIRST.value}
_NUMBERS: Final = {
    "type": "array",
    "oneOf": [{"minItems": 4, "maxItems": 4}, {"minItems": 6, "maxItems": 6}],
    "items": {"type": "number"},
}
_LISTED: Final = {"type": "array", "items": _TEXT}


def document(site: str, layers: Sequence[Layer]) -> Document:
    """All paths, and each collection's own with the columns that filters may name."""
    paths = {
        "/": _get("landing", "The landing page", _object("Landing")),
        "/conformance": _get("conformance", "What is conformed to", _object("Conformance")),
        "/api": _get("api", "This description", {"type": "object"}, OPENAPI),
        "/collections": _get("collections", "All collections", _object("Collections")),
    }
    for each in layers:
        paths |= _of(each)
    return {
        "openapi": "3.0.3",
        "info": {
            "title": "OGC API - Features",
            "version": "1.0.0",
            "description": "Dữ liệu mở có vị trí. / Open data whose rows lie somewhere.",
        },
        "servers": [{"url": root(site)}],
        "paths": paths,
        "components": {"schemas": _SCHEMAS, "parameters": _PARAMETERS, "responses": _RESPONSES},
    }


def _of(layer: Layer) -> Document:
    """The paths of a collection."""
    name, title = slug(layer.dataset.name), layer.dataset.title
    here = f"/collections/{name}"
    feature = {"type": "object", "required": ["type", "id", "geometry", "properties"], "properties": _feature(layer)}
    many = {
        "allOf": [
            {"$ref": "#/components/schemas/Features"},
            {"type": "object", "properties": {"features": {"type": "array", "items": feature}}},
        ]
    }
    id_ = {"name": "featureId", "in": "path", "required": True, "schema": _TEXT}
    filters = [_filter(each.name, each.title, kind(each)) for each in layer.properties if each.name not in _QUERIES]
    return {
        here: _get(f"{name}.collection", title, _object("Collection")),
        f"{here}/queryables": _get(f"{name}.queryables", f"{title}: queryables", {"type": "object"}, SCHEMA),
        f"{here}/items": _get(f"{name}.items", title, many, GEOJSON, [*map(_refer, _QUERIES), *filters]),
        f"{here}/items/{{featureId}}": _get(f"{name}.item", title, feature, GEOJSON, [id_, _refer("crs")]),
    }


def _feature(layer: Layer) -> Document:
    properties = {each.name: {**kind(each), "nullable": True, "title": each.title} for each in layer.properties}
    return {
        "type": {"type": "string", "enum": ["Feature"]},
        "id": _TEXT,
        "geometry": {
            "type": "object",
            "nullable": True,
            "required": ["type"],
            "properties": {"type": {"type": "string", **({"enum": ["Point"]} if geometry(layer) == "Point" else {})}},
        },
        "properties": {"type": "object", "properties": properties},
    }


def _filter(name: str, title: str, schema: dict[str, str]) -> Document:
    """A filter of a column."""
    return {"name": name, "in": "query", "required": False, "description": title, "schema": schema}


def _get(
    id_: str, summary: str, schema: Document, media_type: str = JSON, parameters: Sequence[Document] = ()
) -> Document:
    content = {media_type: {"schema": schema}, HTML: {"schema": _TEXT}}
    answers = {"200": {"description": summary, "content": content}, "303": _PAGE, "304": _SAME}
    refused = {str(status): {"$ref": f"#/components/responses/{name}"} for status, (name, _) in _REFUSALS.items()}
    told = {"operationId": id_, "summary": summary, "tags": ["features"], "responses": {**answers, **refused}}
    return {"get": {**told, "parameters": [*parameters, _refer("f")]}}


def _refer(name: str) -> Document:
    return {"$ref": f"#/components/parameters/{name}"}


def _object(name: str) -> Document:
    return {"$ref": f"#/components/schemas/{name}"}


def _query(name: str, what: str, schema: Document) -> Document:
    told: Document = {"name": name, "in": "query", "required": False, "description": what, "schema": schema}
    if schema.get("type") == "array":
        told |= {"style": "form", "explode": False}
    return told


_QUERIES: Final = (
    *("bbox", "bbox-crs", "crs", "datetime", "limit", "offset", "after"),
    *("filter", "filter-lang", "filter-crs", "properties", "sortby", "q"),
)
_LIMIT: Final = {"type": "integer", "minimum": 1, "maximum": MOST_ROWS, "default": USUAL}
_OFFSET: Final = {"type": "integer", "minimum": 0, "maximum": MOST_SKIPPED, "default": 0}
_PARAMETERS: Final = {
    "bbox": _query("bbox", "west,south,east,north; features without a geometry match too", _NUMBERS),
    "bbox-crs": _query("bbox-crs", "The coordinate reference system of bbox", _SYSTEMS),
    "crs": _query("crs", "The coordinate reference system of the answer", _SYSTEMS),
    "datetime": _query("datetime", "A day, a moment or an interval; features without a time match too", _TEXT),
    "limit": _query("limit", "How many features at most", _LIMIT),
    "offset": _query("offset", "How many to pass over; pages are followed by their links `next`", _OFFSET),
    "after": _query("after", "Where the page before ended, as its link `next` says", _TEXT),
    "filter": _query("filter", "A condition on properties in CQL2 text", _TEXT),
    "filter-lang": _query("filter-lang", "The language of filter", {**_TEXT, "enum": [CQL2], "default": CQL2}),
    "filter-crs": _query("filter-crs", "The coordinate reference system of geometries in filter", _SYSTEMS),
    "properties": _query("properties", "The properties to tell", _LISTED),
    "sortby": _query("sortby", "Properties to sort by; a minus before one: from the largest down", _LISTED),
    "q": _query("q", "Words that texts have", _TEXT),
    "f": _query("f", "json, or html for the portal's page", {**_TEXT, "enum": ["json", "html"], "default": "json"}),
}
_LINK: Final = {
    "type": "object",
    "required": ["href", "rel"],
    "properties": dict.fromkeys(("href", "rel", "type", "title"), _TEXT),
}
_LINKS: Final = {"type": "array", "items": _LINK}
_COLLECTION: Final = {
    "type": "object",
    "required": ["id", "links"],
    "properties": {
        **dict.fromkeys(("id", "title", "description", "attribution", "itemType", "storageCrs"), _TEXT),
        "extent": {"type": "object"},
        "crs": _LISTED,
        "links": _LINKS,
    },
}
_SCHEMAS: Final = {
    "Problem": {**PROBLEM_SCHEMA, "additionalProperties": True},
    "Landing": {"type": "object", "required": ["links"], "properties": {"links": _LINKS}},
    "Conformance": {"type": "object", "required": ["conformsTo"], "properties": {"conformsTo": _LISTED}},
    "Collection": _COLLECTION,
    "Collections": {
        "type": "object",
        "required": ["links", "collections"],
        "properties": {"links": _LINKS, "collections": {"type": "array", "items": _object("Collection")}},
    },
    "Features": {
        "type": "object",
        "required": ["type", "features"],
        "properties": {
            "type": {"type": "string", "enum": ["FeatureCollection"]},
            "timeStamp": {"type": "string", "format": "date-time"},
            "numberMatched": {"type": "integer", "minimum": 0},
            "numberReturned": {"type": "integer", "minimum": 0},
            "links": _LINKS,
        },
    },
}
_PAGE: Final = {
    "description": "The portal's page about the same, for a person.",
    "headers": {"Location": {"schema": _TEXT}},
}
_SAME: Final = {"description": "Unchanged since the ETag that was sent."}
_REFUSALS: Final = {
    400: ("BadRequest", "A parameter is wrong."),
    404: ("NotFound", "There is none."),
    405: ("NoSuchMethod", "The address does not take this method."),
    409: ("OtherVersion", "The data has a new version since the page before."),
    422: ("TooMuch", "The question takes too long."),
    429: ("TooMany", "Too many requests; wait Retry-After seconds."),
    500: ("Broken", "The portal failed."),
    503: ("NotReady", "The data is being made ready; wait Retry-After seconds."),
}
_RESPONSES: Final = {
    name: {"description": what, "content": {PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}}}}
    for name, what in _REFUSALS.values()
}
