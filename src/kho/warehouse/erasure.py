"""Erasing a person: from every version of every table, from the quarantine and from the landed bytes.

Law on personal data protection (91/2025/QH15) and decree 13/2023/NĐ-CP, article 16: data are erased on request.

Every version stays readable, without the person: files that hold the person's rows are replaced in the log of every
version by files that do not. A run that was killed has erased a part; the same call again erases the rest. Where the
bucket keeps old versions of objects, or backups exist, those are the operator's to erase.
"""

import json
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import pyarrow.parquet as pq

from kho.contracts.model import Contract
from kho.contracts.names import DatasetName
from kho.errors import KhoError
from kho.messages import Message
from kho.standards.registry import standard
from kho.warehouse import erasure_record, log, parts
from kho.warehouse.commit import change_files, properties
from kho.warehouse.duck import Workroom
from kho.warehouse.erasure_landing import Decode, LandedWork, erase_landed
from kho.warehouse.erasure_record import ErasedTable, ErasureRecord
from kho.warehouse.errors import told
from kho.warehouse.log import Replacement
from kho.warehouse.redaction import Person, Place, Search, find, in_cells, in_table, redact, write_without
from kho.warehouse.storage import Files, Storage, files_of
from kho.warehouse.tables import TableRef, find_table, schema_of

TELLING = 6
"""A shorter value is not searched for in raw bytes and logs: it would be found everywhere by chance."""


