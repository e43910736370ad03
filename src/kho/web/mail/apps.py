"""The app."""

from django.apps import AppConfig


class Mail(AppConfig):
    """Mails that wait, and those that were sent."""

    name = "kho.web.mail"
    label = "mail"
