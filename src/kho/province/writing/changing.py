"""A change to the province folder as a value: which files become what, why, and by whom."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from kho.messages import Message


@dataclass(frozen=True, kw_only=True, slots=True)
class Author:
    """Who changes something."""

    name: str
    email: str


@dataclass(frozen=True, kw_only=True, slots=True)
class FileChange:
    """What one file becomes. `path` is from the province folder, with slashes; `text` None takes the file away.

    `seen` is the SHA-256, in hex, of the bytes that whoever made the change saw; None where there was no such file.
    """

    path: str
    text: str | None
    seen: str | None

    @property
    def content(self) -> bytes | None:
        """The bytes of the file as it will be."""
        return None if self.text is None else self.text.encode()


@dataclass(frozen=True, kw_only=True, slots=True)
class Change:
    """Files that change together; `why` is a sentence for those who read the history.

    `approved_by` is who let it through, where that was somebody else than the author.
    """

    files: Sequence[FileChange]
    why: Message
    author: Author
    approved_by: Author | None = None

    @property
    def committer(self) -> Author:
        """Who answers for its being made."""
        return self.approved_by or self.author


@dataclass(frozen=True, kw_only=True, slots=True)
class Version:
    """One change of one file, as its history tells it; `before` or `after` None: there was no file."""

    when: datetime
    author: Author
    why: Message
    before: str | None
    after: str | None


def digest(content: bytes | None) -> str | None:
    """The SHA-256 of a file's bytes, in hex; None of none."""
    return None if content is None else hashlib.sha256(content).hexdigest()


def content_of(folder: Path, path: str) -> bytes | None:
    """The bytes of a file of the folder; None where there is none. Raises OSError."""
    try:
        return (folder / path).read_bytes()
    except FileNotFoundError:
        return None


def file_change(folder: Path, path: str, text: str | None) -> FileChange:
    """What a file becomes, seen as it is now. Raises OSError."""
    return FileChange(path=path, text=text, seen=digest(content_of(folder, path)))
