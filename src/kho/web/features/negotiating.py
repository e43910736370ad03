"""Which form of an answer is wanted: JSON, or, for a person, the portal's page about the same."""

from collections.abc import Callable, Mapping
from functools import wraps
from http import HTTPStatus
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers

from kho.publishing.records.failures import NotAParameterError
from kho.publishing.records.fields import shown
from kho.web.api.asking import parameters
from kho.web.features.links import GEOJSON, HTML, JSON

FORMS: Final = ("json", "html")
_OFFERED: Final = [GEOJSON, JSON, HTML]
Page = Callable[..., str]
View = Callable[..., HttpResponseBase]


def also_at(page: Page) -> Callable[[View], View]:
    """Sends who wants a page, by `f=html` or as browsers do, to the portal's; `page` gives its path.

    It is called as the view is, without the request. Raises NotAParameterError for another form.
    """

    def made(view: View) -> View:
        @wraps(view)
        def answer(request: HttpRequest, **named: Any) -> HttpResponseBase:
            response = view(request, **named) if not _is_for_people(request) else _sent(page(**named))
            patch_vary_headers(response, ["Accept"])
            return response

        return answer

    return made


def _sent(path: str) -> HttpResponse:
    return HttpResponse(status=HTTPStatus.SEE_OTHER, headers={"Location": path})


def _is_for_people(request: HttpRequest) -> bool:
    if request.method not in ("GET", "HEAD"):
        return False
    asked: Mapping[str, str] = dict(parameters(request))
    if "f" not in asked:
        return request.get_preferred_type(_OFFERED) == HTML
    if asked["f"] not in FORMS:
        raise NotAParameterError(name="f", value=shown(asked["f"]), example=", ".join(f"f={each}" for each in FORMS))
    return asked["f"] == "html"
