"""The app."""

from django.apps import AppConfig


class Participation(AppConfig):
    """People and agencies about the data."""

    name = "kho.web.participation"
    label = "participation"
