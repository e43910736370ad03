"""Geometries as well-known text in WGS 84 (EPSG:4326, longitude before latitude), whatever system they came in."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import shapely
from pyproj import CRS, Transformer
from pyproj.exceptions import CRSError, ProjError

from kho.quality.cells import CellKind
from kho.sources.maps.errors import BadCrsError

WGS84 = "EPSG:4326"
DECIMALS = 11
"""Of degrees after a transformation: a thousandth of a millimetre. Coordinates not transformed keep every digit."""
ALL_DIGITS = -1
FURTHEST = (-180.0, -90.0, 180.0, 90.0)
DIMENSIONS = 4
WITHOUT_SHIFT = "Ballpark"
"""PROJ's word for a change of datum whose parameters it does not know; in Viet Nam it may be 200 m off."""


@dataclass(kw_only=True, slots=True)
class ToWgs84:
    """Makes cells of geometries in the system `crs`; None leaves the coordinates as they are, unchecked.

    A geometry that cannot be read, transformed, or lies outside the world is marked as an error: its text is then
    its well-known text before, or its binary form in hexadecimal digits.
    """

    layer: str
    where: str
    crs: str | None
    operation: str = ""
    _transformer: Transformer | None = field(init=False)

    def __post_init__(self) -> None:
        self._transformer = self._found() if self.crs else None

    def _found(self) -> Transformer | None:
        try:
            crs = CRS.from_user_input(self.crs).to_2d()
            if crs.equals(CRS.from_user_input(WGS84), ignore_axis_order=True):
                return None
            return Transformer.from_crs(crs, WGS84, always_xy=True)
        except (CRSError, ProjError) as error:
            raise BadCrsError(where=self.where, layer=self.layer, reason=str(error).split("\n")[0]) from error

    def cells(self, column: pa.Array) -> tuple[pa.Array, pa.Array]:
        """Texts and kinds of a column of well-known binary."""
        raw = column.to_numpy(zero_copy_only=False)
        read = _read(raw)
        unread = (raw != None) & shapely.is_missing(read)  # noqa: E711 - element by element
        moved = self._moved(read)
        wrong = unread | self._astray(moved)
        shown = shapely.to_wkt(np.where(wrong, read, moved), **self._digits())
        texts = pa.array(shown, pa.string())
        if unread.any():
            texts = pc.replace_with_mask(texts, pa.array(unread), pa.array([each.hex() for each in raw[unread]]))
        kinds = pc.if_else(pa.array(wrong), pa.scalar(CellKind.ERROR, pa.string()), pa.scalar(None, pa.string()))
        return texts, kinds

    def _digits(self) -> dict[str, Any]:
        return {
            "rounding_precision": DECIMALS if self._transformer else ALL_DIGITS,
            "output_dimension": DIMENSIONS,
        }

    def _moved(self, geometries: Any) -> Any:
        if self._transformer is None:
            return geometries
        moved = shapely.transform(geometries, self._transformer.transform, interleaved=False)
        if not self.operation and shapely.get_num_coordinates(geometries).any():
            self.operation = self._transformer.get_last_used_operation().description
        return moved

    def _astray(self, geometries: Any) -> Any:
        """Which geometries have a coordinate that is no place in the world; none where the system is not known."""
        if self.crs is None:
            return np.zeros(len(geometries), dtype=bool)
        bounds = shapely.bounds(geometries)
        low, high = np.array(FURTHEST[:2]), np.array(FURTHEST[2:])
        with np.errstate(invalid="ignore"):
            return (bounds[:, :2] < low).any(axis=1) | (bounds[:, 2:] > high).any(axis=1)

    @property
    def is_approximate(self) -> bool:
        """Whether the datum was changed without its parameters."""
        return WITHOUT_SHIFT in self.operation


def _read(raw: Any) -> Any:
    """The geometries; None where there is none, where it is damaged, and where it has curves, which are not read."""
    try:
        return shapely.from_wkb(raw, on_invalid="ignore")
    except NotImplementedError:
        return np.array([_read_one(each) for each in raw], dtype=object)


def _read_one(raw: bytes | None) -> Any:
    try:
        return shapely.from_wkb(raw, on_invalid="ignore")
    except NotImplementedError:
        return None
