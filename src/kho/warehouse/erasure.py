"""Erasing a person: from every version of every table, from the quarantine and from the landed bytes.

Law on personal data protection (91/2025/QH15) and decree 13/2023/NĐ-CP, article 16: data are erased on request.

Every version stays readable, without the person: files that hold the person's rows are replaced in the log of every
version by files that do not. A run that was killed has erased a part; the same call again erases the rest. Where the
bucket keeps old versions of objects, or backups exist, those are the operator's to erase.
"""

import hashlib
import hmac
import json
import secrets
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import pyarrow.fs as pafs
import pyarrow.parquet as pq

from kho.contracts.model import Contract
from kho.contracts.names import DatasetName
from kho.errors import KhoError
from kho.messages import Message
from kho.warehouse import landing, log, parts
from kho.warehouse.commit import change_files, properties
from kho.warehouse.duck import Workroom
from kho.warehouse.errors import told
from kho.warehouse.log import Replacement
from kho.warehouse.quarantine import quarantine_key
from kho.warehouse.redaction import Person, Place, Search, find, in_cells, in_table, write_without
from kho.warehouse.storage import Entry, Files, Storage, files_of
from kho.warehouse.tables import TableRef, find_table, schema_of

ERASURES = "erasures"
TELLING = 6
"""A shorter value is not searched for in raw bytes and logs: it would be found everywhere by chance."""

Decode = Callable[[str, Path], Mapping[DatasetName, Path]]
"""Given the SHA-256 of landed bytes and an empty folder: the staged cells (a folder of Parquet files with `_part`,
`_row`, `_text_*`, `_kind_*`) as each dataset that ever read these bytes reads them. Empty for bytes nobody read."""


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


@dataclass(frozen=True, kw_only=True, slots=True)
class ErasedTable:
    """What was erased from one table: rows over all files of all versions, how many files were replaced."""

    table: str
    rows: int
    files: int
    version: int | None


@dataclass(frozen=True, kw_only=True, slots=True)
class ErasureRecord:
    """An erasure on record, without the person's data.

    `subject` is `scrypt$<salt>$<hash>` of what the person was told by: it answers "was this person erased?" and
    nothing else. `completed` None: it was interrupted; the same request completes it.
    `landed` are the SHA-256 of bytes that were deleted.
    """

    id: str
    subject: str
    by: str
    reason: str
    begun: datetime
    completed: datetime | None = None
    tables: tuple[ErasedTable, ...] = ()
    quarantined: int = 0
    landed: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Request:
    """Who is erased where, why, on whose word. `lock` holds a dataset against loads; `decode` reads landed bytes."""

    matches: Sequence[Match]
    reason: str
    by: str
    decode: Decode
    lock: Callable[[DatasetName], AbstractContextManager[None]]


def by_standard(contracts: Sequence[Contract], standard: str, value: str) -> list[Match]:
    """The person in every dataset with a column of a standard such as `citizen_id`: one match per such column."""
    return [
        Match(contract=contract, where={column.name: value})
        for contract in contracts
        for column in contract.columns
        if column.standard == standard
    ]


def erase(storage: Storage, workroom: Workroom, request: Request) -> ErasureRecord:
    """Erase a person and put the erasure on record. Raises BadErasureError, BusyError and the store's errors."""
    for match in request.matches:
        _check(match)
    record = _begin(storage, request)
    workroom.sweep()
    tables: list[ErasedTable] = []
    quarantined = 0
    for match in request.matches:
        with request.lock(match.contract.name), told(str(match.contract.name)):
            places = frozenset(_all_places(storage, match))
            tables += _from_table(storage, workroom, match, places, record.id)
            quarantined += _from_quarantine(storage, workroom, match, places)
    landed = _from_landing(storage, workroom, request, record.id)
    done = replace(
        record, completed=datetime.now(UTC), tables=tuple(tables), quarantined=quarantined, landed=tuple(landed)
    )
    _keep(storage, done)
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


def _begin(storage: Storage, request: Request) -> ErasureRecord:
    """The open record of the same request, or a new one."""
    told_by = _told_by(request)
    for record in records(storage):
        if record.completed is None and _is_subject(record.subject, told_by):
            return record
    record = ErasureRecord(
        id=f"{datetime.now(UTC):%Y%m%dT%H%M%S}-{secrets.token_hex(4)}",
        subject=_subject(told_by, secrets.token_bytes(16)),
        by=request.by,
        reason=request.reason,
        begun=datetime.now(UTC),
    )
    _keep(storage, record)
    return record


def _told_by(request: Request) -> str:
    return json.dumps(sorted({value.strip() for match in request.matches for value in match.where.values()}))


