"""The app."""

from django.apps import AppConfig


class Board(AppConfig):
    """Quality at work."""

    name = "kho.web.board"
    label = "board"
