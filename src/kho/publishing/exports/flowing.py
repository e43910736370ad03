"""Bytes that flow from a query to whoever reads them, no faster than they are read, until either goes away."""

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from typing import Final

import duckdb
from sqlglot import exp

from kho.publishing.exports.failures import StoppedError
from kho.warehouse.errors import told

CHUNK: Final = 1 << 18
"""Bytes of a chunk at most."""
_PIPE: Final = 1 << 20
_SET_PIPE_SIZE: Final = 1031
"""`F_SETPIPE_SZ` of Linux, which Python 3.11's fcntl does not name everywhere."""


class Chunks(Iterator[bytes]):
    """The bytes of a file in pieces, made as they are read. Errors of the store are told as such, wherever they come.

    `close` ends the work and lets go of everything; whoever reads closes, and so does the end. `stop` may be called
    from another thread while this one waits for the next piece: that then raises StoppedError.
    """

    def __init__(self, made: Iterator[bytes], held: ExitStack, *, where: str, stop: Callable[[], None]) -> None:
        self._made = made
        self._held = held
        self._where = where
        self._stop = stop
        self._stopped = False

    def __next__(self) -> bytes:
        if self._stopped:
            self.close()
            raise StoppedError(where=self._where)
        try:
            with told(self._where):
                return next(self._made)
        except StopIteration:
            self.close()
            raise
        except BaseException:
            self.close()
            if self._stopped:
                raise StoppedError(where=self._where) from None
            raise

    def stop(self) -> None:
        """End the work, from any thread."""
        self._stopped = True
        with suppress(duckdb.Error):  # it has ended by itself
            self._stop()

    def close(self) -> None:
        """Let go of the query, its files and its scratch space."""
        end = getattr(self._made, "close", None)
        if end is not None:
            end()
        self._held.close()

    def __del__(self) -> None:
        self.close()


def piped(session: duckdb.DuckDBPyConnection, rows: exp.Expr, options: str) -> Iterator[bytes]:
    """What DuckDB's COPY writes of some rows, while it writes it; `options` are COPY's, in its own words.

    The pipe holds a megabyte: DuckDB waits where nobody reads, and stops when the reader has gone.
    """
    reading, writing = os.pipe()
    _widen(writing)
    failed: list[duckdb.Error] = []
    query = f"COPY ({rows.sql('duckdb')}) TO '/dev/fd/{writing}' ({options}, USE_TMP_FILE false)"

    def write() -> None:
        try:
            session.execute(query)
        except duckdb.Error as error:
            failed.append(error)
        finally:
            os.close(writing)

    worker = threading.Thread(target=write, name="kho-export", daemon=True)
    worker.start()
    try:
        while chunk := os.read(reading, CHUNK):
            yield chunk
    finally:
        os.close(reading)
        if worker.is_alive():
            session.interrupt()
        worker.join()
    if failed:
        raise failed[0]


def _widen(pipe: int) -> None:
    import fcntl

    with suppress(OSError):  # less is allowed here: it works as well, in smaller steps
        fcntl.fcntl(pipe, _SET_PIPE_SIZE, _PIPE)
