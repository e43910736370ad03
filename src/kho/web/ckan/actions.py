"""Calls of actions: `/api/action/{name}` and `/api/3/action/{name}`, GET and POST alike."""

import json
from http import HTTPStatus
from typing import Final

from django.http import HttpRequest, HttpResponse

from kho.errors import KhoError
from kho.publishing.ckan.answers import Answer
from kho.publishing.ckan.calling import call, malformed
from kho.publishing.ckan.rows import ReplicaRows
from kho.publishing.ckan.site import Site, site
from kho.publishing.records.writing import as_json
from kho.web.addresses import ActionAddresses
from kho.web.api.answering import by, marked, reading
from kho.web.ckan.requests import NotReadableError, parameters
from kho.web.holding import Holding, held
from kho.web.searching import index_of

JSON: Final = "application/json;charset=utf-8"
VERSION: Final = 3


@by("GET", "HEAD", "OPTIONS", "POST")
def action(request: HttpRequest, name: str) -> HttpResponse:
    """The answer in CKAN's envelope, also where our own rows fail. Raises TooLongBodyError."""
    try:
        answer = call(held().once(site_of), name, parameters(request))
    except NotReadableError as error:
        answer = malformed(str(error))
    except KhoError as error:
        answer = _failed(error)
    if answer.status == HTTPStatus.OK and request.method != "POST":
        return marked(request, _written(answer), JSON)
    return HttpResponse(
        _written(answer), status=answer.status, content_type=JSON, headers={"Cache-Control": "no-store"}
    )


@reading
def version(request: HttpRequest) -> HttpResponse:
    """Which version of the API this is, as clients ask before anything else."""
    return marked(request, as_json({"version": VERSION}), JSON)


def site_of(holding: Holding) -> Site:
    """What actions are called on."""
    rows = ReplicaRows(catalogue=holding.catalogue, shelves=holding.shelves)
    addresses = ActionAddresses(site=holding.addresses.site)
    return site(holding.catalogue, addresses, rows, found=holding.once(index_of))


def _written(answer: Answer) -> bytes:
    """As JSON; texts that no encoding can hold, which a caller may have sent, by their numbers."""
    try:
        return as_json(answer.envelope)
    except UnicodeEncodeError:
        return json.dumps(answer.envelope).encode()


def _failed(error: KhoError) -> Answer:
    told = f"{error.code}: {error.message().en} {error.next_step().en}"
    kind = "Validation Error" if error.http_status < HTTPStatus.INTERNAL_SERVER_ERROR else "Internal Server Error"
    envelope = {"success": False, "error": {"__type": kind, "message": told}}
    return Answer(status=error.http_status, envelope=envelope)
