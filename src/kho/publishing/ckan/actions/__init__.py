"""Every action by its name, one module for each family of them; an action's docstring is its help."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from kho.publishing.ckan.actions import datastore, groups, listing, organizations, resources, search, status, tags
from kho.publishing.ckan.answers import not_found
from kho.publishing.ckan.parameters import Parameters
from kho.publishing.ckan.site import Site

Action = Callable[[Site, Parameters], Any]


def help_show(_: Site, asked: Parameters) -> str:
    """Tell what an action does.

    :param name: the action's name
    """
    name = asked.needed("name")
    if name not in ACTIONS:
        raise not_found(f"Action name not known: {name}")
    return ACTIONS[name].__doc__ or ""


ACTIONS: Final[Mapping[str, Action]] = {
    each.__name__: each
    for each in (
        search.package_search,
        search.package_autocomplete,
        listing.package_list,
        listing.package_show,
        listing.current_package_list_with_resources,
        organizations.organization_list,
        organizations.organization_show,
        groups.group_list,
        groups.group_show,
        groups.group_package_show,
        tags.tag_list,
        tags.tag_show,
        resources.resource_show,
        resources.resource_search,
        resources.resource_view_list,
        status.license_list,
        status.status_show,
        help_show,
        datastore.datastore_info,
        datastore.datastore_search,
    )
}
HIDDEN: Final = frozenset({"datastore_search_sql", "user_list", "user_show", "package_create", "package_update"})
"""Actions that are known and not open to the public: refused, not unknown."""
