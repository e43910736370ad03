"""The replicas of one dataset in one folder: the current one, and older ones as long as somebody reads them.

A replica is made aside, put in place under a new name, and then a link says that it is the current one: both are
atomic. Who reads holds a lock of the file, so that nobody removes it, in whichever process.
"""

import fcntl
import os
import secrets
import sqlite3
import threading
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from kho.publishing.catalogue import PublishedColumn
from kho.publishing.records.answering import SECONDS, Replica
from kho.publishing.records.building import Plan, build, columns_of
from kho.publishing.records.columnar import Columnar
from kho.publishing.records.failures import NotReadyError, ReplicaDamagedError
from kho.publishing.records.fields import Field
from kho.scratch import hold, scratch_folder, sweep
from kho.warehouse.errors import StoreFailedError, StoreFullError, told
from kho.warehouse.tables import AsOf, TableRef
from kho.warehouse.warehouse import Warehouse

_CURRENT: Final = "current"
_LOCK: Final = "publishing.lock"
_SUFFIX: Final = ".sqlite"


@dataclass(frozen=True, kw_only=True, slots=True)
class Standing:
    """What a replica is: a version of its table, how many rows that has, and by which plan it was made."""

    version: int
    rows: int
    plan: str


@dataclass(kw_only=True, slots=True)
class _Opened:
    """A replica that is open in this process, how many use it, and the handle whose lock keeps its file."""

    replica: Replica
    name: str
    handle: int
    users: int = 0


