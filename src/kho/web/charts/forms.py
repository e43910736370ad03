"""The form of a page that draws: its fields, the filters that are on, and the address of what it says."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final, TypeVar
from urllib.parse import urlencode

from django.urls import reverse

from kho.errors import KhoError
from kho.messages import Message
from kho.publishing.catalogue import PublishedColumn, PublishedDataset
from kho.publishing.charts.naming import Naming
from kho.web.addresses import slug
from kho.web.charts.showing import Given
from kho.web.look.templatetags.saying import told
from kho.web.portal.tables import NUMBERS

_SENT: Final = ("_column", "_value")
"""What the form sends for one more filter."""
_OURS: Final = (HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.INTERNAL_SERVER_ERROR)
Field = tuple[str, Message, str, Sequence[tuple[str, str]], str]
"""Its name, label and `marks`, its options with their texts, and the one usually chosen."""
_T = TypeVar("_T")


@dataclass(frozen=True, kw_only=True, slots=True)
class Option:
    """One choice of a field; `is_number`: it is a column of numbers, which some charts must have."""

    value: str
    text: str
    is_chosen: bool
    is_number: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Choice:
    """A field of the form; `marks` are the kinds of pictures that have it, all where it is empty."""

    name: str
    label: str
    marks: str
    options: Sequence[Option]


@dataclass(frozen=True, kw_only=True, slots=True)
class Filter:
    """A filter that is on, and the address without it."""

    told: str
    without: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Form:
    """What a page holds: the parameters of what it draws or, where that is a mistake, those that were sent.

    `route` is the page's; `own` are the parameters that are not filters.
    """

    route: str
    dataset: PublishedDataset
    words: Naming
    own: Collection[str]
    parameters: Given

    @property
    def kept(self) -> Given:
        """The filters that are on."""
        return [each for each in self.parameters if each[0] not in self.own]

    def filters(self) -> Sequence[Filter]:
        """The filters that are on, in words."""
        own = [each for each in self.parameters if each[0] in self.own]
        return [
            Filter(
                told=self.words.filter(*each),
                without=_page(self.route, self.dataset, [*own, *(other for other in self.kept if other != each)]),
            )
            for each in self.kept
        ]

    def choices(self, fields: Sequence[Field]) -> Sequence[Choice]:
        """The fields, each with what it holds."""
        return [
            Choice(name=name, label=told(label), marks=marks, options=self._options(name, options, usual))
            for name, label, marks, options, usual in fields
        ]

    def numbers(self) -> Sequence[tuple[str, str]]:
        """The columns of numbers with their titles, after the choice of none."""
        return [("", "–"), *((each.name, self.words.axis(each.name)) for each in self._number_columns())]

    def _options(self, name: str, options: Sequence[tuple[str, str]], usual: str) -> Sequence[Option]:
        chosen = dict(self.parameters).get(name, usual)
        numbers = {each.name for each in self._number_columns()}
        strange = [(chosen, chosen)] if chosen and chosen not in dict(options) else []
        return [
            Option(value=value, text=text, is_chosen=value == chosen, is_number=value in numbers)
            for value, text in [*options, *strange]
        ]

    def _number_columns(self) -> list[PublishedColumn]:
        return [each for each in self.dataset.columns if each.kind in NUMBERS]


def is_sent(parameters: Given) -> bool:
    """Whether the form sent these: its filter is yet to become a parameter."""
    return any(key in _SENT for key, _ in parameters)


def said_address(route: str, dataset: PublishedDataset, parameters: Given) -> str:
    """The address of what the form says: its filter becomes one parameter."""
    sent = dict(parameters)
    kept = [each for each in parameters if each[0] not in _SENT]
    if sent.get("_column") and sent.get("_value"):
        kept.append((f"{sent['_column']}__eq", sent["_value"]))
    return _page(route, dataset, kept)


def rows_address(dataset: PublishedDataset, filters: Given) -> str:
    """The address of the rows that a picture shows."""
    return _page("rows", dataset, filters).removesuffix("?")


def made(make: Callable[[], _T]) -> tuple[_T | None, KhoError | None]:
    """What is made, or the reader's mistake. Raises the errors that are not the reader's."""
    try:
        return make(), None
    except KhoError as error:
        if error.http_status in _OURS:
            raise
        return None, error


def _page(route: str, dataset: PublishedDataset, parameters: Given) -> str:
    return f"{reverse(route, args=[slug(dataset.name)])}?{urlencode(parameters)}"
