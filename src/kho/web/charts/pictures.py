"""A chart as a file: a picture, its data, its specification."""

import json

from django.http import HttpRequest, HttpResponse

from kho.publishing.charts import pictures
from kho.publishing.charts.specs import Picture
from kho.publishing.charts.tables import as_csv
from kho.web.charts.showing import Shown, asked, given, picture, shown
from kho.web.headers import PICTURE
from kho.web.holding import held
from kho.web.portal.datasets import named


def svg(request: HttpRequest, name: str) -> HttpResponse:
    """The picture as SVG. Raises the errors of charts."""
    found, how = _found(request, name)
    drawing = pictures.svg(found.specification(how))
    return HttpResponse(drawing, content_type="image/svg+xml", headers=PICTURE)


def png(request: HttpRequest, name: str) -> HttpResponse:
    """The picture as PNG. Raises the errors of charts."""
    found, how = _found(request, name)
    return HttpResponse(pictures.png(found.specification(how)), content_type="image/png")


def csv(request: HttpRequest, name: str) -> HttpResponse:
    """What the chart shows, as a table. Raises the errors of charts."""
    found, _ = _found(request, name)
    file = f'attachment; filename="{found.dataset.name.dataset}-chart.csv"'
    body = as_csv(found.chart, found.drawn, found.naming)
    return HttpResponse(body, content_type="text/csv; charset=utf-8", headers={"Content-Disposition": file})


def vega_lite(request: HttpRequest, name: str) -> HttpResponse:
    """The Vega-Lite specification with its data, for whoever draws it elsewhere. Raises the errors of charts."""
    found, how = _found(request, name)
    text = json.dumps(found.specification(how), ensure_ascii=False, indent=1)
    return HttpResponse(text, content_type="application/json")


def vega(request: HttpRequest, name: str) -> HttpResponse:
    """The chart as this portal's pages draw it. Raises the errors of charts."""
    found, how = _found(request, name)
    return HttpResponse(pictures.compiled(found.specification(how)), content_type="application/json")


def _found(request: HttpRequest, name: str) -> tuple[Shown, Picture]:
    holding = held()
    dataset = holding.dataset(named(name))
    found = shown(holding, dataset, asked(holding, dataset, given(request)))
    return found, picture(request, found.source)
