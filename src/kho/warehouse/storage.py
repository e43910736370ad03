"""Where the warehouse's files lie: a folder, or a prefix of an S3 bucket; the same few operations on both."""

import os
import secrets
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, Self, cast

import pyarrow.fs as pafs
from deltalake.fs import DeltaStorageHandler
from obstore.store import S3Store

from kho.scratch import hold, is_left
from kho.warehouse.errors import BadPlaceError

if TYPE_CHECKING:
    from obstore.store import S3Config

CHUNK = 1 << 20
RETRY = timedelta(seconds=30)
_MISREAD = ("%", "\\")
"""Delta's reader takes these in a path for signs of an address: `%20` for a space, `\\` for `/`."""
CLIENT = (
    "aws_endpoint_url",
    "aws_access_key_id",
    "aws_secret_access_key",
    "aws_session_token",
    "aws_region",
    "aws_virtual_hosted_style_request",
)
PATIENCE = {"max_retries": "3", "retry_timeout": "30s", "connect_timeout": "10s", "timeout": "300s"}
"""How long an object store may fail to answer: a person waits for the message. `options` may say otherwise."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Storage:
    """The storage root: `url` is an absolute path or `s3://bucket/prefix`; `options` as object stores name them.

    For S3: `AWS_ENDPOINT_URL`, `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`, `AWS_REGION`, `AWS_ALLOW_HTTP`. Commits
    are safe between machines where the store honours `If-None-Match: *` on PUT (`aws_conditional_put` is `etag`).
    """

    url: str
    options: Mapping[str, str] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        letter = next((each for each in _MISREAD if each in self.url), None) if self.is_local else None
        if letter is not None:
            raise BadPlaceError(where=self.url, letter=letter)

    @property
    def is_local(self) -> bool:
        """Whether the root is a folder of this machine."""
        return "://" not in self.url

    def at(self, key: str) -> str:
        """The address of what lies at `key` under the root."""
        return f"{self.url.rstrip('/')}/{key}"

    def delta_options(self) -> dict[str, str]:
        """Options for Delta tables; conditional puts guard commits on S3."""
        return {} if self.is_local else {**PATIENCE, "aws_conditional_put": "etag", **self.options}


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """One stored file: its key under the root, its size in bytes, when it was written (UTC)."""

    key: str
    size: int
    modified: datetime

    @property
    def name(self) -> str:
        """The last part of the key."""
        return self.key.rpartition("/")[2]


class Files(Protocol):
    """Operations on stored files by key; a file is either whole or not there."""

    def put(self, file: Path, key: str) -> None:
        """Store a copy of a local file."""

    def take(self, file: Path, key: str) -> None:
        """Store a local file that nobody will change: without a copy where the disk is the same."""

    def write(self, key: str, content: bytes) -> None:
        """Store small content."""

    def read(self, key: str) -> bytes:
        """The whole content. Raises FileNotFoundError."""

    def chunks(self, key: str) -> Iterator[bytes]:
        """The content piece by piece. Raises FileNotFoundError."""

    def exists(self, key: str) -> bool:
        """Whether there is such a file."""

    def entries(self, folder: str) -> list[Entry]:
        """Every file below a folder, at any depth, sorted by key; empty when there is none."""

    def folders(self, folder: str) -> list[str]:
        """Names of the folders right below a folder, sorted."""

    def delete(self, key: str) -> None:
        """Remove a file; nothing happens when there is none."""

    def settle(self, key: str) -> None:
        """Have on disk what another program stored, before anybody relies on it."""

    def sweep(self) -> int:
        """Remove what killed processes left unfinished; gives the number of files removed."""

    def arrow(self, folder: str) -> pafs.FileSystem:
        """The folder as a file system for Arrow."""


def files_of(storage: Storage) -> Files:
    """The operations for a storage root."""
    return LocalFiles(Path(storage.url)) if storage.is_local else ObjectFiles(storage)


@dataclass(frozen=True, slots=True)
class LocalFiles:
    """Files below a folder: written beside their place, flushed to disk, then renamed."""

    root: Path

    def put(self, file: Path, key: str) -> None:
        """Store a copy of a local file."""
        with file.open("rb") as source, self._new(key) as target:
            shutil.copyfileobj(source, target.file, CHUNK)

    def take(self, file: Path, key: str) -> None:
        """Store a local file that nobody will change: without a copy where the disk is the same."""
        path = self.root / key
        path.parent.mkdir(parents=True, exist_ok=True)
        with file.open("rb") as written:
            os.fsync(written.fileno())
        try:
            path.hardlink_to(file)
        except FileExistsError:
            return
        except OSError:  # another disk
            self.put(file, key)

    def write(self, key: str, content: bytes) -> None:
        """Store small content."""
        with self._new(key) as target:
            target.file.write(content)

    def read(self, key: str) -> bytes:
        """The whole content. Raises FileNotFoundError."""
        return (self.root / key).read_bytes()

    def chunks(self, key: str) -> Iterator[bytes]:
        """The content piece by piece. Raises FileNotFoundError."""
        with (self.root / key).open("rb") as file:
            while piece := file.read(CHUNK):
                yield piece

    def exists(self, key: str) -> bool:
        """Whether there is such a file."""
        return (self.root / key).is_file()

    def entries(self, folder: str) -> list[Entry]:
        """Every file below a folder, sorted by key."""
        found = (path for path in (self.root / folder).rglob("*") if path.is_file() and not _is_unfinished(path))
        return sorted(map(self._entry, found), key=_key)

    def folders(self, folder: str) -> list[str]:
        """Names of the folders right below a folder, sorted."""
        place = self.root / folder
        return sorted(path.name for path in place.iterdir() if path.is_dir()) if place.is_dir() else []

    def delete(self, key: str) -> None:
        """Remove a file; nothing happens when there is none."""
        (self.root / key).unlink(missing_ok=True)

    def settle(self, key: str) -> None:
        """Have a file and its name on disk: after a power cut it might else be empty or gone."""
        for path in (self.root / key, (self.root / key).parent):
            handle = os.open(path, os.O_RDONLY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)

    def sweep(self) -> int:
        """Remove what killed processes left unfinished; gives the number of files removed."""
        left = [path for path in self.root.rglob(".*.tmp") if path.is_file() and is_left(path)]
        for path in left:
            path.unlink(missing_ok=True)
        return len(left)

    def arrow(self, folder: str) -> pafs.FileSystem:
        """The folder as a file system for Arrow."""
        return pafs.SubTreeFileSystem(str(self.root / folder), pafs.LocalFileSystem())

    def _new(self, key: str) -> "_NewFile":
        return _NewFile(self.root / key)

    def _entry(self, path: Path) -> Entry:
        stat = path.stat()
        modified = datetime.fromtimestamp(stat.st_mtime, UTC)
        return Entry(key=path.relative_to(self.root).as_posix(), size=stat.st_size, modified=modified)


class _NewFile:
    """A file that takes its name when all of it is on disk, and is removed when writing fails."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._path = path
        self._temporary = path.with_name(f".{path.name}.{secrets.token_hex(4)}.tmp")
        self.file = self._temporary.open("wb")
        hold(self.file.fileno())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        try:
            with self.file:
                if kind is None:
                    self.file.flush()
                    os.fsync(self.file.fileno())
            if kind is None:
                self._temporary.replace(self._path)
        finally:
            self._temporary.unlink(missing_ok=True)


