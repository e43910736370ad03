"""The app."""

from django.apps import AppConfig


class Wizard(AppConfig):
    """Datasets that are being described."""

    name = "kho.web.wizard"
    label = "wizard"
