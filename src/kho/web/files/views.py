"""A dataset as a file: whole ones come from disk, parts are made while they are sent."""

import threading
from base64 import b64encode
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from http import HTTPStatus
from typing import BinaryIO, Final
from urllib.parse import quote

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import http_date, parse_etags

from kho.errors import KhoError
from kho.messages import Message
from kho.publishing.exports.asking import Wanted
from kho.publishing.exports.exporting import export
from kho.publishing.exports.files import Files, Kept, folder_of
from kho.publishing.exports.flowing import Chunks
from kho.publishing.exports.source import Source, source
from kho.publishing.formats import FileFormat
from kho.publishing.records.fields import published
from kho.web.addresses import offered
from kho.web.api.answering import reading
from kho.web.api.asking import parameters
from kho.web.files.asking import OPTIONS, wanted
from kho.web.files.ranges import NotInFileError, Part, part
from kho.web.holding import held
from kho.web.portal.datasets import named
from kho.web.refusing import NoSuchPageError

AT_ONCE: Final = 2
"""Files that a process makes at the same time: each takes a processor."""
LONGEST: Final = 900
"""Seconds that a file may take to make."""
PATIENCE: Final = 20
"""Seconds that somebody waits for a turn."""
CHUNK: Final = 1 << 18
STAYS: Final = "public, max-age=3600"
"""The rows of a version never change; what a file tells about the dataset, such as its title, may."""
ASK_AGAIN: Final = "public, no-cache"
_TURNS: Final = threading.BoundedSemaphore(AT_ONCE)


class BusyError(KhoError):
    """More files are being made than this machine can."""

    code = "KHO-D706"
    http_status = 503
    what = Message(vi="Đang có nhiều người tải dữ liệu.", en="Many are taking data right now.")
    mend = Message(vi="Thử lại sau một phút.", en="Try again in a minute.")


@reading
def checksum(request: HttpRequest, name: str, version: int | None, filename: str) -> HttpResponseBase:
    """The file's SHA-256 as `sha256sum --check` reads it. Raises as `file`."""
    where, what = _asked(request, name, version, filename)
    kept = _kept(where, what)
    kept.file.close()
    cached = {"Cache-Control": ASK_AGAIN if version is None else STAYS}
    return HttpResponse(f"{kept.sha256}  {filename}\n", content_type="text/plain; charset=utf-8", headers=cached)


@reading
def file(request: HttpRequest, name: str, version: int | None, filename: str) -> HttpResponseBase:
    """The file. Raises NoSuchPageError, NoSuchDatasetError and the errors of what is asked for."""
    where, what = _asked(request, name, version, filename)
    is_whole = all(key in OPTIONS for key, _ in parameters(request))
    if is_whole:
        return _whole(request, _kept(where, what), stays=version is not None)
    return _part(request, where, what)


def _asked(request: HttpRequest, name: str, version: int | None, filename: str) -> tuple[Source, Wanted]:
    holding = held()
    dataset = holding.dataset(named(name))
    form = _format(filename, dataset.name.dataset)
    if form not in offered(dataset):
        raise NoSuchPageError
    where = source(holding.place, dataset)
    fields = {each.name: each for each in published(where.contract, dataset.columns)}
    return where, wanted(parameters(request), fields, form, version, holding.addresses.landing(dataset.name))


def _format(filename: str, dataset: str) -> FileFormat:
    """The format that a file's name ends with. Raises NoSuchPageError."""
    stem, _, ending = filename.rpartition(".")
    if stem != dataset or ending not in [*FileFormat]:
        raise NoSuchPageError
    return FileFormat(ending)


def _kept(where: Source, what: Wanted) -> Kept:
    """A file on disk, made by the first who asks for it."""
    files = Files(folder=folder_of(where.warehouse, settings.CONFIGURATION.own))
    kept = files.found(where, what)
    if kept is not None:
        return kept
    with _turn():
        return files.file(where, what)


