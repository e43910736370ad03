"""A chart's Vega-Lite specification (version 6), with its data in it: what browsers and we draw it by."""

import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from kho.messages import Message
from kho.publishing.charts.asking import Drawn, Point
from kho.publishing.charts.chart import Chart, Mark, Stack
from kho.publishing.charts.looks import LOOKS, Theme, config
from kho.publishing.charts.naming import NONE, REST, Naming, told
from kho.publishing.charts.periods import Step

SCHEMA: Final = "https://vega.github.io/schema/vega-lite/v6.json"
NARROW: Final = 480
"""Pixels of a picture under which legends stand below and names are cut sooner."""
_LETTERS: Final = 8.6
"""Pixels of a letter of a title, about."""
_LONGEST, _SMALL, _SYMBOL = 30, 7, 30
_AROUND, _LEGEND = 120, 50
_ROW, _BESIDE, _TALL = 24, 13, 340
_SCALES: Final = (
    (1_000_000_000, Message("tỷ", "billion")),
    (1_000_000, Message("triệu", "million")),
    (10_000, Message("nghìn", "thousand")),
)
_DIVISORS: Final = {10_000: 1_000}
_AXES: Final[Mapping[Step, Message]] = {
    Step.HOUR: Message("%H:%M %d/%m", "%H:%M, %-d %b"),
    Step.DAY: Message("%d/%m/%Y", "%-d %b %Y"),
    Step.MONTH: Message("%m/%Y", "%b %Y"),
    Step.QUARTER: Message("quý %q/%Y", "Q%q %Y"),
    Step.YEAR: Message("%Y", "%Y"),
}
Part = dict[str, Any]


@dataclass(frozen=True, kw_only=True, slots=True)
class Picture:
    """How a chart is drawn: `width` in pixels, with `source` below the title."""

    width: int = 720
    theme: Theme = Theme.LIGHT
    source: str = ""

    @property
    def is_narrow(self) -> bool:
        """Whether it is as narrow as a phone."""
        return self.width < NARROW


def specification(chart: Chart, shown: Drawn, naming: Naming, picture: Picture) -> Part:
    """The Vega-Lite specification."""
    return _Specifying(chart=chart, shown=shown, naming=naming, picture=picture).whole()


def height(chart: Chart, shown: Drawn) -> int:
    """About how many pixels high the picture will be, so that a page can leave room for it."""
    legend = _LEGEND if chart.colour is not None and chart.mark is not Mark.HISTOGRAM else 0
    if chart.mark is not Mark.BAR or shown.step is not None:
        return _TALL + _AROUND + legend
    rows = len({each.x for each in shown.points})
    beside = len({each.colour for each in shown.points}) if chart.stack is Stack.GROUPED and chart.colour else 0
    return rows * (beside * _BESIDE if beside else _ROW) + _AROUND + legend


