"""The app."""

from django.apps import AppConfig


class Oidc(AppConfig):
    """The sign-in service."""

    name = "kho.web.accounts.oidc"
    label = "accounts_oidc"
