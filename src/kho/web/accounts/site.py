"""Django's admin for what has no page of its own."""

from django.contrib.admin.apps import AdminConfig


class Site(AdminConfig):
    """The app, with our own door."""

    default_site = "kho.web.accounts.admin_site.AdminSite"
