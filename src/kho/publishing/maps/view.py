"""A map as a value: what is shown of a dataset, and the parameters of the address that says the same."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from kho.contracts.model import Contract
from kho.publishing.catalogue import PublishedDataset
from kho.publishing.charts.addresses import Read, measure_of
from kho.publishing.charts.chart import ROWS
from kho.publishing.charts.roles import Role, judged
from kho.publishing.charts.suggesting import latest, measured
from kho.publishing.maps.failures import NotPlacedError
from kho.publishing.places import Coordinates, Shape, UnitColumn, place_of, unit_columns
from kho.publishing.records.failures import NotAParameterError
from kho.publishing.records.fields import Field, shown
from kho.publishing.records.parameters import conditions
from kho.publishing.records.question import Measure, Measured

COMMUNE: Final = "commune"
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
    def of(cls, contract: Contract, dataset: PublishedDataset, lists: Collection[str] = ()) -> "Places":
        """What there is; `lists` are code lists whose codes are communes'. Raises NotPlacedError for nothing."""
        told = tuple(each for each in unit_columns(contract, dataset.columns) if each.level == COMMUNE)
        units = (*told, *_listed(contract, dataset, lists, {each.column for each in told}))
        place = place_of(contract, dataset.columns)
        points = place if isinstance(place, Shape | Coordinates) else None
        if not units and points is None:
            raise NotPlacedError(where=str(dataset.name))
        return cls(units=units, points=points)

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


def _listed(
    contract: Contract, dataset: PublishedDataset, lists: Collection[str], known: Collection[str]
) -> Iterator[UnitColumn]:
    """Columns whose code list is one of communes: their codes are of the day on which the list must have them."""
    shown_ = {each.name for each in dataset.columns}
    for column in contract.columns:
        use = column.codelist
        if use is None or use.name not in lists or column.name in known or column.name not in shown_:
            continue
        if use.on is None or use.on in shown_:
            yield UnitColumn(column=column.name, level=COMMUNE, day=use.on)


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
