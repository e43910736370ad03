"""Points on a map: GeoPackage and GeoJSON."""

import json
import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio
import pyogrio.raw

from hungyen.batch import Batch
from hungyen.deliveries import Span
from hungyen.files.records import SYNTHETIC, records_of
from hungyen.spelling import PLAIN, Heading
from kho.contracts.model import Contract

LON, LAT = "kinh_do", "vi_do"
"""Columns that hold a point's place."""
SAME_BYTES = {"OGR_CURRENT_DATE": "2025-01-01T00:00:00.000Z", "OGR_GPKG_ALLOW_THREADED_RTREE": "NO"}
"""No time of writing, and no index made beside the rows, which lies elsewhere when the machine is busy."""


@dataclass(frozen=True, kw_only=True, slots=True)
class GeoPackage:
    """A layer of points in a GeoPackage; its time of change is fixed."""

    layer: str
    heading: Heading = PLAIN

    def write(self, path: Path, contract: Contract, batches: Iterator[Batch]) -> Sequence[Span]:
        """Write the layer."""
        records = [record for batch in batches for record in records_of(batch, contract, self.heading)]
        fields = list(records[0])
        points = np.array([_wkb(record[LON], record[LAT]) for record in records], dtype=object)
        pyogrio.set_gdal_config_options(SAME_BYTES)
        pyogrio.raw.write(
            path,
            geometry=points,
            field_data=[_column([record[name] for record in records]) for name in fields],
            fields=np.array(fields, dtype=object),
            geometry_type="Point",
            crs="EPSG:4326",
            layer=self.layer,
            driver="GPKG",
        )
        return [Span(part=self.layer, first=1, count=len(records))]


@dataclass(frozen=True, kw_only=True, slots=True)
class GeoJson:
    """A collection of points."""

    name: str
    heading: Heading = PLAIN

    def write(self, path: Path, contract: Contract, batches: Iterator[Batch]) -> Sequence[Span]:
        """Write the collection, a feature a line."""
        features = [
            {"type": "Feature", "properties": record, "geometry": {"type": "Point", "coordinates": _place(record)}}
            for batch in batches
            for record in records_of(batch, contract, self.heading)
        ]
        lines = ",\n".join(json.dumps(feature, ensure_ascii=False) for feature in features)
        head = json.dumps(
            {"type": "FeatureCollection", "name": self.name, "description": SYNTHETIC}, ensure_ascii=False
        )
        path.write_text(f'{head[:-1]}, "features": [\n{lines}\n]}}\n', encoding="utf-8")
        return [Span(part="", first=1, count=len(features))]


def _place(record: dict[str, Any]) -> list[float]:
    return [record[LON], record[LAT]]


def _wkb(lon: float, lat: float) -> bytes:
    return struct.pack("<BIdd", 1, 1, lon, lat)


def _column(values: list[Any]) -> np.ndarray[Any, Any]:
    if all(isinstance(value, int) for value in values):
        return np.array(values, dtype=np.int64)
    if all(isinstance(value, int | float) for value in values):
        return np.array(values, dtype=np.float64)
    return np.array([None if value is None else str(value) for value in values], dtype=object)
