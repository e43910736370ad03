"""A map as a file: a picture, its figures, its features."""

import json

from django.http import HttpRequest, HttpResponse

from kho.publishing.charts.pictures import to_png
from kho.publishing.maps.drawing import svg as drawn
from kho.publishing.maps.features import as_csv, collection, under
from kho.web.charts.showing import given, picture
from kho.web.headers import PICTURE
from kho.web.holding import held
from kho.web.maps.showing import FRESH, Shown, asked, shown
from kho.web.portal.datasets import named

GEOJSON = "application/geo+json"


def svg(request: HttpRequest, name: str) -> HttpResponse:
    """The picture as SVG. Raises the errors of maps."""
    text = _drawn(request, _found(request, name))
    return HttpResponse(text, content_type="image/svg+xml", headers={**PICTURE, **FRESH})


def png(request: HttpRequest, name: str) -> HttpResponse:
    """The picture as PNG. Raises the errors of maps."""
    text = _drawn(request, _found(request, name))
    return HttpResponse(to_png(text), content_type="image/png", headers=FRESH)


def csv(request: HttpRequest, name: str) -> HttpResponse:
    """What the map shows, as a table. Raises the errors of maps."""
    found = _found(request, name)
    file = f'attachment; filename="{found.dataset.name.dataset}-map.csv"'
    body = as_csv(found.view, found.mapped)
    return HttpResponse(body, content_type="text/csv; charset=utf-8", headers={"Content-Disposition": file, **FRESH})


def geojson(request: HttpRequest, name: str) -> HttpResponse:
    """What the map shows, as features. Raises the errors of maps."""
    found = _found(request, name)
    return _json(collection(found.view, found.mapped, found.ground, found.naming))


def ground(request: HttpRequest, name: str) -> HttpResponse:
    """What lies under it. Raises the errors of maps."""
    found = _found(request, name)
    return _json(under(found.view, found.mapped, found.ground))


def _json(document: dict[str, object]) -> HttpResponse:
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
    return HttpResponse(text, content_type=GEOJSON, headers=FRESH)


def _drawn(request: HttpRequest, found: Shown) -> str:
    return drawn(found.view, found.mapped, found.ground, found.naming, picture(request, found.source))


def _found(request: HttpRequest, name: str) -> Shown:
    holding = held()
    dataset = holding.dataset(named(name))
    places, which = asked(holding, dataset, given(request))
    return shown(holding, dataset, places, which)
