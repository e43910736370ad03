"""Erasing a person from the landed bytes: what holds them is deleted, the cells of other rows are kept."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow.fs as pafs
import pyarrow.parquet as pq

from kho.contracts.names import DatasetName
from kho.warehouse import landing
from kho.warehouse.duck import Workroom
from kho.warehouse.redaction import Person, Search, find, in_cells, redact, write_without
from kho.warehouse.storage import Files

Decode = Callable[[str, Path], Mapping[DatasetName, Path]]
"""Given the SHA-256 of landed bytes and an empty folder: the staged cells (a folder of Parquet files with `_part`,
`_row`, `_text_*`, `_kind_*`) as each dataset that ever read these bytes reads them. Empty for bytes nobody read."""


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
        for name, person in work.people:
            if entry.name == f"{name.agency}--{name.dataset}.parquet":
                redact(work.files, entry.key, Search(person=person, column=in_cells), work.workroom)


def _erase_bytes(work: LandedWork, sha256: str) -> bool:
    """Delete landed bytes that hold the person, keeping the other rows' cells; whether they did."""
    with work.workroom.scratch() as scratch:
        staged = work.decode(sha256, scratch)
        held = [_held(folder, work.searches(name)) for name, folder in staged.items()]
        if not any(held) and not _in_bytes(work, landing.landed_key(sha256)):
            return False
        for name, folder in staged.items():
            kept = scratch / f"{name.agency}--{name.dataset}.parquet"
            _keep_cells(folder, work.searches(name), kept, scratch)
            work.files.put(kept, landing.redacted_key(sha256, name))
    work.files.write(landing.erased_key(sha256), json.dumps({"erasure": work.record}).encode())
    work.files.delete(landing.landed_key(sha256))
    return True


def _held(folder: Path, searches: list[Search]) -> bool:
    paths = sorted(folder.rglob("*.parquet"))
    return any(find(pafs.LocalFileSystem(), str(path), search) for path in paths for search in searches)


def _in_bytes(work: LandedWork, key: str) -> bool:
    """Whether raw bytes hold one of the values as UTF-8 or UTF-16 text, whatever a decoder makes of them."""
    needles = [value.encode(encoding) for value in work.values for encoding in ("utf-8", "utf-16-le")]
    longest = max((len(needle) for needle in needles), default=0)
    tail = b""
    for piece in work.files.chunks(key) if needles else ():
        window = tail + piece
        if any(needle in window for needle in needles):
            return True
        tail = window[-longest:]
    return False


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