class BadErasureError(KhoError):
    """The person cannot be told by this column."""

    code = "KHO-W130"
    what = Message(
        vi="Không xác định được người cần xoá qua cột “{column}”: {vi}.",
        en="The person cannot be told by column “{column}”: {en}.",
    )
    mend = Message(
        vi="Dùng cột định danh của cam kết, ví dụ số định danh cá nhân.",
        en="Use an identifying column of the contract, such as the citizen's number.",
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class Match:
    """The person's rows in one dataset: those where all these contract columns have these values."""

    contract: Contract
    where: Mapping[str, str]

    @property
    def person(self) -> Person:
        """Whose rows these are; a value in any spelling of its column's standard."""
        columns = {column.name: column.standard for column in self.contract.columns if column.standard is not None}
        return Person(where=self.where, standards={name: columns[name] for name in self.where.keys() & columns.keys()})

    @property
    def values(self) -> frozenset[str]:
        """The values as they were given, and their normal forms."""
        kept = self.person.standards
        normal = {standard(kept[name]).read(value.strip()) for name, value in self.where.items() if name in kept}
        return frozenset({*self.where.values(), *(each for each in normal if each is not None)})


@dataclass(frozen=True, kw_only=True, slots=True)
class Request:
    """Who is erased where, why, on whose word. `lock` holds a dataset against loads; `decode` reads landed bytes."""

    matches: Sequence[Match]
    reason: str
    by: str
    decode: Decode
    lock: Callable[[DatasetName], AbstractContextManager[None]]


def by_standard(contracts: Sequence[Contract], name: str, value: str) -> list[Match]:
    """The person in every dataset with a column of a standard such as `citizen_id`: one match per such column."""
    return [
        Match(contract=contract, where={column.name: value})
        for contract in contracts
        for column in contract.columns
        if column.standard == name
    ]


@dataclass(frozen=True, kw_only=True, slots=True)
class _Dataset:
    """One dataset while a person is erased from it."""

    storage: Storage
    workroom: Workroom
    match: Match
    record: str

    @property
    def ref(self) -> TableRef:
        """The dataset's table."""
        return TableRef.of(self.match.contract)

    @property
    def files(self) -> Files:
        """The stored files."""
        return files_of(self.storage)

    @property
    def quarantine(self) -> str:
        """The folder of the dataset's quarantine."""
        return f"quarantine/{self.match.contract.name}"


def erase(storage: Storage, workroom: Workroom, request: Request) -> ErasureRecord:
    """Erase a person and put the erasure on record. Raises BadErasureError, BusyError and the store's errors."""
    for match in request.matches:
        _check(match)
    record = erasure_record.begin(storage, _told_by(request), by=request.by, reason=request.reason)
    workroom.sweep()
    with told(storage.url):
        files_of(storage).sweep()
    for match in request.matches:
        dataset = _Dataset(storage=storage, workroom=workroom, match=match, record=record.id)
        with request.lock(match.contract.name), told(str(match.contract.name)):
            record = _from_dataset(dataset, record)
        erasure_record.keep(storage, record)
    with told(storage.at("landing")):
        landed = tuple(erase_landed(_landed_work(storage, workroom, request, record.id)))
    done = replace(record, completed=datetime.now(UTC), landed=(*record.landed, *landed))
    erasure_record.keep(storage, done)
    return done


def _check(match: Match) -> None:
    columns = {column.name: column for column in match.contract.columns}
    for name, value in match.where.items():
        if name not in columns:
            raise BadErasureError(column=name, vi="cam kết không có cột này", en="the contract has no such column")
        if columns[name].partition is not None:
            raise BadErasureError(column=name, vi="đó là cột chia phần", en="it is a partition column")
        if not value.strip():
            raise BadErasureError(column=name, vi="giá trị trống", en="the value is empty")
    if not match.where:
        raise BadErasureError(column="-", vi="chưa có điều kiện", en="there is no condition")


def _told_by(request: Request) -> str:
    return json.dumps(sorted({value.strip() for match in request.matches for value in match.where.values()}))


def _landed_work(storage: Storage, workroom: Workroom, request: Request, record: str) -> LandedWork:
    values = {value for match in request.matches for value in match.values if len(value) >= TELLING}
    return LandedWork(
        files=files_of(storage),
        workroom=workroom,
        decode=request.decode,
        people=[(match.contract.name, match.person) for match in request.matches],
        values=sorted(values),
        record=record,
    )


def _from_dataset(dataset: _Dataset, record: ErasureRecord) -> ErasureRecord:
    places = frozenset(_places(dataset))
    tables = (*record.tables, *_from_table(dataset, places))
    return replace(record, tables=tables, quarantined=record.quarantined + _from_quarantine(dataset, places))


def _places(dataset: _Dataset) -> Iterator[Place]:
    """Where the person's rows of one dataset came from, as tables and quarantine tell it."""
    person = dataset.match.person
    fs = dataset.files.arrow(dataset.ref.key)
    for entry in log.data_files(dataset.files, dataset.ref.key):
        yield from find(fs, entry.name, Search(person=person, column=in_table))
    fs = dataset.files.arrow(dataset.quarantine)
    for entry in dataset.files.entries(dataset.quarantine):
        delivery = entry.name.removesuffix(".parquet")
        yield from find(fs, entry.name, Search(person=person, column=in_cells, delivery=delivery))


def _from_table(dataset: _Dataset, places: frozenset[Place]) -> Iterator[ErasedTable]:
    files, table, match = dataset.files, dataset.ref.key, dataset.match
    search = Search(person=match.person, column=in_table, places=places)
    fs = files.arrow(table)
    found = {entry.name: len(find(fs, entry.name, search)) for entry in log.data_files(files, table)}
    held = {path: rows for path, rows in found.items() if rows}
    log.replace(files, table, {path: _put_without(dataset, path, search) for path in held})
    scrubbed = [log.scrub(files, table, value) for value in match.values if len(value) >= TELLING]
    for path in held:
        files.delete(f"{table}/{path}")
    if held or any(scrubbed):
        yield ErasedTable(table=table, rows=sum(held.values()), files=len(held), version=_note(dataset))


def _put_without(dataset: _Dataset, path: str, search: Search) -> Replacement:
    name = f"part-{uuid.uuid4()}.parquet"
    with dataset.workroom.scratch() as scratch:
        written = scratch / name
        write_without(dataset.files.arrow(dataset.ref.key), path, search, written)
        dataset.files.put(written, f"{dataset.ref.key}/{name}")
        stats = parts.statistics(pq.read_metadata(written), parts.public_columns(dataset.match.contract))
        return Replacement(path=name, size=written.stat().st_size, stats=stats)


def _note(dataset: _Dataset) -> int | None:
    """A new version that says so: whoever keeps a copy of the newest version sees that it is no longer the newest."""
    table = find_table(dataset.storage, dataset.ref)
    if table is None:
        return None
    note = properties({"what": "erase", "record": dataset.record})
    return change_files(table, [], frozenset(), schema_of(table), note)


def _from_quarantine(dataset: _Dataset, places: frozenset[Place]) -> int:
    person, count = dataset.match.person, 0
    for entry in dataset.files.entries(dataset.quarantine):
        delivery = entry.name.removesuffix(".parquet")
        search = Search(person=person, column=in_cells, places=places, delivery=delivery)
        count += redact(dataset.files, entry.key, search, dataset.workroom)
    return count
