"""What a dataset is to the generator: its name and its deliveries, oldest first."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Protocol

import pyarrow as pa

from hungyen.batch import Batch, Dirt
from hungyen.world import World
from kho.contracts.model import Contract


@dataclass(frozen=True, kw_only=True, slots=True)
class Span:
    """Rows that lie behind each other in one part: the first one's row number there, and how many."""

    part: str
    first: int
    count: int


class Writer(Protocol):
    """Writes a delivery in some format."""

    def write(self, path: Path, contract: Contract, batches: Iterator[Batch]) -> Sequence[Span]:
        """Write the file; gives where each row stands, in the order of the rows."""


LATE, DRIFTED = "late_correction", "drifted_columns"
"""Kinds of deliveries: rows of an earlier one mended; headers renamed, put in another order, or added."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Delivery:
    """One file that is sent: below `inbox/<agency>/<dataset>/`, or elsewhere with a leading slash.

    `rows` gives what is meant, in parts. `arrives_as` is the name under which a database's or an API's answer is
    landed. `status` and `code` say how its run must end.
    """

    file: str
    on: date
    write: Writer
    rows: Callable[[], Iterable[pa.Table]]
    dirt: Sequence[Dirt] = ()
    arrives_as: str = ""
    status: str = "loaded"
    code: str = ""
    kind: str = ""
    """What is out of the ordinary with the delivery as a whole; empty where nothing is."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Dataset:
    """One dataset and what is sent of it."""

    name: str
    deliveries: Callable[[World], Iterable[Delivery]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Nothing:
    """A file without a byte."""

    def write(self, path: Path, contract: Contract, batches: Iterator[Batch]) -> Sequence[Span]:
        """Write the empty file."""
        del contract, batches
        path.write_bytes(b"")
        return ()


def empty(file: str, on: date) -> Delivery:
    """A file that was sent empty."""
    return Delivery(file=file, on=on, write=Nothing(), rows=tuple, status="failed", code="KHO-R202", kind="empty_file")


@dataclass(frozen=True, kw_only=True, slots=True)
class Copy:
    """The bytes of an earlier file under another name."""

    of: str

    def write(self, path: Path, contract: Contract, batches: Iterator[Batch]) -> Sequence[Span]:
        """Copy the file that lies beside."""
        del contract, batches
        path.write_bytes((path.parent / self.of).read_bytes())
        return ()


def sent_twice(file: str, of: str, on: date) -> Delivery:
    """A file that was sent before."""
    return Delivery(file=file, on=on, write=Copy(of=of), rows=tuple, status="unchanged", kind="sent_twice")
