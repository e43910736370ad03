"""Takes boundaries from any geographic file that GDAL reads: each area is matched with a unit by its code or its name.

A code counts with or without its leading zeros. A name counts where one unit of the province has it, in any spelling,
with or without its kind.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

import pyogrio
import pyogrio.raw
import shapely
from pyogrio.errors import CRSError, DataLayerError, DataSourceError, FeatureError, FieldError, GeometryError
from pyproj import CRS, Transformer
from pyproj.exceptions import CRSError as UnknownCRSError

from kho.messages import Message
from kho.publishing.maps.boundaries import Boundaries, simpler
from kho.publishing.maps.failures import NoBoundariesInFileError, NoSuchAttributeError, NotAMapError
from kho.standards.units.atlas import Atlas
from kho.standards.units.model import Level, level_of, with_zeros

LEVELS: Final = {
    Level.PROVINCE: Message("tỉnh", "province"),
    Level.COMMUNE: Message("xã, phường, đặc khu", "commune"),
}
CODES: Final = ("code", "ma_xa", "maxa", "ma", "ma_dvhc", "ma_tinh", "matinh", "gid_code")
NAMES: Final = ("fullname", "full_name", "ten_xa", "tenxa", "ten", "name", "ten_tinh")
WGS84: Final = "EPSG:4326"
_AREAS: Final = (3, 6)
"""Shapely's types of polygons."""
_BROKEN: Final = (DataSourceError, DataLayerError, FeatureError, FieldError, GeometryError, CRSError, UnknownCRSError)


@dataclass(frozen=True, kw_only=True, slots=True)
class Told:
    """What a person says of the file: columns of codes and names where they are called otherwise, and whose it is."""

    level: Level
    code: str | None
    name: str | None
    source: str
    licence: str
    today: date


@dataclass(frozen=True, kw_only=True, slots=True)
class Taken:
    """What an import found. `left`: what areas that match no unit are called; `lacking`: units without an area."""

    boundaries: Boundaries
    features: int
    left: tuple[str, ...]
    lacking: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class _Layer:
    columns: tuple[str, ...]
    values: tuple[Any, ...]
    areas: Sequence[Any]

    def column(self, wanted: str | None, known: Sequence[str]) -> Sequence[Any] | None:
        """The values of the column that is wanted, or of the first that is usually called so."""
        lower = {name.lower(): at for at, name in enumerate(self.columns)}
        if wanted is not None and wanted.lower() not in lower:
            raise NoSuchAttributeError(name=wanted, columns=", ".join(self.columns))
        found = next((lower[name] for name in ([wanted.lower()] if wanted else known) if name in lower), None)
        return None if found is None else list(self.values[found])


def take(file: Path, atlas: Atlas, province: str, told: Told) -> Taken:
    """The boundaries of the province's units. Raises NotAMapError, NoSuchAttributeError, NoBoundariesInFileError."""
    layer = _read(file)
    units = _wanted(atlas, province, told)
    codes = layer.column(told.code, CODES if told.name is None else ()) or [None] * len(layer.areas)
    names = layer.column(told.name, NAMES if told.code is None else ()) or [None] * len(layer.areas)
    found: dict[str, list[Any]] = {}
    left: list[str] = []
    for code, name, area in zip(codes, names, layer.areas, strict=True):
        unit = _unit(code, name, atlas, province, told)
        if unit in units and shapely.get_type_id(area) in _AREAS:
            found.setdefault(unit, []).append(area)
        elif unit is None or unit in units:
            left.append(str(name or code or "?"))
    if not found:
        words = LEVELS[told.level]
        count, columns = len(layer.areas), ", ".join(layer.columns)
        raise NoBoundariesInFileError(
            where=str(file), count=count, level_vi=words.vi, level_en=words.en, columns=columns
        )
    areas = simpler([shapely.make_valid(shapely.union_all(each)) for each in found.values()])
    made = Boundaries(
        areas=dict(zip(found, areas, strict=True)), source=told.source, licence=told.licence, imported=told.today
    )
    lacking = tuple(name for code, name in units.items() if code not in found)
    return Taken(boundaries=made, features=len(layer.areas), left=tuple(left), lacking=lacking)


def _wanted(atlas: Atlas, province: str, told: Told) -> dict[str, str]:
    """The units of the level, by code."""
    every = atlas.units(on=told.today, level=told.level)
    return {each.code: each.name for each in every if province in (each.code, each.parent)}


def _unit(code: object, name: object, atlas: Atlas, province: str, told: Told) -> str | None:
    """The unit that an area is of; None where it cannot be told."""
    if code is not None:
        text = with_zeros(str(code).strip().removesuffix(".0"), told.level)
        if atlas.has(text, on=told.today):
            return text
    if not isinstance(name, str) or not name.strip():
        return None
    parent = province if told.level is Level.COMMUNE else None
    found = atlas.find(name, on=told.today, parent=parent)
    same = [each.code for each in found if level_of(each.code) is told.level]
    return same[0] if len(same) == 1 else None


def _read(file: Path) -> _Layer:
    """The features of the file's first layer, in degrees of WGS 84; a layer without a system is taken to be in them."""
    path = f"/vsizip/{file}" if file.suffix.lower() == ".zip" else str(file)
    try:
        meta, _, geometry, values = pyogrio.raw.read(path, force_2d=True)
        areas = shapely.from_wkb(geometry)
        crs = CRS.from_user_input(meta["crs"]) if meta["crs"] else None
    except (*_BROKEN, shapely.errors.ShapelyError) as error:
        raise NotAMapError(where=str(file), reason=str(error).split("\n", 1)[0][:160]) from error
    if crs is not None and not crs.equals(CRS(WGS84), ignore_axis_order=True):
        turned = Transformer.from_crs(crs, WGS84, always_xy=True)
        areas = shapely.transform(areas, turned.transform, interleaved=False)
    return _Layer(columns=tuple(map(str, meta["fields"])), values=tuple(values), areas=areas)
