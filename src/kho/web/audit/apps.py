"""The app."""

from django.apps import AppConfig


class Audit(AppConfig):
    """What was done."""

    name = "kho.web.audit"
    label = "audit"
