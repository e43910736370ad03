"""What every answer tells the browser: what it may load, and whether anything has changed."""

import hashlib
from collections.abc import Callable
from functools import cache
from http import HTTPStatus
from typing import Final

from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.http.response import HttpResponseBase
from django.utils.cache import patch_cache_control
from django.utils.http import parse_etags

from kho import __version__
from kho.web.holding import held
from kho.web.look.speaking import without_language

Next = Callable[[HttpRequest], HttpResponseBase]

_DIRECTIVES: Final = (
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "font-src 'self'",
    "img-src 'self' data: blob:",
    "connect-src 'self'",
    "worker-src 'self'",
    "manifest-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
)
POLICY: Final = "; ".join(_DIRECTIVES)
"""Content-Security-Policy (W3C, Level 3): nothing runs that is not a file of ours, nothing is loaded from elsewhere."""
PICTURE: Final = {"Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'"}
"""For a picture (SVG), which is shown by itself and runs nothing: its colours stand in it."""
PERMISSIONS: Final = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"
MARKED_BY_THEMSELVES: Final = ("/api/", "/files/", "/ogc/", "/datastore/", "/static/")
"""Paths whose answers say themselves what they are made of."""
PERSONAL: Final = ("/work", "/taking-part", "/account/", "/admin/")
"""Paths, without their language, of what is made for one person: kept by no cache."""
FRESH_SECONDS: Final = 30
"""How long a browser or a cache may show a page without asking whether it has changed."""


class SafeHeaders:
    """Sets the headers that keep a page to itself."""

    def __init__(self, get_response: Next) -> None:
        self.next = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer, and say what the page may do."""
        response = self.next(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        response.headers.setdefault("X-Frame-Options", "DENY")
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        return response


class Unchanged:
    """Says 304 before any work is done where the caller has the page as it is now: crawlers come often.

    A page is made of its address, of what is published and of this release, so these are its mark. An answer
    that has an ETag or a Cache-Control of its own, as a file has, is left as it is.
    """

    def __init__(self, get_response: Next) -> None:
        self.next = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer, or say that nothing has changed."""
        if without_language(request.path).startswith(PERSONAL):
            return _kept_by_nobody(self.next(request))
        if request.method not in {"GET", "HEAD"} or request.path.startswith(MARKED_BY_THEMSELVES):
            return self.next(request)
        mark = _mark(request)
        if mark in parse_etags(request.headers.get("If-None-Match", "")):
            return _cached(HttpResponseNotModified(), mark)
        response = self.next(request)
        if response.status_code == HTTPStatus.OK and isinstance(response, HttpResponse):
            return _cached(response, mark)
        return response


def _mark(request: HttpRequest) -> str:
    """Weak, as a compressed page is another one, byte by byte."""
    asked = f"{held().mark}\n{_release()}\n{request.get_full_path()}\n{request.headers.get('Accept', '')}"
    return f'W/"{hashlib.sha256(asked.encode()).hexdigest()[:32]}"'


@cache
def _release() -> str:
    """What pages are made with: another release has other styles and scripts, or another number."""
    return f"{__version__} {getattr(staticfiles_storage, 'manifest_hash', '')}"


def _kept_by_nobody(response: HttpResponseBase) -> HttpResponseBase:
    response.headers.setdefault("Cache-Control", "no-store")
    return response


def _cached(response: HttpResponseBase, mark: str) -> HttpResponseBase:
    if not response.has_header("ETag") and not response.has_header("Cache-Control"):
        response.headers["ETag"] = mark
        patch_cache_control(response, public=True, max_age=FRESH_SECONDS)
    return response
