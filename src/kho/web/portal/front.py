"""The front page: what is here, for whoever comes for data."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from kho.messages import Message
from kho.publishing.catalogue import Catalogue, PublishedDataset
from kho.publishing.domains import domain_title
from kho.web.holding import Holding, held
from kho.web.portal.health import Health
from kho.web.usage.telling import usage

NEWEST = 6


@dataclass(frozen=True, kw_only=True, slots=True)
class Domain:
    """A field with the number of its datasets."""

    code: str
    title: Message
    count: int


def front(request: HttpRequest) -> HttpResponse:
    """What is here: a search box, fields, what is new, how healthy the data is."""
    holding = held()
    catalogue = holding.catalogue
    newest = sorted(catalogue.datasets.values(), key=lambda each: each.modified, reverse=True)
    shown: dict[str, object] = {"newest": newest[:NEWEST], "used": _used(holding)[:NEWEST]}
    shown |= {"domains": domains(catalogue), "health": Health.of(catalogue)}
    return render(request, "portal/front.html", shown)


def developers(request: HttpRequest) -> HttpResponse:
    """The ways in for programs."""
    holding = held()
    example = next(iter(holding.catalogue.datasets.values()), None)
    return render(request, "portal/developers.html", {"example": example, "site": holding.addresses.site})


def _used(holding: Holding) -> Sequence[PublishedDataset]:
    """The datasets that were used lately, those used most first."""
    counted = usage(holding)
    return [holding.catalogue.datasets[name] for name in sorted(counted, key=lambda name: -counted[name])]


def domains(catalogue: Catalogue) -> list[Domain]:
    """The fields that have datasets, those with most first."""
    counted = Counter(each.domain for each in catalogue.datasets.values() if each.domain)
    return [Domain(code=code, title=domain_title(code), count=count) for code, count in counted.most_common()]
