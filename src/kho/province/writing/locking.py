"""One writer of the province folder: a lock of the operating system, which lets go whatever happens to the process."""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Final

from kho.province.writing.errors import BeingChangedError

FILE: Final = "folder.lock"
PAUSE: Final = 0.05


@contextmanager
def writing(state: Path, *, timeout: float) -> Iterator[None]:
    """Hold the folder's lock, waiting for it `timeout` seconds at most. Raises BeingChangedError."""
    state.mkdir(parents=True, exist_ok=True)
    with (state / FILE).open("a+", encoding="utf-8") as file:
        _wait(file, timeout)
        _sign(file, f"pid {os.getpid()}, {datetime.now(UTC).isoformat(timespec='seconds')}")
        try:
            yield
        finally:
            _sign(file, "")


def _wait(file: IO[str], timeout: float) -> None:
    deadline = time.monotonic() + timeout
    while not _taken(file):
        if time.monotonic() >= deadline:
            file.seek(0)
            raise BeingChangedError(holder=file.read() or "?", seconds=f"{timeout:g}")
        time.sleep(PAUSE)


def _taken(file: IO[str]) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _sign(file: IO[str], text: str) -> None:
    file.seek(0)
    file.truncate()
    file.write(text)
    file.flush()
