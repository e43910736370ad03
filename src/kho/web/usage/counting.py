"""Counts uses in memory as they are answered, and writes them down some seconds later, many at a time."""

import logging
import threading
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cache
from http import HTTPStatus
from typing import Final

from django.db import DatabaseError, connection, transaction
from django.db.models import F
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from kho.warehouse.tables import VIETNAM
from kho.web.addresses import name_of
from kho.web.usage.models import Kind, Use

EVERY_SECONDS: Final = 20.0
"""Between writes; what a process has not written when it is ended is lost."""
MACHINES: Final = ("bot", "crawl", "spider", "slurp", "preview", "monitor", "lighthouse", "facebookexternalhit")
"""Words in the names of programs that come by themselves: what they read, nobody used."""
PAGES: Final = frozenset({"dataset", "rows", "chart", "map"})
_LOG: Final = logging.getLogger(__name__)
Used = tuple[str, date, Kind]


class Counts:
    """Middleware that counts the answers about datasets."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.next = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer, then count."""
        response = self.next(request)
        if request.method == "GET" and response.status_code == HTTPStatus.OK and not _is_machine(request):
            used = _used(request)
            if used is not None:
                tally().count(used)
        return response


@dataclass(kw_only=True)
class Tally:
    """What a process has counted and not yet written."""

    counted: Counter[Used] = field(default_factory=Counter)
    lock: threading.Lock = field(default_factory=threading.Lock)
    waiting: threading.Timer | None = None

    def count(self, used: Used) -> None:
        """Count one use; the first one after a write starts the clock for the next."""
        with self.lock:
            self.counted[used] += 1
            if self.waiting is None:
                self.waiting = threading.Timer(EVERY_SECONDS, self.write)
                self.waiting.daemon = True
                self.waiting.start()

    def write(self) -> None:
        """Write down what was counted; where that fails it is kept for the next time, and the log says why."""
        with self.lock:
            counted, self.counted, self.waiting = self.counted, Counter(), None
        try:
            _add(counted)
        except DatabaseError:
            _LOG.exception("uses cannot be written down; they are counted on")
            with self.lock:
                self.counted.update(counted)
        finally:
            connection.close()


@cache
def tally() -> Tally:
    """This process's."""
    return Tally()


def _add(counted: Mapping[Used, int]) -> None:
    with transaction.atomic():
        for (dataset, day, kind), count in sorted(counted.items()):
            row, _ = Use.objects.get_or_create(dataset=dataset, day=day, kind=kind)
            Use.objects.filter(pk=row.pk).update(count=F("count") + count)


def _is_machine(request: HttpRequest) -> bool:
    agent = request.headers.get("User-Agent", "").lower()
    return any(word in agent for word in MACHINES)


def _used(request: HttpRequest) -> Used | None:
    """The dataset that an answer was about and in which way; None where it was about none."""
    match = request.resolver_match
    name = name_of(str(match.kwargs.get("name", ""))) if match else None
    kind = _kind(request, (match.url_name if match else None) or "")
    return (str(name), datetime.now(UTC).astimezone(VIETNAM).date(), kind) if name and kind else None


def _kind(request: HttpRequest, page: str) -> Kind | None:
    path = request.path_info
    if path.startswith("/files/"):
        return None if path.endswith(".sha256") else Kind.FILE
    if path.startswith("/api/v1/"):
        return Kind.API
    return Kind.PAGE if page in PAGES else None
