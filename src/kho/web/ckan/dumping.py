"""`/datastore/dump/{id}`: all rows of a resource, each with its number, sent on while they are read.

Rule: CKAN 2.11, `ckanext/datastore/blueprint.py` and `writer.py`: `format` csv (the default), tsv, json and xml, `bom`.
"""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from xml.sax.saxutils import escape

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase

from kho.errors import KhoError
from kho.messages import Message
from kho.publishing.catalogue import PublishedDataset
from kho.publishing.ckan.actions.datastore import datastore_info
from kho.publishing.ckan.naming import QUERIED
from kho.publishing.ckan.parameters import Parameters
from kho.publishing.ckan.rows import ReplicaRows
from kho.publishing.ckan.site import Site
from kho.publishing.exports.formats.delimited import neutral
from kho.publishing.records.failures import NotAParameterError
from kho.publishing.records.fields import shown
from kho.publishing.records.writing import as_json
from kho.web.api.answering import ASK_AGAIN, reading
from kho.web.api.asking import named
from kho.web.ckan.actions import site_of
from kho.web.holding import held

Rows = Iterable[Sequence[tuple[object, ...]]]
Names = Sequence[str]
_NOT_XML: Final = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF], "\ufffd")


class NoSuchResourceError(KhoError):
    """No published resource of that id has rows."""

    code = "KHO-D804"
    http_status = 404
    what = Message(vi="Không có tài nguyên “{id}”.", en="There is no resource “{id}”.")
    mend = Message(
        vi="Lấy id bằng package_show; chỉ tài nguyên có datastore_active.",
        en="Take the id from package_show; only those with datastore_active.",
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class Form:
    """A format of dumps: its media type and how rows are written."""

    media_type: str
    written: Callable[[Site, PublishedDataset, Names, Rows], Iterator[bytes]]


@reading
def dump(request: HttpRequest, resource: str) -> HttpResponseBase:
    """The file. Raises NoSuchResourceError, NoParameterError, NotAParameterError, NotReadyError."""
    holding = held()
    site = holding.once(site_of)
    dataset, form_of = site.resources.get(resource, (None, None))
    if dataset is None or form_of is not QUERIED:
        raise NoSuchResourceError(id=shown(resource))
    given = named(request, "format", "bom")
    name = given.get("format") or "csv"
    if name not in _FORMS:
        raise NotAParameterError(name="format", value=shown(name), example=", ".join(_FORMS))
    form = _FORMS[name]
    headers = {
        "Content-Disposition": f'attachment; filename="{resource}.{name}"',
        "Cache-Control": ASK_AGAIN,
    }
    if request.method == "HEAD":
        return HttpResponse(content_type=form.media_type, headers=headers)
    rows = _begun(ReplicaRows(catalogue=holding.catalogue, shelves=holding.shelves).dump(dataset.name))
    names = ("_id", *(each.name for each in dataset.columns))
    parts = form.written(site, dataset, names, rows)
    mark = [b"\xef\xbb\xbf"] if given.get("bom", "").lower() in ("1", "true") and name in ("csv", "tsv") else []
    return StreamingHttpResponse(_all(mark, parts), content_type=form.media_type, headers=headers)


def _begun(rows: Iterator[Sequence[tuple[object, ...]]]) -> Rows:
    """The same rows, the first of them read already: what cannot be read is told before anything is sent."""
    first = next(rows, ())
    return _all([first], rows)


def _all(first: Iterable[Any], rest: Iterable[Any]) -> Iterator[Any]:
    yield from first
    yield from rest


def _separated(mark: str) -> Callable[[Site, PublishedDataset, Names, Rows], Iterator[bytes]]:
    def written(_: Site, __: PublishedDataset, names: Names, rows: Rows) -> Iterator[bytes]:
        yield _lines([names], mark)
        for batch in rows:
            yield _lines(map(_harmless, batch), mark)

    return written


def _lines(rows: Iterable[Sequence[object]], mark: str) -> bytes:
    text = io.StringIO()
    csv.writer(text, delimiter=mark, lineterminator="\n").writerows(rows)
    return text.getvalue().encode()


def _harmless(row: tuple[object, ...]) -> list[object]:
    """Texts that a spreadsheet would take for formulas begin with an apostrophe."""
    return [neutral(each) if isinstance(each, str) else _plain(each) for each in row]


def _plain(value: object) -> object:
    return str(value).upper() if isinstance(value, bool) else value


def _json(site: Site, dataset: PublishedDataset, _: Names, rows: Rows) -> Iterator[bytes]:
    fields = datastore_info(site, Parameters({"id": site.names.resource(dataset.name, QUERIED)}))["fields"]
    told = [{"id": "_id", "type": "int"}, *({"id": each["id"], "type": each["type"]} for each in fields)]
    yield b'{\n  "fields": ' + as_json(told) + b',\n  "records": ['
    between = b"\n    "
    for batch in rows:
        for row in batch:
            yield between + as_json(row)
            between = b",\n    "
    yield b"\n]}\n"


def _xml(_: Site, __: PublishedDataset, names: Names, rows: Rows) -> Iterator[bytes]:
    yield b'<data xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">\n'
    for batch in rows:
        yield "".join(_element(names, row) for row in batch).encode()
    yield b"</data>\n"


def _element(names: Names, row: tuple[object, ...]) -> str:
    cells = "".join(f"<{name}>{_text(value)}</{name}>" for name, value in zip(names[1:], row[1:], strict=True))
    return f'<row _id="{row[0]}">{cells}</row>\n'


def _text(value: object) -> str:
    return "" if value is None else escape(str(_plain(value)).translate(_NOT_XML))


_FORMS: Final[Mapping[str, Form]] = {
    "csv": Form(media_type="text/csv; charset=utf-8", written=_separated(",")),
    "tsv": Form(media_type="text/tab-separated-values; charset=utf-8", written=_separated("\t")),
    "json": Form(media_type="application/json; charset=utf-8", written=_json),
    "xml": Form(media_type="text/xml; charset=utf-8", written=_xml),
}
