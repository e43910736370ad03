"""Keeps what is served in step with what is published: a replica of each open dataset, and none of any other."""

import hashlib
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

from kho.contracts.model import Contract, LogicalType
from kho.contracts.names import DatasetName
from kho.errors import KhoError
from kho.pipeline.files import write_atomically
from kho.pipeline.workplace import Workplace
from kho.publishing.catalogue import Catalogue, PublishedDataset
from kho.publishing.records.building import Plan
from kho.publishing.records.fields import published
from kho.publishing.records.shelf import Standing
from kho.publishing.shelves import Shelves
from kho.warehouse.tables import TableRef

STAMP: Final = "stamp"
"""The file that is another one whenever something else is published."""
SERVED: Final = "served"
"""The file that is another one whenever another replica has been put in place."""


MOST_PAIRS: Final = 6
"""Each index makes a replica larger by about the size of its columns."""


class Deed(StrEnum):
    """What was done about a dataset."""

    PUBLISHED = "published"
    REMOVED = "removed"
    FAILED = "failed"


@dataclass(frozen=True, kw_only=True, slots=True)
class Done:
    """What was done about one dataset, and how many seconds it took; `error` says why it failed."""

    dataset: DatasetName
    deed: Deed
    version: int | None = None
    rows: int | None = None
    seconds: float = 0.0
    error: KhoError | None = None


def publish(place: Workplace, catalogue: Catalogue, folder: Path) -> Iterator[Done]:
    """Make the replicas in `folder` those of the catalogue, telling what was done as it is done; nothing if none was.

    What is no longer in the catalogue is removed first. A dataset that fails keeps the replica that it has, and the
    others go on. Several processes may do this at once.
    """
    with closing(Shelves(folder=folder)) as shelves:
        yield from _removed(shelves, catalogue)
        _put_stamp(folder, catalogue)
        for dataset in catalogue.datasets.values():
            done = _followed(place, shelves, dataset)
            if done is not None:
                write_atomically(folder / SERVED, str(dataset.name).encode())
                yield done


def served(folder: Path) -> str:
    """Another word whenever rows of another replica are served, for whoever keeps what was made of them."""
    return _look(folder / SERVED)


def stamp(folder: Path) -> str:
    """What was published when this was last done, as one word that costs one look; empty where nothing was.

    Whoever holds a catalogue in memory reads it anew where the word has become another one.
    """
    return _look(folder / STAMP)


def look_again(folder: Path) -> None:
    """Have everybody who holds a catalogue in memory read it anew, before it is published again, within a second."""
    if folder.exists():
        write_atomically(folder / STAMP, b"")


def _look(file: Path) -> str:
    """What tells a file that is replaced from the one before."""
    try:
        found = file.stat()
    except FileNotFoundError:
        return ""
    return f"{found.st_ino:x}-{found.st_mtime_ns:x}"


def plan_of(contract: Contract, dataset: PublishedDataset) -> Plan:
    """What a dataset's replica is made of: its published columns, in the order of its key.

    Rows are often looked up by a unit or a code, and looked at in the order of a figure or a day.
    """
    fields = published(contract, dataset.columns)
    looked_up = [each.name for each in dataset.columns if each.codes or contract.column(each.name).unit]
    in_order = [field.name for field in fields if field.is_number or field.kind is LogicalType.DATE]
    pairs = [(name, other) for name in looked_up for other in in_order if name != other]
    return Plan(fields=fields, key=contract.primary_key, pairs=tuple(pairs[:MOST_PAIRS]))


def _removed(shelves: Shelves, catalogue: Catalogue) -> Iterator[Done]:
    for name in shelves.names():
        start = time.monotonic()
        if name not in catalogue.datasets and shelves.shelf(name).remove():
            yield Done(dataset=name, deed=Deed.REMOVED, seconds=time.monotonic() - start)


def _followed(place: Workplace, shelves: Shelves, dataset: PublishedDataset) -> Done | None:
    """Make a dataset's replica where the one that stands is not of what the catalogue says."""
    contract = place.contract(dataset.name)
    plan, shelf = plan_of(contract, dataset), shelves.shelf(dataset.name)
    start = time.monotonic()
    if _is_of(shelf.standing(), dataset, plan):
        return None
    try:
        made = shelf.follow(place.warehouse, TableRef.of(contract), plan)
    except KhoError as error:
        return Done(dataset=dataset.name, deed=Deed.FAILED, seconds=time.monotonic() - start, error=error)
    if made is None:
        return None
    seconds = time.monotonic() - start
    return Done(dataset=dataset.name, deed=Deed.PUBLISHED, version=made.version, rows=made.rows, seconds=seconds)


def _is_of(standing: Standing | None, dataset: PublishedDataset, plan: Plan) -> bool:
    return standing is not None and (standing.version, standing.plan) == (dataset.version, plan.digest)


def _put_stamp(folder: Path, catalogue: Catalogue) -> None:
    """Write what is published, where it is something else than before."""
    file, digest = folder / STAMP, _digest(catalogue).encode()
    if not file.exists() or file.read_bytes() != digest:
        folder.mkdir(parents=True, exist_ok=True)
        write_atomically(file, digest)


def _digest(catalogue: Catalogue) -> str:
    """Of everything that the public is told; of how late something is, that it is."""
    told = hashlib.sha256(repr((catalogue.province, catalogue.code, sorted(catalogue.agencies.items()))).encode())
    told.update(repr(sorted(catalogue.withdrawn.items())).encode())
    for name in sorted(catalogue.datasets):
        dataset = catalogue.datasets[name]
        parts = (name, dataset.title, dataset.description, dataset.agency, dataset.domain, dataset.licence)
        more = (dataset.frequency, dataset.contract_version, dataset.columns, dataset.rows, dataset.version)
        good = (dataset.assessment.score, dataset.assessment.freshness.state, dataset.assessment.runs)
        told.update(repr((*parts, *more, dataset.modified, *good)).encode())
    return told.hexdigest()
