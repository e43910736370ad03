"""When a session was last seen: kept once a minute, and only on pages that are made for one person."""

from collections.abc import Callable
from datetime import timedelta
from typing import Final

from allauth.usersessions.models import UserSession
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone

from kho.web.api.limiting import address
from kho.web.headers import PERSONAL
from kho.web.holding import held
from kho.web.look.speaking import without_language

SELDOM: Final = timedelta(minutes=1)


class Activity:
    """Middleware. Public pages pass without a look at the session, so that caches can keep them for all."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.next = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer."""
        if without_language(request.path).startswith(PERSONAL) and request.user.is_authenticated:
            _seen(request)
        return self.next(request)


def address_of(request: HttpRequest) -> str:
    """Where a call comes from, as the outermost proxy of ours saw it; of IPv6 the head of its network."""
    return address(request, held().place.province.settings.portal.proxies).partition("/")[0]


def _seen(request: HttpRequest) -> None:
    key = request.session.session_key
    last = UserSession.objects.filter(session_key=key).values_list("last_seen_at", flat=True).first()
    if last is None or last < timezone.now() - SELDOM:
        UserSession.objects.create_from_request(request)
