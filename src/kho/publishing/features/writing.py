"""Rows as features of GeoJSON. Rule: RFC 7946, and OGC 17-069r4, 8.3 for the members beside them."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import shapely

from kho.publishing.features.asking import Asked
from kho.publishing.features.boxes import System
from kho.publishing.features.identities import of_key, of_number
from kho.publishing.features.layers import Layer
from kho.publishing.features.spots import Spots
from kho.publishing.places import Coordinates, Shape

Feature = dict[str, Any]
_SWAPPED: Final = [1, 0]


@dataclass(frozen=True, kw_only=True, slots=True)
class Features:
    """Makes features of rows of one version: what stands where in a row is worked out once."""

    layer: Layer
    version: int
    spots: Spots | None
    system: System

    def told(self, asked: Asked, rows: Sequence[Sequence[object]], numbers: Sequence[int]) -> Iterator[Feature]:
        """The rows of a page, whose columns are the question's."""
        at = {name: place for place, name in enumerate(asked.page.columns)}
        key = [at[name] for name in self.layer.key]
        placing = [at[name] for name in self.layer.placing]
        properties = [(name, at[name]) for name in asked.properties]
        geometries = self._geometries([[row[each] for each in placing] for row in rows])
        for row, number, geometry in zip(rows, numbers, geometries, strict=True):
            yield {
                "type": "Feature",
                "id": of_key([row[each] for each in key]) if key else of_number(self.version, number),
                "geometry": geometry,
                "properties": {name: row[place] for name, place in properties},
            }

    def _geometries(self, placed: Sequence[Sequence[Any]]) -> Iterator[Mapping[str, Any] | None]:
        match self.layer.place:
            case Shape():
                return _shapes([each[0] for each in placed], is_swapped=self.system.is_swapped)
            case Coordinates():
                return (self._point(*each) for each in placed)
            case _:
                return (self._unit(*each) for each in placed)

    def _unit(self, code: object, day: object = None) -> Mapping[str, Any] | None:
        spot = None if self.spots is None or code is None else self.spots.of(code, day)
        return None if spot is None else self._point(*spot)

    def _point(self, longitude: object, latitude: object) -> Mapping[str, Any] | None:
        if longitude is None or latitude is None:
            return None
        at = [latitude, longitude] if self.system.is_swapped else [longitude, latitude]
        return {"type": "Point", "coordinates": at}


def _shapes(texts: Sequence[Any], *, is_swapped: bool) -> Iterator[Mapping[str, Any] | None]:
    """Geometries of well-known text; none for what is no such text."""
    read = shapely.from_wkt(texts, on_invalid="ignore")
    if is_swapped:
        read = shapely.transform(read, lambda degrees: degrees[:, _SWAPPED])
    return (None if text is None else json.loads(text) for text in shapely.to_geojson(read))
