"""The province's communes of today: what former ones became, what they are called, where they lie."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import shapely

from kho.publishing.catalogue import Catalogue
from kho.publishing.maps.boundaries import Boundaries
from kho.standards.units.answers import Whole
from kho.standards.units.atlas import Atlas
from kho.standards.units.model import Level, Unit


@dataclass(frozen=True, kw_only=True, slots=True)
class Ground:
    """What a map stands on. `boundaries` None: units are points where their centroids are."""

    atlas: Atlas
    units: Mapping[str, Unit]
    today: date
    boundaries: Boundaries | None
    _became: dict[tuple[str, date], str | None] = field(default_factory=dict)

    @classmethod
    def of(cls, atlas: Atlas, catalogue: Catalogue, today: date, boundaries: Boundaries | None) -> "Ground":
        """The ground of a day."""
        every = atlas.units(on=today, level=Level.COMMUNE)
        units = {each.code: each for each in every if each.parent == catalogue.code}
        return cls(atlas=atlas, units=units, today=today, boundaries=boundaries)

    def became(self, code: str, on: date) -> str | None:
        """The commune of today that a unit of a day is in as a whole; None where there is no one such."""
        known = (code, on)
        if known not in self._became:
            self._became[known] = self._find(code, on)
        return self._became[known]

    def geometry(self, code: str) -> Any:
        """Where a unit of today is: its area, or its centroid; None where neither is known."""
        if self.boundaries is not None and code in self.boundaries:
            return self.boundaries.areas[code]
        unit = self.units.get(code)
        if unit is None or unit.longitude is None or unit.latitude is None:
            return None
        return shapely.Point(unit.longitude, unit.latitude)

    def _find(self, code: str, on: date) -> str | None:
        if not self.atlas.has(code, on=on):
            return None
        answer = self.atlas.convert(code, from_=on, to=self.today)
        return answer.to if isinstance(answer, Whole) and answer.to in self.units else None
