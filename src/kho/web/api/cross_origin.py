"""Lets pages of other sites read what is for programs: it is open data, and no cookie says who reads.

Rule: WHATWG Fetch, “CORS protocol”.
"""

import re
from collections.abc import Callable
from http import HTTPStatus
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

OPEN: Final = ("/api/", "/files/", "/ogc", "/catalog", "/datastore/", "/id/")
"""Beginnings of the paths that programs of other sites may read."""
_GRAPHS: Final = re.compile(r"/dataset/[^/]+\.(ttl|jsonld|rdf|nt)")
_TOLD: Final = "ETag, Link, Content-Disposition, Content-Range, RateLimit, RateLimit-Policy, Retry-After"
_BEFORE: Final = {
    "Access-Control-Allow-Methods": "GET, HEAD, OPTIONS, POST",
    "Access-Control-Allow-Headers": "Authorization, Content-Type, If-None-Match, If-Modified-Since, Range",
    "Access-Control-Max-Age": "86400",
}


class CrossOrigin:
    """Middleware: says so on every answer of these paths, and answers what browsers ask before they ask."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.next = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer."""
        if not is_open(request.path):
            return self.next(request)
        if request.method == "OPTIONS" and "HTTP_ACCESS_CONTROL_REQUEST_METHOD" in request.META:
            return opened(HttpResponse(status=HTTPStatus.NO_CONTENT, headers=_BEFORE))
        return opened(self.next(request))


def is_open(path: str) -> bool:
    """Whether programs of other sites may read what is at a path."""
    return path.startswith(OPEN) or _GRAPHS.fullmatch(path) is not None


def opened(response: HttpResponseBase) -> HttpResponseBase:
    """An answer that may be read from everywhere."""
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Access-Control-Expose-Headers"] = _TOLD
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response
