"""Actions about rows: the DataStore of CKAN over the published tables.

Rule: CKAN 2.11, DataStore extension, `datastore_search` and `datastore_info`; no SQL is taken from the public.
"""

import csv
import io
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final
from urllib.parse import urlencode

from kho.contracts.model import LogicalType
from kho.publishing.catalogue import PublishedColumn, PublishedDataset
from kho.publishing.ckan.answers import Document, invalid, not_found
from kho.publishing.ckan.naming import QUERIED
from kho.publishing.ckan.parameters import MISSING, Parameters
from kho.publishing.ckan.site import Site
from kho.publishing.records.fields import Field, Value
from kho.publishing.records.question import All, Condition, Empty, Holds, OneOf, Order, Page, Some

MOST_ROWS: Final = 32_000
ID: Final = "_id"
_TYPES: Final = {
    LogicalType.INTEGER: "int8",
    LogicalType.NUMBER: "numeric",
    LogicalType.BOOLEAN: "bool",
    LogicalType.DATE: "date",
    LogicalType.TIMESTAMP: "timestamp",
}
_Records = list[Document] | list[list[Any]] | str


def datastore_info(site: Site, asked: Parameters) -> Document:
    """Return the columns of a resource, and how many rows it has.

    :param id: the resource's id
    """
    dataset = _dataset(site, asked, "id", "resource_id")
    meta = {"id": site.names.resource(dataset.name, QUERIED), "count": dataset.rows, "table_type": "BASE TABLE"}
    return {"meta": {**meta, "aliases": []}, "fields": [_described(each) for each in dataset.columns]}


def datastore_search(site: Site, asked: Parameters) -> Document:
    """Search rows of a resource.

    :param resource_id: the resource's id
    :param filters: values, or lists of values, that columns must have: {"ma_xa": ["12103", "12106"]}
    :param q: words that rows must have, or words by column
    :param fields: the columns to return, all where not given
    :param sort: such as "ten asc, so_dan desc"
    :param limit: how many rows at most, 100 where not given, 32000 at most
    :param offset: how many rows to leave out first
    :param include_total: with the number of rows found, as is the default
    :param records_format: objects, lists, csv or tsv
    :returns: fields, records, total and links to this page and the next
    """
    dataset = _dataset(site, asked, "resource_id", "id")
    limit, skip = min(asked.natural("limit", 100), MOST_ROWS), asked.natural("offset", 0)
    form = _form(asked)
    if asked.truth("distinct"):
        raise invalid("distinct", "distinct is not supported")
    table = _Table(columns={each.name: each for each in dataset.columns})
    names = table.named("fields", asked.listed("fields")) or (ID, *table.columns)
    where = table.where(asked)
    page = Page(
        columns=tuple(each for each in names if each != ID),
        where=where,
        order=table.orders(asked),
        limit=limit,
    )
    rows = site.rows.read(dataset.name, page, skip=skip) if limit else ()
    return {
        **_echoed(asked),
        "resource_id": site.names.resource(dataset.name, QUERIED),
        "limit": limit,
        "records_format": asked.text("records_format", "objects"),
        "include_total": asked.truth("include_total", default=True),
        "fields": [table.field(each) for each in names],
        "records": form(names, rows),
        "_links": _links(asked, limit, skip),
        **(_total(site, dataset, where) if asked.truth("include_total", default=True) else {}),
    }


def _dataset(site: Site, asked: Parameters, name: str, other: str) -> PublishedDataset:
    given = asked.text(name) or asked.text(other)
    if not given:
        raise invalid(name, MISSING)
    found = site.resources.get(given)
    if found is None or found[1] is not QUERIED:
        raise not_found(f'Resource "{given}" was not found.')
    return found[0]


def _total(site: Site, dataset: PublishedDataset, where: Condition | None) -> Document:
    count = dataset.rows if where is None else site.rows.count(dataset.name, where)
    return {"total": count, "total_was_estimated": False, "total_estimation_threshold": None}


def _echoed(asked: Parameters) -> Document:
    names = [name for name in ("filters", "q", "sort", "offset") if asked.given.get(name) not in (None, "")]
    read: dict[str, Callable[[str], Any]] = {"filters": asked.json, "offset": asked.whole}
    return {name: read.get(name, asked.given.get)(name) for name in names}


def _links(asked: Parameters, limit: int, skip: int) -> Document:
    """This search from its start, and from where this page ends."""
    kept = {name: _written(value) for name, value in asked.given.items() if name != "offset" and value is not None}
    path = "/api/3/action/datastore_search?"
    return {"start": path + urlencode(kept), "next": path + urlencode({**kept, "offset": skip + limit})}