class ObjectFiles:
    """Objects below a prefix of an S3 bucket; an upload that is not completed leaves nothing."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage
        self._store = _store(storage)

    def put(self, file: Path, key: str) -> None:
        """Store a copy of a local file."""
        self._store.put(key, file)

    def take(self, file: Path, key: str) -> None:
        """Store a local file that nobody will change."""
        self.put(file, key)

    def write(self, key: str, content: bytes) -> None:
        """Store small content."""
        self._store.put(key, content)

    def read(self, key: str) -> bytes:
        """The whole content. Raises FileNotFoundError."""
        return b"".join(self.chunks(key))

    def chunks(self, key: str) -> Iterator[bytes]:
        """The content piece by piece. Raises FileNotFoundError."""
        for piece in self._store.get(key).stream(min_chunk_size=CHUNK):
            yield bytes(piece)

    def exists(self, key: str) -> bool:
        """Whether there is such an object."""
        try:
            self._store.head(key)
        except FileNotFoundError:
            return False
        return True

    def entries(self, folder: str) -> list[Entry]:
        """Every object below a prefix, sorted by key."""
        found = (meta for page in self._store.list(folder) for meta in page)
        return sorted((Entry(key=m["path"], size=m["size"], modified=m["last_modified"]) for m in found), key=_key)

    def folders(self, folder: str) -> list[str]:
        """Names of the prefixes right below a prefix, sorted."""
        prefixes = self._store.list_with_delimiter(folder)["common_prefixes"]
        return sorted(prefix.rstrip("/").rpartition("/")[2] for prefix in prefixes)

    def delete(self, key: str) -> None:
        """Remove an object; nothing happens when there is none."""
        self._store.delete(key)

    def settle(self, key: str) -> None:
        """A store that has taken an object has it."""

    def sweep(self) -> int:
        """There is nothing: an upload that was not completed is not there."""
        return 0

    def arrow(self, folder: str) -> pafs.FileSystem:
        """The prefix as a file system for Arrow."""
        return pafs.PyFileSystem(DeltaStorageHandler(self._storage.at(folder), self._storage.delta_options()))


def _store(storage: Storage) -> S3Store:
    """The client for the objects that are no part of a Delta table, from the options that Delta takes."""
    known = {name.lower(): value for name, value in storage.delta_options().items()}
    config = {name: known[name] for name in CLIENT if name in known}
    plain = known.get("aws_allow_http", "false") == "true"
    return S3Store.from_url(
        storage.url,
        config=cast("S3Config", config),
        client_options={
            "allow_http": plain,
            "timeout": known["timeout"],
            "connect_timeout": known["connect_timeout"],
        },
        retry_config={"max_retries": int(known["max_retries"]), "retry_timeout": RETRY},
    )


def _key(entry: Entry) -> str:
    return entry.key


def _is_unfinished(path: Path) -> bool:
    return path.name.startswith(".") and path.name.endswith(".tmp")
