"""A way to a service of 127.0.0.1 that can be cut at any moment.

It is a process of its own, this file run as a program: a library that holds Python's lock while it waits for the
service would never let a thread of this process answer it.
"""

import asyncio
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True, slots=True)
class Way:
    """The near end: `port` is where connections are taken that go on to the service."""

    port: int
    process: subprocess.Popen[str]

    def cut(self) -> None:
        """From now on nothing goes through; open connections are dropped."""
        self._tell("cut")

    def restore(self) -> None:
        """Let connections through again."""
        self._tell("restore")

    def _tell(self, word: str) -> None:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(f"{word}\n")
        self.process.stdin.flush()
        assert self.process.stdout.readline().strip() == word


@contextmanager
def way_to(port: int) -> Iterator[Way]:
    """A way to the service at that port."""
    words = [sys.executable, __file__, str(port)]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield Way(port=int(process.stdout.readline()), process=process)
        finally:
            process.kill()


@dataclass(kw_only=True, slots=True)
class _Forwarder:
    """Forwards every connection while it is open, drops them all when it is cut."""

    target: int
    open: bool = True
    writers: set[asyncio.StreamWriter] = field(default_factory=set)

    async def run(self) -> None:
        """Listen on a free port, told on standard output, and do what is said on standard input."""
        server = await asyncio.start_server(self.connected, "127.0.0.1", 0)
        say(str(server.sockets[0].getsockname()[1]))
        while word := (await asyncio.to_thread(sys.stdin.readline)).strip():
            self.open = word == "restore"
            for writer in () if self.open else self.writers:
                writer.transport.abort()
            say(word)

    async def connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Take one connection."""
        if not self.open:
            writer.transport.abort()
            return
        there, to = await asyncio.open_connection("127.0.0.1", self.target)
        self.writers |= {writer, to}
        await asyncio.gather(pump(reader, to), pump(there, writer), return_exceptions=True)
        self.writers -= {writer, to}


async def pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Hand on what comes until it ends."""
    try:
        while data := await reader.read(65_536):
            writer.write(data)
            await writer.drain()
    finally:
        writer.close()


def say(line: str) -> None:
    """Answer the near end."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(_Forwarder(target=int(sys.argv[1])).run())
