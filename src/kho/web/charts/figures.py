"""A chart as pages have it among other things."""

from dataclasses import dataclass

from kho.errors import KhoError
from kho.publishing.catalogue import PublishedDataset
from kho.publishing.charts.specs import height
from kho.publishing.charts.suggesting import suggest
from kho.web.charts.showing import PHONE, USUAL, Shown, address, shown
from kho.web.holding import Holding


@dataclass(frozen=True, kw_only=True, slots=True)
class Figure:
    """A chart on a page: its picture in both themes and both widths, and where it is drawn again with JavaScript."""

    title: str
    url: str
    height: int
    light: str
    light_phone: str
    dark: str
    dark_phone: str
    vega: str


def figure(found: Shown) -> Figure:
    """A chart as a page shows it."""
    dataset, which = found.dataset, found.chart
    light, dark = ({"theme": each} for each in ("light", "dark"))
    return Figure(
        title=found.naming.chart(which),
        url=address("chart", dataset, which),
        height=height(which, found.drawn),
        light=address("chart_svg", dataset, which, **light, width=USUAL),
        light_phone=address("chart_svg", dataset, which, **light, width=PHONE),
        dark=address("chart_svg", dataset, which, **dark, width=USUAL),
        dark_phone=address("chart_svg", dataset, which, **dark, width=PHONE),
        vega=address("chart_vega", dataset, which),
    )


def first(holding: Holding, dataset: PublishedDataset) -> Figure | None:
    """The first suggested chart; None where there is none, or it cannot be drawn now."""
    suggested = next(iter(suggest(dataset)), None)
    if suggested is None:
        return None
    try:
        found = shown(holding, dataset, suggested)
    except KhoError:  # the page has the table; the chart's own page says what is wrong
        return None
    return figure(found) if found.drawn.points else None
