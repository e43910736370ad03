"""The shelves of all published datasets, as a process that answers questions about their rows has them open."""

import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path

from kho.contracts.names import DatasetName
from kho.publishing.catalogue import PublishedDataset
from kho.publishing.records.answering import SECONDS, Replica
from kho.publishing.records.columnar import Columnar
from kho.publishing.records.shelf import Shelf
from kho.warehouse.warehouse import Warehouse

FOLDER = "published"
"""The part of the warehouse, or of another folder of this machine, where replicas lie."""


def folder_of(warehouse: Warehouse, elsewhere: Path) -> Path:
    """Where replicas lie: with the warehouse if that is a folder of this machine, else in `elsewhere`."""
    return (Path(warehouse.storage.url) if warehouse.storage.is_local else elsewhere) / FOLDER


@dataclass(kw_only=True, slots=True)
class Shelves:
    """All shelves in a folder, for any number of threads. `seconds` is how long a question may take."""

    folder: Path
    seconds: float = SECONDS
    columnar: Columnar = field(default_factory=Columnar)
    _shelves: dict[DatasetName, Shelf] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def replica(self, dataset: PublishedDataset) -> AbstractContextManager[Replica]:
        """A published dataset's replica, the same to the end of the block (see `Shelf.replica`). Raises NotReadyError.

        It takes what the catalogue says, so that nothing is read that is not published.
        """
        return self.shelf(dataset.name).replica(dataset.columns)

    def shelf(self, name: DatasetName) -> Shelf:
        """The shelf of a dataset, whether or not there is a replica on it."""
        with self._lock:
            found = self._shelves.get(name)
            if found is None:
                folder = self.folder / name.agency / name.dataset
                found = self._shelves[name] = Shelf(folder=folder, seconds=self.seconds, columnar=self.columnar)
            return found

    def names(self) -> Iterator[DatasetName]:
        """The datasets that have a replica on their shelf."""
        for folder in sorted(self.folder.glob("*/*/")):
            name = DatasetName(folder.parent.name, folder.name)
            if not self.shelf(name).is_empty:
                yield name

    def close(self) -> None:
        """Let go of all replicas as soon as nobody uses them."""
        with self._lock:
            shelves = [*self._shelves.values()]
        for shelf in shelves:
            shelf.close()
