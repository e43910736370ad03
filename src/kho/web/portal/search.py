"""Search: datasets by words and facets; every search has one address, and what is typed is answered while it is."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from kho.contracts.names import DatasetName
from kho.errors import KhoError
from kho.messages import Message
from kho.publishing.search import parameters
from kho.publishing.search.answering import Counted, Found, Hit
from kho.publishing.search.answering import search as found_by
from kho.publishing.search.facts import TITLES, Facet
from kho.publishing.search.highlighting import Span
from kho.publishing.search.index import Sort
from kho.publishing.search.question import Choice, Search
from kho.publishing.search.shelf import Kind
from kho.publishing.search.suggesting import Suggestion, suggest
from kho.web.addresses import slug
from kho.web.holding import held
from kho.web.look.speaking import language
from kho.web.searching import index_of

SORTS: Final = {
    Sort.RELEVANCE: Message("Phù hợp nhất", "Most relevant"),
    Sort.NEWEST: Message("Mới cập nhật", "Newest"),
    Sort.TITLE: Message("Theo tên", "By title"),
    Sort.ROWS: Message("Nhiều dòng nhất", "Most rows"),
    Sort.USED: Message("Dùng nhiều nhất", "Most used"),
}
OPENED: Final = 8
"""Values of a facet that are shown before "more" is asked for."""
KINDS: Final = {
    Kind.DATASET: Message("Bộ dữ liệu", "Dataset"),
    Kind.AGENCY: Message("Cơ quan", "Agency"),
    Kind.DOMAIN: Message("Lĩnh vực", "Field"),
    Kind.COLUMN: Message("Cột", "Column"),
    Kind.SYSTEM: Message("Hệ thống", "System"),
    Kind.SERIES: Message("Chuỗi bộ dữ liệu", "Series"),
    Kind.SERVICE: Message("Dịch vụ cho lập trình viên", "Service for developers"),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Piece:
    """A part of a text, and whether it is one of the words that were searched for."""

    text: str
    is_found: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class ShownHit:
    """A dataset that was found, its title and description in pieces, and the columns that the words stand in."""

    hit: Hit
    title: Sequence[Piece]
    description: Sequence[Piece]
    columns: Sequence[Sequence[Piece]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Value:
    """A value of a facet and the address that takes it in or leaves it out."""

    counted: Counted
    url: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ShownFacet:
    """A facet with its values: the first ones, and those behind "more"."""

    title: Message
    first: Sequence[Value]
    more: Sequence[Value]
    is_chosen: bool


def search(request: HttpRequest) -> HttpResponse:
    """The page. What the address asks for too much of is told on it, and all datasets are shown."""
    try:
        asked, mistake = parameters.read(_given(request)), None
    except KhoError as error:
        asked, mistake = parameters.read(()), error
    canonical = parameters.written(asked.search)
    if mistake is None and request.GET and canonical != request.META.get("QUERY_STRING", ""):
        return HttpResponseRedirect(_address(asked.search))
    made = held().once(index_of)
    found = found_by(made, asked.search)
    template = "portal/found.html" if request.headers.get("HX-Request") else "portal/search.html"
    return render(request, template, _shown(asked.search, found, mistake))


def suggestions(request: HttpRequest) -> HttpResponse:
    """What is offered while somebody types, as a list to choose from."""
    text = request.GET.get("q", "")
    try:
        offered = suggest(held().once(index_of), text)
    except KhoError:
        offered = ()
    shown = [(KINDS[each.kind], _title(each), _target(each.kind, each.id)) for each in offered]
    return render(request, "portal/suggestions.html", {"suggestions": shown})


def _given(request: HttpRequest) -> list[tuple[str, str]]:
    return [(name, value) for name, values in request.GET.lists() for value in values]


def _shown(asked: Search, found: Found, mistake: KhoError | None) -> dict[str, object]:
    return {
        "asked": asked,
        "found": found,
        "mistake": mistake,
        "beside": [(each, KINDS[each.kind], _target(each.kind, each.id)) for each in found.beside],
        "hits": [_hit(each) for each in found.hits],
        "facets": [facet for each in Facet if (facet := _facet(asked, each, found.facets.get(each, ()))).first],
        "chosen": [(each, _without(asked, facet, each)) for facet in Facet for each in _taken(found, facet)],
        "sorts": [(each, title, _address(replace(asked, sort=each, page=1))) for each, title in SORTS.items()],
        "meant": _address(replace(asked, text=found.meant, page=1)) if found.meant and not found.is_meant else None,
        "before": _address(replace(asked, page=asked.page - 1)) if asked.page > 1 else None,
        "next": _address(replace(asked, page=asked.page + 1)) if asked.page < found.pages else None,
        "hidden": [(each.facet.value, value) for each in asked.choices for value in each.values],
    }


def _taken(found: Found, facet: Facet) -> Sequence[Counted]:
    return [each for each in found.facets.get(facet, ()) if each.is_chosen]


def _facet(asked: Search, facet: Facet, values: Sequence[Counted]) -> ShownFacet:
    shown = [Value(counted=each, url=_toggled(asked, facet, each)) for each in values]
    return ShownFacet(
        title=TITLES[facet],
        first=shown[:OPENED],
        more=shown[OPENED:],
        is_chosen=any(each.is_chosen for each in values),
    )


def _toggled(asked: Search, facet: Facet, value: Counted) -> str:
    if value.is_chosen:
        return _without(asked, facet, value)
    return _choosing(asked, facet, (*asked.chosen(facet), value.value))


def _without(asked: Search, facet: Facet, value: Counted) -> str:
    return _choosing(asked, facet, tuple(each for each in asked.chosen(facet) if each != value.value))


def _choosing(asked: Search, facet: Facet, values: tuple[str, ...]) -> str:
    others = [each for each in asked.choices if each.facet is not facet]
    made = [*others, Choice(facet=facet, values=values)] if values else others
    return _address(replace(asked, choices=tuple(made), page=1))


def _address(asked: Search) -> str:
    query = parameters.written(asked)
    return f"{reverse('search')}?{query}" if query else reverse("search")


def _hit(hit: Hit) -> ShownHit:
    return ShownHit(
        hit=hit,
        title=_pieces(hit.dataset.title, hit.title),
        description=_pieces(hit.dataset.description, hit.description),
        columns=[_pieces(each.column.title, each.title) for each in hit.columns],
    )


def _title(suggestion: Suggestion) -> Sequence[Piece]:
    return _pieces(suggestion.title.in_(language()), _spans(suggestion))


def _spans(suggestion: Suggestion) -> tuple[Span, ...]:
    """Where the words stand in the title; they are told of the Vietnamese one."""
    return suggestion.spans if suggestion.title.in_(language()) == suggestion.title.vi else ()


def _pieces(text: str, spans: Sequence[Span]) -> Sequence[Piece]:
    pieces, end = [], 0
    for span in spans:
        pieces.append(Piece(text=text[end : span.start], is_found=False))
        pieces.append(Piece(text=text[span.start : span.end], is_found=True))
        end = span.end
    return [each for each in (*pieces, Piece(text=text[end:], is_found=False)) if each.text]


def _target(kind: Kind, found: str) -> str:  # noqa: PLR0911 - one for each kind
    """Where a thing is, told by its id."""
    match kind:
        case Kind.DATASET:
            return reverse("dataset", args=[slug(DatasetName.parse(found))])
        case Kind.AGENCY:
            return reverse("agency", args=[found])
        case Kind.SYSTEM:
            return f"{reverse('systems')}#{found}"
        case Kind.SERIES:
            return _choosing(Search(), Facet.SERIES, (found,))
        case Kind.SERVICE:
            return f"{reverse('developers')}#{found}"
        case Kind.DOMAIN:
            return _choosing(Search(), Facet.DOMAIN, (found,))
        case Kind.COLUMN:
            return _address(Search(text=found))
