"""The app."""

from django.apps import AppConfig


class Changes(AppConfig):
    """Changes of the province folder."""

    name = "kho.web.changes"
    label = "changes"
