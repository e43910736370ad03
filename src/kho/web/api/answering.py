"""How the API answers: JSON made quickly, marked by what it says, and by no method but those that read."""

import hashlib
from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Concatenate, Final, ParamSpec

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.http.response import HttpResponseBase
from django.utils.http import parse_etags
from django.views.decorators.csrf import csrf_exempt

from kho.errors import KhoError
from kho.messages import Message
from kho.publishing.records.writing import as_json
from kho.web.refusing import refused

JSON: Final = "application/json"
ASK_AGAIN: Final = "public, no-cache"
"""Cache-Control of what may be another one at any moment: keep it, and ask before each use whether it still is so."""
READING: Final = ("GET", "HEAD", "OPTIONS")
MARK_LENGTH: Final = 16
Given = ParamSpec("Given")
View = Callable[Concatenate[HttpRequest, Given], HttpResponseBase]


class MethodError(KhoError):
    """An address is asked by a method that it does not know."""

    code = "KHO-D801"
    http_status = 405
    what = Message(vi="Địa chỉ này không nhận {method}.", en="This address does not take {method}.")
    mend = Message(vi="Dùng {allowed}.", en="Use {allowed}.")


def by(*methods: str) -> Callable[[View[Given]], View[Given]]:
    """Answer these methods alone; OPTIONS and HEAD are answered for the view."""
    allowed = ", ".join(methods)

    def made(view: View[Given]) -> View[Given]:
        @wraps(view)
        def answer(request: HttpRequest, /, *args: Given.args, **named: Given.kwargs) -> HttpResponseBase:
            if request.method == "OPTIONS":
                return HttpResponse(status=HTTPStatus.NO_CONTENT, headers={"Allow": allowed})
            if request.method not in methods:
                told = MethodError(method=(request.method or "")[:20], allowed=allowed)
                response = refused(request, told)
                response.headers["Allow"] = allowed
                return response
            return view(request, *args, **named)

        return csrf_exempt(answer)

    return made


reading = by(*READING)
"""A view that only tells."""


def answered(request: HttpRequest, document: object) -> HttpResponse:
    """A document as JSON, marked by its own bytes; 304 where the caller has it."""
    return marked(request, as_json(document), JSON)


def marked(request: HttpRequest, body: bytes, content_type: str, mark: str = "") -> HttpResponse:
    """An answer that is marked by its bytes, or by a mark that stands for them; 304 where the caller has it."""
    etag = weak(mark or hashlib.blake2b(body, digest_size=MARK_LENGTH).hexdigest())
    if is_known(request, etag):
        return unchanged(etag)
    return HttpResponse(body, content_type=content_type, headers={"ETag": etag, "Cache-Control": ASK_AGAIN})


def weak(mark: str) -> str:
    """A mark as an ETag: weak, as a compressed answer is another one, byte by byte."""
    return f'W/"{mark}"'


def is_known(request: HttpRequest, etag: str) -> bool:
    """Whether the caller has the answer of that mark already."""
    asked = request.META.get("HTTP_IF_NONE_MATCH")
    return asked is not None and (asked.strip() == "*" or etag in parse_etags(asked))


def unchanged(etag: str) -> HttpResponseNotModified:
    """What the caller has is still so."""
    return HttpResponseNotModified(headers={"ETag": etag, "Cache-Control": ASK_AGAIN})
