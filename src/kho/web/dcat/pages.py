"""The page that checks anybody's catalogue by DCAT-AP 3.0.1."""

from pathlib import Path
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from kho.publishing.dcat.catalogues import STANDARD
from kho.publishing.dcat.reading import LIMIT, TooLargeCatalogueError
from kho.publishing.dcat.shapes import NoShapesError
from kho.publishing.dcat.writing import Serialisation
from kho.web.api.answering import by
from kho.web.dcat.checking import Checked, check
from kho.web.holding import held

FORMATS: Final = (
    (Serialisation.TURTLE, "Turtle"),
    (Serialisation.JSON_LD, "JSON-LD"),
    (Serialisation.RDF_XML, "RDF/XML"),
    (Serialisation.N_TRIPLES, "N-Triples"),
)
SHOWN: Final = 200_000
"""Characters of a pasted catalogue that stand in the form again."""
ROOM: Final = 100_000
"""Bytes of a form beside the file."""


@by("GET", "HEAD", "OPTIONS", "POST")
def validate(request: HttpRequest) -> HttpResponse:
    """The form, and what was found. Raises TooLargeCatalogueError, NoShapesError, CheckTooSlowError, CheckBusyError."""
    folder = _shapes()
    if request.method != "POST":
        return render(request, "dcat/validate.html", _shown(is_ready=folder is not None))
    if int(request.META.get("CONTENT_LENGTH") or 0) > LIMIT + ROOM:
        raise TooLargeCatalogueError(limit=f"{LIMIT // 2**20} MB")
    if folder is None:
        raise NoShapesError(file="shapes.ttl")
    pasted, chosen = request.POST.get("text", ""), request.POST.get("format", "")
    file = request.FILES.get("file")
    data = file.read(LIMIT + 1) if file is not None and file.size else pasted.encode("utf-8", "backslashreplace")
    how = Serialisation(chosen) if chosen in [*Serialisation] else None
    found = check(data, folder, how) if data.strip() else None
    shown = {**_shown(is_ready=True, checked=found), "pasted": pasted[:SHOWN], "chosen": chosen, "is_sent": True}
    response = render(request, "dcat/validate.html", shown, status=200 if found is None else found.status)
    response.headers["Cache-Control"] = "no-store"
    return response


def _shown(*, is_ready: bool, checked: Checked | None = None) -> dict[str, object]:
    return {
        "formats": FORMATS,
        "is_ready": is_ready,
        "checked": checked,
        "limit": LIMIT,
        "standard": STANDARD,
    }


def _shapes() -> Path | None:
    """The folder of the official shapes, as kho.toml names it, from the province folder."""
    place = held().place
    named = place.province.settings.portal.shapes
    return None if named is None else place.folder / named