@dataclass(kw_only=True, slots=True)
class Shelf:
    """One dataset's replicas. `seconds` is how long a question may take."""

    folder: Path
    seconds: float = SECONDS
    columnar: Columnar = field(default_factory=Columnar)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _opened: _Opened | None = None

    def publish(self, warehouse: Warehouse, ref: TableRef, plan: Plan, *, as_of: AsOf = None) -> Standing:
        """Make a replica of a table's version and put it in place of the current one. Raises the store's errors."""
        with self._publishing(str(ref)):
            return self._published(warehouse, ref, plan, as_of)

    def follow(self, warehouse: Warehouse, ref: TableRef, plan: Plan) -> Standing | None:
        """Publish the newest version where the replica is not one of it by this plan; None where it was.

        Several processes may ask at once: one makes it, the others wait and find it made. Raises the store's errors.
        """
        with self._publishing(str(ref)):
            there = self.standing()
            if there and (there.version, there.plan) == (warehouse.versions(ref)[0].version, plan.digest):
                return None
            return self._published(warehouse, ref, plan, None)

    def standing(self) -> Standing | None:
        """What the current replica is; None where there is none that can be read."""
        try:
            opened = self._taken()
        except NotReadyError:
            return None
        try:
            return Standing(version=opened.replica.version, rows=opened.replica.rows, plan=opened.replica.plan)
        except ReplicaDamagedError:
            return None
        finally:
            self._given_back(opened)

    def remove(self) -> bool:
        """Remove all replicas at once, also those that are read: who reads one reads it to the end of the question.

        Gives whether there was one.
        """
        self.close()
        with self._publishing(self.folder.name):
            was_there = bool(self._current())
            (self.folder / _CURRENT).unlink(missing_ok=True)
            for file in self.folder.glob(f"*{_SUFFIX}"):
                _unlink(file)
        return was_there

    @property
    def is_empty(self) -> bool:
        """Whether there is no replica at all."""
        return not self._current() and not any(self.folder.glob(f"*{_SUFFIX}"))

    def tidy(self) -> None:
        """Remove the replicas that are not the current one and that nobody reads."""
        for file in self.folder.glob(f"*{_SUFFIX}"):
            if file.name != self._current():
                self._remove_unread(file)

    @contextmanager
    def replica(self, fields: Collection[Field | PublishedColumn]) -> Iterator[Replica]:
        """The current replica, which stays as it is until the end of the block, whatever is published meanwhile.

        `fields` are those that are published now. Raises NotReadyError where there is no replica, or one that has more.
        """
        opened = self._taken()
        try:
            known = {(field.name, field.kind) for field in fields}
            if not known.issuperset((field.name, field.kind) for field in opened.replica.fields.values()):
                raise NotReadyError
            yield opened.replica
        finally:
            self._given_back(opened)

    def close(self) -> None:
        """Let go of the current replica as soon as nobody uses it."""
        with self._lock:
            opened, self._opened = self._opened, None
        if opened is not None:
            self._ended(opened)

    @contextmanager
    def _publishing(self, where: str) -> Iterator[None]:
        """Be the only one who publishes, so that the last one is of the newest version; errors tell `where`."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with told(where), _sqlite_told(where), (self.folder / _LOCK).open("wb") as handle:
            hold(handle.fileno())
            sweep(self.folder)
            for file in self.folder.glob("*.duckdb"):
                if not file.with_suffix(_SUFFIX).exists():  # who put it in place was killed
                    file.unlink(missing_ok=True)
            yield
        self.tidy()

    def _published(self, warehouse: Warehouse, ref: TableRef, plan: Plan, as_of: AsOf) -> Standing:
        with (
            scratch_folder(self.folder) as aside,
            warehouse.snapshot(ref, plan.wanted, as_of=as_of) as table,
        ):
            made = aside / f"{table.version:08}-{secrets.token_hex(4)}{_SUFFIX}"
            build(warehouse.workroom, table, plan, made)
            self._put(made)
            return Standing(version=table.version, rows=table.rows, plan=plan.digest)

    def _put(self, made: Path) -> None:
        """Nothing is there before all of it is; the lock keeps it until the link says that it is the current one."""
        with made.open("rb") as handle:
            _share(handle.fileno())
            os.fsync(handle.fileno())
            link = made.with_name(_CURRENT)
            link.symlink_to(made.name)
            columns_of(made).rename(columns_of(self.folder / made.name))
            made.rename(self.folder / made.name)
            link.replace(self.folder / _CURRENT)

    def _current(self) -> str:
        try:
            return (self.folder / _CURRENT).readlink().name
        except OSError:
            return ""

    def _taken(self) -> _Opened:
        left = None
        with self._lock:
            opened = self._opened
            if opened is None or opened.name != self._current():
                left, opened = opened, self._newest()
                self._opened = opened
            opened.users += 1
        if left is not None:
            self._ended(left)
        return opened

    def _newest(self) -> _Opened:
        """The current replica opened; one that was removed before it was held is passed over for the next."""
        missing = ""
        while (name := self._current()) != missing:
            file = self.folder / name
            with suppress(FileNotFoundError):
                handle = os.open(file, os.O_RDONLY)
                _share(handle)
                if file.exists():
                    replica = Replica(file, seconds=self.seconds, columnar=self.columnar)
                    return _Opened(replica=replica, name=name, handle=handle)
                os.close(handle)
            missing = name
        raise NotReadyError

    def _given_back(self, opened: _Opened) -> None:
        with self._lock:
            opened.users -= 1
        self._ended(opened)

    def _ended(self, opened: _Opened) -> None:
        """Close a replica that is no longer the current one once nobody uses it, and remove it."""
        with self._lock:
            if opened.users or opened is self._opened or opened.handle < 0:
                return
            handle, opened.handle = opened.handle, -1
        opened.replica.close()
        os.close(handle)
        self.tidy()

    def _remove_unread(self, file: Path) -> None:
        with suppress(OSError), file.open("rb") as handle:  # it is read, or gone, or the file system has no locks
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if file.name != self._current():
                _unlink(file)


def _unlink(file: Path) -> None:
    """Remove a replica; its columns first, since they are found by it."""
    columns_of(file).unlink(missing_ok=True)
    file.unlink(missing_ok=True)


def _share(handle: int) -> None:
    """Keep a file from being removed until its handle is closed; where there are no locks, nothing is removed."""
    with suppress(OSError):
        fcntl.flock(handle, fcntl.LOCK_SH)


@contextmanager
def _sqlite_told(where: str) -> Iterator[None]:
    """Turn an error of SQLite's into one of the store's."""
    try:
        yield
    except sqlite3.Error as error:
        if error.sqlite_errorcode == sqlite3.SQLITE_FULL:
            raise StoreFullError(where=where) from error
        raise StoreFailedError(where=where, reason=str(error)) from error
