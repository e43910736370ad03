"""What lists of organizations and of groups have in common: which, in which order, from where to where."""

import re
from collections.abc import Callable, Sequence
from typing import Any, Final

from kho.publishing.ckan.answers import Document, invalid
from kho.publishing.ckan.packages import package
from kho.publishing.ckan.parameters import Parameters
from kho.publishing.ckan.site import Site
from kho.standards.text.folding import folded

_FIELDS: Final = {"name": "name", "title": "title", "packages": "package_count", "package_count": "package_count"}
_BY: Final = re.compile(r"(\w+)(?:\s+(asc|desc))?")
MOST: Final = 1000


def chosen(asked: Parameters, things: Sequence[Document], only: str) -> list[Document] | list[str]:
    """The things asked for, by name or in full; `only` is the parameter that names them."""
    named = asked.listed(only)
    kept = [each for each in things if not named or each["name"] in named or each["id"] in named]
    field, descending = _order(asked)
    kept.sort(key=lambda each: each["name"])
    kept.sort(key=_key(field), reverse=descending)
    limit, offset = min(asked.natural("limit", MOST), MOST), asked.natural("offset", 0)
    page = kept[offset : offset + limit]
    if not asked.truth("all_fields"):
        return [each["name"] for each in page]
    return [_without(asked, each) for each in page]


def _order(asked: Parameters) -> tuple[str, bool]:
    text = asked.text("sort") or asked.text("order_by") or "title asc"
    match = _BY.fullmatch(text.strip())
    if match is None or match[1] not in _FIELDS:
        raise invalid("message", f"Cannot sort by field `{text}`")
    field = _FIELDS[match[1]]
    return field, match[2] == "desc" or (match[2] is None and field == "package_count")


def _key(field: str) -> Callable[[Document], Any]:
    return lambda each: folded(each[field]) if isinstance(each[field], str) else each[field]


def _without(asked: Parameters, thing: Document) -> Document:
    """A thing without the lists that were not asked for."""
    lists = [name for name in ("extras", "tags", "groups", "users") if not asked.truth(f"include_{name}")]
    counts = [] if asked.truth("include_dataset_count", default=True) else ["package_count"]
    return {key: value for key, value in thing.items() if key not in (*lists, *counts)}


def shown(site: Site, asked: Parameters, thing: Document, datasets: Sequence[Any]) -> Document:
    """A thing in full, with its packages where they are asked for."""
    lists = [name for name in ("extras", "tags", "groups", "users") if not asked.truth(f"include_{name}", default=True)]
    told = {key: value for key, value in thing.items() if key not in lists}
    if not asked.truth("include_dataset_count", default=True):
        told.pop("package_count")
    if asked.truth("include_datasets"):
        told["packages"] = [package(site, each) for each in datasets[:MOST]]
    return told
