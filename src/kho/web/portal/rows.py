"""All rows of a dataset, to filter, sort and page through: every view has an address of its own."""

from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from kho.contracts.model import LogicalType
from kho.errors import KhoError
from kho.publishing.catalogue import PublishedColumn, PublishedDataset
from kho.publishing.features.identities import of_number
from kho.publishing.records import parameters
from kho.publishing.records.answering import Replica, Rows
from kho.publishing.records.question import Groups, Order, Page
from kho.web.addresses import file_path, offered, slug
from kho.web.holding import Holding, held
from kho.web.look.templatetags.saying import written
from kho.web.portal.datasets import named
from kho.web.portal.narrowing import HOWS, MOVING, Parameter, View
from kho.web.portal.tables import table, value_of

LIMIT: Final = "50"
FEW: Final = 30
"""A column with at most so many different values offers them as filters."""
MOST_OFFERED: Final = 6


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
    """The rows that were asked for, with their numbers in the version, how many there are in all, and filters."""

    rows: Rows
    numbers: Sequence[int]
    version: int
    count: int
    offers: Sequence[Offer]


def rows(request: HttpRequest, name: str) -> HttpResponse:
    """The page; what is wrong in its address is told there.

    Raises NoSuchPageError, NoSuchDatasetError, NotReadyError.
    """
    holding = held()
    view = View.of(request, holding.dataset(named(name)))
    if view.is_form:
        return HttpResponseRedirect(view.from_form().address)
    try:
        shown = {**_frame(view, None), **_answered(holding, view, _answer(holding, view))}
    except KhoError as error:
        if error.http_status != HTTPStatus.BAD_REQUEST:
            raise
        shown = {**_frame(view, _wrong(holding, view)), "mistake": error}
        return render(request, "portal/rows.html", shown, status=error.http_status)
    return render(request, "portal/rows.html", shown)


def _frame(view: View, wrong: Parameter | None) -> dict[str, object]:
    """What the page shows of the view itself; a parameter that is wrong stands in the form to be mended."""
    dataset, good = view.dataset, view.but(wrong)
    return {
        "dataset": dataset,
        "slug": slug(dataset.name),
        "typed": view.typed(wrong),
        "filters": good.filters(),
        "kept": good.without(*MOVING, "q", "select").given,
        "q": view.value("q"),
        "hows": HOWS,
        "chosen": view.chosen(),
        "first": view.without("after").address if view.value("after") else None,
        "files": [(each.value, f"{file_path(dataset.name, each)}?{view.query}") for each in offered(dataset)],
        "api": f"/api/v1/datasets/{slug(dataset.name)}/records?{view.query}",
    }


def _answered(holding: Holding, view: View, answer: Answer) -> dict[str, object]:
    after = answer.rows.after
    return {
        "answer": answer,
        "table": table(holding.catalogue, view.dataset, answer.rows),
        "reports": [of_number(answer.version, each) for each in answer.numbers],
        "heads": view.heads(answer.rows.columns),
        "next": view.having("after", after).address if after else None,
    }


def _answer(holding: Holding, view: View) -> Answer:
    with holding.shelves.replica(view.dataset) as replica:
        limited = view if view.value("limit") else view.narrowed("limit", LIMIT)
        asked = parameters.page(limited.given, replica.fields)
        found, numbers = replica.numbered_page(asked)
        return Answer(
            rows=found,
            numbers=numbers,
            version=replica.version,
            count=replica.count(asked.where),
            offers=[_offer(view, replica, asked, each) for each in _offered(view.dataset)],
        )


def _wrong(holding: Holding, view: View) -> Parameter | None:
    """The first parameter that cannot be used even by itself."""
    with holding.shelves.replica(view.dataset) as replica:
        for each in view.given:
            try:
                parameters.page([each], replica.fields)
            except KhoError:
                return each
    return None


def _offered(dataset: PublishedDataset) -> Sequence[PublishedColumn]:
    """The columns with few values: those that a reader would part the rows by."""
    profile = dataset.assessment.profile
    distinct = {each.name: each.distinct or 0 for each in profile.columns} if profile else {}
    few = [each for each in dataset.columns if 1 < distinct.get(each.name, 0) <= FEW]
    return [each for each in few if each.kind is not LogicalType.NUMBER][:MOST_OFFERED]


def _offer(view: View, replica: Replica, asked: Page, column: PublishedColumn) -> Offer:
    order = (Order(column="count", descending=True),)
    found = replica.groups(Groups(by=(column.name,), where=asked.where, order=order, limit=FEW))
    still = view.without("after")
    choices = [
        Choice(
            text=written(value_of(column, value)),
            count=int(str(count)),
            url=still.narrowed(column.name, str(value)).address,
        )
        for value, count in found.rows
        if value is not None
    ]
    return Offer(column=column, choices=choices)
