"""The page that makes a chart: its form, the picture, the same as a table, and the ways to take it along."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from kho.errors import KhoError
from kho.messages import Message
from kho.publishing.catalogue import PublishedDataset
from kho.publishing.charts.addresses import OWN, is_asked
from kho.publishing.charts.chart import USUAL_TOP, Chart, Mark, Sort, Stack
from kho.publishing.charts.naming import MARKS, MEASURES, Naming
from kho.publishing.charts.suggesting import suggest
from kho.publishing.charts.tables import Table, table
from kho.publishing.records.question import Measure
from kho.web.addresses import slug
from kho.web.charts.figures import figure
from kho.web.charts.showing import Given, Shown, address, asked, given, naming, shown
from kho.web.holding import Holding, held
from kho.web.look.templatetags.saying import told
from kho.web.portal.datasets import named
from kho.web.portal.tables import NUMBERS

FILTER: Final = ("_column", "_value")
"""What the form sends for one more filter."""
TOPS: Final = (5, 10, 15, 20, 30, 50, 100)
_STACKS: Final = {
    Stack.STACKED: Message("chồng lên nhau", "on each other"),
    Stack.GROUPED: Message("cạnh nhau", "beside each other"),
    Stack.SHARE: Message("theo tỷ lệ (100%)", "as shares (100%)"),
}
_SORTS: Final = {
    Sort.LARGEST: Message("lớn nhất trước", "largest first"),
    Sort.SMALLEST: Message("nhỏ nhất trước", "smallest first"),
    Sort.NAME: Message("theo tên, mã", "by name or code"),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Option:
    """One choice of a field; `is_number`: it is a column of numbers, which some charts must have."""

    value: str
    text: str
    is_chosen: bool
    is_number: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Choice:
    """A field of the form; `marks` are the kinds of charts that have it."""

    name: str
    label: str
    marks: str
    options: Sequence[Option]


@dataclass(frozen=True, kw_only=True, slots=True)
class Filter:
    """A filter that is on, and the address without it."""

    told: str
    without: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Suggestion:
    """A suggested chart."""

    title: str
    url: str
    is_here: bool


def chart(request: HttpRequest, name: str) -> HttpResponse:
    """The page; what is wrong with the chart that is asked for is told there, and the form keeps it.

    Raises NoSuchPageError, NoSuchDatasetError, NotReadyError.
    """
    holding = held()
    dataset = holding.dataset(named(name))
    parameters = given(request)
    if any(key in FILTER for key, _ in parameters):
        return HttpResponseRedirect(_plain(dataset, parameters))
    found, mistake = _found(holding, dataset, parameters)
    context = {
        "dataset": dataset,
        "slug": slug(dataset.name),
        "mistake": mistake,
        "is_own": is_asked(parameters),
        "suggestions": _suggestions(holding, dataset, found),
        "choices": _choices(dataset, naming(holding, dataset), _now(parameters, found)),
        "filters": _filters(dataset, naming(holding, dataset), parameters, found),
        "kept": [each for each in parameters if each[0] not in OWN] or (found.chart.filters if found else ()),
        **(_parts(dataset, found) if found else {}),
    }
    return render(request, "charts/chart.html", context, status=mistake.http_status if mistake else HTTPStatus.OK)


def _found(holding: Holding, dataset: PublishedDataset, parameters: Given) -> tuple[Shown | None, KhoError | None]:
    try:
        return shown(holding, dataset, asked(holding, dataset, parameters)), None
    except KhoError as error:
        if error.http_status in (HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.INTERNAL_SERVER_ERROR):
            raise
        return None, error


def _parts(dataset: PublishedDataset, found: Shown) -> dict[str, object]:
    """What a chart that can be drawn adds to the page."""
    which, filters = found.chart, urlencode(found.chart.filters)
    shown_table: Table = table(which, found.drawn, found.naming)
    return {
        "figure": figure(found),
        "table": shown_table,
        "is_empty": not found.drawn.points,
        "drawn": found.drawn,
        "top": which.top,
        "link": f"{held().addresses.site}{address('chart', dataset, which)}",
        "rows": f"{reverse('rows', args=[slug(dataset.name)])}{f'?{filters}' if filters else ''}",
        "files": [
            ("PNG", address("chart_png", dataset, which)),
            ("SVG", address("chart_svg", dataset, which)),
            ("CSV", address("chart_csv", dataset, which)),
            ("Vega-Lite", address("chart_json", dataset, which)),
        ],
    }


def _plain(dataset: PublishedDataset, parameters: Given) -> str:
    """The address of what the form says: its filter becomes one parameter."""
    sent = dict(parameters)
    kept = [each for each in parameters if each[0] not in FILTER]
    if sent.get("_column") and sent.get("_value"):
        kept.append((f"{sent['_column']}__eq", sent["_value"]))
    return f"{reverse('chart', args=[slug(dataset.name)])}?{urlencode(kept)}"


def _suggestions(holding: Holding, dataset: PublishedDataset, found: Shown | None) -> Sequence[Suggestion]:
    words = naming(holding, dataset)
    return [
        Suggestion(
            title=words.chart(each),
            url=address("chart", dataset, each),
            is_here=found is not None and found.chart == each,
        )
        for each in suggest(dataset)
    ]


def _now(parameters: Given, found: Shown | None) -> dict[str, str]:
    """What the form's fields hold: the chart, or what was asked for where it makes none."""
    return dict(found.chart.parameters()) if found is not None else dict(parameters)


