"""The pictures that stand beside shared links (Open Graph): one of the portal, one of each dataset."""

from functools import lru_cache
from typing import Final

from django.http import HttpRequest, HttpResponse

from kho.messages import Message
from kho.publishing.cards import Card, drawn
from kho.publishing.catalogue import PublishedDataset
from kho.publishing.charts.pictures import to_png
from kho.web.holding import Holding, held
from kho.web.look.speaking import day_told, language, number_told
from kho.web.look.templatetags.saying import told
from kho.web.portal.datasets import named

KEPT: Final = 256
"""Pictures that are remembered, some 30 kB each."""
PORTAL: Final = Message("Cổng dữ liệu mở {name}", "Open data of {name_en}")
EVERYBODY: Final = Message("Dữ liệu của {name}, cho mọi người", "Data of {name_en}, for everybody")
COUNT: Final = Message("{count} bộ dữ liệu mở", "{count} open datasets")
UPDATED: Final = Message("Cập nhật {day}", "Updated {day}")
ROWS: Final = Message("{rows} dòng", "{rows} rows")


def card(request: HttpRequest) -> HttpResponse:  # noqa: ARG001  Django's signature
    """The portal's."""
    holding = held()
    count = COUNT.filled(count=number_told(len(holding.catalogue.datasets)))
    return _answer(Card(portal=_named(holding, PORTAL), title=_named(holding, EVERYBODY), facts=(told(count),)))


def dataset_card(request: HttpRequest, name: str) -> HttpResponse:  # noqa: ARG001  Django's signature
    """A dataset's. Raises NoSuchPageError, NoSuchDatasetError, NotDrawnError."""
    holding = held()
    found = holding.dataset(named(name))
    return _answer(Card(portal=_named(holding, PORTAL), title=found.title, facts=_facts(found)))


def _facts(found: PublishedDataset) -> tuple[str, str]:
    updated = UPDATED.filled(day=day_told(found.modified)).in_(language())
    rows = ROWS.filled(rows=number_told(found.rows)).in_(language())
    return told(found.agency.name), f"{updated}  ·  {rows}"


def _named(holding: Holding, message: Message) -> str:
    name = holding.catalogue.province
    return message.filled(name=name.vi, name_en=name.en).in_(language())


def _answer(wanted: Card) -> HttpResponse:
    return HttpResponse(_png(wanted), content_type="image/png")


@lru_cache(maxsize=KEPT)
def _png(wanted: Card) -> bytes:
    return to_png(drawn(wanted))
