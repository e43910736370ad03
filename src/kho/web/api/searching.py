"""Searches as the API's addresses write them: as those of pages, but that what means nothing is refused."""

from kho.publishing.records.failures import NoParameterError, NotAParameterError
from kho.publishing.records.fields import shown
from kho.publishing.search import parameters
from kho.publishing.search.facts import Facet
from kho.publishing.search.index import Sort
from kho.publishing.search.question import Search
from kho.web.api.asking import Parameters

FACETS = tuple(each.value for each in Facet)
_EXAMPLES = {"sort": ", ".join(f"sort={each}" for each in Sort), "page": "page=2", "size": "size=50"}


def read(given: Parameters) -> Search:
    """What is searched for. Raises NoParameterError, NotAParameterError and the errors of searches."""
    asked = parameters.read(given)
    for each in asked.left_out:
        if each.name not in (*parameters.SINGLE, *FACETS):
            raise NoParameterError(name=shown(each.name), known=", ".join([*parameters.SINGLE, *FACETS]))
        example = _EXAMPLES.get(each.name, f"{each.name}=…, 1 ×")
        raise NotAParameterError(name=each.name, value=shown(each.value), example=example)
    return asked.search
