"""What changed between two versions of a dataset: how many rows, and the first of them."""

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from kho.contracts.names import DatasetName
from kho.publishing.catalogue import PublishedColumn, PublishedDataset
from kho.publishing.changes import changes as worked_out
from kho.warehouse.history import ChangedRow, Diff
from kho.web.addresses import slug
from kho.web.holding import held
from kho.web.look.templatetags.saying import written
from kho.web.portal.datasets import named
from kho.web.refusing import NoSuchPageError

KEPT: Final = 200
"""Comparisons that are remembered: versions never change."""
_ONE_AT_A_TIME: Final = threading.Lock()
"""A comparison of large tables takes all of the machine, so others wait their turn."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Value:
    """One column of a changed row, before and after; the same text twice where it did not change."""

    column: PublishedColumn
    before: str
    after: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Change:
    """One row that was `added`, `removed` or `changed`, with its values."""

    kind: str
    values: Sequence[Value]


def changes(request: HttpRequest, name: str, version: int) -> HttpResponse:
    """The page. Raises NoSuchPageError, NoSuchDatasetError and the store's errors."""
    dataset = held().dataset(named(name))
    found = _compared(dataset.name, version, tuple(each.name for each in dataset.columns))
    if found is None:
        raise NoSuchPageError
    shown = {
        "dataset": dataset,
        "slug": slug(dataset.name),
        "version": next(each for each in dataset.versions if each.version == version),
        "found": found,
        "changes": [_change(dataset, each) for each in found.examples],
    }
    return render(request, "portal/changes.html", shown)


@lru_cache(maxsize=KEPT)
def _compared(name: DatasetName, version: int, columns: tuple[str, ...]) -> Diff | None:  # noqa: ARG001  of the key
    holding = held()
    with _ONE_AT_A_TIME:
        return worked_out(holding.place, holding.dataset(name), version)


def _change(dataset: PublishedDataset, row: ChangedRow) -> Change:
    before, after = row.before or {}, row.after or {}
    kind = "added" if row.before is None else "removed" if row.after is None else "changed"
    values = [
        Value(column=each, before=written(before.get(each.name)), after=written(after.get(each.name)))
        for each in dataset.columns
    ]
    return Change(kind=kind, values=[each for each in values if kind != "changed" or _is_told(each)])


def _is_told(value: Value) -> bool:
    """Of a changed row its key and what is another one."""
    return value.column.is_key or value.before != value.after
