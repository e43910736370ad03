"""What a process of the portal holds in memory: the catalogue and what is worked out of it once, all of one moment."""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final, TypeVar

from django.conf import settings
from django.db import connections

from kho.contracts.names import DatasetName
from kho.pipeline.workplace import Workplace
from kho.publishing.catalogue import Catalogue, PublishedDataset, WithdrawnError
from kho.publishing.dcat.catalogues import NoSuchDatasetError
from kho.publishing.publisher import served, stamp
from kho.publishing.shelves import Shelves, folder_of
from kho.warehouse.tables import VIETNAM
from kho.web.addresses import CatalogueAddresses
from kho.web.configuration import Configuration
from kho.web.opening import published_reader

LOOK_EVERY: Final = 1.0
"""Seconds between looks at whether something else is published now."""
_LOG: Final = logging.getLogger(__name__)
Made = TypeVar("Made")


@dataclass(frozen=True, kw_only=True)
class Holding:
    """All that is published at one moment. `stamp` says which moment: another one, another stamp."""

    stamp: str
    place: Workplace
    catalogue: Catalogue
    shelves: Shelves
    addresses: CatalogueAddresses
    _made: dict[Callable[..., Any], Any] = field(default_factory=dict, repr=False, compare=False)
    _making: threading.RLock = field(default_factory=threading.RLock, repr=False, compare=False)

    def once(self, make: Callable[["Holding"], Made]) -> Made:
        """What is worked out of it: by the first who asks, and kept for all others for as long as this is held."""
        if make not in self._made:
            with self._making:
                if make not in self._made:
                    self._made[make] = make(self)
        made: Made = self._made[make]
        return made

    @property
    def mark(self) -> str:
        """What a page made of it is marked by: it is another one with other rows, and on another day, as data ages."""
        return f"{self.stamp} {served(self.shelves.folder)} {self.place.clock().astimezone(VIETNAM).date()}"

    def warmed(self, before: "Holding") -> "Holding":
        """The same with everything worked out that somebody asked the one before for."""
        for make in [*before._made]:  # noqa: SLF001  another of its own kind
            self.once(make)
        return self

    def dataset(self, name: DatasetName) -> PublishedDataset:
        """A published dataset.

        Raises NoSuchDatasetError, whether there is none or one that is not open, and WithdrawnError.
        """
        found = self.catalogue.datasets.get(name)
        if name in self.catalogue.withdrawn:
            raise WithdrawnError.of(self.catalogue.withdrawn[name])
        if found is None:
            raise NoSuchDatasetError(name=name)
        return found


@dataclass(kw_only=True)
class Holder:
    """Keeps the newest holding, made by `make`, in step with the stamp that `look` reads.

    A new one is made aside while the last one answers; where that fails, the last one goes on and the log says why.
    """

    look: Callable[[], str]
    make: Callable[[str], Holding]
    _held: Holding | None = None
    _looked: float = 0.0
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _making: threading.Lock = field(default_factory=threading.Lock)

    def now(self) -> Holding:
        """What is published; the first caller waits until it is read. Raises the province's and the store's errors."""
        with self._lock:
            if self._held is None:
                self._held = self.make(self.look())
            held = self._held
            is_time = self._is_time()
        if is_time and self.look() != held.stamp and self._making.acquire(blocking=False):
            threading.Thread(target=self._renew, daemon=True).start()
        return held

    def _is_time(self) -> bool:
        now = time.monotonic()
        if now - self._looked < LOOK_EVERY:
            return False
        self._looked = now
        return True

    def _renew(self) -> None:
        try:
            made = self.make(self.look())
            if self._held is not None:
                made.warmed(self._held)
        except Exception:  # noqa: BLE001 - told in the log with its traceback; what is held goes on
            _LOG.exception("what is published cannot be read; the pages stay as they are")
        else:
            with self._lock:
                self._held = made
        finally:
            connections.close_all()  # those of this thread, which ends here
            self._making.release()


@cache
def holder() -> Holder:
    """This process's holder. Raises ProvinceHasMistakesError and the store's errors."""
    return holder_of(settings.CONFIGURATION)


def holder_of(configuration: Configuration) -> Holder:
    """A holder of what is published of a province. Raises ProvinceHasMistakesError and the store's errors."""
    reader = published_reader(configuration)
    folder = folder_of(reader.current().place.warehouse, configuration.own)
    shelves, addresses = Shelves(folder=folder), CatalogueAddresses(site=configuration.address)

    def make(stamp: str) -> Holding:
        now = reader.current()
        return Holding(stamp=stamp, place=now.place, catalogue=now.catalogue, shelves=shelves, addresses=addresses)

    return Holder(look=lambda: stamp(folder), make=make)


def held() -> Holding:
    """What is published now."""
    return holder().now()
