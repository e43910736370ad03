"""Charts as addresses ask for them: `?mark=bar&x=loai&measure=sum&of=so_giuong&colour=cap&nam=2025`.

What is not a chart's own parameter is a filter, as `kho.publishing.records.parameters` reads it; a column that is
called like a parameter is filtered by `column__eq`. Whatever means nothing is an error; what is empty, as forms send
it, says nothing.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final, TypeVar

from kho.publishing.charts.chart import MOST_TOP, ROWS, USUAL_TOP, Chart, Mark, Sort, Stack
from kho.publishing.charts.failures import NoColumnChosenError, NotNumbersError
from kho.publishing.records.conditions import field_of
from kho.publishing.records.failures import NotAParameterError, TooMuchAskedError
from kho.publishing.records.fields import Field, shown
from kho.publishing.records.parameters import conditions
from kho.publishing.records.question import Measure, Measured

OWN: Final = ("mark", "x", "y", "measure", "of", "colour", "stack", "sort", "top")
"""The parameters that are a chart's own."""
MEASURES: Final = (Measure.COUNT, Measure.SUM, Measure.MEAN, Measure.LEAST, Measure.MOST, Measure.DISTINCT)
_NUMERIC: Final = (Measure.SUM, Measure.MEAN, Measure.LEAST, Measure.MOST)
Fields = Mapping[str, Field]
Choice = TypeVar("Choice", bound=StrEnum)


def chart(given: Iterable[tuple[str, str]], fields: Fields) -> Chart:
    """The chart that an address asks for.

    Raises NoColumnChosenError, NotNumbersError, NoFieldError, and what `records.parameters.conditions` raises.
    """
    read = Read.of(given, OWN)
    mark = read.choice("mark", Mark, Mark.BAR)
    conditions(read.filters, fields)
    drawn = Chart(
        mark=mark,
        x=read.column("x", fields, numbers=mark in (Mark.HISTOGRAM, Mark.SCATTER)),
        measure=measure_of(read, fields, MEASURES) if mark in (Mark.BAR, Mark.LINE) else ROWS,
        y=read.column("y", fields, numbers=True) if mark is Mark.SCATTER else None,
        colour=field_of(read.named["colour"], fields).name if "colour" in read.named else None,
        stack=read.choice("stack", Stack, Stack.STACKED),
        sort=read.choice("sort", Sort, Sort.LARGEST),
        top=read.top(),
        filters=read.filters,
    )
    return drawn if drawn.colour != drawn.x else replace(drawn, colour=None)


def measure_of(read: "Read", fields: Fields, known: Sequence[Measure]) -> Measured:
    """What is measured, and of which column; rows where nothing is said."""
    of = read.named.get("of")
    text = read.named.get("measure", Measure.COUNT if of is None else Measure.SUM)
    if text not in known:
        raise NotAParameterError(name="measure", value=shown(text), example=" | ".join(known))
    what = Measure(text)
    if what is Measure.COUNT:
        return ROWS
    if of is None:
        raise NoColumnChosenError(name="of", known=", ".join(numbers(fields)) or "–")
    found = field_of(of, fields)
    return Measured(what=what, column=_number(found) if what in _NUMERIC else found.name)


def is_asked(given: Iterable[tuple[str, str]]) -> bool:
    """Whether an address asks for a chart of its own, and not for whichever is suggested."""
    return any(name in OWN for name, _ in given)


def numbers(fields: Fields) -> tuple[str, ...]:
    """The columns of numbers."""
    return tuple(name for name, field in fields.items() if field.is_number)


@dataclass(frozen=True, kw_only=True, slots=True)
class Read:
    """An address's own parameters, and the filters."""

    named: Mapping[str, str]
    filters: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, given: Iterable[tuple[str, str]], known: Sequence[str]) -> "Read":
        """Sorted by what they are. Raises NotAParameterError for one that is there twice."""
        named: dict[str, str] = {}
        filters = []
        for name, value in given:
            if name not in known:
                filters.append((name, value))
            elif name in named and value:
                raise NotAParameterError(name=name, value=shown(value), example=f"{name}=…, 1 ×")
            elif value:
                named[name] = value
        return cls(named=named, filters=tuple(sorted(each for each in filters if each[1])))

    def choice(self, name: str, of: type[Choice], usual: Choice) -> Choice:
        """One of a few words."""
        text = self.named.get(name, usual.value)
        if text not in [*of]:
            raise NotAParameterError(name=name, value=shown(text), example=" | ".join(of))
        return of(text)

    def column(self, name: str, fields: Fields, *, numbers: bool) -> str:
        """A column that the chart needs."""
        known = [each.name for each in fields.values() if each.is_number or not numbers]
        if name not in self.named:
            raise NoColumnChosenError(name=name, known=", ".join(known) or "–")
        found = field_of(self.named[name], fields)
        return _number(found) if numbers else found.name

    def top(self) -> int:
        """How many categories are shown."""
        text = self.named.get("top", str(USUAL_TOP))
        if not (text.isascii() and text.isdigit()) or not text.strip("0"):
            raise NotAParameterError(name="top", value=shown(text), example=f"top={USUAL_TOP}")
        if len(text) > len(str(MOST_TOP)) or int(text) > MOST_TOP:
            raise TooMuchAskedError(name="top", most=MOST_TOP)
        return int(text)


def _number(found: Field) -> str:
    if not found.is_number:
        raise NotNumbersError(column=found.name)
    return found.name
