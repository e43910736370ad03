"""Streamable HTTP without a session: one POST, one answer in JSON.

Rule: Model Context Protocol, “Streamable HTTP” and its security considerations: the caller's Origin is looked at, and
the Host, so that no page of elsewhere reaches a server of this machine by a name of its own (DNS rebinding).
"""

import asyncio
from collections.abc import Iterable, MutableMapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urlsplit

from mcp.server.mcpserver import MCPServer
from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
from mcp.server.transport_security import TransportSecuritySettings

MOST_BYTES: Final = 256 * 1024
"""Bytes of a request."""
LOCAL: Final = ("localhost", "127.0.0.1", "[::1]")
Event = MutableMapping[str, Any]
Headers = Sequence[tuple[bytes, bytes]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Posted:
    """A request, its headers in small letters."""

    path: str
    headers: Headers
    body: bytes


@dataclass(kw_only=True, slots=True)
class Answered:
    """What the SDK's transport sends."""

    status: int = 500
    headers: list[tuple[str, str]] = field(default_factory=list)
    body: bytearray = field(default_factory=bytearray)

    async def take(self, event: Event) -> None:
        """Take a part of it."""
        if event["type"] == "http.response.start":
            self.status = event["status"]
            self.headers = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in event["headers"]]
        else:
            self.body += event.get("body", b"")


def safety(address: str) -> TransportSecuritySettings:
    """Who may ask: those who call the portal by its own address, or by this machine's; a page only if it is its own."""
    host, origin = urlsplit(address).netloc, address
    return TransportSecuritySettings(
        enable_dns_rebinding_protection=True,
        allowed_hosts=[host, *_with_ports(LOCAL)],
        allowed_origins=[origin, *_with_ports(f"{scheme}://{each}" for scheme in ("http", "https") for each in LOCAL)],
    )


def answer(server: MCPServer[None], posted: Posted, security: TransportSecuritySettings) -> Answered:
    """Answer one request, in the thread that calls."""
    return asyncio.run(_answered(server, posted, security))


async def _answered(server: MCPServer[None], posted: Posted, security: TransportSecuritySettings) -> Answered:
    manager = StreamableHTTPSessionManager(
        app=server._lowlevel_server,  # noqa: SLF001  the SDK makes managers itself, and but one that can run once
        json_response=True,
        stateless=True,
        security_settings=security,
        max_request_body_size=MOST_BYTES,
    )
    answered = Answered()
    async with manager.run():
        await manager.handle_request(_scope(posted), _Body(posted.body).next, answered.take)
    return answered


class _Body:
    """Gives the body once; then the caller stays until there is an answer."""

    def __init__(self, body: bytes) -> None:
        self._parts = [body]

    async def next(self) -> Event:
        if not self._parts:
            await asyncio.Event().wait()
        return {"type": "http.request", "body": self._parts.pop(), "more_body": False}


def _scope(posted: Posted) -> dict[str, Any]:
    return {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "POST",
        "scheme": "http",
        "path": posted.path,
        "raw_path": posted.path.encode(),
        "query_string": b"",
        "root_path": "",
        "headers": [*posted.headers],
        "client": None,
        "server": None,
    }


def _with_ports(names: Iterable[str]) -> list[str]:
    return [each for name in names for each in (name, f"{name}:*")]
