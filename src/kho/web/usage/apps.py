"""The app."""

from django.apps import AppConfig


class Usage(AppConfig):
    """How often what is used."""

    name = "kho.web.usage"
    label = "usage"
