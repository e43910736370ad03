"""Asks a replica: read-only, a connection to each question that is asked at the same time, within a time limit."""

import sqlite3
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
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


@dataclass(kw_only=True, slots=True)
class _Asked:
    """What a connection's question may take: until `deadline` of the machine's monotonic clock."""

    deadline: float = float("inf")

    def is_late(self) -> bool:
        """Whether the question took too long."""
        return time.monotonic() > self.deadline


class Connections:
    """Connections to one file that nobody changes or removes, as many as were ever asked at once."""

    def __init__(self, file: Path, *, seconds: float) -> None:
        self._file = file
        self._seconds = seconds
        self._free: deque[tuple[sqlite3.Connection, _Asked]] = deque()

    def ask(self, statement: Statement, *, seconds: float | None = None) -> list[Row]:
        """All rows of the answer, within `seconds` where they are given.

        Raises TooSlowError, SumTooLargeError, ReplicaDamagedError.
        """
        with self._told(), self._one(seconds or self._seconds) as connection:
            return connection.execute(statement.sql, statement.values).fetchall()

    def close(self) -> None:
        """Close all; nobody may be asking."""
        while self._free:
            self._free.pop()[0].close()

    @contextmanager
    def _one(self, seconds: float) -> Iterator[sqlite3.Connection]:
        """A connection that nobody else asks meanwhile."""
        try:
            connection, asked = self._free.pop()
        except IndexError:
            connection, asked = self._opened()
        asked.deadline = time.monotonic() + seconds
        try:
            yield connection
        finally:
            self._free.append((connection, asked))

    def _opened(self) -> tuple[sqlite3.Connection, _Asked]:
        address, asked = f"file:{quote(str(self._file))}?mode=ro&immutable=1", _Asked()
        connection = sqlite3.connect(address, uri=True, isolation_level=None, check_same_thread=False)
        connection.executescript(_SETTINGS)
        connection.create_aggregate(SUM, 1, _Sum)
        connection.create_aggregate(MEAN, 1, _Mean)
        connection.create_function(MEETS, 5, meets, deterministic=True)
        connection.set_progress_handler(asked.is_late, _STEPS)
        return connection, asked

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
