"""Actions about groups: the domains of datasets."""

from kho.publishing.ckan.actions.choosing import MOST, chosen, shown
from kho.publishing.ckan.answers import Document, not_found
from kho.publishing.ckan.packages import group, package
from kho.publishing.ckan.parameters import Parameters
from kho.publishing.ckan.site import Site


def group_list(site: Site, asked: Parameters) -> list[Document] | list[str]:
    """Return the groups.

    :param all_fields: whole groups instead of their names
    :param groups: only those of these names
    :param sort: by name, title or package_count, "title asc" where not given
    :param limit: how many at most, 1000 where not given and at most
    :param offset: how many to leave out first
    :param include_dataset_count: with the number of packages, as is the default
    """
    return chosen(asked, [group(site, name) for name in site.domains], "groups")


def group_show(site: Site, asked: Parameters) -> Document:
    """Return a group.

    :param id: its id or name
    :param include_datasets: with its packages, 1000 at most
    """
    name = _named(site, asked)
    return shown(site, asked, group(site, name), site.domains[name])


def group_package_show(site: Site, asked: Parameters) -> list[Document]:
    """Return the packages of a group.

    :param id: the group's id or name
    :param limit: how many at most, 1000 where not given and at most
    """
    name = _named(site, asked)
    return [package(site, each) for each in site.domains[name][: min(asked.natural("limit", MOST), MOST)]]


def _named(site: Site, asked: Parameters) -> str:
    given = asked.needed("id")
    name = (
        given if given in site.domains else next((n for n in site.domains if site.names.id("group", n) == given), None)
    )
    if name is None:
        raise not_found()
    return name
