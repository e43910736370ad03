"""Erasures on record, without the data of those who were erased."""

import hashlib
import hmac
import json
import secrets
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime

from kho.warehouse.errors import told
from kho.warehouse.storage import Storage, files_of

ERASURES = "erasures"


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


def begin(storage: Storage, told_by: str, *, by: str, reason: str) -> ErasureRecord:
    """The open record of the same person, or a new one; `told_by` is what tells the person, kept only as a hash."""
    for record in records(storage):
        if record.completed is None and is_subject(record, told_by):
            return record
    record = ErasureRecord(
        id=f"{datetime.now(UTC):%Y%m%dT%H%M%S}-{secrets.token_hex(4)}",
        subject=_subject(told_by, secrets.token_bytes(16)),
        by=by,
        reason=reason,
        begun=datetime.now(UTC),
    )
    keep(storage, record)
    return record


def is_subject(record: ErasureRecord, told_by: str) -> bool:
    """Whether a record is about the person told by this text."""
    salt = bytes.fromhex(record.subject.split("$")[1])
    return hmac.compare_digest(record.subject, _subject(told_by, salt))


def _subject(told_by: str, salt: bytes) -> str:
    # A citizen's number has few digits: only a slow hash keeps it from being tried out.
    hashed = hashlib.scrypt(told_by.encode(), salt=salt, n=2**14, r=8, p=5)
    return f"scrypt${salt.hex()}${hashed.hex()}"


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


def keep(storage: Storage, record: ErasureRecord) -> None:
    """Write a record in the place of its earlier state."""
    content = json.dumps(asdict(record), ensure_ascii=False, indent=2, default=datetime.isoformat)
    with told(storage.at(ERASURES)):
        files_of(storage).write(f"{ERASURES}/{record.id}.json", content.encode())
