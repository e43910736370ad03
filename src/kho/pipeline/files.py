"""Small files that are either whole or not there, and texts with something taken out."""

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from kho.scratch import hold

UNFINISHED = ".unfinished.tmp"
"""What is being written in a folder: one name, so that what a killed process left is written over by the next."""


def write_atomically(path: Path, content: bytes) -> None:
    """Write a file so that a reader, or a crash, sees the old content or the new, never a part."""
    temporary = path.with_name(UNFINISHED)
    with _named(path), _ours(temporary) as file:
        file.truncate(0)
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
        temporary.replace(path)


@contextmanager
def _named(path: Path) -> Iterator[None]:
    """A full disk names no file: a person is to read which one it was."""
    try:
        yield
    except OSError as error:
        error.filename = error.filename or str(path)
        raise


@contextmanager
def _ours(path: Path) -> Iterator[BinaryIO]:
    """The file, made where it is not there, held against other processes; one that got its name meanwhile is let go."""
    while True:
        with path.open("ab") as file:
            hold(file.fileno())
            if path.exists() and path.stat().st_ino == os.fstat(file.fileno()).st_ino:
                yield file
                return


def without(text: str, values: Iterable[str]) -> str:
    """The text with each of the values replaced by an ellipsis."""
    for value in values:
        text = text.replace(value, "…")
    return text
