"""Which form of a thing a caller wants, by the `Accept` it sends (RFC 9110, 12.5.1)."""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Final

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers

from kho.errors import KhoError
from kho.messages import Message
from kho.publishing.dcat.writing import FACTS, Serialisation

HTML: Final = "text/html"
_GRAPHS: Final[Mapping[str, Serialisation]] = {facts.media_type: each for each, facts in FACTS.items()}
_OTHER_NAMES: Final[Mapping[str, Serialisation]] = {"application/json": Serialisation.JSON_LD}


class NotAcceptableError(KhoError):
    """A caller takes none of the forms that there are."""

    code = "KHO-D805"
    http_status = 406
    what = Message(vi="Không có dạng nào mà trình gọi nhận.", en="There is no form that the caller takes.")
    mend = Message(vi="Gửi Accept là một trong: {known}.", en="Send Accept with one of: {known}.")


def wanted(request: HttpRequest, *, page_first: bool) -> Serialisation | None:
    """The serialisation that is wanted; None for a page. Who takes everything gets a page where `page_first`.

    Raises NotAcceptableError.
    """
    graphs = [*_GRAPHS, *_OTHER_NAMES]
    offers = [HTML, *graphs] if page_first else [*graphs, HTML]
    found = request.get_preferred_type(offers)
    if found is None:
        raise NotAcceptableError(known=", ".join([HTML, *_GRAPHS]))
    return {**_GRAPHS, **_OTHER_NAMES}.get(found)


def varied(response: HttpResponseBase) -> HttpResponseBase:
    """The answer, told to depend on what the caller takes."""
    patch_vary_headers(response, ["Accept"])
    return response


def or_graph(
    graph: Callable[[HttpRequest, str, Serialisation], HttpResponseBase],
) -> Callable[[Callable[[HttpRequest, str], HttpResponseBase]], Callable[[HttpRequest, str], HttpResponseBase]]:
    """A page about a thing, or the thing's graph where the caller wants that."""

    def made(page: Callable[[HttpRequest, str], HttpResponseBase]) -> Callable[[HttpRequest, str], HttpResponseBase]:
        @wraps(page)
        def answer(request: HttpRequest, name: str) -> HttpResponseBase:
            how = wanted(request, page_first=True)
            return varied(page(request, name) if how is None else graph(request, name, how))

        return answer

    return made
