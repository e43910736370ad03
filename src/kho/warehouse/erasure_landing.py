"""Erasing a person from the landed bytes: what holds them is deleted, the cells of other rows are kept."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow.fs as pafs
import pyarrow.parquet as pq

from kho.contracts.names import DatasetName
from kho.warehouse import corrections, landing
from kho.warehouse.corrections import CorrectedRow
from kho.warehouse.duck import Workroom
from kho.warehouse.redaction import Person, Search, find, in_cells, redact, write_without
from kho.warehouse.storage import Files


@dataclass(frozen=True, kw_only=True, slots=True)
class Decoded:
    """Landed bytes as a dataset reads them: folders of Parquet files with `_part`, `_row`, `_text_*`, `_kind_*`.

    `cells` is what is kept of them; `others` are the same rows as they came, and by other corrections of single cells.
    """

    cells: Path
    others: tuple[Path, ...] = ()

    @property
    def readings(self) -> tuple[Path, ...]:
        """All of them."""
        return (self.cells, *self.others)


Decode = Callable[[str, Path], Mapping[DatasetName, Decoded]]
"""Given the SHA-256 of landed bytes and an empty folder: the staged cells as each dataset that ever read these bytes
reads them. Empty for bytes nobody read."""


@dataclass(frozen=True, kw_only=True, slots=True)
class LandedWork:
    """What is searched for: the person in each dataset, and values that tell the person in raw bytes too."""

    files: Files
    workroom: Workroom
    decode: Decode
    people: Sequence[tuple[DatasetName, Person]]
    values: Sequence[str]
    record: str

    def searches(self, name: DatasetName) -> list[Search]:
        """How the person's rows are told in the staged cells of a dataset."""
        return [Search(person=person, column=in_cells) for each, person in self.people if each == name]


def erase_landed(work: LandedWork) -> Iterator[str]:
    """Erase the person from arrivals, cells kept by earlier erasures and landed bytes; gives the hashes of these."""
    _scrub_arrivals(work)
    _redact_again(work)
    for entry in work.files.entries("landing/sha256"):
        if _erase_bytes(work, entry.name):
            yield entry.name


def _scrub_arrivals(work: LandedWork) -> None:
    """Take the person's number out of the names files had."""
    for entry in work.files.entries(landing.ARRIVALS):
        before = work.files.read(entry.key)
        after = before
        for value in work.values:
            after = after.replace(value.encode(), "…".encode())
        if after != before:
            work.files.write(entry.key, after)


def _redact_again(work: LandedWork) -> None:
    for entry in work.files.entries(landing.REDACTED):
        delivery = entry.key.removeprefix(f"{landing.REDACTED}/").partition("/")[0]
        rows: set[CorrectedRow] = set()
        for name, person in work.people:
            if entry.key == landing.redacted_key(delivery, name):
                search = Search(person=person, column=in_cells)
                rows |= _rows(work.files.arrow(f"{landing.REDACTED}/{delivery}"), entry.name, search)
                redact(work.files, entry.key, search, work.workroom)
        if entry.name.endswith(".parquet"):
            corrections.redact(work.files, delivery, rows, work.values)


def _erase_bytes(work: LandedWork, sha256: str) -> bool:
    """Delete landed bytes that hold the person, keeping the other rows' cells; whether they did.

    An erasure that was killed after the cells were kept goes on behind that: what it took out of the corrections is
    no longer there to be read.
    """
    is_begun = work.files.exists(landing.erased_key(sha256))
    with work.workroom.scratch() as scratch:
        decoded = work.decode(sha256, scratch)
        rows = {row for name, each in decoded.items() for row in _held(each, work.searches(name))}
        if not (is_begun or rows or _in_bytes(work, sha256)):
            return False
        for name, each in decoded.items() if not is_begun else ():
            kept = scratch / f"{name.agency}--{name.dataset}.parquet"
            _keep_cells(each.cells, work.searches(name), kept, scratch)
            work.files.put(kept, landing.redacted_key(sha256, name))
    work.files.write(landing.erased_key(sha256), json.dumps({"erasure": work.record}).encode())
    corrections.redact(work.files, sha256, rows, work.values)
    work.files.delete(landing.landed_key(sha256))
    return True


def _held(decoded: Decoded, searches: list[Search]) -> set[CorrectedRow]:
    """The person's rows, in whatever reading they are."""
    paths = [str(path) for folder in decoded.readings for path in sorted(folder.rglob("*.parquet"))]
    return {row for path in paths for search in searches for row in _rows(pafs.LocalFileSystem(), path, search)}


def _rows(fs: pafs.FileSystem, path: str, search: Search) -> set[CorrectedRow]:
    return {(part, row) for _, part, row in find(fs, path, search)}


def _in_bytes(work: LandedWork, sha256: str) -> bool:
    """Whether raw bytes hold one of the values as UTF-8 or UTF-16 text, whatever a decoder makes of them.

    Or what was corrected in them does.
    """
    needles = [value.encode(encoding) for value in work.values for encoding in ("utf-8", "utf-16-le")]
    longest = max((len(needle) for needle in needles), default=0)
    tail = b""
    for piece in work.files.chunks(landing.landed_key(sha256)) if needles else ():
        window = tail + piece
        if any(needle in window for needle in needles):
            return True
        tail = window[-longest:]
    return corrections.hold(work.files, sha256, work.values)


def _keep_cells(folder: Path, searches: list[Search], kept: Path, scratch: Path) -> None:
    """Write a dataset's staged cells without the person's rows as one file."""
    fs, rest = pafs.LocalFileSystem(), []
    for number, path in enumerate(sorted(folder.rglob("*.parquet"))):
        current = path
        for step, search in enumerate(searches):
            target = scratch / f"kept-{kept.stem}-{number}-{step}.parquet"
            write_without(fs, str(current), search, target)
            current = target
        rest.append(current)
    with pq.ParquetWriter(kept, pq.read_schema(rest[0]).remove_metadata(), compression="zstd") as writer:
        for path in rest:
            with pq.ParquetFile(path) as file:
                for batch in file.iter_batches():
                    writer.write_batch(batch.replace_schema_metadata(None))