def _subject(told_by: str, salt: bytes) -> str:
    # A citizen's number has few digits: only a slow hash keeps it from being tried out.
    hashed = hashlib.scrypt(told_by.encode(), salt=salt, n=2**14, r=8, p=5)
    return f"scrypt${salt.hex()}${hashed.hex()}"


def _is_subject(subject: str, told_by: str) -> bool:
    salt = bytes.fromhex(subject.split("$")[1])
    return hmac.compare_digest(subject, _subject(told_by, salt))


def records(storage: Storage) -> Iterator[ErasureRecord]:
    """Every erasure on record, oldest first."""
    files = files_of(storage)
    with told(storage.at(ERASURES)):
        for entry in files.entries(ERASURES):
            content = json.loads(files.read(entry.key))
            tables = tuple(ErasedTable(**each) for each in content.pop("tables"))
            begun = datetime.fromisoformat(content.pop("begun"))
            done = content.pop("completed")
            completed = datetime.fromisoformat(done) if done else None
            landed = tuple(content.pop("landed"))
            yield ErasureRecord(**content, tables=tables, begun=begun, completed=completed, landed=landed)


def _keep(storage: Storage, record: ErasureRecord) -> None:
    content = json.dumps(asdict(record), ensure_ascii=False, indent=2, default=datetime.isoformat)
    with told(storage.at(ERASURES)):
        files_of(storage).write(f"{ERASURES}/{record.id}.json", content.encode())


def _name(entry: Entry) -> str:
    return entry.key.rpartition("/")[2]


def _all_places(storage: Storage, match: Match) -> Iterator[Place]:
    """Where the person's rows of one dataset came from, as tables and quarantine tell it."""
    files, ref = files_of(storage), TableRef.of(match.contract)
    search = Search(person=Person(where=match.where), column=in_table)
    fs = files.arrow(ref.key)
    for entry in log.data_files(files, ref.key):
        yield from find(fs, _name(entry), search)
    folder = f"quarantine/{match.contract.name}"
    fs = files.arrow(folder)
    for entry in files.entries(folder):
        cells = replace(search, column=in_cells, delivery=_name(entry).removesuffix(".parquet"))
        yield from find(fs, _name(entry), cells)


def _from_table(
    storage: Storage, workroom: Workroom, match: Match, places: frozenset[Place], record: str
) -> Iterator[ErasedTable]:
    ref, files = TableRef.of(match.contract), files_of(storage)
    search = Search(person=Person(where=match.where), column=in_table, places=places)
    fs = files.arrow(ref.key)
    held = {_name(entry): find(fs, _name(entry), search) for entry in log.data_files(files, ref.key)}
    held = {path: rows for path, rows in held.items() if rows}
    with workroom.scratch() as scratch:
        by = {path: _put_without(files, ref.key, path, search, scratch, match.contract) for path in held}
    log.replace(files, ref.key, by)
    scrubbed = [log.scrub(files, ref.key, value) for value in match.where.values() if len(value) >= TELLING]
    for path in held:
        files.delete(f"{ref.key}/{path}")
    if held or any(scrubbed):
        version = _note(storage, ref, record)
        rows = sum(len(found) for found in held.values())
        yield ErasedTable(table=str(ref), rows=rows, files=len(held), version=version)


def _put_without(files: Files, table: str, path: str, search: Search, scratch: Path, contract: Contract) -> Replacement:
    written = scratch / "without.parquet"
    write_without(files.arrow(table), path, search, written)
    name = f"part-{uuid.uuid4()}.parquet"
    files.put(written, f"{table}/{name}")
    stats = parts.statistics(pq.read_metadata(written), parts.public_columns(contract))
    return Replacement(path=name, size=written.stat().st_size, stats=stats)


def _note(storage: Storage, ref: TableRef, record: str) -> int | None:
    """A new version that says so: whoever keeps a copy of the newest version sees that it is no longer the newest."""
    table = find_table(storage, ref)
    if table is None:
        return None
    note = properties({"what": "erase", "record": record})
    return change_files(table, [], frozenset(), schema_of(table), note)


def _from_quarantine(storage: Storage, workroom: Workroom, match: Match, places: frozenset[Place]) -> int:
    files, name = files_of(storage), match.contract.name
    fs, count = files.arrow(f"quarantine/{name}"), 0
    for entry in files.entries(f"quarantine/{name}"):
        delivery = _name(entry).removesuffix(".parquet")
        person = Person(where=match.where)
        search = Search(person=person, column=in_cells, places=places, delivery=delivery)
        count += _redact(files, fs, entry, search, workroom, quarantine_key(name, delivery))
    return count


