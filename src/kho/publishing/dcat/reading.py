"""Reads anybody's catalogue: whatever is in the file, nothing is fetched, opened or expanded beyond the file itself."""

import json
import logging
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any, Final

# What makes XML parsers dangerous, document types and so entities, is refused in `_refuse_doctypes`, with tests.
from xml.parsers import expat

import rdflib
from rdflib import Graph

from kho.errors import KhoError
from kho.messages import Message
from kho.publishing.dcat.terms import new_graph
from kho.publishing.dcat.writing import FACTS, Serialisation

LIMIT: Final = 10 * 2**20
"""A larger file is refused before it is read, in bytes."""
TRIPLES: Final = 100_000
"""A larger graph is refused before it is checked: that takes minutes for so many, so not in a request."""
DEPTH: Final = 100
BASE: Final = "https://catalogue.invalid/"
"""What relative addresses of a file are from; `.invalid` is nobody's (RFC 2606)."""
_CONTEXTS: Final = frozenset({"@context", "@import"})


class TooLargeCatalogueError(KhoError):
    """The file, or what is in it, is past the limit."""

    code = "KHO-D201"
    what = Message(vi="Danh mục quá lớn: giới hạn {limit}.", en="The catalogue is too large: the limit is {limit}.")
    mend = Message(vi="Kiểm tra từng trang hoặc từng bộ dữ liệu.", en="Check it page by page, or dataset by dataset.")
    http_status = 413


class BrokenCatalogueError(KhoError):
    """The file breaks the grammar of its serialisation."""

    code = "KHO-D202"
    what = Message(vi="Không đọc được tệp như {format}: {reason}.", en="The file does not read as {format}: {reason}.")
    mend = Message(
        vi="Sửa chỗ đó, hoặc chọn đúng dạng: Turtle, JSON-LD, RDF/XML, N-Triples.",
        en="Mend that place, or choose the right format: Turtle, JSON-LD, RDF/XML, N-Triples.",
    )


class RefusedDoctypeError(KhoError):
    """RDF/XML with a document type, by which files of this machine could be read."""

    code = "KHO-D203"
    what = Message(vi="RDF/XML có <!DOCTYPE …>, không nhận.", en="The RDF/XML has a <!DOCTYPE …>, which is refused.")
    mend = Message(
        vi="Bỏ <!DOCTYPE …> và viết đủ các địa chỉ thay cho &tên;.",
        en="Leave out the <!DOCTYPE …> and write addresses in full in place of &names;.",
    )


class RemoteContextError(KhoError):
    """JSON-LD whose context is elsewhere; nothing is fetched for a file."""

    code = "KHO-D204"
    what = Message(
        vi="JSON-LD lấy @context từ “{address}”; ở đây không tải gì từ nơi khác.",
        en="The JSON-LD takes its @context from “{address}”; nothing is fetched from elsewhere here.",
    )
    mend = Message(
        vi="Chép nội dung @context vào tệp, hoặc gửi dạng Turtle.",
        en="Put the context itself into the file, or send it as Turtle.",
    )


class TooDeepCatalogueError(KhoError):
    """Values nest deeper than a catalogue's do."""

    code = "KHO-D205"
    what = Message(vi="Dữ liệu lồng nhau quá {limit} tầng.", en="Values nest deeper than {limit} levels.")
    mend = Message(vi="Xuất lại tệp cho phẳng hơn.", en="Export the file flatter.")


def read_file(file: Path, how: Serialisation | None = None) -> Graph:
    """The graph of a file, its serialisation told by name or bytes where it is not given.

    Raises the errors of this module, and OSError where the file cannot be opened.
    """
    if file.stat().st_size > LIMIT:
        raise TooLargeCatalogueError(where=file.name, limit=f"{LIMIT // 2**20} MB")
    with file.open("rb") as stream:
        return read(stream.read(LIMIT + 1), how or _by_name(file.name), where=file.name)


