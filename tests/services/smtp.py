"""A mail server (RFC 5321) that keeps what it is given, or refuses whom it is told to."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage


@dataclass(kw_only=True)
class Mailbox:
    """What was taken; `refused` gets 550, and `busy` everybody 451."""

    port: int = 0
    taken: list[EmailMessage] = field(default_factory=list)
    refused: set[str] = field(default_factory=set)
    busy: bool = False


class Conversation(socketserver.StreamRequestHandler):
    """One client's."""

    server: "Server"

    def handle(self) -> None:
        self._say("220 ready")
        for raw in self.rfile:
            if not self._answer(raw.decode().strip()):
                return

    def _answer(self, line: str) -> bool:
        verb = line.upper().split(":")[0].split(" ")[0]
        if verb == "RCPT":
            self._say(self._of_recipient(line.partition("<")[2].partition(">")[0]))
        elif verb == "DATA":
            self._say("354 go on")
            self.server.box.taken.append(message_from_bytes(self._data(), policy=policy.default))
            self._say("250 taken")
        else:
            self._say("221 bye" if verb == "QUIT" else "250 ok")
        return verb != "QUIT"

    def _of_recipient(self, address: str) -> str:
        if self.server.box.busy:
            return "451 later"
        return "550 no such user" if address in self.server.box.refused else "250 ok"

    def _data(self) -> bytes:
        lines = []
        for raw in self.rfile:
            if raw == b".\r\n":
                break
            lines.append(raw.removeprefix(b".") if raw.startswith(b"..") else raw)
        return b"".join(lines)

    def _say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = daemon_threads = True
    box: Mailbox


@contextmanager
def mail_server() -> Iterator[Mailbox]:
    """A server on this machine, for as long as the block lasts."""
    with Server(("127.0.0.1", 0), Conversation) as server:
        server.box = Mailbox(port=server.server_address[1])
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        yield server.box
        server.shutdown()
        thread.join()
