"""Rows of a dataset: pages, counts, groups.

Answers are marked by the replica they are read from, not by the catalogue, which may know of a new version before its
rows can be asked for.
"""

import hashlib
from typing import Final
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse

from kho.publishing.records import parameters as records_parameters
from kho.publishing.records.answering import Replica
from kho.publishing.records.writing import as_json, objects
from kho.web.addresses import slug
from kho.web.api.answering import ASK_AGAIN, JSON, is_known, reading, unchanged, weak
from kho.web.api.asking import Parameters, dataset_of, parameters, truth
from kho.web.holding import held

COUNT: Final = "count"
Document = dict[str, object]


@reading
def records(request: HttpRequest, name: str) -> HttpResponse:
    """A page of rows. Raises NoSuchDatasetError, NotReadyError and the errors of the question."""
    holding = held()
    dataset = dataset_of(holding, name)
    with holding.shelves.replica(dataset) as replica:
        etag = _mark(request, replica)
        if is_known(request, etag):
            return unchanged(etag)
        is_counted, given = truth(parameters(request), COUNT)
        asked = records_parameters.page(given, replica.fields)
        found = replica.page(asked)
        counted = {"count": replica.count(asked.where)} if is_counted else {}
        version = replica.version
    here = f"{holding.addresses.site}/api/v1/datasets/{slug(dataset.name)}/records"
    following = None if found.after is None else _next(here, given, found.after)
    return _told({"version": version, **counted, "rows": objects(found), "next": following}, etag)


@reading
def count(request: HttpRequest, name: str) -> HttpResponse:
    """How many rows there are, exactly. Raises as `records`."""
    holding = held()
    with holding.shelves.replica(dataset_of(holding, name)) as replica:
        etag = _mark(request, replica)
        if is_known(request, etag):
            return unchanged(etag)
        where = records_parameters.conditions(parameters(request), replica.fields)
        return _told({"version": replica.version, "count": replica.count(where)}, etag)


@reading
def groups(request: HttpRequest, name: str) -> HttpResponse:
    """Groups of rows and their measures. Raises as `records`."""
    holding = held()
    with holding.shelves.replica(dataset_of(holding, name)) as replica:
        etag = _mark(request, replica)
        if is_known(request, etag):
            return unchanged(etag)
        asked = records_parameters.groups(parameters(request), replica.fields)
        return _told({"version": replica.version, "rows": objects(replica.groups(asked))}, etag)


def _mark(request: HttpRequest, replica: Replica) -> str:
    """The replica's own name, which no other one ever has, and the question."""
    asked = f"{replica.columns.name}\n{request.get_full_path()}"
    return weak(hashlib.blake2b(asked.encode("utf-8", "backslashreplace"), digest_size=16).hexdigest())


def _told(document: Document, etag: str) -> HttpResponse:
    return HttpResponse(as_json(document), content_type=JSON, headers={"ETag": etag, "Cache-Control": ASK_AGAIN})


def _next(here: str, given: Parameters, after: str) -> str:
    """The next page; a count that was asked for once is not worked out again for each page."""
    kept = [(name, value) for name, value in given if name != "after"]
    return f"{here}?{urlencode([*kept, ('after', after)])}"
