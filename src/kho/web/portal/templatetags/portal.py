"""Filters for datasets on pages."""

from datetime import date, datetime
from decimal import Decimal

from django import template

from kho.contracts.model import LogicalType
from kho.contracts.names import DatasetName
from kho.messages import Message
from kho.quality.freshness import NAMES, State
from kho.web import addresses
from kho.web.look import speaking

register = template.Library()
NUMBERS = frozenset({LogicalType.INTEGER, LogicalType.NUMBER})


@register.filter
def slug(name: DatasetName) -> str:
    """A dataset's name in an address."""
    return addresses.slug(name)


@register.filter
def state_name(state: State) -> Message:
    """What a state of freshness is called."""
    return NAMES[state]


@register.filter
def is_number(kind: LogicalType) -> bool:
    """Whether values of a type stand to the right."""
    return kind in NUMBERS


@register.filter
def cell(value: object) -> str:
    """A value of a table as people of the language write it; nothing for none."""
    match value:
        case None:
            return ""
        case bool():
            yes = ("có", "không") if speaking.language() == "vi" else ("yes", "no")
            return yes[0] if value else yes[1]
        case datetime():
            return speaking.moment_told(value)
        case date():
            return speaking.day_told(value)
        case int() | float() | Decimal():
            return speaking.number_told(value)
        case _:
            return str(value)


@register.filter
def is_figure(value: object) -> bool:
    """Whether a value stands to the right."""
    return isinstance(value, int | float | Decimal) and not isinstance(value, bool)


@register.filter
def profile_value(value: object, kind: LogicalType) -> str:
    """A value of a profile: days and moments stand there as texts."""
    if kind is LogicalType.DATE and isinstance(value, str):
        return speaking.day_told(date.fromisoformat(value))
    if kind is LogicalType.TIMESTAMP and isinstance(value, str):
        return speaking.moment_told(datetime.fromisoformat(value))
    return cell(value)
