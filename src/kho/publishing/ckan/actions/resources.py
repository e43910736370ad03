"""Actions about resources: the files of packages."""

from collections.abc import Iterator
from typing import Final

from kho.publishing.ckan.answers import Document, invalid, not_found
from kho.publishing.ckan.naming import FORMATS
from kho.publishing.ckan.packages import resource
from kho.publishing.ckan.parameters import Parameters
from kho.publishing.ckan.site import Site
from kho.standards.text.folding import folded

_SEARCHED: Final = frozenset({"id", "package_id", "name", "description", "format", "mimetype", "url", "hash", "state"})
_BY: Final = frozenset({*_SEARCHED, "created", "last_modified", "position", "size"})


def resource_show(site: Site, asked: Parameters) -> Document:
    """Return a resource.

    :param id: its id
    """
    name = asked.needed("id")
    if name not in site.resources:
        raise not_found()
    return resource(site, *site.resources[name])


def resource_view_list(site: Site, asked: Parameters) -> list[Document]:
    """Return the views of a resource: there are none, the dataset's page shows it.

    :param id: the resource's id
    """
    if asked.needed("id") not in site.resources:
        raise not_found()
    return []


def resource_search(site: Site, asked: Parameters) -> Document:
    """Search resources.

    :param query: one or more texts such as "format:csv": the field must have what follows, whatever its case
    :param order_by: a field
    :param limit: how many at most, 1000 where not given and at most
    :param offset: how many to leave out first
    :returns: count and results
    """
    wanted = [_pair(each) for each in asked.each("query")]
    if not wanted:
        raise invalid("query", "Missing value")
    limit, offset = min(asked.natural("limit", 1000), 1000), asked.natural("offset", 0)
    found = list(_matching(site, wanted))
    order = asked.text("order_by")
    if order and order not in _BY:
        raise invalid("order_by", f'Field "{order}" not recognised in resource_search.')
    if order:
        found.sort(key=lambda each: str(each[order] if each[order] is not None else ""))
    return {"count": len(found), "results": found[offset : offset + limit]}


def _pair(text: str) -> tuple[str, str]:
    field, colon, sought = text.partition(":")
    if not colon:
        raise invalid("query", "Must be <field>:<value> pair(s)")
    if field not in _SEARCHED:
        raise invalid("query", f'Field "{field}" not recognised in resource_search.')
    return field, folded(sought)


def _matching(site: Site, wanted: list[tuple[str, str]]) -> Iterator[Document]:
    """The resources that are so; what a whole form is not is known without telling each of its resources."""
    formats = {"format": "name", "mimetype": "mimetype"}
    plain = [(formats[field], sought) for field, sought in wanted if field in formats]
    forms = [form for form in FORMATS if all(sought in folded(getattr(form, part)) for part, sought in plain)]
    for dataset in site.datasets if forms else ():
        for form in forms:
            told = resource(site, dataset, form)
            if all(sought in folded(str(told[field])) for field, sought in wanted):
                yield told
