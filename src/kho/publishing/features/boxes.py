"""Bounding boxes and the two coordinate reference systems of WGS 84, which differ in the order of their axes.

Rule: OGC 17-069r4, 7.15.3 (`bbox`); OGC 18-058r1, 6.2 (`crs`, `bbox-crs`).
"""

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Final

from kho.publishing.features.failures import NoSuchSystemError, NotABoxError
from kho.publishing.records.fields import shown

_FLAT: Final = 4
_HIGH: Final = 6
_LONGEST: Final = 300
_FARTHEST: Final = 1_000_000
"""More than any degree, or any height in metres."""


class System(StrEnum):
    """A coordinate reference system by its address: longitude first, or latitude first."""

    LONGITUDE_FIRST = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
    LATITUDE_FIRST = "http://www.opengis.net/def/crs/EPSG/0/4326"

    @property
    def is_swapped(self) -> bool:
        """Whether latitude comes first."""
        return self is System.LATITUDE_FIRST


@dataclass(frozen=True, kw_only=True, slots=True)
class Box:
    """Degrees of WGS 84. One whose `west` is more than its `east` goes over the antimeridian."""

    west: Decimal
    south: Decimal
    east: Decimal
    north: Decimal

    @classmethod
    def parse(cls, text: str, system: System = System.LONGITUDE_FIRST) -> "Box":
        """Four numbers, or six with heights, which are passed over. Raises NotABoxError."""
        numbers = _numbers(text)
        if len(numbers) == _HIGH:
            numbers = [*numbers[:2], *numbers[3:5]]
        if len(numbers) != _FLAT:
            raise NotABoxError(value=shown(text))
        if system.is_swapped:
            numbers = [numbers[1], numbers[0], numbers[3], numbers[2]]
        west, south, east, north = numbers
        if south > north:
            raise NotABoxError(value=shown(text))
        return cls(west=west, south=south, east=east, north=north)

    @property
    def is_over(self) -> bool:
        """Whether it goes over the antimeridian."""
        return self.west > self.east

    def has(self, longitude: float | Decimal, latitude: float | Decimal) -> bool:
        """Whether a place lies in it or on its edge."""
        inside = self.west <= longitude <= self.east
        around = self.is_over and (longitude >= self.west or longitude <= self.east)
        return (inside or around) and self.south <= latitude <= self.north


def system(name: str) -> System:
    """The system of that address. Raises NoSuchSystemError."""
    if name not in [*System]:
        raise NoSuchSystemError(name=shown(name), known=", ".join(System))
    return System(name)


def _numbers(text: str) -> list[Decimal]:
    if len(text) > _LONGEST:
        raise NotABoxError(value=shown(text))
    try:
        numbers = [Decimal(each.strip()) for each in text.split(",")]
    except InvalidOperation:
        raise NotABoxError(value=shown(text)) from None
    if not all(each.is_finite() and abs(each) <= _FARTHEST for each in numbers):
        raise NotABoxError(value=shown(text))
    return numbers
