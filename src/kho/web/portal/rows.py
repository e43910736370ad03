"""All rows of a dataset, to filter, sort and page through: every view has an address of its own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from kho.contracts.model import LogicalType
from kho.errors import KhoError
from kho.messages import Message
from kho.publishing.catalogue import PublishedColumn, PublishedDataset
from kho.publishing.records import parameters
from kho.publishing.records.answering import Replica, Rows
from kho.publishing.records.question import Groups, Order, Page
from kho.web.addresses import file_path, offered, slug
from kho.web.holding import Holding, held
from kho.web.look.templatetags.saying import told, written
from kho.web.portal.datasets import named
from kho.web.portal.tables import NUMBERS, Table, table, value_of

Given = Sequence[tuple[str, str]]

LIMIT: Final = 50
FORM: Final = ("_column", "_how", "_value")
"""What the form sends for a filter, which becomes one parameter of the address."""
MOVING: Final = ("after", "limit")
FEW: Final = 30
"""A column with at most so many different values offers them as filters."""
MOST_OFFERED: Final = 6
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
class Choice:
    """A value that a column often has, with how many rows have it and the address that filters by it."""

    text: str
    count: int
    url: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Offer:
    """The frequent values of one column."""

    column: PublishedColumn
    choices: Sequence[Choice]


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """The rows that were asked for, how many there are in all, and the values to filter by."""

    rows: Rows
    count: int
    offers: Sequence[Offer]


def rows(request: HttpRequest, name: str) -> HttpResponse:
    """The page; what is wrong in its address is told there.

    Raises NoSuchPageError, NoSuchDatasetError, NotReadyError.
    """
    holding = held()
    dataset = holding.dataset(named(name))
    given = list(_given(request))
    if any(key in FORM for key, _ in given):
        return HttpResponseRedirect(_address(dataset, _from_form(given)))
    try:
        answer, mistake = _answer(holding, dataset, given), None
    except KhoError as error:
        if error.http_status != HTTPStatus.BAD_REQUEST:
            raise
        answer, mistake = None, error
    wrong = _wrong(holding, dataset, given) if mistake else None
    good = [each for each in given if each != wrong]
    shown = {
        "dataset": dataset,
        "slug": slug(dataset.name),
        "mistake": mistake,
        "typed": _typed(dataset, wrong),
        "answer": answer,
        "table": _table(holding, dataset, answer),
        "heads": _heads(dataset, given, answer),
        "filters": _filters(dataset, good),
        "kept": [each for each in good if each[0] not in (*MOVING, "q", "select")],
        "q": dict(given).get("q", ""),
        "hows": HOWS,
        "chosen": _chosen(dataset, given),
        "next": _address(dataset, _with(given, "after", answer.rows.after)) if answer and answer.rows.after else None,
        "first": _address(dataset, _without(given, "after")) if "after" in dict(given) else None,
        "files": [(each.value, f"{file_path(dataset.name, each)}?{_query(given)}") for each in offered(dataset)],
        "api": f"/api/v1/datasets/{slug(dataset.name)}/records?{_query(given)}",
    }
    return render(request, "portal/rows.html", shown, status=mistake.http_status if mistake else HTTPStatus.OK)


def _given(request: HttpRequest) -> Given:
    return [(key, value) for key, values in request.GET.lists() for value in values if value != ""]


def _from_form(given: Given) -> Given:
    """The address of what the form says: `_column`, `_how`, `_value` become one filter."""
    sent = dict(given)
    kept = [each for each in given if each[0] not in (*FORM, *MOVING)]
    chosen = [value for key, value in kept if key == "select"]
    kept = [each for each in kept if each[0] != "select"]
    if chosen:
        kept.append(("select", ",".join(chosen)))
    if sent.get("_column") and "_value" in sent:
        kept.append((f"{sent['_column']}__{sent.get('_how', 'eq')}", sent["_value"]))
    return kept


def _answer(holding: Holding, dataset: PublishedDataset, given: Given) -> Answer:
    with holding.shelves.replica(dataset) as replica:
        limited = given if "limit" in dict(given) else [*given, ("limit", str(LIMIT))]
        asked = parameters.page(limited, replica.fields)
        return Answer(
            rows=replica.page(asked),
            count=replica.count(asked.where),
            offers=[_offer(dataset, replica, asked, given, each) for each in _offered(dataset)],
        )


def _wrong(holding: Holding, dataset: PublishedDataset, given: Given) -> tuple[str, str] | None:
    """The first parameter that cannot be used even by itself."""
    with holding.shelves.replica(dataset) as replica:
        for each in given:
            try:
                parameters.page([each], replica.fields)
            except KhoError:
                return each
    return None


def _typed(dataset: PublishedDataset, wrong: tuple[str, str] | None) -> Typed:
    key, value = wrong or ("", "")
    column, _, how = key.rpartition("__") if "__" in key else (key, "", "eq")
    return Typed(column=column, how=how, value=value) if column in {each.name for each in dataset.columns} else Typed()


def _offered(dataset: PublishedDataset) -> Sequence[PublishedColumn]:
    """The columns with few values: those that a reader would part the rows by."""
    profile = dataset.assessment.profile
    distinct = {each.name: each.distinct or 0 for each in profile.columns} if profile else {}
    few = [each for each in dataset.columns if 1 < distinct.get(each.name, 0) <= FEW]
    return [each for each in few if each.kind is not LogicalType.NUMBER][:MOST_OFFERED]


def _offer(dataset: PublishedDataset, replica: Replica, asked: Page, given: Given, column: PublishedColumn) -> Offer:
    order = (Order(column="count", descending=True),)
    found = replica.groups(Groups(by=(column.name,), where=asked.where, order=order, limit=FEW))
    shown = [
        Choice(
            text=written(value_of(column, value)),
            count=int(str(count)),
            url=_address(dataset, [*_without(given, "after"), (column.name, str(value))]),
        )
        for value, count in found.rows
        if value is not None
    ]
    return Offer(column=column, choices=shown)


def _table(holding: Holding, dataset: PublishedDataset, answer: Answer | None) -> Table | None:
    return table(holding.catalogue, dataset, answer.rows) if answer else None


def _heads(dataset: PublishedDataset, given: Given, answer: Answer | None) -> Sequence[Head]:
    known = {each.name: each for each in dataset.columns}
    return [_head(dataset, given, known[name]) for name in answer.rows.columns] if answer else []


def _head(dataset: PublishedDataset, given: Given, column: PublishedColumn) -> Head:
    """Sorting goes up, then down, then back to the order of the table."""
    now = dict(given).get("sort", "")
    states = {column.name: ("ascending", f"-{column.name}"), f"-{column.name}": ("descending", None)}
    state, then = states.get(now, ("none", column.name))
    return Head(
        column=column,
        sort=_address(dataset, _with(_without(given, "after"), "sort", then)),
        state=state,
        is_number=column.kind in NUMBERS,
    )


def _filters(dataset: PublishedDataset, given: Given) -> Sequence[Filter]:
    """The filters of columns and of text that are on."""
    titles = {each.name: each.title for each in dataset.columns}
    found = []
    for place, (key, value) in enumerate(given):
        rest = [each for number, each in enumerate(given) if number != place and each[0] not in MOVING]
        if told := _told(titles, key, value):
            found.append(Filter(told=told, without=_address(dataset, rest)))
    return found


def _told(titles: Mapping[str, str], key: str, value: str) -> str:
    if key == "q":
        return f"“{value}”"
    if key == "filter":
        return value
    column, _, how = key.rpartition("__") if key not in titles else (key, "", "eq")
    if column not in titles:
        return ""
    return f"{titles[column]} {told(HOWS.get(how))} {value}"


def _chosen(dataset: PublishedDataset, given: Given) -> Sequence[tuple[PublishedColumn, bool]]:
    """Every column, and whether it is shown."""
    named_ = [each.strip() for each in dict(given).get("select", "").split(",") if each.strip()]
    return [(each, not named_ or each.name in named_) for each in dataset.columns]


def _with(given: Given, key: str, value: str | None) -> Given:
    rest = _without(given, key)
    return rest if value is None else [*rest, (key, value)]


def _without(given: Given, key: str) -> Given:
    return [each for each in given if each[0] != key]


def _query(given: Given) -> str:
    """What says which rows, in which order, with which columns."""
    return urlencode([each for each in given if each[0] not in MOVING])


def _address(dataset: PublishedDataset, given: Given) -> str:
    query = urlencode(given)
    url = reverse("rows", args=[slug(dataset.name)])
    return f"{url}?{query}" if query else url
