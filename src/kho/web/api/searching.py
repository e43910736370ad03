"""Searches as the API's addresses write them: `?q=trường học&agency=so-a&agency=so-b&sort=newest&page=2&limit=50`."""

from typing import Final

from kho.publishing.records.failures import NoParameterError, NotAParameterError
from kho.publishing.records.fields import shown
from kho.publishing.search.facts import Facet
from kho.publishing.search.index import Sort
from kho.publishing.search.question import LARGEST_PAGE, MOST_RESULTS, Choice, Search
from kho.web.api.asking import Parameters, whole

SINGLE: Final = ("q", "sort", "page", "limit")
FACETS: Final = tuple(each.value for each in Facet)


def read(given: Parameters) -> Search:
    """What is searched for. Raises NoParameterError, NotAParameterError, TooMuchAskedError."""
    single: dict[str, str] = {}
    chosen: dict[str, list[str]] = {}
    for name, value in given:
        if name in FACETS:
            chosen.setdefault(name, []).append(value)
        elif name not in SINGLE:
            raise NoParameterError(name=shown(name), known=", ".join([*SINGLE, *FACETS]))
        elif name in single:
            raise NotAParameterError(name=name, value=shown(value), example=f"{name}=…, 1 ×")
        else:
            single[name] = value
    return Search(
        text=single.get("q", ""),
        choices=tuple(Choice(facet=Facet(name), values=tuple(values)) for name, values in chosen.items()),
        sort=_sort(single.get("sort") or Sort.RELEVANCE),
        page=whole(single, "page", 1, most=MOST_RESULTS),
        size=whole(single, "limit", Search().size, most=LARGEST_PAGE),
    )


def _sort(name: str) -> Sort:
    if name not in [*Sort]:
        raise NotAParameterError(name="sort", value=shown(name), example=", ".join(f"sort={each}" for each in Sort))
    return Sort(name)
