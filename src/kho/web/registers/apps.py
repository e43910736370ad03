"""The app."""

from django.apps import AppConfig


class Registers(AppConfig):
    """The registers."""

    name = "kho.web.registers"
    label = "registers"