def _whole(request: HttpRequest, kept: Kept, *, stays: bool) -> HttpResponseBase:
    """A file from disk, or a part of it."""
    headers = {
        "ETag": kept.etag,
        "Last-Modified": http_date(kept.modified.timestamp()),
        "Cache-Control": STAYS if stays else ASK_AGAIN,
        "Accept-Ranges": "bytes",
        "Repr-Digest": f"sha-256=:{_base64(kept.sha256)}:",
        "Content-Encoding": "identity",
        **_disposition(kept.filename, kept.title),
    }
    if kept.etag in parse_etags(request.headers.get("If-None-Match", "")):
        kept.file.close()
        return HttpResponseNotModified(headers={"ETag": kept.etag, "Cache-Control": headers["Cache-Control"]})
    try:
        asked = part(
            request.headers.get("Range", ""), request.headers.get("If-Range", ""), etag=kept.etag, size=kept.size
        )
    except NotInFileError:
        kept.file.close()
        status = HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE
        return HttpResponse(status=status, headers={"Content-Range": f"bytes */{kept.size}"})
    return _sent(request, kept, asked, headers)


def _sent(request: HttpRequest, kept: Kept, asked: Part | None, headers: dict[str, str]) -> HttpResponseBase:
    sent = asked or Part(start=0, stop=kept.size)
    headers["Content-Length"] = str(sent.size)
    if asked is not None:
        headers["Content-Range"] = asked.told(kept.size)
    status = HTTPStatus.OK if asked is None else HTTPStatus.PARTIAL_CONTENT
    kind = kept.format.media_type
    if request.method == "HEAD":
        kept.file.close()
        return HttpResponse(status=status, content_type=kind, headers=headers)
    return StreamingHttpResponse(FromDisk(kept.file, sent), status=status, content_type=kind, headers=headers)


class FromDisk(Iterator[bytes]):
    """A part of a file in chunks; the file is closed at its end, or when the reader goes away, begun or not."""

    def __init__(self, file: BinaryIO, sent: Part) -> None:
        self._file = file
        self._left = sent.size
        file.seek(sent.start)

    def __next__(self) -> bytes:
        chunk = self._file.read(min(CHUNK, self._left)) if self._left else b""
        self._left -= len(chunk)
        if not chunk:
            self.close()
            raise StopIteration
        return chunk

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()


def _part(request: HttpRequest, where: Source, what: Wanted) -> HttpResponseBase:
    """Rows that were asked for, sent while they are found."""
    with ExitStack() as held_on:
        held_on.enter_context(_turn())
        made = export(where, what)
        held_on.callback(made.chunks.close)
        headers = {"Cache-Control": "no-cache", **_disposition(made.filename, made.title)}
        if request.method == "HEAD":
            return HttpResponse(content_type=made.media_type, headers=headers)
        return StreamingHttpResponse(
            Flow(made.chunks, held_on.pop_all()), content_type=made.media_type, headers=headers
        )
    raise AssertionError  # what is entered swallows nothing


class Flow(Iterator[bytes]):
    """Chunks that are sent: stopped when they take too long, let go of at their end or when the reader goes away."""

    def __init__(self, chunks: Chunks, held_on: ExitStack) -> None:
        self._chunks = chunks
        self._held_on = held_on
        timer = threading.Timer(LONGEST, chunks.stop)
        timer.daemon = True
        timer.start()
        held_on.callback(timer.cancel)

    def __next__(self) -> bytes:
        try:
            return next(self._chunks)
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Let go of everything; again does nothing."""
        self._held_on.close()


@contextmanager
def _turn() -> Iterator[None]:
    """Be one of those that make a file. Raises BusyError."""
    if not _TURNS.acquire(timeout=PATIENCE):
        raise BusyError
    try:
        yield
    finally:
        _TURNS.release()


def _disposition(filename: str, title: str) -> dict[str, str]:
    """What a browser calls the file: the title where it can (RFC 6266), the plain name where it cannot."""
    return {"Content-Disposition": f"attachment; filename=\"{filename}\"; filename*=UTF-8''{quote(title, safe='')}"}


def _base64(digest: str) -> str:
    """A digest in hex as RFC 9530 has it."""
    return b64encode(bytes.fromhex(digest)).decode()