@dataclass(frozen=True, kw_only=True, slots=True)
class _Specifying:
    chart: Chart
    shown: Drawn
    naming: Naming
    picture: Picture

    def whole(self) -> Part:
        """Title, data, mark and what stands for what."""
        return {
            "$schema": SCHEMA,
            "description": self.naming.chart(self.chart),
            "title": self._title(),
            "width": self.picture.width,
            "height": self._height(),
            "autosize": {"type": "fit-x", "contains": "padding"},
            "padding": {"left": 8, "right": 16, "top": 8, "bottom": 8},
            "data": {"values": [self._datum(each) for each in self.shown.points]},
            "mark": self._mark(),
            "encoding": self._encoding(),
            "config": config(self.picture.theme, self.naming.language),
        }

    def _title(self) -> Part:
        width = max(int(self.picture.width / _LETTERS), 20)
        subtitle = textwrap.wrap(self.picture.source, int(width * 1.25)) if self.picture.source else []
        return {"text": textwrap.wrap(self.naming.chart(self.chart), width), "subtitle": subtitle}

    def _datum(self, point: Point) -> Part:
        """What is drawn of a point, beside what is told of it."""
        naming, chart = self.naming, self.chart
        datum = {"x": _plain(point.x, is_text=self._is_named), "value": _plain(point.value)}
        datum["told_x"] = self._told_x(point)
        datum["told_value"] = told(point.value, naming.language)
        if point.end is not None:
            datum["end"] = _plain(point.end)
        if point.count is not None:
            datum["count"] = point.count
        if chart.colour is not None:
            datum["colour"] = colour_of(point, chart, naming)
        return datum

    @property
    def _is_named(self) -> bool:
        """Whether the axis has names rather than moments or numbers."""
        return self.chart.is_measured and self.shown.step is None

    def _told_x(self, point: Point) -> str:
        return x_told(point, self.chart, self.shown, self.naming)

    def _height(self) -> int | Part:
        if not self._lies:
            return _TALL
        return {"step": _BESIDE if self._is_beside else _ROW}

    @property
    def _lies(self) -> bool:
        """Whether bars lie, so that names can be read."""
        return self.chart.mark is Mark.BAR and self.shown.step is None

    @property
    def _is_beside(self) -> bool:
        return self.chart.colour is not None and self.chart.stack is Stack.GROUPED

    def _mark(self) -> Part:
        match self.chart.mark:
            case Mark.LINE:
                return {"type": "line", "point": True, "tooltip": True}
            case Mark.SCATTER:
                return {"type": "point", "filled": True, "opacity": 0.65, "tooltip": True}
            case Mark.HISTOGRAM:
                return {"type": "bar", "tooltip": True, "binSpacing": 1, "cornerRadiusEnd": 0}
            case Mark.BAR:
                return {"type": "bar", "tooltip": True}

    def _encoding(self) -> Part:
        along, up = ("y", "x") if self._lies else ("x", "y")
        encoding: Part = {along: self._along(), up: self._up(), "tooltip": self._tooltip()}
        if self.chart.mark is Mark.HISTOGRAM:
            encoding["x2"] = {"field": "end"}
        if self.chart.mark is Mark.SCATTER and any((each.count or 0) > 1 for each in self.shown.points):
            encoding["size"] = {"field": "count", "type": "quantitative", "legend": None}
        if self.chart.colour is not None and self.chart.mark is not Mark.HISTOGRAM:
            encoding["color"] = self._colour()
            if self.chart.mark is Mark.BAR and self._is_beside:
                encoding[f"{along}Offset"] = {"field": "colour", "sort": self._colours()}
        return encoding

    def _along(self) -> Part:
        """The axis of categories, moments or numbers."""
        title = self.naming.axis(self.chart.x)
        if self.shown.step is not None:
            form = _AXES[self.shown.step].in_(self.naming.language)
            axis = {"format": form, "labelOverlap": "greedy", "grid": False, "tickCount": 4 if self._narrow else 8}
            return {
                "field": "x",
                "type": "temporal",
                "title": title,
                "scale": {"type": "utc"},
                "axis": axis,
                **({"timeUnit": _UNITS[self.shown.step], "bandPosition": 0.5} if self.chart.mark is Mark.BAR else {}),
            }
        if self.chart.mark in (Mark.HISTOGRAM, Mark.SCATTER):
            field = self._quantity("x", title, [each.x for each in self.shown.points], zero=False)
            return {**field, "bin": {"binned": True}} if self.chart.mark is Mark.HISTOGRAM else field
        axis = {"labelLimit": 130 if self._narrow else 230, "labelOverlap": "greedy" if not self._lies else False}
        labels = {"field": "told_x", "type": "nominal", "sort": None, "title": None if self._lies else title}
        return {
            **labels,
            "axis": {**axis, "ticks": False, "domain": False, **({} if self._lies else {"labelAngle": 0})},
        }

    @property
    def _narrow(self) -> bool:
        return self.picture.is_narrow

    def _up(self) -> Part:
        """The axis of what is measured."""
        chart, values = self.chart, [each.value for each in self.shown.points]
        if chart.mark is Mark.SCATTER:
            return self._quantity("value", self.naming.axis(chart.y or chart.x), values, zero=False)
        title = self.naming.measure(chart.measure)
        if chart.mark is Mark.BAR and chart.colour is not None:
            return self._stacked(title, values)
        return self._quantity("value", title, values, zero=True)

    def _stacked(self, title: str, values: Sequence[object]) -> Part:
        if self.chart.stack is Stack.SHARE:
            shares = {"format": ".0%", "gridOpacity": 0.6}
            return {"field": "value", "type": "quantitative", "stack": "normalize", "title": title, "axis": shares}
        stack = None if self.chart.stack is Stack.GROUPED else "zero"
        return {**self._quantity("value", title, values, zero=True), "stack": stack}

    def _quantity(self, field: str, title: str, values: Sequence[object], *, zero: bool) -> Part:
        """An axis of numbers, large ones in thousands, millions or billions."""
        most = max((abs(float(str(each))) for each in values if each is not None), default=0)
        scale = next((each for each in _SCALES if most >= each[0]), None)
        axis: Part = {"format": ",~f", "tickCount": 4 if self._narrow else 6}
        if scale is not None:
            divisor = _DIVISORS.get(scale[0], scale[0])
            axis["labelExpr"] = f"format(datum.value / {divisor}, ',~f')"
            title = f"{title}, {scale[1].in_(self.naming.language)}"
        return {"field": field, "type": "quantitative", "title": title, "scale": {"zero": zero}, "axis": axis}

    def _colour(self) -> Part:
        look, names = LOOKS[self.picture.theme], self._colours()
        rest = {REST.in_(self.naming.language)}
        series = iter(look.series)
        range_ = [look.rest if name in rest else next(series, look.rest) for name in names]
        longest = max((min(len(name), _LONGEST) for name in names), default=1)
        columns = max(int(self.picture.width * 0.8 / (longest * _SMALL + _SYMBOL)), 1)
        legend = {"title": self.naming.title(self.chart.colour or self.chart.x), "orient": "top", "columns": columns}
        return {
            "field": "colour",
            "type": "nominal",
            "sort": names,
            "scale": {"domain": names, "range": range_},
            "legend": legend,
        }

    def _colours(self) -> list[str]:
        """The names of the colours, the rest last."""
        rest, none = REST.in_(self.naming.language), NONE.in_(self.naming.language)
        found = {colour_of(each, self.chart, self.naming) for each in self.shown.points}
        return [*sorted(found - {rest, none}), *(each for each in (none, rest) if each in found)]

    def _tooltip(self) -> list[Part]:
        chart, naming = self.chart, self.naming
        up = naming.axis(chart.y or chart.x) if chart.mark is Mark.SCATTER else naming.measure(chart.measure)
        shown = [{"field": "told_x", "title": naming.title(chart.x)}, {"field": "told_value", "title": up}]
        if chart.colour is not None and chart.mark is not Mark.HISTOGRAM:
            shown.append({"field": "colour", "title": naming.title(chart.colour)})
        return [{**each, "type": "nominal"} for each in shown]


