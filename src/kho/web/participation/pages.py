"""Pages for everybody: what is asked for, discussed, reported and made of the data. They know nobody."""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import TYPE_CHECKING, Any, Final

from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control

from kho.publishing.search.answering import search
from kho.publishing.search.failures import TooLongError
from kho.publishing.search.question import Search
from kho.web.addresses import slug
from kho.web.holding import Holding, held
from kho.web.participation import rows, seeing
from kho.web.participation.flows import FLOWS, STATES, USES, Kind, State
from kho.web.participation.models import Matter
from kho.web.participation.texts import in_a_line
from kho.web.portal.datasets import named
from kho.web.searching import index_of

if TYPE_CHECKING:
    from kho.publishing.catalogue import PublishedDataset
FRESH_SECONDS: Final = 5
PAGE: Final = 30
SIMILAR: Final = 5
View = Callable[..., HttpResponse]
TEMPLATES: Final[Mapping[Kind, str]] = {each: f"participation/{each}.html" for each in Kind}


def fresh(view: View) -> View:
    """An answer that any cache may keep for some seconds: what people write changes without the catalogue."""

    @wraps(view)
    def answering(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        patch_cache_control(response, public=True, max_age=FRESH_SECONDS)
        return response

    return answering


@fresh
def requests(request: HttpRequest) -> HttpResponse:
    """What people ask for; with `q` also the datasets that may be what is looked for."""
    holding, asked = held(), in_a_line(request.GET.get("q", ""))[:200]
    state = request.GET.get("state", "")
    found = _having(seeing.counted(seeing.listed(Kind.REQUEST)), asked)
    found = found.filter(state=state) if state in State.values else found
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    shown = {
        "page": page,
        "q": asked,
        "state": state,
        "states": [(each.value, STATES[each]) for each in FLOWS[Kind.REQUEST].states],
        "datasets": similar_datasets(holding, asked),
        "agencies": holding.catalogue.agencies,
    }
    return render(request, "participation/requests.html", shown)


@fresh
def reuses(request: HttpRequest) -> HttpResponse:
    """What was made of the data, newest first."""
    page = Paginator(seeing.listed(Kind.REUSE), PAGE).get_page(request.GET.get("page"))
    return render(request, "participation/reuses.html", {"page": page, "uses": USES})


@fresh
def matter(request: HttpRequest, number: int, kind: Kind) -> HttpResponse:
    """One of them. Raises NoSuchMatterError."""
    holding = held()
    found = seeing.public(holding, number, kind)
    return render(request, TEMPLATES[kind], about(holding, found))


@fresh
def of_dataset(request: HttpRequest, name: str, kind: Kind) -> HttpResponse:
    """The discussions, reports or reuses of a dataset. Raises NoSuchPageError, NoSuchDatasetError."""
    dataset = held().dataset(named(name))
    found = seeing.counted(seeing.of_dataset(dataset, kind))
    shown = {
        "dataset": dataset,
        "slug": slug(dataset.name),
        "kind": kind.value,
        "page": Paginator(found, PAGE).get_page(request.GET.get("page")),
        "numbers": seeing.numbers(dataset),
        "uses": USES,
    }
    return render(request, "participation/of_dataset.html", shown)


@fresh
def part(request: HttpRequest, name: str) -> HttpResponse:
    """What a dataset's page shows of all this: a script puts it there. Raises NoSuchPageError, NoSuchDatasetError."""
    dataset = held().dataset(named(name))
    shown = {
        "slug": slug(dataset.name),
        "numbers": seeing.numbers(dataset),
        "reuses": seeing.of_dataset(dataset, Kind.REUSE)[:4],
        "uses": USES,
    }
    return render(request, "participation/part.html", shown)


def about(holding: Holding, found: Matter) -> dict[str, object]:
    """What the page of a matter shows."""
    return {
        "matter": found,
        "agency": seeing.agency_of(holding, found.agency),
        "agencies": {each: seeing.agency_of(holding, each) for each in holding.catalogue.agencies},
        "nobody": seeing.agency_of(holding, ""),
        "dataset": seeing.dataset_of(holding, found),
        "datasets": seeing.datasets_of(holding, found) if found.kind == Kind.REUSE else (),
        "steps": found.steps.all(),
        "comments": seeing.comments_of(found),
        "needed": found.votes.count(),
        "use": USES.get(found.use),
        **_reported(holding, found),
    }


def _reported(holding: Holding, found: Matter) -> Mapping[str, object]:
    """The row of a report: only what is published of it now, and nothing of what is closed."""
    dataset = seeing.dataset_of(holding, found)
    if found.kind != Kind.REPORT or dataset is None:
        return {}
    report = found.reported
    column = next((each for each in dataset.columns if each.name == report.column), None)
    if column is None:
        return {}
    return {
        "report": report,
        "column": column,
        "row": rows.shown(dataset, report.shown),
        "was": rows.text(column, report.value),
        "found_value": rows.text(column, report.found),
    }


def similar_datasets(holding: Holding, text: str) -> "tuple[PublishedDataset, ...]":
    """The datasets that words find: what is looked for may be there."""
    if not text:
        return ()
    try:
        found = search(index_of(holding), Search(text=text, size=SIMILAR))
    except TooLongError:
        return ()
    return tuple(each.dataset for each in found.hits)


def similar_requests(text: str) -> "QuerySet[Matter]":
    """The requests that have a word of a text."""
    return _having(seeing.counted(seeing.listed(Kind.REQUEST)), text)[:SIMILAR]


def _having(found: "QuerySet[Matter]", text: str) -> "QuerySet[Matter]":
    """Those in which every word stands."""
    for word in text.split()[:8]:
        found = found.filter(Q(title__icontains=word) | Q(text__icontains=word))
    return found
