"""The landing page, what is conformed to, and the collections. Rule: OGC 17-069r4, 7.2, 7.4, 7.13, 7.14."""

from typing import Any, Final

from kho.publishing.catalogue import PublishedDataset
from kho.publishing.features.boxes import System
from kho.publishing.features.layers import Extent, Layer
from kho.publishing.licences import licence
from kho.publishing.periods import Period
from kho.web.addresses import slug
from kho.web.features.links import (
    CONFORMANCE,
    DATA,
    GEOJSON,
    HTML,
    JSON,
    OPENAPI,
    QUERYABLES,
    SCHEMA,
    Link,
    collection,
    link,
    root,
)
from kho.web.holding import Holding

CLASSES: Final = (
    "http://www.opengis.net/spec/ogcapi-common-1/1.0/conf/core",
    "http://www.opengis.net/spec/ogcapi-common-2/1.0/conf/collections",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/geojson",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/oas30",
    "http://www.opengis.net/spec/ogcapi-features-2/1.0/conf/crs",
    "http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/queryables",
    "http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/queryables-query-parameters",
    "http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/filter",
    "http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/features-filter",
    "http://www.opengis.net/spec/cql2/1.0/conf/cql2-text",
    "http://www.opengis.net/spec/cql2/1.0/conf/basic-cql2",
)
_FIRST: Final = "T00:00:00+07:00"
_LAST: Final = "T23:59:59+07:00"
Document = dict[str, Any]


def landing(holding: Holding) -> Document:
    """Where everything is."""
    site, name = holding.addresses.site, holding.catalogue.province
    here = root(site)
    return {
        "title": f"Bản đồ dữ liệu mở của {name.vi} / Open data on the map: {name.en}",
        "description": (
            "Các bộ dữ liệu mở có vị trí, đọc bằng OGC API - Features. / "
            "Open datasets whose rows lie somewhere, by OGC API - Features."
        ),
        "links": [
            link(here, "self", JSON),
            link(f"{here}/api", "service-desc", OPENAPI, "OpenAPI 3.0"),
            link(f"{site}/developers", "service-doc", HTML, "Hướng dẫn / Documentation"),
            link(f"{here}/conformance", "conformance", JSON),
            link(f"{here}/conformance", CONFORMANCE, JSON),
            link(f"{here}/collections", "data", JSON),
            link(f"{here}/collections", DATA, JSON),
        ],
    }


def told(holding: Holding, layer: Layer, extent: Extent | None) -> Document:
    """A collection."""
    dataset = layer.dataset
    return {
        "id": slug(dataset.name),
        "title": dataset.title,
        "description": dataset.description,
        "attribution": dataset.agency.name.vi,
        "itemType": "feature",
        "extent": _extent(extent, layer.period),
        "crs": [*System],
        "storageCrs": System.LONGITUDE_FIRST.value,
        "links": _links(holding, dataset),
    }


def _links(holding: Holding, dataset: PublishedDataset) -> list[Link]:
    here = collection(holding.addresses.site, dataset)
    known = licence(dataset.licence) if dataset.licence else None
    licences = [link(known.url, "license", HTML, dataset.licence or "")] if known is not None and known.url else []
    return [
        link(here, "self", JSON),
        link(f"{here}/items", "items", GEOJSON),
        link(f"{here}/queryables", QUERYABLES, SCHEMA),
        link(holding.addresses.landing(dataset.name), "alternate", HTML, dataset.title),
        *licences,
    ]


def _extent(extent: Extent | None, period: Period | None) -> Document:
    """What is known of it: a member that is not there is not known."""
    made: Document = {}
    if extent is not None:
        box = [extent.west, extent.south, extent.east, extent.north]
        made["spatial"] = {"bbox": [box], "crs": System.LONGITUDE_FIRST.value}
    if period is not None:
        start, end = _day(period.start, "-01-01"), _day(period.end, "-12-31")
        trs = "http://www.opengis.net/def/uom/ISO-8601/0/Gregorian"
        made["temporal"] = {"interval": [[f"{start}{_FIRST}", f"{end}{_LAST}"]], "trs": trs}
    return made


def _day(text: str, within: str) -> str:
    """A day, or of a year the one that it begins or ends with."""
    return text if "-" in text else f"{text}{within}"
