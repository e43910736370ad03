"""What a map shows as GeoJSON (RFC 7946) and as a table."""

import csv
import io
from collections.abc import Iterator
from typing import Any, Final

from kho.publishing.charts.naming import Naming, told
from kho.publishing.exports.formats.delimited import BOM, neutral
from kho.publishing.maps.boundaries import rounded
from kho.publishing.maps.drawing import lines
from kho.publishing.maps.figures import Mapped, bounds
from kho.publishing.maps.ground import Ground
from kho.publishing.maps.view import View

GRID: Final = 2.0
"""How far beyond the map its grid goes, as a share of it."""


def collection(view: View, shown: Mapped, ground: Ground, naming: Naming) -> dict[str, Any]:
    """The features with their figures; communes without one have none. `told` is the figure in words."""
    features = list(_spots(shown, naming) if view.is_points else _units(shown, ground, naming))
    return {"type": "FeatureCollection", **_about(ground), "features": features}


def under(view: View, shown: Mapped, ground: Ground) -> dict[str, Any]:
    """What lies under a map of places: the communes where their boundaries are known, and a grid."""
    areas = [] if ground.boundaries is None or not view.is_points else list(ground.boundaries.areas.values())
    geometries = [*(each.geometry for each in shown.spots), *(each.geometry for each in shown.figures), *areas]
    features = [_feature(each, {"kind": "ground"}) for each in areas]
    features += [_line(each) for each in _grid(bounds(geometries))]
    return {"type": "FeatureCollection", "features": features}


def box(view: View, shown: Mapped, ground: Ground) -> tuple[float, float, float, float] | None:
    """The box around all that is shown."""
    spots = [each.geometry for each in shown.spots]
    return bounds(spots if view.is_points else [*map(ground.geometry, ground.units)])


def as_csv(view: View, shown: Mapped) -> bytes:
    """The same as a CSV file that Excel opens."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    if view.is_points:
        names = list(shown.spots[0].values) if shown.spots else []
        writer.writerow(["longitude", "latitude", *names])
        for spot in shown.spots:
            middle = spot.geometry.centroid
            writer.writerow([round(middle.x, 6), round(middle.y, 6), *(_cell(each) for each in spot.values.values())])
    else:
        writer.writerow([view.by, f"{view.by}_name", view.measure.name])
        writer.writerows([each.code, neutral(each.name), each.value] for each in shown.figures)
    return BOM + file.getvalue().encode("utf-8", "replace")


def _cell(value: object) -> str:
    return neutral(value) if isinstance(value, str) else "" if value is None else str(value)


def _about(ground: Ground) -> dict[str, str]:
    """Where areas are from, as their licences may want it said."""
    if ground.boundaries is None:
        return {}
    return {"boundaries": ground.boundaries.source, "boundaries_licence": ground.boundaries.licence}


def _units(shown: Mapped, ground: Ground, naming: Naming) -> Iterator[dict[str, Any]]:
    figures = {each.code: each for each in shown.figures}
    for code, unit in ground.units.items():
        geometry, found = ground.geometry(code), figures.get(code)
        if geometry is None:
            continue
        values: dict[str, Any] = {"code": code, "name": unit.name}
        if found is not None:
            value = found.value if isinstance(found.value, int) else float(str(found.value))
            values |= {"value": value, "told": told(found.value, naming.language), "class": found.at}
        yield _feature(geometry, values)


def _spots(shown: Mapped, naming: Naming) -> Iterator[dict[str, Any]]:
    titles = {each.name: each.title for each in naming.dataset.columns}
    for spot in shown.spots:
        values = {titles[name]: naming.value(name, value) for name, value in spot.values.items() if value is not None}
        yield _feature(spot.geometry, values)


def _feature(geometry: Any, values: dict[str, Any]) -> dict[str, Any]:
    return {"type": "Feature", "properties": values, "geometry": rounded(geometry)}


def _line(places: list[list[float]]) -> dict[str, Any]:
    line = {"type": "LineString", "coordinates": places}
    return {"type": "Feature", "properties": {"kind": "grid"}, "geometry": line}


def _grid(around: tuple[float, float, float, float] | None) -> Iterator[list[list[float]]]:
    if around is None:
        return
    west, south, east, north = around
    wide, tall = max(east - west, 0.05) * GRID, max(north - south, 0.05) * GRID
    west, south, east, north = west - wide, max(south - tall, -85), east + wide, min(north + tall, 85)
    for longitude in lines(west, east):
        yield [[round(longitude, 4), round(south, 4)], [round(longitude, 4), round(north, 4)]]
    for latitude in lines(south, north):
        yield [[round(west, 4), round(latitude, 4)], [round(east, 4), round(latitude, 4)]]
