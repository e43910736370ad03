"""Views that programs call with a token that hands over data."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, Final, ParamSpec

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from kho.web.accounts.permits import by_token
from kho.web.api.limiting import BEARER
from kho.web.deliveries.tokens import NoTokenError, Sender, sender_of
from kho.web.refusing import refused

ASKED: Final = 'Bearer realm="kho"'
Given = ParamSpec("Given")
_View = Callable[Concatenate[HttpRequest, Sender, Given], HttpResponseBase]


def with_token(view: _View[Given]) -> Callable[Concatenate[HttpRequest, Given], HttpResponseBase]:
    """Call the view with who sends, by the token alone; 401 (RFC 6750) without one that is good."""

    @wraps(view)
    def answer(request: HttpRequest, /, *args: Given.args, **named: Given.kwargs) -> HttpResponseBase:
        given = request.META.get("HTTP_AUTHORIZATION", "")
        try:
            sender = sender_of(given[len(BEARER) :].strip() if given[: len(BEARER)].lower() == BEARER else "")
        except NoTokenError as error:
            response = refused(request, error)
            response.headers["WWW-Authenticate"] = ASKED
            return response
        return view(request, sender, *args, **named)

    return by_token(answer)
