"""Actions about organizations: the province's agencies."""

from kho.publishing.ckan.actions.choosing import chosen, shown
from kho.publishing.ckan.answers import Document, not_found
from kho.publishing.ckan.packages import organization
from kho.publishing.ckan.parameters import Parameters
from kho.publishing.ckan.site import Site


def organization_list(site: Site, asked: Parameters) -> list[Document] | list[str]:
    """Return the organizations.

    :param all_fields: whole organizations instead of their names
    :param organizations: only those of these names
    :param sort: by name, title or package_count, "title asc" where not given
    :param limit: how many at most, 1000 where not given and at most
    :param offset: how many to leave out first
    :param include_dataset_count: with the number of packages, as is the default
    :param include_extras, include_tags, include_groups, include_users: with these lists
    """
    things = [organization(site, each) for each in site.catalogue.agencies.values()]
    return chosen(asked, things, "organizations")


def organization_show(site: Site, asked: Parameters) -> Document:
    """Return an organization.

    :param id: its id or name
    :param include_datasets: with its packages, 1000 at most
    :param include_dataset_count, include_extras, include_tags, include_groups, include_users: with these; the default
    """
    name = asked.needed("id")
    agencies = site.catalogue.agencies
    agency = agencies.get(name) or next(
        (a for a in agencies.values() if site.names.id("organization", a.id) == name), None
    )
    if agency is None:
        raise not_found()
    return shown(site, asked, organization(site, agency), site.agencies.get(agency.id, ()))
