"""Corrections of single cells: evidence beside the landed bytes, which stay as they came.

A set of corrections is a JSON file named by its SHA-256, and never changed but by the erasure of a person.
"""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache, cached_property
from typing import Any

from pydantic import TypeAdapter

from kho.warehouse.errors import LandedDamagedError, NotLandedError, told
from kho.warehouse.landing import REDACTED, was_erased
from kho.warehouse.storage import Files, Storage, files_of

CORRECTIONS = "landing/corrections"
SUFFIX = ".json"

Cell = tuple[str, int, str]
"""A cell of a delivery: part, row, column of the contract."""
CorrectedRow = tuple[str, int]
"""A row of a delivery: part, row."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Correction:
    """One cell that a person corrected: its place as its sender sees it, its text before and after, by whom and when.

    `column` is the contract's; `position` is its 1-based column in the source and `header` what stands over it there.
    None is an empty cell. `erased`: both texts are gone, as a person was erased.
    """

    part: str
    row: int
    column: str
    position: int
    header: str
    before: str | None
    after: str | None
    by: str
    at: datetime
    erased: bool = False

    @property
    def cell(self) -> Cell:
        """The cell."""
        return (self.part, self.row, self.column)


@dataclass(frozen=True, kw_only=True)
class Corrections:
    """The corrections of one delivery, one for a cell."""

    cells: tuple[Correction, ...] = ()

    @cached_property
    def by_cell(self) -> dict[Cell, Correction]:
        """Each by its cell."""
        return {each.cell: each for each in self.cells}

    def to_bytes(self) -> bytes:
        """As they are kept."""
        return _adapter().dump_json(self, indent=1)

    @property
    def sha256(self) -> str:
        """Their name, in hex; empty where there are none."""
        return hashlib.sha256(self.to_bytes()).hexdigest() if self.cells else ""

    def without(self, rows: Collection[CorrectedRow], values: Collection[str]) -> "Corrections":
        """The same with the texts erased of what is in these rows, or holds one of the values."""

        def told_no_more(each: Correction) -> Correction:
            texts = (each.before or "", each.after or "")
            is_theirs = (each.part, each.row) in rows or any(value in text for value in values for text in texts)
            return replace(each, before=None, after=None, erased=True) if is_theirs else each

        return Corrections(cells=tuple(map(told_no_more, self.cells)))


NONE = Corrections()


@cache
def _adapter() -> TypeAdapter[Any]:
    return TypeAdapter(Corrections)


def from_bytes(content: bytes) -> Corrections:
    """What was kept. Raises ValueError where it is none."""
    read: Corrections = _adapter().validate_json(content)
    return read


def _key(delivery: str, sha256: str) -> str:
    return f"{CORRECTIONS}/{delivery}/{sha256}{SUFFIX}"


def _redacted_folder(delivery: str) -> str:
    return f"{REDACTED}/{delivery}/corrections"


def keep(storage: Storage, delivery: str, corrections: Corrections) -> str:
    """Keep what was corrected in a delivery; gives its name, empty for none. Of bytes that were erased nothing is kept.

    `delivery` is the SHA-256 of its landed bytes.
    """
    sha256, files = corrections.sha256, files_of(storage)
    key = _key(delivery, sha256)
    with told(storage.at(key)):
        if sha256 and not files.exists(key) and not was_erased(storage, delivery):
            files.write(key, corrections.to_bytes())
    return sha256


def kept(storage: Storage, delivery: str, sha256: str) -> Corrections:
    """The corrections of that name, checked; of erased bytes without the person.

    Raises NotLandedError, LandedDamagedError.
    """
    files, key = files_of(storage), _key(delivery, sha256)
    where = storage.at(key)
    if not sha256:
        return NONE
    with told(where):
        redacted = f"{_redacted_folder(delivery)}/{sha256}{SUFFIX}"
        if files.exists(redacted):
            return from_bytes(files.read(redacted))
        try:
            content = files.read(key)
        except FileNotFoundError:
            raise NotLandedError(where=where, sha256=sha256) from None
    found = hashlib.sha256(content).hexdigest()
    if found != sha256:
        raise LandedDamagedError(where=where, sha256=sha256, found=found)
    return from_bytes(content)


def hold(files: Files, delivery: str, values: Collection[str]) -> bool:
    """Whether what was corrected in a delivery holds one of the values."""
    kept_texts = (from_bytes(files.read(entry.key)) for entry in files.entries(f"{CORRECTIONS}/{delivery}"))
    return any(each.without((), values) != each for each in kept_texts)


def redact(files: Files, delivery: str, rows: Collection[CorrectedRow], values: Collection[str]) -> None:
    """Erase texts from all that was ever corrected in a delivery whose landed bytes are erased."""
    for folder in (_redacted_folder(delivery), f"{CORRECTIONS}/{delivery}"):
        for entry in files.entries(folder):
            rest = from_bytes(files.read(entry.key)).without(rows, values)
            target = f"{_redacted_folder(delivery)}/{entry.name}"
            files.write(target, rest.to_bytes())
            if entry.key != target:
                files.delete(entry.key)
