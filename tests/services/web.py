"""A real HTTP server in a thread, whose answers each test writes itself."""

import http.server
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlsplit


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """One request as the server saw it."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """What to send back. `cut` promises that many more bytes than are sent; `drip` sends pieces with pauses."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    cut: int = 0
    drip: tuple[bytes, float] | None = None


Handler = Callable[[Asked], Answer]


@dataclass(slots=True)
class WebService:
    """Where the server is, what it was asked, and how it answers."""

    port: int = 0
    scheme: str = "http"
    asked: list[Asked] = field(default_factory=list)
    handler: Handler | None = None

    def url(self, path: str = "", host: str = "127.0.0.1") -> str:
        """An address of the server."""
        return f"{self.scheme}://{host}:{self.port}/{path}"

    def answer(self, handler: Handler) -> None:
        """Answer by this function from now on."""
        self.handler = handler


@contextmanager
def running(context: ssl.SSLContext | None = None) -> Iterator[WebService]:
    """A server on a free port of 127.0.0.1."""
    service = WebService(scheme="https" if context else "http")
    stopping = threading.Event()
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _handler_class(service, stopping))
    if context:
        server.socket = context.wrap_socket(server.socket, server_side=True)
    service.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield service
    finally:
        stopping.set()
        server.shutdown()
        thread.join()
        server.server_close()


def _handler_class(service: WebService, stopping: threading.Event) -> type[http.server.BaseHTTPRequestHandler]:
    class Handle(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
            asked = Asked(
                method=self.command,
                path=parts.path,
                query=dict(parse_qsl(parts.query, keep_blank_values=True)),
                headers={name.lower(): value for name, value in self.headers.items()},
                body=body,
            )
            service.asked.append(asked)
            if service.handler is None:
                raise RuntimeError("the test has not said what to answer")
            self._send(service.handler(asked))

        do_POST = do_GET  # noqa: N815 (http.server's name)

        def _send(self, answer: Answer) -> None:
            self.close_connection = True
            self.send_response_only(answer.status)
            headers = {"Date": "Wed, 31 Jan 2024 10:05:00 GMT"} | answer.headers
            if answer.drip is None:
                headers["Content-Length"] = str(len(answer.body) + answer.cut)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            try:
                self._send_body(answer)
            except OSError:
                return  # the client has heard enough

        def _send_body(self, answer: Answer) -> None:
            self.wfile.write(answer.body)
            while answer.drip and not stopping.wait(answer.drip[1]):
                self.wfile.write(answer.drip[0])

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 (http.server's name)
            """Tests look at `asked` instead."""

    return Handle
