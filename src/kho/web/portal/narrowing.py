"""A view of a dataset's rows as its address says it, and the addresses that lead on from it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse

from kho.messages import Message
from kho.publishing.catalogue import PublishedColumn, PublishedDataset
from kho.web.addresses import slug
from kho.web.look.templatetags.saying import told
from kho.web.portal.tables import NUMBERS

FORM: Final = ("_column", "_how", "_value")
"""What the form sends for a filter, which becomes one parameter of the address."""
MOVING: Final = ("after", "limit")
HOWS: Final[Mapping[str, Message]] = {
    "eq": Message("bằng", "equals"),
    "ne": Message("khác", "is not"),
    "gte": Message("từ", "from"),
    "lte": Message("đến", "up to"),
    "gt": Message("lớn hơn", "more than"),
    "lt": Message("nhỏ hơn", "less than"),
    "in": Message("là một trong", "is one of"),
    "holds": Message("có từ", "has the words"),
    "null": Message("để trống (true, false)", "is empty (true, false)"),
}
Parameter = tuple[str, str]


@dataclass(frozen=True, kw_only=True, slots=True)
class Filter:
    """A filter that is on, in words, and the address without it."""

    told: str
    without: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Typed:
    """A filter as it stands in the form: empty, or as it was typed where it cannot be used."""

    column: str = ""
    how: str = "eq"
    value: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Head:
    """A column's head: the address that sorts by it, and how it is sorted now (`ascending`, `descending`, `none`)."""

    column: PublishedColumn
    sort: str
    state: str
    is_number: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class View:
    """What an address asks for: its parameters that are not empty, in their order."""

    dataset: PublishedDataset
    given: Sequence[Parameter]

    @classmethod
    def of(cls, request: HttpRequest, dataset: PublishedDataset) -> "View":
        """The view that a request asks for."""
        given = [(key, value) for key, values in request.GET.lists() for value in values if value != ""]
        return cls(dataset=dataset, given=given)

    @property
    def is_form(self) -> bool:
        """Whether it was sent by a form, and has an address of its own yet to be given."""
        return any(key in FORM for key, _ in self.given)

    @property
    def address(self) -> str:
        """Where the view is."""
        query = urlencode(self.given)
        url = reverse("rows", args=[slug(self.dataset.name)])
        return f"{url}?{query}" if query else url

    @property
    def query(self) -> str:
        """What says which rows, in which order, with which columns."""
        return urlencode([each for each in self.given if each[0] not in MOVING])

    def value(self, key: str) -> str:
        """The value of a parameter; nothing where there is none."""
        return dict(self.given).get(key, "")

    def without(self, *keys: str) -> "View":
        """The same without some parameters."""
        return replace(self, given=[each for each in self.given if each[0] not in keys])

    def having(self, key: str, value: str | None) -> "View":
        """The same with one value of a parameter, or with none."""
        rest = self.without(key)
        return rest if value is None else rest.narrowed(key, value)

    def narrowed(self, key: str, value: str) -> "View":
        """The same with one more parameter."""
        return replace(self, given=[*self.given, (key, value)])

    def but(self, parameter: Parameter | None) -> "View":
        """The same without one parameter of that very value."""
        return replace(self, given=[each for each in self.given if each != parameter])

    def from_form(self) -> "View":
        """What the form says: `_column`, `_how` and `_value` are one filter, the chosen columns one parameter."""
        chosen = [value for key, value in self.given if key == "select"]
        made = self.without(*FORM, *MOVING, "select")
        if chosen:
            made = made.narrowed("select", ",".join(chosen))
        if self.value("_column") and self.value("_value"):
            made = made.narrowed(f"{self.value('_column')}__{self.value('_how') or 'eq'}", self.value("_value"))
        return made

    def filters(self) -> Sequence[Filter]:
        """The filters of columns and of text that are on."""
        still = self.without(*MOVING)
        words = ((each, self._told(*each)) for each in still.given)
        return [Filter(told=words_, without=still.but(each).address) for each, words_ in words if words_]

    def _told(self, key: str, value: str) -> str:
        titles = {each.name: each.title for each in self.dataset.columns}
        if key == "q":
            return f"“{value}”"
        if key == "filter":
            return value
        column, how = _split(key, titles)
        return f"{titles[column]} {told(HOWS.get(how))} {value}" if column in titles else ""

    def typed(self, wrong: Parameter | None) -> Typed:
        """What stands in the form: a filter that cannot be used, for whoever wrote it to mend."""
        key, value = wrong or ("", "")
        names = {each.name for each in self.dataset.columns}
        column, how = _split(key, names)
        return Typed(column=column, how=how, value=value) if column in names else Typed()

    def chosen(self) -> Sequence[tuple[PublishedColumn, bool]]:
        """Every column, and whether it is shown."""
        names = [each.strip() for each in self.value("select").split(",") if each.strip()]
        return [(each, not names or each.name in names) for each in self.dataset.columns]

    def heads(self, names: Sequence[str]) -> Sequence[Head]:
        """The heads of columns."""
        known = {each.name: each for each in self.dataset.columns}
        return [self._head(known[name]) for name in names]

    def _head(self, column: PublishedColumn) -> Head:
        """Sorting goes up, then down, then back to the order of the table."""
        states = {column.name: ("ascending", f"-{column.name}"), f"-{column.name}": ("descending", None)}
        state, then = states.get(self.value("sort"), ("none", column.name))
        sort = self.without("after").having("sort", then).address
        return Head(column=column, sort=sort, state=state, is_number=column.kind in NUMBERS)


def _split(key: str, columns: Mapping[str, str] | set[str]) -> tuple[str, str]:
    """The column and the comparison that a parameter names."""
    column, _, how = (key, "", "eq") if key in columns or "__" not in key else key.rpartition("__")
    return column, how
