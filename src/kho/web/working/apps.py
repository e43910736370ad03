"""The app."""

from django.apps import AppConfig


class Working(AppConfig):
    """The working place."""

    name = "kho.web.working"
    label = "working"
