"""/mcp: the Model Context Protocol over HTTP."""

from functools import cache
from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from kho.web.api.answering import by
from kho.web.holding import held
from kho.web.searching import index_of

if TYPE_CHECKING:
    from mcp.server.mcpserver import MCPServer

_NAMED: Final = ("HTTP_", "CONTENT_")


@by("POST")
def mcp(request: HttpRequest) -> HttpResponse:
    """One message answered; no session is kept, so there is no stream to be opened by GET and none to be deleted."""
    from kho.web.mcp.over_http import Posted, answer, safety

    held().once(index_of)  # it asks the database, which Django lets nobody do from within the SDK's event loop
    posted = Posted(path=request.path, headers=_headers(request), body=request.body)
    answered = answer(_server(), posted, safety(settings.CONFIGURATION.address))
    response = HttpResponse(bytes(answered.body), status=answered.status)
    del response.headers["Content-Type"]
    for name, value in answered.headers:
        if name.lower() != "content-length":
            response.headers[name] = value
    response.headers["Cache-Control"] = "no-store"
    return response


@cache
def _server() -> "MCPServer[None]":
    """The server of this process: made when it is first asked, since what it needs takes long to be imported."""
    from kho.web.mcp.server import server
    from kho.web.mcp.tools import Tools

    return server(Tools(hold=held))


def _headers(request: HttpRequest) -> list[tuple[bytes, bytes]]:
    return [
        (name.lower().encode("latin-1"), value.encode("latin-1", "replace")) for name, value in request.headers.items()
    ]
