"""What is being changed, written down before it begins: after a crash the folder is brought back to how it was.

A file is replaced as a whole and by one rename. The change counts from the moment its keeper has it (a commit, a kept
copy); a journal found of one that its keeper does not have is undone.
"""

import base64
import json
import os
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from kho.province.writing.changing import content_of

FILE: Final = "folder-change.json"
_SUFFIX: Final = ".kho-new"


@dataclass(frozen=True, kw_only=True, slots=True)
class Step:
    """One file's bytes before and after; None: no file."""

    path: str
    before: bytes | None
    after: bytes | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Journal:
    """A change under way; `mark` is by what its keeper knows it."""

    mark: str
    steps: Sequence[Step]


def begin(state: Path, journal: Journal) -> None:
    """Write the journal down. Raises OSError."""
    steps = [{"path": each.path, "before": _text(each.before), "after": _text(each.after)} for each in journal.steps]
    place(state / FILE, json.dumps({"mark": journal.mark, "steps": steps}).encode())


def under_way(state: Path) -> Journal | None:
    """The change that was begun and did not end; None where there is none. Raises OSError."""
    try:
        told: dict[str, Any] = json.loads((state / FILE).read_bytes())
    except FileNotFoundError:
        return None
    steps = [
        Step(path=each["path"], before=_bytes(each["before"]), after=_bytes(each["after"])) for each in told["steps"]
    ]
    return Journal(mark=told["mark"], steps=steps)


def end(state: Path) -> None:
    """The change is done, or undone."""
    (state / FILE).unlink(missing_ok=True)
    _settle(state)


def do(folder: Path, steps: Sequence[Step]) -> None:
    """Write the files, those that go away last, so that nothing names one that is not there. Raises OSError."""
    for step in sorted(steps, key=lambda each: each.after is None):
        _become(folder / step.path, step.after)


def undo(folder: Path, steps: Sequence[Step]) -> None:
    """Bring the files back to how they were; one that a person has changed since is theirs. Raises OSError."""
    for step in steps:
        file = folder / step.path
        file.with_name(f".{file.name}{_SUFFIX}").unlink(missing_ok=True)
        if content_of(folder, step.path) == step.after != step.before:
            _become(file, step.before)
        if step.before is None:
            _forget(file.parent, folder)


def place(file: Path, content: bytes) -> None:
    """Write a file so that a reader, or a crash, sees the old content or the new, never a part. Raises OSError."""
    temporary = file.with_name(f".{file.name}{_SUFFIX}")
    with temporary.open("wb") as opened:
        opened.write(content)
        opened.flush()
        os.fsync(opened.fileno())
    if file.exists():
        temporary.chmod(file.stat().st_mode & 0o777)
    temporary.replace(file)
    _settle(file.parent)


def _become(file: Path, content: bytes | None) -> None:
    if content is None:
        file.unlink(missing_ok=True)
        return
    file.parent.mkdir(parents=True, exist_ok=True)
    place(file, content)


def _forget(folder: Path, root: Path) -> None:
    """Folders that were made for a file that is not there after all."""
    while folder != root and folder.is_relative_to(root):
        with suppress(OSError):  # it holds something else, so it stays
            folder.rmdir()
        folder = folder.parent


def _settle(folder: Path) -> None:
    """Have the folder's entries on the disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _text(content: bytes | None) -> str | None:
    return None if content is None else base64.b64encode(content).decode()


def _bytes(text: str | None) -> bytes | None:
    return None if text is None else base64.b64decode(text)
