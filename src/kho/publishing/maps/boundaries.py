"""Boundaries of administrative units: taken from a geographic file, kept as GeoJSON (RFC 7946) in the state folder.

The file of a level keeps with its areas where they are from, under which licence and since when. No boundary ships
with Kho. Areas are made simpler where they have more corners than a map of a province shows.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import shapely
from shapely.geometry import mapping, shape

from kho.pipeline.files import write_atomically
from kho.publishing.maps.failures import BrokenBoundariesError

FOLDER: Final = "boundaries"
TOLERANCE: Final = 0.0004
"""Degrees (about 40 m) by which a simpler boundary may be off."""
DIGITS: Final = 5
"""Digits of degrees, about 1 m."""
FEW: Final = 12_000
"""Corners that need not be made fewer."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Boundaries:
    """Areas by the code of their unit, in degrees of WGS 84, with where they are from."""

    areas: Mapping[str, Any]
    source: str
    licence: str
    imported: date

    def __contains__(self, code: str) -> bool:
        return code in self.areas


def file_of(state: Path, level: str) -> Path:
    """Where the boundaries of a level are kept."""
    return state / FOLDER / f"{level}.geojson"


def boundaries(state: Path, level: str) -> Boundaries | None:
    """The boundaries of a level; None until some are imported. Raises BrokenBoundariesError."""
    file = file_of(state, level)
    try:
        found = file.stat()
    except FileNotFoundError:
        return None
    return _read(file, found.st_mtime_ns)


def keep(state: Path, level: str, made: Boundaries) -> Path:
    """Put boundaries in the place of those that were there."""
    file = file_of(state, level)
    file.parent.mkdir(parents=True, exist_ok=True)
    write_atomically(file, json.dumps(_document(made), ensure_ascii=False, separators=(",", ":")).encode())
    return file


def simpler(areas: Sequence[Any]) -> Sequence[Any]:
    """The same areas with fewer corners: neighbours stay neighbours where they have one border between them."""
    if int(shapely.get_num_coordinates(areas).sum()) <= FEW:
        return areas
    if shapely.coverage_is_valid(areas):
        return list(shapely.coverage_simplify(areas, TOLERANCE))
    return list(shapely.simplify(areas, TOLERANCE, preserve_topology=True))


def rounded(area: Any) -> dict[str, Any]:
    """An area as GeoJSON has it, without digits that say nothing."""
    told: dict[str, Any] = mapping(area)
    return {"type": told["type"], "coordinates": _rounded(told["coordinates"])}


def _rounded(part: Any) -> Any:
    return round(part, DIGITS) if isinstance(part, float | int) else [_rounded(each) for each in part]


def _document(made: Boundaries) -> dict[str, Any]:
    return {
        "type": "FeatureCollection",
        "source": made.source,
        "licence": made.licence,
        "imported": made.imported.isoformat(),
        "features": [
            {"type": "Feature", "id": code, "properties": {"code": code}, "geometry": rounded(area)}
            for code, area in made.areas.items()
        ],
    }


@lru_cache(maxsize=4)
def _read(file: Path, _: int) -> Boundaries:
    try:
        told = json.loads(file.read_bytes())
        return Boundaries(
            areas={str(each["id"]): shape(each["geometry"]) for each in told["features"]},
            source=told["source"],
            licence=told["licence"],
            imported=date.fromisoformat(told["imported"]),
        )
    except (ValueError, KeyError, TypeError, shapely.errors.ShapelyError) as error:
        raise BrokenBoundariesError(where=str(file)) from error
