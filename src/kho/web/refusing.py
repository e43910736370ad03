"""What a person or a program is told where an answer cannot be given: a page, or problem+json, in both languages."""

import logging
from collections.abc import Callable
from typing import Final

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

from kho.errors import KhoError
from kho.messages import Message

PROBLEM: Final = "application/problem+json"
FOR_PROGRAMS: Final = ("/api/", "/files/", "/ogc", "/mcp", "/catalog", "/datastore/", "/id/")
"""Paths that programs ask."""
RETRY_SECONDS: Final = 60
UNAVAILABLE: Final = 503
_LOG: Final = logging.getLogger(__name__)


class NoSuchPageError(KhoError):
    """Nothing is at this address."""

    code = "KHO-D702"
    http_status = 404
    what = Message(vi="Không có trang này.", en="There is no such page.")
    mend = Message(
        vi="Kiểm tra lại địa chỉ, hoặc tìm dữ liệu từ trang đầu.",
        en="Check the address, or search from the front page.",
    )


class BrokenError(KhoError):
    """The portal itself failed."""

    code = "KHO-D703"
    http_status = 500
    what = Message(vi="Cổng dữ liệu gặp lỗi khi làm trang này.", en="The portal failed while making this page.")
    mend = Message(
        vi="Thử lại sau; nếu vẫn lỗi, báo cho người quản trị kèm địa chỉ trang.",
        en="Try again later; if it goes on, tell the operators with the page's address.",
    )


class NotUnderstoodError(KhoError):
    """A request that breaks the rules of HTTP or of forms, or is larger than any of a person."""

    code = "KHO-D705"
    http_status = 400
    what = Message(vi="Không hiểu yêu cầu này.", en="The request is not understood.")
    mend = Message(
        vi="Gửi đúng tên máy của cổng, đường dẫn mã hoá UTF-8 và biểu mẫu không quá lớn.",
        en="Send it to the portal's own name, its path encoded as UTF-8, its form not too large.",
    )


class BusyError(KhoError):
    """The metadata database was locked for too long, or is not there: what one wanted to write was not written."""

    code = "KHO-D707"
    http_status = UNAVAILABLE
    what = Message(vi="Cổng dữ liệu đang quá tải, chưa ghi được gì.", en="The portal is too busy; nothing was written.")
    mend = Message(vi="Chờ một phút rồi làm lại.", en="Wait a minute, then do it again.")


class Refusals:
    """Middleware that turns what a caller can mend into an answer that says how."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.next = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer."""
        return self.next(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Tell a KhoError and a busy database; all else is the portal's own failure, which `broken` tells."""
        if isinstance(exception, OperationalError):
            _LOG.warning("%s %s: %s", request.method, request.path, exception)
            return refused(request, BusyError())
        return refused(request, exception) if isinstance(exception, KhoError) else None


def refused(request: HttpRequest, error: KhoError) -> HttpResponse:
    """What is wrong and what to do next, as the caller reads it, under the error's HTTP status."""
    if request.path.startswith(FOR_PROGRAMS):
        response: HttpResponse = JsonResponse(problem(error), status=error.http_status, content_type=PROBLEM)
    else:
        response = render(request, "look/refused.html", {"error": error}, status=error.http_status)
    response.headers["Cache-Control"] = "no-store"
    if error.http_status == UNAVAILABLE:
        response.headers["Retry-After"] = str(RETRY_SECONDS)
    return response


def problem(error: KhoError) -> dict[str, object]:
    """An error as RFC 9457 has it; `title` and `detail` in English, the same in Vietnamese beside them."""
    told, mend = error.message(), error.next_step()
    return {
        "type": f"urn:kho:error:{error.code}",
        "code": error.code,
        "status": error.http_status,
        "title": told.en,
        "detail": mend.en,
        "title_vi": told.vi,
        "detail_vi": mend.vi,
    }


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001  Django's signature
    """Nothing is at this address."""
    return refused(request, NoSuchPageError())


def not_understood(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001  Django's signature
    """The request itself is wrong."""
    return refused(request, NotUnderstoodError())


def broken(request: HttpRequest) -> HttpResponse:
    """The portal failed; the log says how."""
    return refused(request, BrokenError())
