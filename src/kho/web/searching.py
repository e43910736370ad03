"""What every search of the portal is answered from: its pages, its APIs and its assistants' tools."""

from typing import Final

from kho.messages import Message
from kho.publishing.search.index import Index, index, ready
from kho.publishing.search.shelf import Kind, Thing
from kho.web.holding import Holding
from kho.web.usage.telling import usage

_SERVICES: Final = {
    "api": Message("API tra cứu dữ liệu (REST, OpenAPI)", "Data API (REST, OpenAPI)"),
    "files": Message("Tải cả tệp", "Whole files"),
    "ckan": Message("API kiểu CKAN", "CKAN API"),
    "dcat": Message("Danh mục DCAT-AP (RDF)", "DCAT-AP catalogue (RDF)"),
    "ogc": Message("OGC API Features cho bản đồ, QGIS", "OGC API Features for maps, QGIS"),
    "mcp": Message("MCP cho trợ lý AI", "MCP for AI assistants"),
}
"""The ways in for programs, by where the page for developers tells of them."""


def index_of(holding: Holding) -> Index:
    """The index of what is published at one moment; made once for all, by `Holding.once`."""
    systems = holding.place.province.systems.values()
    services = [Thing(kind=Kind.SERVICE, id=each, title=title) for each, title in _SERVICES.items()]
    return ready(index(holding.catalogue, systems, services, usage(holding)))
