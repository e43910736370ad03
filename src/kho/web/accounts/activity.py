"""When a session was last seen: kept once a minute, and only on pages that are made for one person."""

from collections.abc import Callable
from datetime import timedelta
from typing import Final
from urllib.parse import urlsplit

import requests
from allauth.usersessions.models import UserSession
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone

from kho.errors import KhoError
from kho.messages import Message
from kho.web.api.limiting import address
from kho.web.headers import PERSONAL, POLICY
from kho.web.holding import held
from kho.web.look.speaking import without_language
from kho.web.refusing import refused

ACCOUNT: Final = "/account/"
SELDOM: Final = timedelta(minutes=1)


class ServiceAwayError(KhoError):
    """The province's sign-in service does not answer, or not as it should."""

    code = "KHO-A108"
    http_status = 503
    what = Message(vi="Dịch vụ đăng nhập không trả lời.", en="The sign-in service does not answer.")
    mend = Message(vi="Thử lại sau, hoặc đăng nhập bằng mật khẩu.", en="Try again later, or sign in by your password.")


class Activity:
    """Middleware. Public pages pass without a look at the session, so that caches can keep them for all.

    From the pages of accounts a form may lead to the province's sign-in service, which the policy must know.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.next = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer."""
        path = without_language(request.path)
        if path.startswith(PERSONAL) and request.user.is_authenticated:
            _seen(request)
        response = self.next(request)
        if path.startswith(ACCOUNT):
            _let_go_to_service(response)
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Tell that the sign-in service does not answer; everything else is told elsewhere."""
        is_theirs = isinstance(exception, requests.RequestException)
        return refused(request, ServiceAwayError()) if is_theirs else None


def address_of(request: HttpRequest) -> str:
    """Where a call comes from, as the outermost proxy of ours saw it; of IPv6 the head of its network."""
    return address(request, held().place.province.settings.portal.proxies).partition("/")[0]


def _seen(request: HttpRequest) -> None:
    key = request.session.session_key
    last = UserSession.objects.filter(session_key=key).values_list("last_seen_at", flat=True).first()
    if last is None or last < timezone.now() - SELDOM:
        UserSession.objects.create_from_request(request)


def _let_go_to_service(response: HttpResponseBase) -> None:
    oidc = held().place.province.settings.accounts.oidc
    if oidc is not None:
        parts = urlsplit(oidc.issuer)
        allowed = f"form-action 'self' {parts.scheme}://{parts.netloc}"
        response.headers["Content-Security-Policy"] = POLICY.replace("form-action 'self'", allowed)
