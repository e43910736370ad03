"""A client for one address at a time on each of its connections, which are kept: HTTP/1.1 over asyncio, and no more.

It takes little of the processors, which it shares with the server that is measured.
"""

import asyncio
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Final

HOST: Final = "127.0.0.1"
LOOK: Final = 0.05
"""Seconds between two looks at whether it is over, and before a connection that was refused is tried again."""
_LENGTH: Final = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_CHUNKED: Final = re.compile(rb"\r\ntransfer-encoding: *chunked", re.IGNORECASE)
_COUNT: Final = re.compile(rb'"count": ?(\d+)')
_VERSION: Final = re.compile(rb'"version": ?(\d+)')
_MARKS: Final = {"rows": b'"ma":', "groups": b'"ma_xa":', "page": b"<h1"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Question:
    """A path, and the number by which the right answer is known: of rows, groups, headings, or the count itself."""

    path: str
    what: str
    right: int

    def is_right(self, body: bytes) -> bool:
        """Whether the answer has that number."""
        if self.what == "count":
            found = _COUNT.search(body)
            return found is not None and int(found[1]) == self.right
        return body.count(_MARKS[self.what]) == self.right


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """When it was asked (of the machine's monotonic clock), how many seconds it took, and what came; `wrong`: why."""

    asked: float
    seconds: float
    size: int
    version: int
    wrong: str


@dataclass(kw_only=True)
class Connection(asyncio.Protocol):
    """Asks one question after the other, `pause` seconds between, until the loop ends; tells each answer."""

    questions: Iterator[Question]
    tell: Callable[[Answer], None]
    again: Callable[[], None]
    pause: float = 0.0
    _held: bytearray = field(default_factory=bytearray)
    _asked: float = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Ask the first one."""
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        self._ask()

    def _ask(self) -> None:
        self.question = next(self.questions)
        self._held.clear()
        self._asked = time.monotonic()
        self.transport.write(f"GET {self.question.path} HTTP/1.1\r\nHost: {HOST}\r\n\r\n".encode())

    def data_received(self, data: bytes) -> None:
        """Gather until the answer is there."""
        self._held += data
        body = whole(self._held)
        if body is None:
            return
        wrong = "" if self._held.startswith(b"HTTP/1.1 200") and self.question.is_right(body) else _brief(self._held)
        version = _VERSION.search(body[:100])
        self.tell(
            Answer(
                asked=self._asked,
                seconds=time.monotonic() - self._asked,
                size=len(body),
                version=int(version[1]) if version else -1,
                wrong=wrong and f"{self.question.path}: {wrong}",
            )
        )
        if self.pause:
            asyncio.get_running_loop().call_later(self.pause, self._ask)
        else:
            self._ask()

    def connection_lost(self, exc: Exception | None) -> None:
        """The server let go: that is an error of its own, and another connection takes over."""
        seconds = time.monotonic() - self._asked
        self.tell(Answer(asked=self._asked, seconds=seconds, size=0, version=-1, wrong=f"connection lost: {exc}"))
        self.again()


def whole(held: bytearray) -> bytes | None:
    """The body of an answer; None until all of it is there."""
    end = held.find(b"\r\n\r\n")
    if end < 0:
        return None
    head, start = bytes(held[: end + 2]), end + 4
    length = _LENGTH.search(head)
    if length is not None:
        stop = start + int(length[1])
        return bytes(held[start:stop]) if len(held) >= stop else None
    if _CHUNKED.search(head) is None:
        raise ValueError(f"an answer without a length: {head!r}")
    return _joined(held, start) if held.endswith(b"0\r\n\r\n") else None


def _joined(held: bytearray, at: int) -> bytes | None:
    """Chunks put together; None where the last one is not there."""
    parts = []
    while True:
        end = held.find(b"\r\n", at)
        if end < 0:
            return None
        size = int(held[at:end].split(b";")[0], 16)
        if not size:
            return b"".join(parts)
        parts.append(bytes(held[end + 2 : end + 2 + size]))
        at = end + 4 + size


def _brief(held: bytearray) -> str:
    return f"{bytes(held[:40])!r} … {bytes(held[-160:])!r}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Load:
    """So many connections to a port, each asking the next question `pause` seconds after an answer, until `is_over`."""

    port: int
    connections: int
    questions: Iterator[Question]
    tell: Callable[[Answer], None]
    is_over: Callable[[], bool]
    pause: float = 0.0

    def run(self) -> None:
        """Ask until it is over."""
        asyncio.run(_Running(load=self).run())


@dataclass(kw_only=True)
class _Running:
    """A load under way: a connection that is lost, or not had, is tried again."""

    load: Load
    _ended: asyncio.Event = field(default_factory=asyncio.Event)
    _opening: set["asyncio.Task[object]"] = field(default_factory=set)

    async def run(self) -> None:
        for _ in range(self.load.connections):
            self._open()
        self._look()
        await self._ended.wait()

    def _look(self) -> None:
        if self.load.is_over():
            self._ended.set()
        else:
            asyncio.get_running_loop().call_later(LOOK, self._look)

    def _open(self) -> None:
        if self._ended.is_set():
            return
        loop = asyncio.get_running_loop()
        asks = Connection(questions=self.load.questions, tell=self._tell, again=self._open, pause=self.load.pause)
        task = loop.create_task(loop.create_connection(lambda: asks, HOST, self.load.port))
        self._opening.add(task)
        task.add_done_callback(self._opened)

    def _opened(self, task: "asyncio.Task[object]") -> None:
        self._opening.discard(task)
        if not task.cancelled() and task.exception() is not None:
            wrong = f"no connection: {task.exception()}"
            self._tell(Answer(asked=time.monotonic(), seconds=0, size=0, version=-1, wrong=wrong))
            asyncio.get_running_loop().call_later(LOOK, self._open)

    def _tell(self, answer: Answer) -> None:
        if not self._ended.is_set():
            self.load.tell(answer)
