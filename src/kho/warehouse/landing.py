"""The landing place: bytes as they were received, named by their SHA-256, and a record of every arrival."""

import hashlib
import json
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from kho.contracts.names import DatasetName
from kho.warehouse.duck import Workroom
from kho.warehouse.errors import ErasedBytesError, LandedDamagedError, NotLandedError, told
from kho.warehouse.storage import CHUNK, Files, Storage, files_of

ARRIVALS = "landing/arrivals"
REDACTED = "landing/redacted"


@dataclass(frozen=True, kw_only=True, slots=True)
class Arrival:
    """One arrival of bytes: when, from where, by whom. The same bytes may arrive many times and land once."""

    sha256: str
    name: str
    origin: str
    received: datetime
    size: int
    by: str = ""
    dataset: DatasetName | None = None


def landed_key(sha256: str) -> str:
    """Where bytes lie under the storage root."""
    return f"landing/sha256/{sha256[:2]}/{sha256}"


def erased_key(sha256: str) -> str:
    """Where it stands that bytes were erased; they are never kept again."""
    return f"{REDACTED}/{sha256}/erased.json"


def redacted_key(sha256: str, name: DatasetName) -> str:
    """Where the cells of erased bytes lie, as a dataset read them: a staged Parquet file without the erased rows."""
    return f"{REDACTED}/{sha256}/{name.agency}--{name.dataset}.parquet"


def sha256_of(file: Path) -> str:
    """SHA-256 of a file in hex."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def land(storage: Storage, file: Path, arrival: Arrival, *, ours: bool) -> None:
    """Keep the bytes of a file and record its arrival; bytes that were erased once are not kept again.

    Bytes that were kept before and are damaged since are kept anew.

    A file that is `ours` nobody will change: it needs no copy.
    """
    files = files_of(storage)
    key = landed_key(arrival.sha256)
    with told(storage.at(key)):
        if files.exists(key) and not _is_sound(files, arrival):
            files.delete(key)
        if not files.exists(key) and not files.exists(erased_key(arrival.sha256)):
            (files.take if ours else files.put)(file, key)
        files.write(_arrival_key(arrival), _written(arrival))


def _is_sound(files: Files, arrival: Arrival) -> bool:
    """Whether the kept bytes are still those that arrived once and arrive again."""
    digest = hashlib.sha256()
    for piece in files.chunks(landed_key(arrival.sha256)):
        digest.update(piece)
    return digest.hexdigest() == arrival.sha256


def was_erased(storage: Storage, sha256: str) -> bool:
    """Whether bytes were erased because they held a person's data."""
    key = erased_key(sha256)
    with told(storage.at(key)):
        return files_of(storage).exists(key)


def _arrival_key(arrival: Arrival) -> str:
    moment = arrival.received.astimezone(UTC).strftime("%Y%m%dT%H%M%S")
    return f"{ARRIVALS}/{moment}-{arrival.sha256[:8]}-{secrets.token_hex(4)}.json"


def _written(arrival: Arrival) -> bytes:
    content = {**asdict(arrival), "dataset": str(arrival.dataset) if arrival.dataset else None}
    return json.dumps(content, ensure_ascii=False, indent=2, default=datetime.isoformat).encode()


def arrivals(storage: Storage) -> Iterator[Arrival]:
    """Every arrival, oldest first."""
    files = files_of(storage)
    with told(storage.at(ARRIVALS)):
        for entry in files.entries(ARRIVALS):
            content = json.loads(files.read(entry.key))
            dataset = content.pop("dataset")
            received = datetime.fromisoformat(content.pop("received"))
            yield Arrival(**content, received=received, dataset=DatasetName.parse(dataset) if dataset else None)


@contextmanager
def landed(storage: Storage, workroom: Workroom, sha256: str) -> Iterator[Path]:
    """A local copy of landed bytes, its hash checked while it is read; removed afterwards.

    Raises NotLandedError, LandedDamagedError, and ErasedBytesError for bytes that were erased.
    """
    with workroom.scratch() as scratch:
        copy = scratch / sha256
        with told(storage.at(landed_key(sha256))):
            _copy(storage, sha256, copy)
        yield copy


def _copy(storage: Storage, sha256: str, copy: Path) -> None:
    files, digest = files_of(storage), hashlib.sha256()
    where = storage.at(landed_key(sha256))
    try:
        with copy.open("wb", buffering=CHUNK) as target:
            for piece in files.chunks(landed_key(sha256)):
                digest.update(piece)
                target.write(piece)
    except FileNotFoundError:
        if files.exists(erased_key(sha256)):
            raise ErasedBytesError(where=where, sha256=sha256) from None
        raise NotLandedError(where=where, sha256=sha256) from None
    if digest.hexdigest() != sha256:
        raise LandedDamagedError(where=where, sha256=sha256, found=digest.hexdigest())


@contextmanager
def redacted(storage: Storage, workroom: Workroom, sha256: str, name: DatasetName) -> Iterator[Path]:
    """A local copy of the cells kept of erased bytes, as a staged Parquet file. Raises NotLandedError."""
    key = redacted_key(sha256, name)
    with workroom.scratch() as scratch:
        copy = scratch / f"{sha256}.parquet"
        with told(storage.at(key)):
            try:
                copy.write_bytes(files_of(storage).read(key))
            except FileNotFoundError:
                raise NotLandedError(where=storage.at(key), sha256=sha256) from None
        yield copy
