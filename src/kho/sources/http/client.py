"""Asking an HTTP server for one thing: into a file, bounded in size and time, again where asking again may help."""

import email.utils
import random
import re
import ssl
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Protocol, Self

import httpx

from kho import __version__
from kho.sources.http.failures import (
    BadHeaderError,
    ForbiddenLinkError,
    HttpFailedError,
    HttpStatusError,
    ResponseTooLargeError,
)
from kho.sources.net_guard import GuardedTransport, NetPolicy

MEGABYTE = 2**20
_CHUNK = 64 * 1024
_REDIRECTS = 5
_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_GZIP_OR_ZLIB = zlib.MAX_WBITS | 32
_AGAIN = frozenset({408, 425, 429, 500, 502, 503, 504})
_UNAUTHORIZED = 401
_LONGEST_BACKOFF = 60.0


class Credentials(Protocol):
    """Who the client says it is."""

    def headers(self, client: "Client") -> dict[str, str]:
        """Headers to send to the API's own origin."""

    def renew(self) -> bool:
        """Whether it helps to ask again after a 401, as a new token will then be fetched."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Patience:
    """How long to wait: for each read, for a whole answer, between attempts, and how many attempts after the first."""

    timeout_seconds: float
    deadline_seconds: float
    retries: int
    backoff_seconds: float
    longest_wait_seconds: float


@dataclass(frozen=True, kw_only=True, slots=True)
class Room:
    """How many bytes an answer may have, unpacked, and the option to raise where they do not do."""

    limit: int
    option: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Reply:
    """One answer whose body lies in `file`; `url` is where it came from after redirects."""

    url: httpx.URL
    status: int
    headers: httpx.Headers
    file: Path


class _Again(Exception):  # noqa: N818 (no error yet)
    """This attempt failed in a way that may pass; `wait` is what the server asked for, in seconds."""

    def __init__(self, reason: str, wait: float | None = None, failure: HttpStatusError | None = None) -> None:
        super().__init__(reason)
        self.wait = wait
        self.failure = failure


class Client:
    """Asks with GET, following few redirects, never sending credentials to another origin."""

    def __init__(
        self,
        *,
        policy: NetPolicy,
        patience: Patience,
        headers: tuple[tuple[str, str], ...] = (),
        tls_ca: Path | None = None,
    ) -> None:
        context = ssl.create_default_context(cafile=str(tls_ca) if tls_ca else None)
        # Proxies and passwords of the environment are not the contract's, so they are not looked at.
        self._http = httpx.Client(
            transport=GuardedTransport(lambda: httpx.HTTPTransport(verify=context, trust_env=False), policy),
            timeout=patience.timeout_seconds,
            follow_redirects=False,
            trust_env=False,
            headers={"User-Agent": f"kho/{__version__}", "Accept": "*/*", "Accept-Encoding": "gzip"},
        )
        self._patience = patience
        self._headers = dict(headers)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._http.close()

    def get(self, url: httpx.URL, credentials: Credentials | None, target: Path, room: Room) -> Reply:
        """Fetch into `target`; without credentials nothing of the contract's headers is sent either.

        Raises HttpStatusError, HttpFailedError, ForbiddenLinkError, ForbiddenAddressError, ResponseTooLargeError.
        """
        try:
            return self._persistently(url, lambda: self._followed(url, credentials, target, room))
        except HttpStatusError as error:
            if error.fields["status"] != _UNAUTHORIZED or credentials is None or not credentials.renew():
                raise
        return self._persistently(url, lambda: self._followed(url, credentials, target, room))

    def post_form(
        self, url: httpx.URL, form: dict[str, str], headers: dict[str, str], target: Path, room: Room
    ) -> Reply:
        """Send a form and fetch the answer, following no redirect. Raises like `get`."""
        check_url(url)
        request = self._http.build_request("POST", url, data=form, headers=_encoded(headers, url))
        return self._persistently(url, lambda: self._received(request, target, room))

    def _persistently(self, url: httpx.URL, attempt: Callable[[], Reply]) -> Reply:
        """Try, and again after growing, jittered pauses or as long as the server says."""
        for number in range(self._patience.retries + 1):
            try:
                return attempt()
            except _Again as failed:
                last = failed
            wait = self._pause(number, last.wait)
            if wait is None or number == self._patience.retries:
                break
            time.sleep(wait)
        raise last.failure or HttpFailedError(where=place(url), reason=str(last))

    def _pause(self, number: int, asked: float | None) -> float | None:
        """How long to wait; None where the server asks for more than the contract allows."""
        if asked is not None:
            return asked if asked <= self._patience.longest_wait_seconds else None
        longest = min(_LONGEST_BACKOFF, self._patience.backoff_seconds * 2**number)
        return random.uniform(longest / 2, longest)  # noqa: S311 (jitter is no secret)

    def _followed(self, url: httpx.URL, credentials: Credentials | None, target: Path, room: Room) -> Reply:
        own = origin(url)
        for _ in range(_REDIRECTS + 1):
            check_url(url)
            mine = origin(url) == own and credentials is not None
            headers = self._headers | credentials.headers(self) if mine and credentials else {}
            request = self._http.build_request("GET", url, headers=_encoded(headers, url))
            reply = self._received(request, target, room)
            if (next_url := _redirect(reply)) is None:
                return reply
            if url.scheme == "https" and next_url.scheme != "https":
                raise ForbiddenLinkError(where=place(url), link=place(next_url))
            url = next_url
        raise ForbiddenLinkError(where=place(url), link=place(url))

    def _received(self, request: httpx.Request, target: Path, room: Room) -> Reply:
        started = time.monotonic()
        with _transport_errors_told(request.url):
            response = self._sent(request)
            try:
                _check_status(response)
                with target.open("wb") as file:
                    for piece in _unpacked(response):
                        _write(file, piece, room, request.url)
                        if time.monotonic() - started > self._patience.deadline_seconds:
                            raise HttpFailedError(where=place(request.url), reason="timeout (deadline_seconds)")
            finally:
                response.close()
        return Reply(url=request.url, status=response.status_code, headers=response.headers, file=target)

    def _sent(self, request: httpx.Request) -> httpx.Response:
        """Send it; once more on a new connection where the server had closed the kept one (RFC 9110, 9.2.2)."""
        try:
            return self._http.send(request, stream=True)
        except httpx.RemoteProtocolError:
            if request.method != "GET":
                raise
            return self._http.send(request, stream=True)


def _encoded(headers: dict[str, str], url: httpx.URL) -> list[tuple[bytes, bytes]]:
    """Headers as bytes. Raises BadHeaderError here, as the libraries' own errors would show the value."""
    for name, value in headers.items():
        if not _TOKEN.fullmatch(name) or _CONTROL.search(value) or value != value.strip():
            raise BadHeaderError(where=place(url), name=name)
    return [(name.encode("ascii"), value.encode()) for name, value in headers.items()]


