"""The page of a map: the picture, its legend, its form, the same figures as a table, and the ways to take it along."""

from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from kho.messages import Message
from kho.publishing.charts.naming import MEASURES, told
from kho.publishing.charts.tables import Table
from kho.publishing.maps import view as views
from kho.publishing.maps.drawing import theme_steps
from kho.publishing.maps.naming import CLASSES, PLACES, class_told, notes
from kho.publishing.maps.view import POINTS, USUAL, Classes, Places
from kho.publishing.records.question import Measure
from kho.web.addresses import slug
from kho.web.charts.forms import Field, Form, is_sent, made, rows_address, said_address
from kho.web.charts.showing import given, naming
from kho.web.holding import held
from kho.web.look.speaking import language
from kho.web.look.templatetags.saying import told as said
from kho.web.maps.figures import figure
from kho.web.maps.showing import FRESH, Shown, address, asked, shown
from kho.web.portal.datasets import named

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
    if is_sent(parameters):
        return HttpResponseRedirect(said_address("map", dataset, parameters))
    places = Places.of(dataset)
    found, mistake = made(lambda: shown(holding, dataset, *asked(holding, dataset, parameters)))
    drawn = found.view.parameters() if found else parameters
    form = Form(route="map", dataset=dataset, words=naming(holding, dataset), own=views.OWN, parameters=drawn)
    context = {
        "dataset": dataset,
        "slug": slug(dataset.name),
        "mistake": mistake,
        "is_own": views.is_asked(parameters),
        "choices": form.choices(_fields(form, places)),
        "filters": form.filters(),
        "kept": form.kept,
        **(_parts(found) if found else {}),
    }
    status = mistake.http_status if mistake else HTTPStatus.OK
    response = render(request, "maps/map.html", context, status=status)
    for key, value in FRESH.items():
        response.headers[key] = value
    return response


def _parts(found: Shown) -> dict[str, object]:
    """What a map that can be drawn adds to the page."""
    dataset, which = found.dataset, found.view
    is_bounded = found.ground.boundaries is not None
    return {
        "figure": figure(found),
        "is_empty": not (found.mapped.figures or found.mapped.spots),
        "legend": _legend(found),
        "classing": CLASSES[which.classes],
        "is_points": which.is_points,
        "notes": notes(found.mapped, which, found.naming, is_bounded=is_bounded),
        "boundaries": found.ground.boundaries,
        "table": Table(heads=_heads(found), rows=_rows(found), numbers=0 if which.is_points else 1),
        "link": f"{held().addresses.site}{address('map', dataset, which)}",
        "behind": rows_address(dataset, which.filters),
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


def _heads(found: Shown) -> tuple[str, ...]:
    if not found.view.is_points:
        return (found.naming.title(found.view.by), found.naming.measure(found.view.measure))
    names = found.mapped.spots[0].values if found.mapped.spots else {}
    return tuple(found.naming.axis(name) for name in names)


def _rows(found: Shown) -> tuple[tuple[str, ...], ...]:
    words = found.naming
    if not found.view.is_points:
        return tuple((each.name, told(each.value, words.language)) for each in found.mapped.figures)
    return tuple(
        tuple(words.value(name, value) if value is not None else "" for name, value in each.values.items())
        for each in found.mapped.spots[:MOST_TOLD]
    )


def _fields(form: Form, places: Places) -> Sequence[Field]:
    words = form.words
    ways = [(each, said(PLACES) if each == POINTS else words.title(each)) for each in places.ways]
    measures = [(each.value, MEASURES[each].in_(language())) for each in views.MEASURES]
    counts = [(str(each), str(each)) for each in range(views.FEWEST, views.MOST + 1)]
    classes = [(each.value, said(message)) for each, message in CLASSES.items()]
    units = " ".join(each for each in places.ways if each != POINTS)
    return (
        ("by", Message("Vẽ theo", "Show by"), "", ways, places.ways[0]),
        ("measure", Message("Tính", "Measure"), units, measures, Measure.COUNT.value),
        ("of", Message("Của cột", "Of column"), units, form.numbers(), ""),
        ("classes", Message("Chia nhóm", "Classes"), units, classes, Classes.QUANTILE.value),
        ("number", Message("Số nhóm", "Number of classes"), units, counts, str(USUAL)),
    )
