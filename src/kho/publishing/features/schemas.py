"""What may be asked of features, as a schema. Rule: OGC 19-079r2, 6 (queryables); JSON Schema 2020-12."""

from collections.abc import Mapping
from typing import Any, Final

from kho.contracts.model import LogicalType
from kho.publishing.catalogue import PublishedColumn
from kho.publishing.features.layers import Layer
from kho.publishing.places import Shape

DRAFT: Final = "https://json-schema.org/draft/2020-12/schema"
_TYPES: Final[Mapping[LogicalType, dict[str, str]]] = {
    LogicalType.INTEGER: {"type": "integer"},
    LogicalType.NUMBER: {"type": "number"},
    LogicalType.BOOLEAN: {"type": "boolean"},
    LogicalType.DATE: {"type": "string", "format": "date"},
    LogicalType.TIMESTAMP: {"type": "string", "format": "date-time"},
}
_TEXT: Final = {"type": "string"}


def queryables(layer: Layer, address: str) -> dict[str, Any]:
    """The columns that filters may name; `address` is the schema's own."""
    properties = {each.name: _property(each) for each in layer.properties}
    return {
        "$schema": DRAFT,
        "$id": address,
        "type": "object",
        "title": layer.dataset.title,
        "properties": properties,
        "additionalProperties": False,
    }


def kind(column: PublishedColumn) -> dict[str, str]:
    """The type of a column's values."""
    return _TYPES.get(column.kind, _TEXT)


def geometry(layer: Layer) -> str:
    """The name of the geometries' kind, as schemas refer to it."""
    return "Geometry" if isinstance(layer.place, Shape) else "Point"


def _property(column: PublishedColumn) -> dict[str, Any]:
    told: dict[str, Any] = {"title": column.title, **kind(column)}
    if column.description:
        told["description"] = column.description
    return told if column.unit is None else {**told, "x-ogc-unit": column.unit}
