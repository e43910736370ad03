"""A map as a value: what is shown of a dataset, and the parameters of the address that says the same."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from kho.publishing.catalogue import PublishedDataset
from kho.publishing.charts.addresses import Read, measure_of
from kho.publishing.charts.chart import ROWS
from kho.publishing.charts.roles import Role, judged
from kho.publishing.charts.suggesting import latest, measured
from kho.publishing.maps.failures import NotPlacedError
from kho.publishing.places import COMMUNE, Coordinates, Shape, UnitColumn
from kho.publishing.records.failures import NotAParameterError
from kho.publishing.records.fields import Field, shown
from kho.publishing.records.parameters import conditions
from kho.publishing.records.question import Measure, Measured

POINTS: Final = "points"
OWN: Final = ("by", "measure", "of", "classes", "number")
MEASURES: Final = (Measure.COUNT, Measure.SUM, Measure.MEAN, Measure.LEAST, Measure.MOST)
"""What can be brought from former units to those that they became."""
FEWEST, MOST, USUAL = 3, 7, 5


class Classes(StrEnum):
    """How figures are parted into classes: as many units in each, or as wide each."""

    QUANTILE = "quantile"
    EQUAL = "equal"


@dataclass(frozen=True, kw_only=True, slots=True)
class Places:
    """What of a dataset can be put on a map: its columns of communes' codes, and where each row lies."""

    units: tuple[UnitColumn, ...]
    points: Shape | Coordinates | None

    @classmethod
    def of(cls, dataset: PublishedDataset) -> "Places":
        """What there is. Raises NotPlacedError for nothing."""
        if not is_mapped(dataset):
            raise NotPlacedError(where=str(dataset.name))
        units = tuple(each for each in dataset.units if each.level == COMMUNE)
        return cls(units=units, points=dataset.place if isinstance(dataset.place, Shape | Coordinates) else None)

    @property
    def ways(self) -> tuple[str, ...]:
        """The ways to show it, as addresses call them: the first is what is shown where none is asked for."""
        return (*((POINTS,) if self.points is not None else ()), *(each.column for each in self.units))


@dataclass(frozen=True, kw_only=True, slots=True)
class View:
    """One map: of `by` a column of units' codes the measure of each unit, in so many classes; or points."""

    by: str
    measure: Measured = ROWS
    classes: Classes = Classes.QUANTILE
    number: int = USUAL
    filters: tuple[tuple[str, str], ...] = ()

    @property
    def is_points(self) -> bool:
        """Whether rows are shown, and no measure of them."""
        return self.by == POINTS

    def parameters(self) -> tuple[tuple[str, str], ...]:
        """The map as an address says it."""
        if self.is_points:
            return (("by", self.by), *self.filters)
        told = [("by", self.by), ("measure", self.measure.what.value)]
        if self.measure.column is not None:
            told.append(("of", self.measure.column))
        if self.classes is not Classes.QUANTILE:
            told.append(("classes", self.classes.value))
        if self.number != USUAL:
            told.append(("number", str(self.number)))
        return (*told, *self.filters)


def is_mapped(dataset: PublishedDataset) -> bool:
    """Whether there is a map of it."""
    return isinstance(dataset.place, Shape | Coordinates) or any(each.level == COMMUNE for each in dataset.units)


def suggested(dataset: PublishedDataset, places: Places) -> View:
    """The map that says most: places where rows have them, else the first figure of the newest period."""
    by = places.ways[0]
    if by == POINTS:
        return View(by=by)
    found = judged(dataset.columns, dataset.assessment.profile)
    figures = [each for each in found if each.role is Role.FIGURE and each.is_several]
    figures.sort(key=lambda each: each.is_small)
    measure = measured(figures[0]) if figures else ROWS
    return View(by=by, measure=measure, filters=latest(dataset))


def view(given: Iterable[tuple[str, str]], fields: Mapping[str, Field], places: Places) -> View:
    """The map that an address asks for. Raises the errors of parameters."""
    read = Read.of(given, OWN)
    by = read.named.get("by", places.ways[0])
    if by not in places.ways:
        raise NotAParameterError(name="by", value=shown(by), example=" | ".join(places.ways))
    conditions(read.filters, fields)
    number = read.named.get("number", str(USUAL))
    if number not in [str(each) for each in range(FEWEST, MOST + 1)]:
        raise NotAParameterError(name="number", value=shown(number), example=f"number={USUAL}")
    return View(
        by=by,
        measure=ROWS if by == POINTS else measure_of(read, fields, MEASURES),
        classes=read.choice("classes", Classes, Classes.QUANTILE),
        number=int(number),
        filters=read.filters,
    )


def is_asked(given: Iterable[tuple[str, str]]) -> bool:
    """Whether an address asks for a map of its own."""
    return any(name in OWN for name, _ in given)
