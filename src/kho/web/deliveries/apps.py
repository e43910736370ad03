"""The app."""

from django.apps import AppConfig


class Deliveries(AppConfig):
    """Deliveries that people hand over."""

    name = "kho.web.deliveries"
    label = "deliveries"
