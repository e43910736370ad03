"""What a chart and its parts are called, and how its values are told, in both languages."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from kho.messages import Language, Message
from kho.publishing.catalogue import Catalogue, PublishedColumn, PublishedDataset
from kho.publishing.charts.chart import Chart, Mark
from kho.publishing.charts.periods import Step
from kho.publishing.charts.roles import YEAR
from kho.publishing.records.question import Measure, Measured

MARKS: Final[Mapping[Mark, Message]] = {
    Mark.BAR: Message("cột", "bars"),
    Mark.LINE: Message("đường", "line"),
    Mark.HISTOGRAM: Message("phân bố", "histogram"),
    Mark.SCATTER: Message("điểm", "scatter plot"),
}
MEASURES: Final[Mapping[Measure, Message]] = {
    Measure.COUNT: Message("số dòng", "number of rows"),
    Measure.SUM: Message("tổng", "sum"),
    Measure.MEAN: Message("trung bình", "mean"),
    Measure.LEAST: Message("nhỏ nhất", "least"),
    Measure.MOST: Message("lớn nhất", "most"),
    Measure.DISTINCT: Message("số giá trị khác nhau", "number of distinct values"),
}
NONE: Final = Message("(không có)", "(none)")
REST: Final = Message("Còn lại", "All others")
_ROWS: Final = Message("Số dòng", "Rows")
_YES: Final = Message("có", "yes")
_NO: Final = Message("không", "no")
_CODE: Final = "mã "
_FORMS: Final[Mapping[Step, Message]] = {
    Step.HOUR: Message("%H:%M %d/%m/%Y", "%H:%M, %d %b %Y"),
    Step.DAY: Message("%d/%m/%Y", "%d %b %Y"),
    Step.MONTH: Message("%m/%Y", "%b %Y"),
    Step.YEAR: Message("%Y", "%Y"),
}
_THOUSANDS: Final = str.maketrans({",": ".", ".": ","})
_DIGITS: Final = 4


@dataclass(frozen=True, kw_only=True, slots=True)
class Naming:
    """The names in one language of one dataset's columns and codes. `units`: codes of today's administrative units."""

    dataset: PublishedDataset
    codes: Mapping[str, Mapping[str, str]]
    units: Mapping[str, str]
    language: Language

    @classmethod
    def of(
        cls, dataset: PublishedDataset, catalogue: Catalogue, language: Language, units: Mapping[str, str]
    ) -> "Naming":
        """Codes of one meaning are told by it; of several, each in its time, by all, the last first."""
        lists = {each.codes for each in dataset.columns if each.codes is not None}
        codes = {name: _names(catalogue, name) for name in lists}
        return cls(dataset=dataset, codes=codes, units=units, language=language)

    def column(self, name: str) -> PublishedColumn:
        """A published column."""
        return next(each for each in self.dataset.columns if each.name == name)

    def title(self, name: str) -> str:
        """A column's title; where its codes are told by what they mean, without the word for a code."""
        column = self.column(name)
        is_told = (column.codes is not None or column.level is not None) and column.title.lower().startswith(_CODE)
        title = column.title[len(_CODE) :] if is_told else column.title
        return title[:1].upper() + title[1:]

    def axis(self, name: str) -> str:
        """A column's title with its unit."""
        unit = self.column(name).unit
        return f"{self.title(name)} ({unit})" if unit and f"({unit})" not in self.title(name) else self.title(name)

    def measure(self, measured: Measured) -> str:
        """What a measure is called: a sum by what is summed, others by what they are too."""
        if measured.column is None:
            return _ROWS.in_(self.language)
        if measured.what is Measure.SUM:
            return self.axis(measured.column)
        what = MEASURES[measured.what].in_(self.language)
        if measured.what is Measure.DISTINCT:
            return f"{self.title(measured.column)}: {what}"
        axis = self.axis(measured.column)
        return axis if what in axis.lower() else f"{axis}, {what}"

    def chart(self, chart: Chart) -> str:
        """The chart's title, with what it is filtered by."""
        by = " theo " if self.language == "vi" else " by "
        head = self._head(chart, by)
        return ", ".join([head, *(self.filter(name, value) for name, value in chart.filters)])

    def _head(self, chart: Chart, by: str) -> str:
        x = _lower(self.title(chart.x))
        if chart.mark is Mark.HISTOGRAM:
            return f"{_ROWS.in_(self.language)}{by}{x}"
        if chart.mark is Mark.SCATTER:
            colour = "" if chart.colour is None else f", {_lower(self.title(chart.colour))}"
            return f"{self.title(chart.y or chart.x)}{by}{x}{colour}"
        told = f"{x}, {_lower(self.title(chart.colour))}" if chart.colour is not None else x
        return f"{self.measure(chart.measure)}{by}{told}"

    def filter(self, name: str, value: str) -> str:
        """A filter in words."""
        known = {each.name for each in self.dataset.columns}
        column, _, operator = name.rpartition("__")
        if name in known:
            return f"{_lower(self.title(name))} {self.value(name, value)}"
        if column in known:
            return f"{_lower(self.title(column))} {_OPERATORS.get(operator, operator)} {value}".rstrip()
        return f"“{value}”"

    def value(self, column: str, value: object) -> str:
        """A value of a column: codes by what they mean, numbers and days as people write them."""
        found = self.column(column)
        if value is None:
            return NONE.in_(self.language)
        if found.level is not None and found.codes is None:
            return self.units.get(str(value), str(value))
        if found.codes is not None:
            return self.codes[found.codes].get(str(value), str(value))
        return told(value, self.language, is_year=_is_year(found, value))

    def moment(self, value: date, step: Step) -> str:
        """A stretch of an axis of moments."""
        if step is Step.QUARTER:
            quarter = (value.month + 2) // 3
            return f"quý {quarter}/{value.year}" if self.language == "vi" else f"Q{quarter} {value.year}"
        return value.strftime(_FORMS[step].in_(self.language))


