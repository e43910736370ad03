"""The record for who keeps watch: who did what, when, and what it was before and after."""

import csv
import io
from collections.abc import Iterator
from typing import Final

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render

from kho.warehouse.tables import VIETNAM
from kho.web.accounts.naming import agency_choices, agency_named
from kho.web.accounts.permits import needs
from kho.web.accounts.rights import agencies_with, caller
from kho.web.accounts.roles import Right
from kho.web.audit.models import AuditEntry
from kho.web.audit.reading import BadDayError, Narrowed, changes_of, entries_of

AT_ONCE: Final = 50
_HEAD: Final = ("when", "who", "what", "about", "agency", "field", "before", "after")
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


@needs(Right.AUDIT)
def entries(request: HttpRequest) -> HttpResponse:
    """The page; a day that is none is told beside its field."""
    agencies = agencies_with(caller(request), Right.AUDIT)
    mistake = None
    try:
        asked = Narrowed.of(request.GET.dict())
    except BadDayError as error:
        mistake, asked = error, Narrowed()
    page = Paginator(entries_of(agencies, asked), AT_ONCE).get_page(request.GET.get("page"))
    shown = {
        "page": page,
        "entries": [(each, agency_named(each.agency), changes_of(each)) for each in page.object_list],
        "agencies": [(value or "*", name) for value, name in agency_choices(agencies)],
        "sent": request.GET,
        "mistake": mistake,
    }
    return render(request, "audit/entries.html", shown, status=400 if mistake else 200)


@needs(Right.AUDIT)
def table(request: HttpRequest) -> StreamingHttpResponse:
    """The same as CSV, a line for each field that changed. Raises BadDayError."""
    agencies = agencies_with(caller(request), Right.AUDIT)
    found = entries_of(agencies, Narrowed.of(request.GET.dict()))
    response = StreamingHttpResponse(_lines(found.iterator(chunk_size=500)), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="audit.csv"'
    return response


def _lines(found: Iterator[AuditEntry]) -> Iterator[bytes]:
    yield "\ufeff".encode()
    yield _line(_HEAD)
    for each in found:
        head = (each.when.astimezone(VIETNAM).isoformat(), each.who, each.what, each.about, each.agency)
        changes = changes_of(each)
        for change in changes:
            yield _line((*head, change.name, change.before, change.after))
        if not changes:
            yield _line((*head, "", "", ""))


def _line(cells: tuple[str, ...]) -> bytes:
    """One line; a cell that a spreadsheet would compute begins with an apostrophe."""
    buffer = io.StringIO()
    csv.writer(buffer).writerow(f"'{each}" if each.startswith(_FORMULA) else each for each in cells)
    return buffer.getvalue().encode()
