"""Graphs as bytes, each made once for what is held: a hundred datasets take a while."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from rdflib import Graph

from kho.contracts.names import DatasetName
from kho.province.agencies import Agency
from kho.publishing.dcat.agents import agent
from kho.publishing.dcat.catalogues import catalogue_graph, dataset_graph, page_of
from kho.publishing.dcat.draft import Draft
from kho.publishing.dcat.writing import Serialisation, written
from kho.web.holding import Holding

MOST_BYTES: Final = 32_000_000
"""What is kept of one holding in each process; what was asked for longest ago goes first."""


@dataclass(kw_only=True, slots=True)
class Graphs:
    """The graphs of a holding. One is made at a time, since that takes a processor."""

    holding: Holding
    most: int = MOST_BYTES
    _kept: OrderedDict[Hashable, bytes] = field(default_factory=OrderedDict)
    _size: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _making: threading.Lock = field(default_factory=threading.Lock)

    def page(self, number: int, since: datetime | None, how: Serialisation) -> bytes:
        """A page of the catalogue. Raises NoSuchPageError."""
        catalogue = self.holding.catalogue
        page = page_of(catalogue, number, since=since)
        key = ("page", number, page.since, how)
        return self._found(key, lambda: catalogue_graph(catalogue, self.holding.addresses, page), how)

    def dataset(self, name: DatasetName, how: Serialisation) -> bytes:
        """A dataset. Raises NoSuchDatasetError."""
        found = self.holding.dataset(name)
        catalogue, addresses = self.holding.catalogue, self.holding.addresses
        return self._found(("dataset", name, how), lambda: dataset_graph(catalogue, addresses, found.name), how)

    def agency(self, told: Agency, how: Serialisation) -> bytes:
        """An agency."""
        draft = Draft(addresses=self.holding.addresses)
        agent(draft, told)
        return written(draft.graph, how)

    def _found(self, key: Hashable, make: Callable[[], Graph], how: Serialisation) -> bytes:
        known = self._known(key)
        if known is not None:
            return known
        with self._making:
            known = self._known(key)
            return known if known is not None else self._keep(key, written(make(), how))

    def _known(self, key: Hashable) -> bytes | None:
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
            return self._kept.get(key)

    def _keep(self, key: Hashable, made: bytes) -> bytes:
        with self._lock:
            self._kept[key] = made
            self._size += len(made)
            while self._size > self.most and len(self._kept) > 1:
                self._size -= len(self._kept.popitem(last=False)[1])
        return made


def graphs(holding: Holding) -> Graphs:
    """The graphs of a holding."""
    return Graphs(holding=holding)