_OPERATORS: Final = {
    "eq": "=",
    "ne": "≠",
    "gt": ">",
    "gte": "≥",
    "lt": "<",
    "lte": "≤",
    "in": "∈",
    "holds": "~",
    "null": "∅",
}


def told(value: object, language: Language, *, is_year: bool = False) -> str:
    """A value as people of a language write it; figures of at most four decimals."""
    match value:
        case None:
            return "–"
        case bool():
            return (_YES if value else _NO).in_(language)
        case datetime():
            return value.strftime(_FORMS[Step.HOUR].in_(language))
        case date():
            return value.strftime(_FORMS[Step.DAY].in_(language))
        case int() | float() | Decimal():
            return str(value) if is_year else number(value, language)
        case _:
            return str(value)


def number(value: float | Decimal, language: Language) -> str:
    """A number with its thousands parted: `1.234,5` in Vietnamese, `1,234.5` in English."""
    text = f"{value:,}" if isinstance(value, int) else f"{value:,.{_DIGITS}f}".rstrip("0").rstrip(".")
    return text.translate(_THOUSANDS) if language == "vi" else text


def _names(catalogue: Catalogue, name: str) -> Mapping[str, str]:
    found: dict[str, list[str]] = {}
    for each in catalogue.codes.get(name, ()):
        names = found.setdefault(each.code, [])
        if each.name not in names:
            names.append(each.name)
    return {code: " / ".join(reversed(names)) for code, names in found.items()}


def _is_year(column: PublishedColumn, value: object) -> bool:
    """Whether a whole number names a year, so that its thousands are not parted."""
    return isinstance(value, int) and YEAR.search(column.title) is not None


def _lower(title: str) -> str:
    """A title inside a sentence: abbreviations keep their letters."""
    return title if title[1:2].isupper() else title[:1].lower() + title[1:]
