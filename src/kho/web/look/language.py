"""The language of a page is told by its address and by nothing else: one address is one page for every cache."""

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import translation

from kho.web.look.speaking import ENGLISH


class LanguageOfAddress:
    """Middleware: `/en` and what is below it is English, everything else Vietnamese.

    Django's own also looks at what the browser prefers, and says in `Vary` that the answer depends on it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.next = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer in the address's language."""
        is_english = request.path_info == f"/{ENGLISH}" or request.path_info.startswith(f"/{ENGLISH}/")
        translation.activate(ENGLISH if is_english else "vi")
        response = self.next(request)
        response.headers.setdefault("Content-Language", translation.get_language() or "vi")
        return response
