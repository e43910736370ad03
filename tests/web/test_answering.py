"""Those who wait for the network take no place of those who are worked on."""

import io
import socket
from collections.abc import Generator, Iterator
from contextlib import ExitStack
from threading import Event, Thread
from urllib.parse import urlsplit

import httpx
import pytest

PATIENCE = 60
MANY = 40
"""Slow senders, five times as many as there are places."""


class SlowBody(io.BytesIO):
    """A body whose bytes come when they are let come."""

    def __init__(self, content: bytes, reads: Event, comes: Event) -> None:
        super().__init__(content)
        self.reads, self.comes = reads, comes

    def read(self, size: int | None = -1, /) -> bytes:
        self.reads.set()
        assert self.comes.wait(PATIENCE)
        return super().read(size)


def test_who_waits_for_a_body_leaves_the_place_to_others(portal: None):  # noqa: ARG001  it must be there
    from django.http import HttpResponse
    from django.http.response import HttpResponseBase

    from kho.web.answering import Answering, Environment

    def application(environ: Environment, start_response: object) -> HttpResponseBase:  # noqa: ARG001
        return HttpResponse(environ["wsgi.input"].read(), status=200)

    reads, comes, answers = Event(), Event(), []
    one_place = Answering(application, places=1)
    slow = Thread(
        target=lambda: answers.append(one_place({"wsgi.input": SlowBody(b"slow", reads, comes)}, print)), daemon=True
    )
    slow.start()
    assert reads.wait(PATIENCE)
    assert one_place({"wsgi.input": io.BytesIO(b"quick")}, print) == [b"quick"]
    comes.set()
    slow.join(PATIENCE)
    assert answers == [[b"slow"]]


def test_who_sends_an_answer_in_pieces_leaves_the_place_between_them(portal: None):  # noqa: ARG001
    from django.http import StreamingHttpResponse
    from django.http.response import HttpResponseBase

    from kho.web.answering import Answering, Environment

    closed: list[str] = []

    def pieces(name: str) -> Iterator[bytes]:
        try:
            yield from (f"{name} {number}".encode() for number in range(3))
        finally:
            closed.append(name)

    def application(environ: Environment, start_response: object) -> HttpResponseBase:  # noqa: ARG001
        return StreamingHttpResponse(pieces(environ["name"]))

    one_place = Answering(application, places=1)
    first, second = (one_place({"wsgi.input": io.BytesIO(), "name": name}, print) for name in "ab")
    assert isinstance(first, Generator)
    assert isinstance(second, Generator)
    assert [next(first), next(second), next(first)] == [b"a 0", b"b 0", b"a 1"]
    first.close()  # its reader went away
    assert [*second] == [b"b 1", b"b 2"]
    assert closed == ["a", "b"]


def test_a_place_is_free_again_whatever_happened(portal: None):  # noqa: ARG001
    from django.http import HttpResponse
    from django.http.response import HttpResponseBase

    from kho.web.answering import Answering, Environment

    class Broken(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:  # noqa: ARG002
            raise ConnectionResetError

    def application(environ: Environment, start_response: object) -> HttpResponseBase:  # noqa: ARG001
        return HttpResponse(environ["wsgi.input"].read())

    one_place = Answering(application, places=1)
    with pytest.raises(ConnectionResetError):
        one_place({"wsgi.input": Broken()}, print)
    assert one_place({"wsgi.input": io.BytesIO(b"next")}, print) == [b"next"]


def test_the_disk_is_waited_for_outside_of_the_place_and_outside_of_requests_too(portal: None):  # noqa: ARG001
    from django.http import HttpResponse
    from django.http.response import HttpResponseBase

    from kho.web.answering import Answering, Environment, aside

    answers: list[object] = []

    def ask(path: str) -> None:
        answers.append(one_place({"wsgi.input": io.BytesIO(), "path": path}, print))

    def application(environ: Environment, start_response: object) -> HttpResponseBase:  # noqa: ARG001
        if environ["path"] == "waits":
            with aside():
                other = Thread(target=ask, args=("other",), daemon=True)
                other.start()
                other.join(PATIENCE)
        return HttpResponse(environ["path"].encode())

    one_place = Answering(application, places=1)
    ask("waits")
    with aside():
        answers.append("after it")
    ask("next")
    assert answers == [[b"other"], [b"waits"], "after it", [b"next"]]


def test_the_portal_answers_while_many_send_slowly(served: str):
    place = urlsplit(served)
    head = (
        f"POST /account/login/ HTTP/1.1\r\nHost: {place.netloc}\r\nContent-Length: 100000\r\n"
        f"Content-Type: application/x-www-form-urlencoded\r\nCookie: csrftoken={'a' * 32}\r\n\r\nlogin="
    )
    with ExitStack() as opened:
        for _ in range(MANY):
            slow = opened.enter_context(socket.create_connection((place.hostname or "", place.port or 0), PATIENCE))
            slow.sendall(head.encode())
        for _ in range(MANY):  # connections are taken in their order: by then the slow ones are at work
            assert httpx.get(f"{served}/", timeout=PATIENCE).status_code == 200
