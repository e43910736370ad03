"""Asks a replica: read-only, a connection to each thread, each question within a time limit."""

import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from kho.publishing.records.boxes import MEETS, meets
from kho.publishing.records.failures import ReplicaDamagedError, TooSlowError
from kho.publishing.records.statements import Statement
from kho.publishing.records.stored import Stored, whole, wide

Row = tuple[Stored, ...]
SUM: Final = "kho_sum"
MEAN: Final = "kho_mean"
_STEPS: Final = 20_000
"""Steps of SQLite between two looks at the clock: some milliseconds at most."""
_SETTINGS: Final = """
PRAGMA query_only = ON;
PRAGMA trusted_schema = OFF;
PRAGMA temp_store = MEMORY;
PRAGMA mmap_size = 1099511627776;
"""


class SumTooLargeError(Exception):
    """A sum of whole numbers does not fit into 64 bits."""


class Connections:
    """Connections to one file that nobody changes or removes, one to each thread that asks."""

    def __init__(self, file: Path, *, seconds: float) -> None:
        self._file = file
        self._seconds = seconds
        self._own = threading.local()
        self._all: list[sqlite3.Connection] = []

    def ask(self, statement: Statement, *, seconds: float | None = None) -> list[Row]:
        """All rows of the answer, within `seconds` where they are given.

        Raises TooSlowError, SumTooLargeError, ReplicaDamagedError.
        """
        connection = self._mine()
        self._own.deadline = time.monotonic() + (seconds or self._seconds)
        with self._told():
            return connection.execute(statement.sql, statement.values).fetchall()

    def close(self) -> None:
        """Close all; nobody may be asking."""
        for connection in self._all:
            connection.close()

    def _mine(self) -> sqlite3.Connection:
        found: sqlite3.Connection | None = getattr(self._own, "connection", None)
        if found is None:
            with self._told():
                found = self._own.connection = self._opened()
        return found

    def _opened(self) -> sqlite3.Connection:
        address = f"file:{quote(str(self._file))}?mode=ro&immutable=1"
        connection = sqlite3.connect(address, uri=True, isolation_level=None, check_same_thread=False)
        self._all.append(connection)
        connection.executescript(_SETTINGS)
        connection.create_aggregate(SUM, 1, _Sum)
        connection.create_aggregate(MEAN, 1, _Mean)
        connection.create_function(MEETS, 5, meets, deterministic=True)
        connection.set_progress_handler(self._is_late, _STEPS)
        return connection

    def _is_late(self) -> bool:
        return time.monotonic() > getattr(self._own, "deadline", float("inf"))

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            if error.sqlite_errorcode == sqlite3.SQLITE_INTERRUPT:
                raise TooSlowError(seconds=self._seconds) from None
            if "integer overflow" in str(error):
                raise SumTooLargeError from None
            raise ReplicaDamagedError(where=self._file.name, reason=str(error)) from error


class _Sum:
    """The exact sum of whole numbers of any size, as `stored.wide` writes it."""

    def __init__(self) -> None:
        self.sum = 0
        self.count = 0

    def step(self, value: str | int | None, /) -> None:
        if value is not None:
            self.sum += whole(value)
            self.count += 1

    def finalize(self) -> Any:
        return wide(self.sum) if self.count else None


class _Mean(_Sum):
    """Their mean, as a floating number."""

    def finalize(self) -> Any:
        return self.sum / self.count if self.count else None
