"""A chart as a value: what is drawn of a dataset, and the parameters of the address that says the same."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from kho.publishing.records.question import Measure, Measured

USUAL_TOP: Final = 20
MOST_TOP: Final = 100
"""Categories that a chart of bars can show."""
ROWS: Final = Measured(what=Measure.COUNT)


class Mark(StrEnum):
    """What the values are drawn as."""

    BAR = "bar"
    LINE = "line"
    HISTOGRAM = "histogram"
    SCATTER = "scatter"


class Stack(StrEnum):
    """How bars of the same category stand: beside each other, on each other, or as shares of their sum."""

    GROUPED = "grouped"
    STACKED = "stacked"
    SHARE = "share"


class Sort(StrEnum):
    """How categories are ordered, which also says which are shown where there are more than `top`."""

    LARGEST = "largest"
    SMALLEST = "smallest"
    NAME = "name"


@dataclass(frozen=True, kw_only=True, slots=True)
class Chart:
    """One chart. `x` is the column of its categories, moments or, of a histogram and a scatter plot, numbers.

    `measure` is what bars and lines show; `y` the other column of a scatter plot; `colour` parts what is drawn by the
    values of a column. `filters` are names and values as addresses of records have them
    (`kho.publishing.records.parameters`).
    """

    mark: Mark
    x: str
    measure: Measured = ROWS
    y: str | None = None
    colour: str | None = None
    stack: Stack = Stack.STACKED
    sort: Sort = Sort.LARGEST
    top: int = USUAL_TOP
    filters: tuple[tuple[str, str], ...] = field(default=())

    @property
    def is_measured(self) -> bool:
        """Whether it shows a measure of groups, and not the values of columns themselves."""
        return self.mark in (Mark.BAR, Mark.LINE)

    def parameters(self) -> tuple[tuple[str, str], ...]:
        """The chart as an address says it: each chart one way, without what goes without saying."""
        told = [("mark", self.mark.value), ("x", self.x)]
        if self.is_measured:
            told.append(("measure", self.measure.what.value))
            if self.measure.column is not None:
                told.append(("of", self.measure.column))
        if self.mark is Mark.SCATTER and self.y is not None:
            told.append(("y", self.y))
        if self.colour is not None and self.mark is not Mark.HISTOGRAM:
            told.append(("colour", self.colour))
        return (*told, *self._bars(), *self.filters)

    def _bars(self) -> list[tuple[str, str]]:
        """What only bars have."""
        if self.mark is not Mark.BAR:
            return []
        stack = [("stack", self.stack.value)] if self.colour is not None and self.stack is not Stack.STACKED else []
        sort = [("sort", self.sort.value)] if self.sort is not Sort.LARGEST else []
        return [*stack, *sort, *([("top", str(self.top))] if self.top != USUAL_TOP else [])]
