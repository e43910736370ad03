"""The page that makes a chart: its form, the picture, the same as a table, and the ways to take it along."""

from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from kho.messages import Message
from kho.publishing.catalogue import PublishedDataset
from kho.publishing.charts.addresses import OWN, is_asked
from kho.publishing.charts.chart import USUAL_TOP, Mark, Sort, Stack
from kho.publishing.charts.naming import MARKS, MEASURES
from kho.publishing.charts.suggesting import suggest
from kho.publishing.charts.tables import table
from kho.publishing.records.question import Measure
from kho.web.addresses import slug
from kho.web.charts.figures import figure
from kho.web.charts.forms import Field, Form, is_sent, made, rows_address, said_address
from kho.web.charts.showing import Shown, address, asked, given, naming, shown
from kho.web.holding import Holding, held
from kho.web.look.templatetags.saying import told
from kho.web.portal.datasets import named

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
    if is_sent(parameters):
        return HttpResponseRedirect(said_address("chart", dataset, parameters))
    found, mistake = made(lambda: shown(holding, dataset, asked(holding, dataset, parameters)))
    drawn = found.chart.parameters() if found else parameters
    form = Form(route="chart", dataset=dataset, words=naming(holding, dataset), own=OWN, parameters=drawn)
    context = {
        "dataset": dataset,
        "slug": slug(dataset.name),
        "mistake": mistake,
        "is_own": is_asked(parameters),
        "suggestions": _suggestions(holding, dataset, found),
        "choices": form.choices(_fields(form)),
        "filters": form.filters(),
        "kept": form.kept,
        **(_parts(dataset, found) if found else {}),
    }
    return render(request, "charts/chart.html", context, status=mistake.http_status if mistake else HTTPStatus.OK)


def _parts(dataset: PublishedDataset, found: Shown) -> dict[str, object]:
    """What a chart that can be drawn adds to the page."""
    which = found.chart
    return {
        "figure": figure(found),
        "table": table(which, found.drawn, found.naming),
        "is_empty": not found.drawn.points,
        "drawn": found.drawn,
        "top": which.top,
        "link": f"{held().addresses.site}{address('chart', dataset, which)}",
        "behind": rows_address(dataset, which.filters),
        "files": [
            ("PNG", address("chart_png", dataset, which)),
            ("SVG", address("chart_svg", dataset, which)),
            ("CSV", address("chart_csv", dataset, which)),
            ("Vega-Lite", address("chart_json", dataset, which)),
        ],
    }


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


def _fields(form: Form) -> Sequence[Field]:
    columns = [(each.name, form.words.axis(each.name)) for each in form.dataset.columns]
    none = ("", told(Message("(không tách)", "(not parted)")))
    return (
        ("mark", Message("Kiểu", "Kind"), "", [(each.value, told(MARKS[each])) for each in Mark], Mark.BAR.value),
        ("x", Message("Theo", "By"), "", columns, ""),
        ("y", Message("Với", "With"), "scatter", form.numbers(), ""),
        ("measure", Message("Tính", "Measure"), "bar line", _measures(), Measure.COUNT.value),
        ("of", Message("Của cột", "Of column"), "bar line", form.numbers(), ""),
        ("colour", Message("Tách màu theo", "Colours by"), "bar line scatter", [none, *columns], ""),
        ("stack", Message("Các cột màu", "Coloured bars"), "bar", _told(_STACKS), Stack.STACKED.value),
        ("sort", Message("Thứ tự", "Order"), "bar", _told(_SORTS), Sort.LARGEST.value),
        ("top", Message("Nhiều nhất", "At most"), "bar", [(str(each), str(each)) for each in TOPS], str(USUAL_TOP)),
    )


def _measures() -> list[tuple[str, str]]:
    return [(each.value, told(MEASURES[each])) for each in MEASURES]


def _told(of: dict[Stack, Message] | dict[Sort, Message]) -> list[tuple[str, str]]:
    return [(key.value, told(message)) for key, message in of.items()]
