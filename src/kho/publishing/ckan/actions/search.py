"""Actions that search packages."""

import re
from collections.abc import Sequence
from typing import Any, Final

from kho.publishing.ckan.answers import Document, bad_query, bad_search, invalid
from kho.publishing.ckan.finding import MOST_STEPS, By, Counting, Finder, costs, facet, sort
from kho.publishing.ckan.index import MANY
from kho.publishing.ckan.licences import licence
from kho.publishing.ckan.packages import package
from kho.publishing.ckan.parameters import Parameters
from kho.publishing.ckan.query import NotAQueryError, Pattern, Query, Wild, parse
from kho.publishing.ckan.site import Site
from kho.publishing.domains import domain_title
from kho.publishing.search.bits import Bits
from kho.publishing.search.words import words

DEFAULT_SORT: Final = "score desc, metadata_modified desc"
MOST_ROWS: Final = 1000
MOST_ORDERS, MOST_FACETS, MOST_TYPED = 8, 32, 8
"""Fields to sort by, fields to count, and words of an autocompletion."""
_KNOWN: Final = frozenset(
    {
        *("q", "fl", "fq", "fq_list", "rows", "sort", "start", "wt", "qf", "bf", "boost", "tie", "defType", "mm"),
        *("facet", "facet.field", "facet.limit", "facet.mincount", "extras", "use_default_schema"),
        *("include_private", "include_drafts", "include_deleted"),
    }
)
"""The parameters of CKAN; those that weigh or widen a search change nothing here."""
_BY: Final = re.compile(r"\s*([\w.]+)\s+(asc|desc)\s*", re.IGNORECASE)


def package_search(site: Site, asked: Parameters) -> Document:
    """Search packages.

    :param q: what to search for, in Solr's query language; all packages where it is blank
    :param fq: what the results must be besides, in the same language
    :param fq_list: a list of more of these
    :param sort: such as "score desc, metadata_modified desc", which is the default
    :param rows: how many results to return, 10 where not given, 1000 at most
    :param start: how many results to leave out first
    :param facet: whether to count facets
    :param facet.field: a JSON list of the fields to count
    :param facet.limit: how many terms of each field at most, 50 where not given, all where below 0
    :param facet.mincount: how many packages a term must have, 1 where not given
    :param fl: return only these fields
    :returns: count, results, sort, facets and search_facets
    """
    if unknown := sorted(set(asked.given) - _KNOWN):
        raise bad_query(f"Invalid search parameters: {unknown}")
    rows, start = min(asked.natural("rows", 10), MOST_ROWS), asked.natural("start", 0)
    ordered = asked.text("sort", DEFAULT_SORT)
    ordered = DEFAULT_SORT if ordered == "rank" else ordered
    orders = _orders(ordered)
    counting = Counting(limit=_limit(asked), least=asked.natural("facet.mincount", 1))
    fields, wanted = dict.fromkeys(asked.texts("facet.field")), asked.listed("fl")
    if len(fields) > MOST_FACETS:
        raise invalid("facet.field", f"More than {MOST_FACETS} fields")
    query, found, finder = _found(site, asked)
    scored = finder.scores(query, found) if any(by.field == "score" for by in orders) else [(0, found)]
    numbers = sort(site.index, scored, orders, start + rows)[start:]
    told = [package(site, site.datasets[number]) for number in numbers]
    facets = _facets(site, found, list(fields), counting) if asked.truth("facet", default=True) else {}
    return {
        "count": found.bit_count(),
        "sort": ordered,
        "results": [_parts(each, wanted) for each in told] if wanted else told,
        "facets": facets,
        "search_facets": {field: _titled(site, field, counts) for field, counts in facets.items()},
    }


def _limit(asked: Parameters) -> int:
    number = asked.whole("facet.limit")
    return Counting().limit if number is None else number


def _orders(text: str) -> Sequence[By]:
    """Orders as Solr reads them; titles are sorted whole."""
    found = [_BY.fullmatch(part) for part in text.split(",")]
    if not all(found) or len(found) > MOST_ORDERS:
        raise bad_query('Invalid "sort" parameter')
    named = [({"title": "title_string"}.get(match[1], match[1]), match[2].lower()) for match in found if match]
    for field, _ in named:
        if field in MANY:
            raise bad_search(f"can not sort on multivalued field: {field}")
    return [By(field=field, descending=how == "desc") for field, how in named]


