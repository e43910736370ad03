"""Works on few requests at once, while many more wait for slow networks.

A line that is slow holds a thread for as long as bytes take to come or to go, so a server needs many threads; but each
that works in Python slows the others down. So a request needs one of a few places to be worked on, and whoever waits
for the network leaves it meanwhile, with its connection to the database; so does what waits for the disk (`aside`).
"""

from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import contextmanager, nullcontext
from threading import BoundedSemaphore, local
from typing import Any, Final, Protocol

from django.db import connections
from django.http.response import HttpResponseBase

PLACES: Final = 8
"""Requests that a process works on at once: most of these wait for the disk now and then."""
THREADS: Final = 128
"""Requests that a process holds at once, the waiting ones too."""
Environment = dict[str, Any]
_HERE: Final = local()
"""How the request that a thread works on leaves its place."""


class Input(Protocol):
    """What a request's body is read from (PEP 3333)."""

    def read(self, size: int = -1, /) -> bytes:
        """So many bytes at most."""

    def readline(self, size: int = -1, /) -> bytes:
        """A line, so many bytes at most."""


class Answering:
    """A WSGI application over Django's that works on so many requests at once as there are `places`."""

    def __init__(self, application: Callable[..., HttpResponseBase], places: int = PLACES) -> None:
        self._application = application
        self._places = BoundedSemaphore(places)

    def __call__(self, environ: Environment, start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Answer a request."""
        environ["wsgi.input"] = _Body(environ["wsgi.input"], self._left)
        with self._place():
            response = self._application(environ, start_response)
            if not response.streaming:
                return _whole(response)
        return self._pieces(response)

    def _pieces(self, response: HttpResponseBase) -> Generator[bytes, None, None]:
        """An answer that is made while it is sent; each piece is made in a place."""
        try:
            pieces: Iterator[bytes] = iter(response)
            while True:
                with self._place():
                    piece = next(pieces, None)
                    _let_go()
                if piece is None:
                    return
                yield piece
        finally:
            response.close()

    @contextmanager
    def _place(self) -> Iterator[None]:
        """Have a place for the length of the block, which `aside` leaves; the thread keeps nothing of it."""
        with self._places:
            _HERE.left = self._left
            try:
                yield
            finally:
                del _HERE.left

    @contextmanager
    def _left(self) -> Iterator[None]:
        """Leave the place for the length of the block."""
        _let_go()
        self._places.release()
        try:
            yield
        finally:
            self._places.acquire()


@contextmanager
def aside() -> Iterator[None]:
    """Leave the place of the request in hand for the length of the block, which waits for the disk."""
    with getattr(_HERE, "left", nullcontext)():
        yield


def _whole(response: HttpResponseBase) -> list[bytes]:
    """An answer that is there, which servers send without asking for pieces."""
    try:
        return [b"".join(response)]
    finally:
        response.close()


def _let_go() -> None:
    """Give connections back; what needs one again opens it. Those of a transaction are kept."""
    for connection in connections.all(initialized_only=True):
        if not connection.in_atomic_block:
            connection.close()


class _Body:
    """A request's body, read without a place."""

    def __init__(self, body: Input, left: Callable[[], Any]) -> None:
        self._body = body
        self._left = left

    def read(self, size: int = -1, /) -> bytes:
        with self._left():
            return self._body.read(size)

    def readline(self, size: int = -1, /) -> bytes:
        with self._left():
            return self._body.readline(size)
