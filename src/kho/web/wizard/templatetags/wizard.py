"""Filters for forms whose fields are numbered."""

from collections.abc import Mapping, Sequence

from django import template

from kho.messages import Message
from kho.web.deliveries.showing import ShownRule
from kho.web.wizard.checks import Checked

register = template.Library()


@register.filter(name="with")
def with_number(word: str, number: int) -> str:
    """The name of a numbered field."""
    return f"{word}{number}"


@register.filter
def at(mistakes: Mapping[str, Message], name: str) -> Message | None:
    """What is wrong with a field; None where nothing is."""
    return mistakes.get(name)


@register.filter
def wrong_in(checked: Checked | None, column: str) -> Sequence[ShownRule]:
    """What the last check found wrong in a column."""
    return checked.of_columns().get(column, ()) if checked is not None else ()
