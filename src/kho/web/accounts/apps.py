"""The app."""

import importlib

from django.apps import AppConfig


class Accounts(AppConfig):
    """People and what they may do."""

    name = "kho.web.accounts"
    label = "accounts"

    def ready(self) -> None:
        """Listen to what allauth says is done, and register what is checked."""
        importlib.import_module("kho.web.accounts.signals")
        importlib.import_module("kho.web.accounts.checks")