_UNITS: Final = {
    Step.HOUR: "utcyearmonthdatehours",
    Step.DAY: "utcyearmonthdate",
    Step.MONTH: "utcyearmonth",
    Step.QUARTER: "utcyearquarter",
    Step.YEAR: "utcyear",
}


def colour_of(point: Point, chart: Chart, naming: Naming) -> str:
    """What a point's colour stands for."""
    if point.is_rest:
        return REST.in_(naming.language)
    return naming.value(chart.colour or chart.x, point.colour)


def x_told(point: Point, chart: Chart, shown: Drawn, naming: Naming) -> str:
    """Where a point stands on its axis, in words."""
    if shown.step is not None and isinstance(point.x, date):
        return naming.moment(point.x, shown.step)
    if point.end is not None:
        return f"{told(point.x, naming.language)} – {told(point.end, naming.language)}"
    return naming.value(chart.x, point.x)


def _plain(value: object, *, is_text: bool = False) -> object:
    """A value as JSON has it; moments in UTC, as they are drawn."""
    match value:
        case bool() | None:
            return value
        case datetime():
            return f"{value.isoformat()}Z"
        case date():
            return value.isoformat()
        case Decimal():
            return float(value)
        case int() | float():
            return str(value) if is_text else value
        case _:
            return str(value)