def _choices(dataset: PublishedDataset, words: Naming, now: dict[str, str]) -> Sequence[Choice]:
    columns = [(each.name, words.axis(each.name)) for each in dataset.columns]
    numbers = [(each.name, words.axis(each.name)) for each in dataset.columns if each.kind in NUMBERS]
    none = ("", told(Message("(không tách)", "(not parted)")))
    known = dict(numbers)
    fields = (
        ("mark", Message("Kiểu", "Kind"), "", [(each.value, told(MARKS[each])) for each in Mark], Mark.BAR.value),
        ("x", Message("Theo", "By"), "", columns, ""),
        ("y", Message("Với", "With"), "scatter", [("", "–"), *numbers], ""),
        ("measure", Message("Tính", "Measure"), "bar line", _measures(), Measure.COUNT.value),
        ("of", Message("Của cột", "Of column"), "bar line", [("", "–"), *numbers], ""),
        ("colour", Message("Tách màu theo", "Colours by"), "bar line scatter", [none, *columns], ""),
        ("stack", Message("Các cột màu", "Coloured bars"), "bar", _told(_STACKS), Stack.STACKED.value),
        ("sort", Message("Thứ tự", "Order"), "bar", _told(_SORTS), Sort.LARGEST.value),
        ("top", Message("Nhiều nhất", "At most"), "bar", [(str(each), str(each)) for each in TOPS], str(USUAL_TOP)),
    )
    return [
        Choice(name=name, label=told(label), marks=marks, options=_options(options, now.get(name, usual), known))
        for name, label, marks, options, usual in fields
    ]


def _measures() -> list[tuple[str, str]]:
    return [(each.value, told(MEASURES[each])) for each in MEASURES]


def _told(of: dict[Stack, Message] | dict[Sort, Message]) -> list[tuple[str, str]]:
    return [(key.value, told(message)) for key, message in of.items()]


def _options(options: Sequence[tuple[str, str]], chosen: str, numbers: Collection[str]) -> Sequence[Option]:
    known = [value for value, _ in options]
    more = [] if chosen in known or not chosen else [(chosen, chosen)]
    return [
        Option(value=value, text=text, is_chosen=value == chosen, is_number=value in numbers)
        for value, text in [*options, *more]
    ]


def _filters(dataset: PublishedDataset, words: Naming, parameters: Given, found: Shown | None) -> Sequence[Filter]:
    """The filters that are on; of a suggested chart those that came with it."""
    on: Sequence[tuple[str, str]] = (
        found.chart.filters if found is not None else [each for each in parameters if each[0] not in OWN]
    )
    own = _own(parameters, found.chart if found else None)
    return [
        Filter(
            told=words.filter(*each),
            without=f"{reverse('chart', args=[slug(dataset.name)])}?"
            + urlencode([*own, *(other for other in on if other != each)]),
        )
        for each in on
    ]


def _own(parameters: Given, which: Chart | None) -> list[tuple[str, str]]:
    told_: Sequence[tuple[str, str]] = which.parameters() if which is not None else parameters
    return [each for each in told_ if each[0] in OWN]
