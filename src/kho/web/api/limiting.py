"""How often somebody may ask: by token, else by address; counted by each process for itself, in its memory.

Headers: draft-ietf-httpapi-ratelimit-headers (RateLimit-Policy, RateLimit); 429 by RFC 6585 with Retry-After.
"""

import ipaddress
import math
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from kho.errors import KhoError
from kho.messages import Message
from kho.web.api.cross_origin import is_open
from kho.web.api.tokens import Known, TokenRefusedError
from kho.web.holding import held
from kho.web.refusing import refused

MOST: Final = 50_000
"""Askers that are remembered; whoever has not asked for longest is forgotten first."""
MINUTE: Final = 60
NETWORK: Final = 64
"""Bits of an IPv6 address that are one asker's."""
BEARER: Final = "bearer "
ASSISTANTS: Final = "/mcp"
"""Not for pages of other sites, and counted all the same."""


class TooManyRequestsError(KhoError):
    """Somebody asks more often than they may."""

    code = "KHO-D814"
    http_status = 429
    what = Message(vi="Gọi quá {limit} lần một phút.", en="More than {limit} requests in a minute.")
    mend = Message(
        vi="Chờ {seconds} giây rồi gọi tiếp; cần nhiều hơn thì xin khoá, hoặc tải cả bộ dữ liệu về.",
        en="Wait {seconds} seconds, then go on; who needs more asks for a token, or downloads the dataset.",
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class Asker:
    """Who asks, and how often they may in a minute."""

    kind: str
    key: str
    per_minute: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Left:
    """How many requests an asker has left, and in how many seconds there is one again where there is none."""

    requests: int
    wait: float = 0.0


@dataclass(kw_only=True)
class Buckets:
    """A token bucket for each asker: a minute's requests at once, then as they come back evenly."""

    most: int = MOST
    clock: Callable[[], float] = time.monotonic
    _levels: OrderedDict[str, tuple[float, float]] = field(default_factory=OrderedDict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def take(self, asker: Asker) -> Left:
        """Count one request."""
        rate, now = asker.per_minute / MINUTE, self.clock()
        with self._lock:
            level, at = self._levels.pop(asker.key, (float(asker.per_minute), now))
            level = min(float(asker.per_minute), level + (now - at) * rate)
            is_there = level >= 1
            level -= is_there
            self._levels[asker.key] = (level, now)
            if len(self._levels) > self.most:
                self._levels.popitem(last=False)
        return Left(requests=int(level)) if is_there else Left(requests=0, wait=(1 - level) / rate)


class Limits:
    """Middleware: counts what programs ask, and refuses who asks too often."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.next = get_response
        self.buckets = Buckets()
        self.known = Known()

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer, and say what is left."""
        if not is_open(request.path) and request.path != ASSISTANTS:
            return self.next(request)
        try:
            asker = self._asker(request)
        except TokenRefusedError as error:
            response: HttpResponseBase = refused(request, error)
            response.headers["WWW-Authenticate"] = 'Bearer error="invalid_token"'
            return response
        left = self.buckets.take(asker)
        response = self.next(request) if not left.wait else _too_many(request, asker, left)
        response.headers["RateLimit-Policy"] = f'"{asker.kind}";q={asker.per_minute};w={MINUTE}'
        response.headers["RateLimit"] = f'"{asker.kind}";r={left.requests};t={math.ceil(left.wait)}'
        return response

    def _asker(self, request: HttpRequest) -> Asker:
        """Raises TokenRefusedError."""
        given = request.META.get("HTTP_AUTHORIZATION", "")
        if given[: len(BEARER)].lower() == BEARER:
            digest, per_minute = self.known.limit(given[len(BEARER) :].strip())
            return Asker(kind="token", key=digest, per_minute=per_minute)
        settings = held().place.province.settings.portal
        return Asker(kind="address", key=address(request, settings.proxies), per_minute=settings.requests_per_minute)


def address(request: HttpRequest, proxies: int) -> str:
    """The address that asks, as the outermost of so many proxies saw it; of IPv6 its network.

    What stands further to the left in X-Forwarded-For, anybody may have written.
    """
    direct = str(request.META.get("REMOTE_ADDR", ""))
    passed = [each.strip() for each in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if each.strip()]
    found = passed[max(0, len(passed) - proxies)] if proxies and passed else direct
    try:
        read = ipaddress.ip_address(found.strip("[]"))
    except ValueError:
        return direct
    if isinstance(read, ipaddress.IPv6Address) and read.ipv4_mapped is None:
        return str(ipaddress.ip_network((read, NETWORK), strict=False))
    return str(read)


def _too_many(request: HttpRequest, asker: Asker, left: Left) -> HttpResponseBase:
    seconds = math.ceil(left.wait)
    response = refused(request, TooManyRequestsError(limit=asker.per_minute, seconds=seconds))
    response.headers["Retry-After"] = str(seconds)
    return response