def check_url(url: httpx.URL) -> None:
    """Only http and https, to a named host, without a password in it. Raises ForbiddenLinkError."""
    if url.scheme not in ("http", "https") or not url.host or url.userinfo:
        raise ForbiddenLinkError(where=place(url), link=place(url))


def origin(url: httpx.URL) -> tuple[str, str, int]:
    """Scheme, host and port: credentials never leave it."""
    return (url.scheme, url.host, url.port or (443 if url.scheme == "https" else 80))


def place(url: httpx.URL) -> str:
    """An address as shown to people: without query, fragment and user, where secrets may hide."""
    return str(url.copy_with(query=None, fragment=None, username=None, password=None))


def _redirect(reply: Reply) -> httpx.URL | None:
    if reply.status not in (301, 302, 303, 307, 308):
        return None
    try:
        return reply.url.join(reply.headers.get("Location", ""))
    except httpx.InvalidURL:
        raise ForbiddenLinkError(where=place(reply.url), link="?") from None


def _check_status(response: httpx.Response) -> None:
    status = response.status_code
    if response.is_success or (response.is_redirect and "Location" in response.headers):
        return
    failure = HttpStatusError(where=place(response.url), status=status, reason=response.reason_phrase)
    if status in _AGAIN:
        raise _Again(f"HTTP {status}", _retry_after(response.headers.get("Retry-After")), failure)
    raise failure


def _retry_after(value: str | None) -> float | None:
    """Seconds to wait as the server says: a number or a date (RFC 9110, 10.2.3)."""
    if value is None:
        return None
    if value.isascii() and value.isdigit():
        return float(value)
    try:
        until = email.utils.parsedate_to_datetime(value)
    except ValueError:
        return None
    return max(0.0, (until.astimezone(UTC) - datetime.now(UTC)).total_seconds())


def _unpacked(response: httpx.Response) -> Iterator[bytes]:
    """The body in pieces as they arrive, so a slow one is noticed; unpacked a little at a time, so a bomb is too."""
    packing = response.headers.get("Content-Encoding", "identity").strip().lower()
    if packing == "identity":
        yield from response.iter_raw()
        return
    if packing not in ("gzip", "x-gzip", "deflate"):
        raise HttpFailedError(where=place(response.url), reason=f"Content-Encoding: {packing}")
    packed = zlib.decompressobj(wbits=_GZIP_OR_ZLIB)
    for chunk in response.iter_raw():
        left = chunk
        while left:
            if packed.eof:  # a gzip file may have several parts
                packed = zlib.decompressobj(wbits=_GZIP_OR_ZLIB)
            yield packed.decompress(left, _CHUNK)
            left = packed.unconsumed_tail or packed.unused_data
    while piece := packed.decompress(b"", _CHUNK):
        yield piece
    if not packed.eof:
        raise _Again("truncated")


def _write(file: BinaryIO, piece: bytes, room: Room, url: httpx.URL) -> None:
    if file.tell() + len(piece) > room.limit:
        raise ResponseTooLargeError(where=place(url), limit=-(-room.limit // MEGABYTE), option=room.option)
    file.write(piece)


@contextmanager
def _transport_errors_told(url: httpx.URL) -> Iterator[None]:
    try:
        yield
    except (httpx.TransportError, zlib.error) as error:
        raise _Again(str(error) or type(error).__name__) from error
    except httpx.HTTPError as error:
        raise HttpFailedError(where=place(url), reason=str(error)) from error
