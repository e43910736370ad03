"""Small files that are either whole or not there, and texts with something taken out."""

import os
from collections.abc import Iterable
from pathlib import Path


def write_atomically(path: Path, content: bytes) -> None:
    """Write a file so that a reader, or a crash, sees the old content or the new, never a part."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    with temporary.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)


def without(text: str, values: Iterable[str]) -> str:
    """The text with each of the values replaced by an ellipsis."""
    for value in values:
        text = text.replace(value, "…")
    return text
