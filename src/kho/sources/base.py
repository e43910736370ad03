"""What every transport and every format offers.

A transport brings bytes to land; a format reads landed bytes as tables of text cells with their place. They do not
know each other, and enter by the entry points `kho.transports` and `kho.formats`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol, runtime_checkable

import pyarrow as pa

from kho.contracts.model import Source
from kho.messages import Message


@dataclass(frozen=True, kw_only=True, slots=True)
class Fetched:
    """One delivery as it arrived, ready to land: bytes in a local file, and where they came from.

    `name` is the file's own name at the sender; `origin` the address without secrets. `modified` is the sender's own
    time where the transport tells it. `cursor` is where the next incremental fetch goes on, None where there is none.
    `version` is the sender's own mark of the content, such as an ETag, where it has one. `sha256` is that of the bytes,
    in hex, where the transport worked it out on the way.
    """

    file: Path
    name: str
    origin: str
    modified: datetime | None = None
    cursor: str | None = None
    version: str | None = None
    sha256: str | None = None


class Transport(Protocol):
    """Fetches what one source has."""

    def problems(self, source: Source) -> list[tuple[str, Message, Message]]:
        """Mistakes in the source's address and fetch options: (field, what, mend). Touches no network."""

    def fetch(self, source: Source, *, base: Path, into: Path, since: str | None) -> Iterator[Fetched]:
        """Deliveries in the order they should be loaded, oldest first; files are written into `into`.

        `base` is the province folder, where relative paths start; `since` the cursor of the last loaded delivery.
        Raises a `kho.errors.KhoError` that names the address and the reason.
        """


@runtime_checkable
class Watched(Protocol):
    """A transport that can tell, quickly and without leaving the machine, whether something has arrived."""

    def seen(self, source: Source, *, base: Path) -> str:
        """A short text that is another one whenever a file has come or changed; empty where there is none.

        `base` is the province folder. Raises a `kho.errors.KhoError` where the place cannot be looked at.
        """


@dataclass(frozen=True, kw_only=True, slots=True)
class SourceColumn:
    """One column as the source has it. `header` is its header text from top to bottom, one entry per header row.

    `position` is 1-based: the column of a sheet or text file, or the order of first appearance for nested records,
    whose `header` is the one path, such as `address.commune.code`. `unit` is that of the column's figures, where the
    source tells it of a column that holds mostly figures; `line` what a line above the table tells of units at all.
    """

    position: int
    header: tuple[str, ...]
    unit: str | None = None
    line: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class LeftOut:
    """Something of a part that is no row of its table: title, unit row, total, footer, blank column, other table."""

    place: str
    why: Message
    text: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Repair:
    """One distinct repair of text and how often it was made; `places` are the first few (part, row, column)."""

    before: str
    after: str
    why: str
    count: int
    places: tuple[tuple[str, int, str], ...] = ()


@dataclass(kw_only=True, slots=True)
class ReadNotes:
    """What a format reader tells beside the cells. Complete only when all batches have been read.

    `found` holds what was found rather than told, such as encoding, delimiter, sheet, header rows, in the words of
    the format's read options, so that a contract can pin it. `edged` are the columns, by their place from 1, with white
    space at an end of some text.
    """

    found: dict[str, Any] = field(default_factory=dict)
    left_out: list[LeftOut] = field(default_factory=list)
    repairs: list[Repair] = field(default_factory=list)
    edged: set[int] = field(default_factory=set)


@dataclass(frozen=True, kw_only=True, slots=True)
class SourceTable:
    """One table of a landed file.

    `part` names it inside the file: sheet, archive member, layer; empty where the file is one table.
    Each batch has `row` (int64, 1-based as a person sees it), `c1 ... cn` (string, one per entry of `columns` in
    that order, null for an empty cell) and, where the source has types, `k1 ... kn` (string, `kho.quality.cells`).
    """

    part: str
    columns: tuple[SourceColumn, ...]
    batches: Iterator[pa.RecordBatch]
    notes: ReadNotes


class Format(Protocol):
    """Reads one kind of file."""

    def sniff(self, head: bytes, name: str) -> bool:
        """Whether a file that begins with `head` (up to 64 KiB) and has this name is of this format; bytes first."""

    def problems(self, read: Mapping[str, Any]) -> list[tuple[str, Message, Message]]:
        """Mistakes in `kho.read` options: (field, what, mend)."""

    def tables(self, file: Path, *, name: str, read: Mapping[str, Any]) -> Iterator[SourceTable]:
        """The tables of a landed file, one after the other: read one's batches before asking for the next.

        Without options every table that is found; with them those they name. Memory stays bounded whatever the
        file's size, where the format allows it. Raises a `kho.errors.KhoError` that names the file and the reason.
        """
