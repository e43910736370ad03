"""Asks versions by their columns, which is what counts and groups of millions of rows take: one DuckDB to a process.

Few questions are worked on at once, as each takes all processors and its share of the memory; others wait their turn.
"""

import os
import threading
import time
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import duckdb

from kho.publishing.records.failures import ReplicaDamagedError, TooLargeError, TooSlowError
from kho.publishing.records.statements import Statement
from kho.warehouse.duck import SAFE, literal, quoted

MEMORY: Final = "400MB"
AT_ONCE: Final = 2
"""Questions that are worked on at the same time."""
_THREADS: Final = 4


@dataclass(kw_only=True, slots=True)
class _Attached:
    """A file by the name that it has in DuckDB, and how many have it open."""

    name: str
    users: int = 0


@dataclass(kw_only=True, slots=True)
class Columnar:
    """DuckDB, started with the first question. `memory` bounds all questions together."""

    memory: str = MEMORY
    at_once: int = AT_ONCE
    _database: duckdb.DuckDBPyConnection | None = None
    _attached: dict[Path, _Attached] = field(default_factory=dict)
    _number: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _free: deque[duckdb.DuckDBPyConnection] = field(default_factory=deque)
    _turns: threading.BoundedSemaphore = field(init=False)

    def __post_init__(self) -> None:
        self._turns = threading.BoundedSemaphore(self.at_once)

    def attach(self, file: Path) -> str:
        """The name of a file's database, to be let go by `detach`. Raises ReplicaDamagedError."""
        with self._lock:
            attached = self._attached.get(file)
            if attached is None:
                self._number += 1
                attached = _Attached(name=f"of_{self._number}")
                with _told(file.name, 0):
                    self._opened().execute(f"ATTACH {literal(str(file))} AS {quoted(attached.name)} (READ_ONLY)")
                self._attached[file] = attached
            attached.users += 1
            return attached.name

    def detach(self, file: Path) -> None:
        """Let go of a file; nobody may be asking of it any more."""
        with self._lock:
            attached = self._attached[file]
            attached.users -= 1
            if not attached.users:
                del self._attached[file]
                with suppress(duckdb.Error):  # it is given up with the process
                    self._opened().execute(f"DETACH {quoted(attached.name)}")

    def ask(self, statement: Statement, *, seconds: float) -> Sequence[tuple[Any, ...]]:
        """All rows of the answer. Raises TooSlowError, TooLargeError, ReplicaDamagedError."""
        deadline = time.monotonic() + seconds
        if not self._turns.acquire(timeout=seconds):
            raise TooSlowError(seconds=seconds)
        try:
            cursor = self._cursor()
            try:
                with _told("duckdb", seconds), _interrupted(cursor, deadline):
                    return cursor.execute(statement.sql, dict(statement.values)).fetchall()
            finally:
                self._free.append(cursor)
        finally:
            self._turns.release()

    def _cursor(self) -> duckdb.DuckDBPyConnection:
        """One that nobody else asks by: there are as many as are asked by at once."""
        try:
            return self._free.pop()
        except IndexError:
            with self._lock:
                return self._opened().cursor()

    def _opened(self) -> duckdb.DuckDBPyConnection:
        if self._database is None:
            threads = min(_THREADS, os.cpu_count() or 1)
            config = {**SAFE, "threads": threads, "memory_limit": self.memory, "temp_directory": ""}
            self._database = duckdb.connect(config=config)
        return self._database


@contextmanager
def _interrupted(cursor: duckdb.DuckDBPyConnection, deadline: float) -> Iterator[None]:
    """Interrupt what the cursor does in the block at the deadline, and nothing that it does later."""
    lock, ended = threading.Lock(), False

    def interrupt() -> None:
        with lock:
            if not ended:
                cursor.interrupt()

    timer = threading.Timer(max(0.0, deadline - time.monotonic()), interrupt)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        with lock:
            ended = True


@contextmanager
def _told(where: str, seconds: float) -> Iterator[None]:
    try:
        yield
    except duckdb.InterruptException:
        raise TooSlowError(seconds=seconds) from None
    except duckdb.OutOfMemoryException:
        raise TooLargeError from None
    except duckdb.Error as error:
        raise ReplicaDamagedError(where=where, reason=str(error)) from error
