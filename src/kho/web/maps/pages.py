"""The page of a map: the picture, its legend, its form, the same figures as a table, and the ways to take it along."""

from collections.abc import Mapping, Sequence
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
from kho.publishing.charts.naming import MEASURES, Naming, told
from kho.publishing.maps import view as views
from kho.publishing.maps.drawing import theme_steps
from kho.publishing.maps.naming import CLASSES, PLACES, class_told, notes
from kho.publishing.maps.view import POINTS, USUAL, Classes, Places, View
from kho.publishing.records.question import Measure
from kho.web.addresses import slug
from kho.web.charts.pages import Choice, Filter, Option
from kho.web.charts.showing import Given, given, naming
from kho.web.holding import Holding, held
from kho.web.look.speaking import language
from kho.web.look.templatetags.saying import told as said
from kho.web.maps.figures import figure
from kho.web.maps.showing import FRESH, Shown, address, asked, places_of, shown
from kho.web.portal.datasets import named
from kho.web.portal.tables import NUMBERS

FILTER: Final = ("_column", "_value")
MOST_TOLD: Final = 500
"""Places in the table of a map of places."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Step:
    """A class of the legend."""

    light: str
    dark: str
    told: str
    count: int


def map_page(request: HttpRequest, name: str) -> HttpResponse:
    """The page; what is wrong with the map that is asked for is told there, and the form keeps it.

    Raises NoSuchPageError, NoSuchDatasetError, NotPlacedError, NotReadyError.
    """
    holding = held()
    dataset = holding.dataset(named(name))
    parameters = given(request)
    if any(key in FILTER for key, _ in parameters):
        return HttpResponseRedirect(_plain(dataset, parameters))
    places = places_of(holding, dataset)
    found, mistake = _found(holding, dataset, parameters)
    words = naming(holding, dataset)
    context = {
        "dataset": dataset,
        "slug": slug(dataset.name),
        "mistake": mistake,
        "is_own": views.is_asked(parameters),
        "choices": _choices(dataset, places, words, _now(parameters, found)),
        "filters": _filters(dataset, words, parameters, found),
        "kept": found.view.filters if found else [each for each in parameters if each[0] not in views.OWN],
        **(_parts(found) if found else {}),
    }
    status = mistake.http_status if mistake else HTTPStatus.OK
    response = render(request, "maps/map.html", context, status=status)
    for key, value in FRESH.items():
        response.headers[key] = value
    return response


def _found(holding: Holding, dataset: PublishedDataset, parameters: Given) -> tuple[Shown | None, KhoError | None]:
    try:
        return shown(holding, dataset, *asked(holding, dataset, parameters)), None
    except KhoError as error:
        if error.http_status in (HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.INTERNAL_SERVER_ERROR):
            raise
        return None, error


def _parts(found: Shown) -> dict[str, object]:
    """What a map that can be drawn adds to the page."""
    dataset, which, filters = found.dataset, found.view, urlencode(found.view.filters)
    is_bounded = found.ground.boundaries is not None
    return {
        "figure": figure(found),
        "is_empty": not (found.mapped.figures or found.mapped.spots),
        "legend": _legend(found),
        "classing": CLASSES[which.classes],
        "is_points": which.is_points,
        "notes": notes(found.mapped, which, found.naming, is_bounded=is_bounded),
        "boundaries": found.ground.boundaries,
        "heads": _heads(found),
        "rows": _rows(found),
        "numbers": 0 if which.is_points else 1,
        "link": f"{held().addresses.site}{address('map', dataset, which)}",
        "behind": f"{reverse('rows', args=[slug(dataset.name)])}{f'?{filters}' if filters else ''}",
        "files": [
            ("PNG", address("map_png", dataset, which)),
            ("SVG", address("map_svg", dataset, which)),
            ("GeoJSON", address("map_geojson", dataset, which)),
            ("CSV", address("map_csv", dataset, which)),
        ],
    }


def _legend(found: Shown) -> Sequence[Step]:
    colours = theme_steps(len(found.mapped.classes))
    pairs = zip(colours["light"], colours["dark"], found.mapped.classes, strict=True)
    return [
        Step(light=light, dark=dark, told=class_told(each, found.naming), count=each.count)
        for light, dark, each in pairs
    ]


def _heads(found: Shown) -> Sequence[str]:
    if not found.view.is_points:
        return [found.naming.title(found.view.by), found.naming.measure(found.view.measure)]
    names = found.mapped.spots[0].values if found.mapped.spots else {}
    return [found.naming.axis(name) for name in names]


def _rows(found: Shown) -> Sequence[Sequence[str]]:
    words = found.naming
    if not found.view.is_points:
        return [(each.name, told(each.value, words.language)) for each in found.mapped.figures]
    return [
        [words.value(name, value) if value is not None else "" for name, value in each.values.items()]
        for each in found.mapped.spots[:MOST_TOLD]
    ]


def _plain(dataset: PublishedDataset, parameters: Given) -> str:
    """The address of what the form says: its filter becomes one parameter."""
    sent = dict(parameters)
    kept = [each for each in parameters if each[0] not in FILTER]
    if sent.get("_column") and sent.get("_value"):
        kept.append((f"{sent['_column']}__eq", sent["_value"]))
    return f"{reverse('map', args=[slug(dataset.name)])}?{urlencode(kept)}"


def _now(parameters: Given, found: Shown | None) -> dict[str, str]:
    return dict(found.view.parameters()) if found is not None else dict(parameters)


def _choices(dataset: PublishedDataset, places: Places, words: Naming, now: Mapping[str, str]) -> Sequence[Choice]:
    numbers = [(each.name, words.axis(each.name)) for each in dataset.columns if each.kind in NUMBERS]
    ways = [(each, said(PLACES) if each == POINTS else words.title(each)) for each in places.ways]
    measures = [(each.value, MEASURES[each].in_(language())) for each in views.MEASURES]
    counts = [(str(each), str(each)) for each in range(views.FEWEST, views.MOST + 1)]
    classes = [(each.value, said(message)) for each, message in CLASSES.items()]
    units = " ".join(each for each in places.ways if each != POINTS)
    fields = (
        ("by", Message("Vẽ theo", "Show by"), "", ways, places.ways[0]),
        ("measure", Message("Tính", "Measure"), units, measures, Measure.COUNT.value),
        ("of", Message("Của cột", "Of column"), units, [("", "–"), *numbers], ""),
        ("classes", Message("Chia nhóm", "Classes"), units, classes, Classes.QUANTILE.value),
        ("number", Message("Số nhóm", "Number of classes"), units, counts, str(USUAL)),
    )
    return [
        Choice(name=name, label=said(label), marks=marks, options=_options(options, now.get(name, usual)))
        for name, label, marks, options, usual in fields
    ]


def _options(options: Sequence[tuple[str, str]], chosen: str) -> Sequence[Option]:
    return [Option(value=value, text=text, is_chosen=value == chosen) for value, text in options]


def _filters(dataset: PublishedDataset, words: Naming, parameters: Given, found: Shown | None) -> Sequence[Filter]:
    """The filters that are on, each with the address without it."""
    on: Given = found.view.filters if found else [each for each in parameters if each[0] not in views.OWN]
    which: View | None = found.view if found else None
    own = [each for each in (which.parameters() if which else parameters) if each[0] in views.OWN]
    here = reverse("map", args=[slug(dataset.name)])
    return [
        Filter(told=words.filter(*each), without=f"{here}?{urlencode([*own, *(one for one in on if one != each)])}")
        for each in on
    ]
