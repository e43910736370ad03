"""One writer per dataset: a file lock of the operating system, released by it whatever happens to the process."""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from kho.contracts.names import DatasetName
from kho.warehouse.errors import BusyError

PAUSE = 0.1


@contextmanager
def writing(folder: Path, name: DatasetName, *, timeout: float = 600) -> Iterator[None]:
    """Hold the dataset's lock; `folder` keeps the lock files, `timeout` is in seconds.

    Raises BusyError, which says who holds the lock: process id and since when. It serialises processes of one
    machine; between machines a Delta commit itself is exclusive.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / f"{name.agency}--{name.dataset}.lock").open("a+", encoding="utf-8") as file:
        _wait(file, name, timeout)
        _sign(file, f"pid {os.getpid()}, {datetime.now(UTC).isoformat(timespec='seconds')}")
        try:
            yield
        finally:
            _sign(file, "")


def _wait(file: IO[str], name: DatasetName, timeout: float) -> None:
    deadline = time.monotonic() + timeout
    while not _taken(file):
        if time.monotonic() >= deadline:
            file.seek(0)
            raise BusyError(where=str(name), holder=file.read() or "?", seconds=f"{timeout:g}")
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
