"""Actions about resources: the files of packages."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final

from kho.publishing.catalogue import PublishedDataset
from kho.publishing.ckan.answers import Document, invalid, not_found
from kho.publishing.ckan.packages import resource, resource_name
from kho.publishing.ckan.parameters import Parameters
from kho.publishing.ckan.site import Site
from kho.publishing.formats import TABLES, Format
from kho.standards.text.folding import folded

_Part = Callable[[Site, PublishedDataset, Format], str]
_PARTS: Final[Mapping[str, _Part]] = {
    "id": lambda site, dataset, form: site.names.resource(dataset.name, form),
    "package_id": lambda site, dataset, _: site.names.id("package", str(dataset.name)),
    "name": lambda _, dataset, form: resource_name(dataset, form),
    "description": lambda _site, _dataset, form: form.title.vi,
    "format": lambda _site, _dataset, form: form.name,
    "mimetype": lambda _site, _dataset, form: form.media_type,
    "url": lambda site, dataset, form: site.addresses.file(dataset.name, form.extension).url,
    "hash": lambda site, dataset, form: site.addresses.file(dataset.name, form.extension).sha256 or "",
    "created": lambda _site, dataset, _form: dataset.issued.isoformat(),
    "last_modified": lambda _site, dataset, _form: dataset.modified.isoformat(),
}
"""What resources are searched and ordered by."""
MOST_PAIRS: Final = 8
_OF_FORMAT: Final = frozenset({"description", "format", "mimetype"})


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
    if len(wanted) > MOST_PAIRS:
        raise invalid("query", f"More than {MOST_PAIRS} pairs")
    limit, offset = min(asked.natural("limit", 1000), 1000), asked.natural("offset", 0)
    found = list(_matching(site, wanted))
    if order := asked.text("order_by"):
        part = _part("order_by", order)
        found.sort(key=lambda each: part(site, *each))
    page = found[offset : offset + limit]
    return {"count": len(found), "results": [resource(site, *each) for each in page]}


def _pair(text: str) -> tuple[str, str]:
    field, colon, sought = text.partition(":")
    if not colon:
        raise invalid("query", "Must be <field>:<value> pair(s)")
    _part("query", field)
    return field, folded(sought)


def _part(parameter: str, field: str) -> _Part:
    if field not in _PARTS:
        raise invalid(parameter, f'Field "{field}" not recognised in resource_search.')
    return _PARTS[field]


def _matching(site: Site, wanted: Sequence[tuple[str, str]]) -> Iterator[tuple[PublishedDataset, Format]]:
    """The resources that are so; what holds of a form holds of all its resources."""
    first = site.datasets[:1]
    of_form = [(_PARTS[field], sought) for field, sought in wanted if field in _OF_FORMAT]
    of_each = [(_PARTS[field], sought) for field, sought in wanted if field not in _OF_FORMAT]
    forms = [form for form in TABLES if all(_has(site, each, form, of_form) for each in first)]
    for dataset in site.datasets:
        yield from ((dataset, form) for form in forms if _has(site, dataset, form, of_each))


def _has(site: Site, dataset: PublishedDataset, form: Format, wanted: Sequence[tuple[_Part, str]]) -> bool:
    return all(sought in folded(part(site, dataset, form)) for part, sought in wanted)