def read(data: bytes, how: Serialisation | None = None, *, where: str = "") -> Graph:
    """The graph of some bytes. Raises the errors of this module."""
    if len(data) > LIMIT:
        raise TooLargeCatalogueError(where=where, limit=f"{LIMIT // 2**20} MB")
    found = how or sniffed(data)
    graph = new_graph()
    try:
        with _as_written():
            graph.parse(BytesIO(_checked(data, found)), format=FACTS[found].name, publicID=BASE)
    except KhoError as error:
        error.where = where
        raise
    except Exception as error:  # RDFLib's parsers raise whatever befalls them
        raise BrokenCatalogueError(where=where, format=FACTS[found].media_type, reason=_reason(error)) from error
    if len(graph) > TRIPLES:
        raise TooLargeCatalogueError(where=where, limit=f"{TRIPLES:,} triples")
    return graph


def sniffed(data: bytes) -> Serialisation:
    """The serialisation by the first bytes; N-Triples are Turtle too."""
    head = data[:1024].removeprefix(b"\xef\xbb\xbf").lstrip()
    if head.startswith((b"{", b"[{", b"[\n", b"[ ")):
        return Serialisation.JSON_LD
    xml = head.startswith((b"<?xml", b"<!DOCTYPE", b"<!--")) or b"<rdf:RDF" in head
    return Serialisation.RDF_XML if xml else Serialisation.TURTLE


def _by_name(name: str) -> Serialisation | None:
    endings = {".json": Serialisation.JSON_LD, ".xml": Serialisation.RDF_XML, **{f".{s}": s for s in Serialisation}}
    return endings.get(Path(name).suffix.lower())


def _checked(data: bytes, how: Serialisation) -> bytes:
    """The bytes, once nothing in them leads out of them."""
    if how is Serialisation.RDF_XML:
        _refuse_doctypes(data)
        return data  # as bytes, so that RDFLib's expat takes them for the same characters as ours did
    if how is Serialisation.JSON_LD:
        document = json.loads(data)
        _refuse_contexts(document)
        return json.dumps(document).encode()  # what was looked at, where a key stood twice
    return data.removeprefix(b"\xef\xbb\xbf")


def _refuse_doctypes(data: bytes) -> None:
    depth = 0

    def doctype(*_: object) -> None:
        raise RefusedDoctypeError

    def begins(*_: object) -> None:
        nonlocal depth
        depth += 1
        if depth > DEPTH:
            raise TooDeepCatalogueError(limit=DEPTH)

    def ends(_: str) -> None:
        nonlocal depth
        depth -= 1

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler, parser.StartElementHandler, parser.EndElementHandler = doctype, begins, ends
    parser.Parse(data, True)  # noqa: FBT003 - expat takes no keywords


def _refuse_contexts(document: Any) -> None:
    waiting = [(document, 0)]
    while waiting:
        value, depth = waiting.pop()
        if depth > DEPTH:
            raise TooDeepCatalogueError(limit=DEPTH)
        if isinstance(value, dict):
            for name in _CONTEXTS & value.keys():
                _refuse_remote(value[name])
            waiting += [(each, depth + 1) for each in value.values()]
        elif isinstance(value, list):
            waiting += [(each, depth + 1) for each in value]


def _refuse_remote(context: Any) -> None:
    for each in context if isinstance(context, list) else [context]:
        if isinstance(each, str):
            raise RemoteContextError(address=each[:200])


def _reason(error: Exception) -> str:
    """What a parser says, in one line short enough to be read; RDFLib's of Turtle quotes half the file behind."""
    if isinstance(error, RecursionError):
        return "too deep"
    words = " ".join(str(error).split()) or type(error).__name__
    words = re.sub(r"^at line (\d+) of <>: Bad syntax \((.*?)\) at \^ in:.*", r"line \1: \2", words)
    return words[:200].rstrip(".: ")


_READING = threading.Lock()


@contextmanager
def _as_written() -> Iterator[None]:
    """While it lasts, RDFLib keeps literals as they are written, and is silent about those it cannot understand.

    Made canonical, one `1e999999999` of type decimal would become a text of a gigabyte.
    """
    loud = logging.getLogger("rdflib.term")
    with _READING:
        normalised, level = rdflib.NORMALIZE_LITERALS, loud.level
        rdflib.NORMALIZE_LITERALS = False
        loud.setLevel(logging.CRITICAL)
        try:
            yield
        finally:
            rdflib.NORMALIZE_LITERALS = normalised
            loud.setLevel(level)
