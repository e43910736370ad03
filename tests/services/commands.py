"""The type of the fixture `command`."""

from collections.abc import Callable

FindCommand = Callable[[str], str]
"""Gives the path of a program of the operating system; says what is missing where there is none."""
