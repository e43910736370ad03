"""The console: every operation that the API's description has, as a form that calls it.

Without JavaScript a form leads to the answer itself, by way of `call`, which leaves out what was not filled in.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from kho.messages import Message
from kho.web.addresses import name_of, slug
from kho.web.api.answering import reading
from kho.web.api.openapi import document
from kho.web.api.openapi.columns import GROUPED, ROWS
from kho.web.holding import Holding, held
from kho.web.look.speaking import language
from kho.web.refusing import NoSuchPageError

START: Final = "/api/v1/"
PATH: Final = "_path"
_USUAL: Final = frozenset(each.name for each in (*ROWS, *GROUPED))
_INPUTS: Final[Mapping[str, str]] = {"integer": "number", "number": "number"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Field:
    """A parameter as a field of a form; `options` are the values it may have, where they are few."""

    id: str
    name: str
    what: str
    input: str
    options: Sequence[str]
    hint: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Call:
    """An operation as a form: what is usually filled in, then the filters of columns."""

    id: str
    path: str
    title: str
    what: str
    fields: Sequence[Field]
    filters: Sequence[Field]


@reading
def console(request: HttpRequest) -> HttpResponse:
    """The page. Raises NoSuchPageError for a dataset that is not there."""
    holding = held()
    chosen = request.GET.get("dataset", "")
    shown = {
        "datasets": sorted((each.title, slug(each.name)) for each in holding.catalogue.datasets.values()),
        "chosen": chosen,
        "calls": list(_of_catalogue(holding)),
        "of_dataset": list(_of_dataset(holding, chosen)) if chosen else [],
    }
    return render(request, "api/console.html", shown)


@reading
def call(request: HttpRequest) -> HttpResponse:
    """To the answer of a form without JavaScript. Raises NoSuchPageError."""
    path = request.GET.get(PATH, "")
    if not path.startswith(START) or set(path) & set("?#\\\r\n"):
        raise NoSuchPageError
    asked = [(name, value) for name, values in request.GET.lists() for value in values if name != PATH and value]
    return HttpResponseRedirect(f"{path}?{urlencode(asked)}" if asked else path)


def _of_catalogue(holding: Holding) -> Iterator[Call]:
    name = holding.catalogue.province
    told = document.whole(holding.addresses.site, Message(name.vi, name.en), language())
    return _calls({path: item for path, item in told["paths"].items() if "{" not in path}, "c")


def _of_dataset(holding: Holding, chosen: str) -> Iterator[Call]:
    name = name_of(chosen)
    found = holding.catalogue.datasets.get(name) if name is not None else None
    if found is None:
        raise NoSuchPageError
    return _calls(document.of_dataset(holding.addresses.site, found, language())["paths"], "d")


def _calls(paths: Mapping[str, Any], prefix: str) -> Iterator[Call]:
    for path, item in paths.items():
        told = item["get"]
        id_ = f"{prefix}-{told['operationId']}"
        fields = [_field(id_, each) for each in told["parameters"]]
        has_filters = told["operationId"] in ("records", "count", "groups")
        yield Call(
            id=id_,
            path=path,
            title=told["summary"],
            what=told["description"].replace("`", ""),
            fields=[each for each in fields if not has_filters or each.name in _USUAL],
            filters=[each for each in fields if has_filters and each.name not in _USUAL],
        )


def _field(id_: str, told: Mapping[str, Any]) -> Field:
    schema = told["schema"]
    is_list = schema.get("type") == "array"
    one = schema["items"] if is_list else schema
    values = [str(each) for each in one.get("enum", ())]
    if one.get("type") == "boolean":
        values = ["true", "false"]
    kind = "date" if one.get("format") == "date" else _INPUTS.get(str(one.get("type")), "text")
    return Field(
        id=f"{id_}-{told['name']}",
        name=told["name"],
        what=told["description"].replace("`", ""),
        input="text" if is_list else kind,
        options=[] if is_list else values,
        hint=", ".join(values[:4]) if is_list else str(schema.get("default", told.get("example", ""))),
    )
