"""The app."""

from django.apps import AppConfig


class Accounts(AppConfig):
    """People and what they may do."""

    name = "kho.web.accounts"
    label = "accounts"
