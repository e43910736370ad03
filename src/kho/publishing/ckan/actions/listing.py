"""Actions that show packages without a search."""

from kho.publishing.catalogue import PublishedDataset
from kho.publishing.ckan.answers import Document, invalid, not_found
from kho.publishing.ckan.packages import package
from kho.publishing.ckan.parameters import Parameters
from kho.publishing.ckan.site import Site


def package_list(site: Site, asked: Parameters) -> list[str]:
    """Return the names of all packages.

    :param limit: how many at most, all where not given
    :param offset: how many to leave out first
    """
    limit, offset = asked.natural("limit", 0), asked.natural("offset", 0)
    return list(site.listed[offset : offset + limit if limit else None])


def package_show(site: Site, asked: Parameters) -> Document:
    """Return a package with its resources.

    :param id: the package's id or name
    :param include_tracking: accepted; nobody is tracked
    """
    name = asked.text("name_or_id") or asked.needed("id")
    if name not in site.packages:
        raise not_found()
    return package(site, site.packages[name])


def current_package_list_with_resources(site: Site, asked: Parameters) -> list[Document]:
    """Return packages with their resources, those changed last first.

    :param limit: how many at most, 1000 where not given and at most
    :param offset: how many to leave out first
    :param page: which page of `limit` packages, from 1, in place of `offset`
    """
    limit, offset = min(asked.natural("limit", 1000), 1000), asked.natural("offset", 0)
    page = asked.whole("page")
    if page is not None and page < 1:
        raise invalid("page", "Must be a positive integer")
    start = (page - 1) * limit if page is not None and "offset" not in asked.given else offset
    return [package(site, each) for each in _newest(site)[start : start + limit]]


def _newest(site: Site) -> list[PublishedDataset]:
    return sorted(site.datasets, key=lambda each: each.modified, reverse=True)
