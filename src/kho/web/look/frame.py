"""What the frame of every page needs: the province, the two languages' addresses, the way about."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from kho.messages import Message
from kho.web.holding import held
from kho.web.look.speaking import ENGLISH, in_language, language, without_language

_NAVIGATION = (
    ("search", Message("Dữ liệu", "Data")),
    ("agencies", Message("Cơ quan", "Agencies")),
    ("systems", Message("Hệ thống", "Systems")),
    ("health", Message("Chất lượng", "Quality")),
    ("requests", Message("Đề nghị", "Requests")),
    ("developers", Message("API", "API")),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Link:
    """One entry of the navigation."""

    name: str
    title: Message
    url: str
    is_here: bool


def frame(request: HttpRequest) -> Mapping[str, object]:
    """The variables that every template has."""
    here = without_language(request.path)
    query = f"?{request.GET.urlencode()}" if request.GET else ""
    return {
        "portal": held().catalogue,
        "contact": held().place.province.settings.portal.contact,
        "language": language(),
        "other_language": {"code": _other(), "url": in_language(here, _other()) + query},
        "site": settings.CONFIGURATION.address,
        "canonical": f"{settings.CONFIGURATION.address}{request.path}",
        "alternates": [
            (code, f"{settings.CONFIGURATION.address}{in_language(here, code)}") for code, _ in settings.LANGUAGES
        ],
        "navigation": [_link(request, name, title) for name, title in _NAVIGATION],
    }


def _other() -> str:
    return "vi" if language() == ENGLISH else ENGLISH


def _link(request: HttpRequest, name: str, title: Message) -> Link:
    url = reverse(name)
    return Link(name=name, title=title, url=url, is_here=request.path.startswith(url))