def _redact(files: Files, fs: pafs.FileSystem, entry: Entry, search: Search, workroom: Workroom, key: str) -> int:
    """Replace a stored Parquet file by one without the person's rows; gives how many there were."""
    found = find(fs, _name(entry), search)
    if found:
        with workroom.scratch() as scratch:
            write_without(fs, _name(entry), search, scratch / "without.parquet")
            files.put(scratch / "without.parquet", key)
    return len(found)


def _from_landing(storage: Storage, workroom: Workroom, request: Request, record: str) -> Iterator[str]:
    files = files_of(storage)
    values = sorted({value for match in request.matches for value in match.where.values() if len(value) >= TELLING})
    with told(storage.at("landing")):
        _scrub_arrivals(files, values)
        _redact_again(files, workroom, request)
        for entry in files.entries("landing/sha256"):
            if _erase_bytes(storage, workroom, request, _name(entry), record, values):
                yield _name(entry)


def _scrub_arrivals(files: Files, values: list[str]) -> None:
    """Take the person's number out of the names files had."""
    for entry in files.entries(landing.ARRIVALS):
        before = files.read(entry.key)
        after = before
        for value in values:
            after = after.replace(value.encode(), "…".encode())
        if after != before:
            files.write(entry.key, after)


def _redact_again(files: Files, workroom: Workroom, request: Request) -> None:
    """Earlier erasures kept cells; this person's rows may be among them."""
    for entry in files.entries(landing.REDACTED):
        for match in request.matches:
            if entry.key.endswith(f"/{match.contract.name.agency}--{match.contract.name.dataset}.parquet"):
                fs = files.arrow(entry.key.rpartition("/")[0])
                search = Search(person=Person(where=match.where), column=in_cells)
                _redact(files, fs, entry, search, workroom, entry.key)


def _erase_bytes(
    storage: Storage, workroom: Workroom, request: Request, sha256: str, record: str, values: list[str]
) -> bool:
    """Delete landed bytes that hold the person, keeping the other rows' cells; whether they did."""
    files = files_of(storage)
    with workroom.scratch() as scratch:
        staged = request.decode(sha256, scratch)
        local = pafs.LocalFileSystem()
        held = [_held(local, folder, _searches(request, name)) for name, folder in staged.items()]
        if not any(held) and not _in_bytes(files, landing.landed_key(sha256), values):
            return False
        for name, folder in staged.items():
            kept = scratch / f"{name.agency}--{name.dataset}.parquet"
            _keep_cells(folder, _searches(request, name), kept, workroom)
            files.put(kept, landing.redacted_key(sha256, name))
    files.write(landing.erased_key(sha256), json.dumps({"erasure": record}).encode())
    files.delete(landing.landed_key(sha256))
    return True


def _searches(request: Request, name: DatasetName) -> list[Search]:
    matches = [match for match in request.matches if match.contract.name == name]
    return [Search(person=Person(where=match.where), column=in_cells) for match in matches]


def _held(fs: pafs.FileSystem, folder: Path, searches: list[Search]) -> bool:
    paths = sorted(folder.rglob("*.parquet"))
    return any(find(fs, str(path), search) for path in paths for search in searches)


def _in_bytes(files: Files, key: str, values: list[str]) -> bool:
    """Whether raw bytes hold one of the values as UTF-8 or UTF-16 text, whatever a decoder makes of them."""
    needles = [value.encode(encoding) for value in values for encoding in ("utf-8", "utf-16-le")]
    longest = max((len(needle) for needle in needles), default=0)
    tail = b""
    for piece in files.chunks(key) if needles else ():
        window = tail + piece
        if any(needle in window for needle in needles):
            return True
        tail = window[-longest:]
    return False


def _keep_cells(folder: Path, searches: list[Search], kept: Path, workroom: Workroom) -> None:
    """Write a dataset's staged cells without the person's rows as one file."""
    with workroom.scratch() as scratch:
        rest = []
        for number, path in enumerate(sorted(folder.rglob("*.parquet"))):
            current = path
            for step, search in enumerate(searches):
                target = scratch / f"{number}-{step}.parquet"
                write_without(pafs.LocalFileSystem(), str(current), search, target)
                current = target
            rest.append(current)
        with pq.ParquetWriter(kept, pq.read_schema(rest[0]).remove_metadata(), compression="zstd") as writer:
            for path in rest:
                with pq.ParquetFile(path) as file:
                    for batch in file.iter_batches():
                        writer.write_batch(batch.replace_schema_metadata(None))
