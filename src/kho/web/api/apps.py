"""The app."""

from django.apps import AppConfig


class Api(AppConfig):
    """The API and its tokens."""

    name = "kho.web.api"
    label = "api"
