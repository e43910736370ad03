"""Actions about the site itself."""

from typing import Final

from kho.publishing.ckan.answers import Document
from kho.publishing.ckan.licences import listed
from kho.publishing.ckan.parameters import Parameters
from kho.publishing.ckan.site import Site

CKAN_VERSION: Final = "2.11.0"
"""The CKAN whose API this is."""


def license_list(site: Site, _: Parameters) -> list[Document]:
    """Return the licences that packages can have."""
    return listed(each.licence for each in site.datasets)


def status_show(site: Site, _: Parameters) -> Document:
    """Return what the site is."""
    return {
        "ckan_version": CKAN_VERSION,
        "site_title": site.catalogue.province.vi,
        "site_description": site.catalogue.province.en,
        "site_url": site.addresses.site,
        "error_emails_to": None,
        "locale_default": "vi",
        "extensions": ["datastore"],
    }