def _found(site: Site, asked: Parameters) -> tuple[Query, Bits, Finder]:
    """The query, what it and the filters find, and what found it."""
    finder = Finder(index=site.index, now=site.clock())
    plain = asked.text("q")
    text = "" if plain.strip() in ('""', "''") else plain
    try:
        query, *filters = _queries(asked, text)
        found = finder.bits(query)
        for each in filters:
            found &= finder.bits(each)
    except NotAQueryError as error:
        raise bad_query(str(error)) from error
    return query, found, finder


def _queries(asked: Parameters, text: str) -> Sequence[Query]:
    """The query and the filters. Raises NotAQueryError where they are none, or take too long together."""
    texts = [("q", text), *(("fq", each) for each in asked.each("fq")), *(("fq_list", each) for each in _list(asked))]
    found = [_parsed(name, each) for name, each in texts[:MOST_STEPS]]
    if len(texts) > MOST_STEPS or sum(map(costs, found)) > MOST_STEPS:
        raise NotAQueryError(f"more than {MOST_STEPS} filters, wildcards, ranges and phrases")
    return found


def _list(asked: Parameters) -> Sequence[str]:
    """The filters of `fq_list`: a list, a list as JSON, or one filter."""
    plain = asked.given.get("fq_list")
    is_json = isinstance(plain, str) and plain.lstrip().startswith('["')
    return asked.texts("fq_list") if is_json else asked.each("fq_list")


def _parsed(name: str, text: str) -> Query:
    if text.lstrip().startswith("{!"):
        raise bad_search(f"Local parameters are not supported in param '{name}'.")
    return parse(text)


def _facets(site: Site, found: Bits, fields: Sequence[str], counting: Counting) -> dict[str, dict[str, int]]:
    return {field: facet(site.index, field, found, counting) for field in fields}


def _titled(site: Site, field: str, counts: dict[str, int]) -> Document:
    items = [{"name": name, "display_name": _title(site, field, name), "count": n} for name, n in counts.items()]
    return {"title": field, "items": items}


def _title(site: Site, field: str, name: str) -> str:
    agency = site.catalogue.agencies.get(name) if field == "organization" else None
    if agency is not None:
        return agency.name.vi
    if field == "groups":
        return domain_title(name).vi
    return licence(name).title if field == "license_id" else name


def _parts(told: Document, wanted: Sequence[str]) -> Document:
    """Some fields of a package, things in it by their names, as Solr would give them."""
    return {field: _plain(told[field]) for field in (told if "*" in wanted else wanted) if field in told}


def _plain(value: Any) -> Any:
    if isinstance(value, list):
        return [_plain(each) for each in value]
    return value["name"] if isinstance(value, dict) and "name" in value else value


def package_autocomplete(site: Site, asked: Parameters) -> list[Document]:
    """Return packages whose name or title has words that begin as those typed.

    :param q: what was typed so far
    :param limit: how many at most, 10 where not given
    :returns: name, title, match_field and match_displayed of each
    """
    typed = words(asked.needed("q"))[:MOST_TYPED]
    finder = Finder(index=site.index, now=site.clock())
    found = site.index.universe.all if typed else 0
    for word in typed:
        begun = (Pattern(field=field, pieces=(word, Wild.ANY)) for field in ("title", "name_words"))
        found &= site.index.universe.bits([finder.bits(each) for each in begun])
    by = [By(field="title_string", descending=False)]
    numbers = sort(site.index, [(0, found)], by, asked.natural("limit", 10))
    return [_match(site, number, typed) for number in numbers]


def _match(site: Site, number: int, typed: Sequence[str]) -> Document:
    dataset = site.datasets[number]
    name = site.names.package(dataset.name)
    in_name = all(any(word.startswith(each) for word in words(name.replace("-", " "))) for each in typed)
    return {
        "name": name,
        "title": dataset.title,
        "match_field": "name" if in_name else "title",
        "match_displayed": name if in_name else f"{dataset.title} ({name})",
    }
