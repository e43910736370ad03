"""What a chart shows as a table: for whoever does not see the picture, and as a file."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass

from kho.publishing.charts.asking import Drawn, Point
from kho.publishing.charts.chart import Chart, Mark
from kho.publishing.charts.naming import MEASURES, Naming, told
from kho.publishing.charts.specs import colour_of, x_told
from kho.publishing.exports.formats.delimited import BOM, neutral
from kho.publishing.records.question import Measure


@dataclass(frozen=True, kw_only=True, slots=True)
class Table:
    """Rows of texts under their heads; the last columns, `numbers` of them, are numbers."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: int = 1


def table(chart: Chart, shown: Drawn, naming: Naming) -> Table:
    """The table as people read it."""
    heads = [naming.axis(chart.x)]
    if _is_coloured(chart):
        heads.append(naming.title(chart.colour or chart.x))
    heads.append(naming.axis(chart.y or chart.x) if chart.mark is Mark.SCATTER else naming.measure(chart.measure))
    if chart.mark is Mark.SCATTER:
        heads.append(MEASURES[Measure.COUNT].in_(naming.language).capitalize())
    rows = tuple(tuple(_told(each, chart, shown, naming)) for each in shown.points)
    return Table(heads=tuple(heads), rows=rows, numbers=2 if chart.mark is Mark.SCATTER else 1)


def as_csv(chart: Chart, shown: Drawn, naming: Naming) -> bytes:
    """The same as a CSV file that Excel opens: values as they are in the data, what codes mean beside them."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(_columns(chart, naming))
    writer.writerows([_cell(value) for value in _values(each, chart, naming)] for each in shown.points)
    return BOM + file.getvalue().encode("utf-8", "replace")


def _told(point: Point, chart: Chart, shown: Drawn, naming: Naming) -> Iterator[str]:
    yield x_told(point, chart, shown, naming)
    if _is_coloured(chart):
        yield colour_of(point, chart, naming)
    yield told(point.value, naming.language)
    if chart.mark is Mark.SCATTER:
        yield told(point.count, naming.language)


def _columns(chart: Chart, naming: Naming) -> Iterator[str]:
    yield from ((f"{chart.x}_from", f"{chart.x}_to") if chart.mark is Mark.HISTOGRAM else _named(chart.x, naming))
    if _is_coloured(chart):
        yield from _named(chart.colour or chart.x, naming)
    if chart.mark is Mark.SCATTER:
        yield chart.y or chart.x
    yield chart.measure.name


def _named(column: str, naming: Naming) -> Iterator[str]:
    yield column
    if _is_code(column, naming):
        yield f"{column}_name"


def _values(point: Point, chart: Chart, naming: Naming) -> Iterator[object]:
    yield point.x
    if chart.mark is Mark.HISTOGRAM:
        yield point.end
    elif _is_code(chart.x, naming):
        yield naming.value(chart.x, point.x)
    if _is_coloured(chart):
        yield colour_of(point, chart, naming) if point.is_rest else point.colour
        if _is_code(chart.colour or chart.x, naming):
            yield colour_of(point, chart, naming)
    yield point.value
    if chart.mark is Mark.SCATTER:
        yield point.count


def _is_coloured(chart: Chart) -> bool:
    return chart.colour is not None and chart.mark is not Mark.HISTOGRAM


def _is_code(column: str, naming: Naming) -> bool:
    found = naming.column(column)
    return found.codes is not None or found.level is not None


def _cell(value: object) -> str:
    return neutral(value) if isinstance(value, str) else "" if value is None else str(value)
