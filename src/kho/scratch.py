"""Folders and files that nobody needs once the process that made them is gone, told by a lock that dies with it."""

import fcntl
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

SCRATCH = "scratch"
"""The part of the state folder where such folders lie."""


@contextmanager
def scratch_folder(parent: Path) -> Iterator[Path]:
    """A new folder in `parent`, removed afterwards; where the process is killed, `sweep` removes it."""
    path, handle = _held(parent)
    try:
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)
        os.close(handle)


def sweep(parent: Path) -> int:
    """Remove the folders that killed processes left in `parent`; gives their number."""
    left = [path for path in parent.glob("*") if path.is_dir() and is_left(path)]
    for path in left:
        shutil.rmtree(path, ignore_errors=True)
    return len(left)


def is_left(path: Path) -> bool:
    """Whether no living process holds this file or folder, on this machine or in another container of it."""
    try:
        handle = os.open(path, os.O_RDONLY)
    except OSError:  # it is gone, or not ours to look at
        return False
    try:
        return _taken(handle)
    finally:
        os.close(handle)


def hold(handle: int) -> None:
    """Hold an open file as ours until it is closed. A file system without locks leaves it unheld, see `is_left`."""
    with suppress(OSError):
        fcntl.flock(handle, fcntl.LOCK_EX)


def _held(parent: Path) -> tuple[Path, int]:
    """A new folder and the handle that holds it; one that was swept before it was held is made anew."""
    while True:
        path = parent / f"kho-{secrets.token_hex(8)}"
        path.mkdir(parents=True)
        handle = os.open(path, os.O_RDONLY)
        hold(handle)
        if path.exists():
            return path, handle
        os.close(handle)


def _taken(handle: int) -> bool:
    """Whether the lock could be had; not where the file system has none."""
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