def _written(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _described(column: PublishedColumn) -> Document:
    info = {"label": column.title, "notes": column.description, "unit": column.unit}
    schema = {
        "notnull": column.is_key,
        "index_name": None,
        "is_index": True,
        "native_type": _type(column),
        "uniquekey": False,
    }
    told = {key: value for key, value in info.items() if value}
    return {"id": column.name, "type": _type(column), "schema": schema, "info": told}


def _type(column: PublishedColumn) -> str:
    return _TYPES.get(column.kind, "text")


@dataclass(frozen=True, kw_only=True, slots=True)
class _Table:
    """Reads what a request says of a table's columns."""

    columns: Mapping[str, PublishedColumn]

    def named(self, parameter: str, names: Iterable[str]) -> tuple[str, ...]:
        """The names, all of which must be columns."""
        found = tuple(name.strip('"') for name in names)
        for name in found:
            if name != ID and name not in self.columns:
                raise invalid(parameter, f'field "{name}" not in table')
        return found

    def field(self, name: str) -> Document:
        """A column as results tell it."""
        if name == ID:
            return {"id": ID, "type": "int"}
        column = self.columns[name]
        return {"id": name, "type": _type(column), "info": {"label": column.title, "notes": column.description}}

    def where(self, asked: Parameters) -> Condition | None:
        """What rows must be; None where nothing is asked."""
        parts = [*self._filters(asked), *self._words(asked)]
        return All(of=tuple(parts)) if parts else None

    def _filters(self, asked: Parameters) -> list[Condition]:
        filters = asked.json("filters")
        if filters is None:
            return []
        if not isinstance(filters, dict):
            raise invalid("filters", "Must be a JSON object")
        return [self._among(name, value if isinstance(value, list) else [value]) for name, value in filters.items()]

    def _among(self, name: str, values: Sequence[Any]) -> Condition:
        column = self._column("filters", name)
        field = Field(name=name, kind=column.kind, title=column.title)
        given: tuple[Value, ...] = tuple(field.value(_said(each)) for each in values if each is not None)
        among = OneOf(column=name, values=given)
        return among if None not in values else Some(of=(among, Empty(column=name)))

    def _words(self, asked: Parameters) -> list[Condition]:
        plain = asked.given.get("q")
        by_column = asked.json("q") if isinstance(plain, dict) or str(plain or "").lstrip().startswith("{") else None
        if isinstance(by_column, dict):
            return [Holds(words=str(said), column=self._column("q", name).name) for name, said in by_column.items()]
        return [Holds(words=asked.text("q"))] if asked.text("q").strip() else []

    def _column(self, parameter: str, name: str) -> PublishedColumn:
        if name not in self.columns:
            raise invalid(parameter, f'field "{name}" not in table')
        return self.columns[name]

    def orders(self, asked: Parameters) -> tuple[Order, ...]:
        """The order of the rows; by their numbers they stand already."""
        parts = [part.split() for part in asked.listed("sort")]
        found: list[Order] = []
        for part in parts:
            name, how = (part[0], " ".join(part[1:]).lower().removesuffix("nulls last").strip())
            if how not in ("", "asc", "desc"):
                raise invalid("sort", f'sort "{" ".join(part)}" is not understood')
            if self.named("sort", [name]) != (ID,):
                found.append(Order(column=name.strip('"'), descending=how == "desc"))
        return tuple(found)


def _said(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _form(asked: Parameters) -> Callable[[Sequence[str], Sequence[Mapping[str, object]]], _Records]:
    name = asked.text("records_format", "objects")
    if name not in _FORMS:
        raise invalid("records_format", f"Value must be one of {', '.join(_FORMS)}")
    return _FORMS[name]


def _objects(names: Sequence[str], rows: Sequence[Mapping[str, object]]) -> list[Document]:
    return [{name: _json(row[name]) for name in names} for row in rows]


def _lists(names: Sequence[str], rows: Sequence[Mapping[str, object]]) -> list[list[Any]]:
    return [[_json(row[name]) for name in names] for row in rows]


def _separated(mark: str) -> Callable[[Sequence[str], Sequence[Mapping[str, object]]], str]:
    def written(names: Sequence[str], rows: Sequence[Mapping[str, object]]) -> str:
        text = io.StringIO()
        csv.writer(text, delimiter=mark, lineterminator="\n").writerows(_lists(names, rows))
        return text.getvalue()

    return written


_FORMS: Final[Mapping[str, Callable[[Sequence[str], Sequence[Mapping[str, object]]], _Records]]] = {
    "objects": _objects,
    "lists": _lists,
    "csv": _separated(","),
    "tsv": _separated("\t"),
}


def _json(value: object) -> Any:
    """A value as JSON has it: decimals as numbers where those are exact enough to be read back."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value.isoformat() if isinstance(value, date | datetime) else value
