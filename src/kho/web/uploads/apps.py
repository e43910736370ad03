"""The app."""

from django.apps import AppConfig


class Uploads(AppConfig):
    """Files that come in pieces."""

    name = "kho.web.uploads"
    label = "uploads"
