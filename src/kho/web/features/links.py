"""Addresses of the API, and what links say."""

from typing import Final

from kho.publishing.catalogue import PublishedDataset
from kho.web.addresses import slug

ROOT: Final = "/ogc"
JSON: Final = "application/json"
GEOJSON: Final = "application/geo+json"
SCHEMA: Final = "application/schema+json"
HTML: Final = "text/html"
OPENAPI: Final = "application/vnd.oai.openapi+json;version=3.0"
QUERYABLES: Final = "http://www.opengis.net/def/rel/ogc/1.0/queryables"
CONFORMANCE: Final = "http://www.opengis.net/def/rel/ogc/1.0/conformance"
DATA: Final = "http://www.opengis.net/def/rel/ogc/1.0/data"
Link = dict[str, str]


def link(href: str, rel: str, media_type: str, title: str = "") -> Link:
    """A link (RFC 8288) as JSON."""
    told = {"href": href, "rel": rel, "type": media_type}
    return {**told, "title": title} if title else told


def root(site: str) -> str:
    """The landing page."""
    return f"{site}{ROOT}"


def collection(site: str, dataset: PublishedDataset) -> str:
    """A collection."""
    return f"{site}{ROOT}/collections/{slug(dataset.name)}"
