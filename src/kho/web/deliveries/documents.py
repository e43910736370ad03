"""Deliveries and what is wrong in them, as programs read it."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.urls import reverse

from kho.pipeline.runs import Run
from kho.pipeline.trial import BadRow
from kho.quality.findings import Finding
from kho.web.addresses import slug
from kho.web.api.documents import both
from kho.web.deliveries.listing import is_at_work
from kho.web.deliveries.models import Delivery
from kho.web.deliveries.showing import ShownRule
from kho.web.deliveries.words import place_told, spot
from kho.web.holding import held

Document = dict[str, Any]


def delivery(told: Delivery) -> Document:
    """Where a delivery stands."""
    trouble = told.trouble
    return {
        "id": told.key,
        "dataset": slug(told.dataset_name),
        "name": told.name,
        "size": told.size,
        "sha256": told.sha256,
        "state": told.state,
        "state_name": both(told.state_name),
        "at_work": is_at_work(told),
        "received": told.received,
        "changed": told.changed,
        "follows": told.follows.key if told.follows is not None else None,
        "read": told.read,
        "accepted": told.accepted,
        "quarantined": told.quarantined,
        "version": told.version,
        "trouble": None if trouble is None else _trouble(trouble),
        "url": address(told.key),
        "findings": f"{address(told.key)}/findings",
        "page": f"{held().addresses.site}{reverse('delivery', args=[told.key])}",
    }


def address(key: str) -> str:
    """Where a program asks how far it is."""
    return f"{held().addresses.site}/api/v1/deliveries/{key}"


def _trouble(told: Mapping[str, str]) -> Document:
    return {
        "code": told["code"],
        "what": {"vi": told["what_vi"], "en": told["what_en"]},
        "mend": {"vi": told["mend_vi"], "en": told["mend_en"]},
    }


def rule(told: ShownRule) -> Document:
    """A rule that is broken, and how often. `measured` is what a promise about the whole came to."""
    return {
        "rule": told.id,
        "severity": "warning" if told.is_warning else "error",
        "column": told.column or None,
        "what": both(told.what),
        "mend": both(told.mend),
        "count": told.count,
        "measured": None if told.measured is None else str(told.measured),
    }


def rows(run: Run, bad: Sequence[BadRow]) -> list[Document]:
    """Rows that are turned away, each with all that is wrong in it, at its place in the sender's file."""
    return [
        {"part": spot(run, each.part, each.row, None).part, "row": each.row, "findings": _findings(run, each)}
        for each in bad
    ]


def _findings(run: Run, row: BadRow) -> list[Document]:
    return [_finding(run, each) for each in row.findings]


def _finding(run: Run, found: Finding) -> Document:
    at = spot(run, found.part, found.row, found.column)
    return {
        "rule": found.rule,
        "column": found.column,
        "header": at.header or None,
        "cell": at.cell or None,
        "place": both(place_told(run, found.part, found.row, found.column)),
        "value": found.value,
        "what": both(found.what),
        "mend": both(found.mend),
    }
