"""Filters for datasets on pages."""

from collections.abc import Sequence
from datetime import date, datetime

from django import template

from kho.contracts.model import LogicalType
from kho.contracts.names import DatasetName
from kho.messages import Message
from kho.publishing.formats import FileFormat
from kho.quality.freshness import NAMES, State
from kho.web import addresses
from kho.web.look import speaking
from kho.web.look.templatetags.saying import written

register = template.Library()


@register.filter
def slug(name: DatasetName) -> str:
    """A dataset's name in an address."""
    return addresses.slug(name)


@register.filter
def at(several: Sequence[str], number: int) -> str:
    """One of several."""
    return several[number]


@register.filter
def newest_file(name: DatasetName) -> str:
    """The path of a dataset's newest version as CSV."""
    return addresses.file_path(name, FileFormat.CSV)


@register.filter
def version_file(name: DatasetName, version: int) -> str:
    """The path of one version as CSV."""
    return addresses.file_path(name, FileFormat.CSV, version)


@register.filter
def state_name(state: State) -> Message:
    """What a state of freshness is called."""
    return NAMES[state]


@register.filter
def profile_value(value: object, kind: LogicalType) -> str:
    """A value of a profile: days and moments stand there as texts."""
    if kind is LogicalType.DATE and isinstance(value, str):
        return speaking.day_told(date.fromisoformat(value))
    if kind is LogicalType.TIMESTAMP and isinstance(value, str):
        return speaking.moment_told(datetime.fromisoformat(value))
    return written(value)
