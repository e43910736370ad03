"""The province folder as pages write it: where it is, what is checked besides, what the record says."""

import difflib
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Final

from django.conf import settings

from kho.contracts.model import Problem
from kho.pipeline.checking import check_contracts
from kho.province.folder import Province
from kho.province.units import check_units
from kho.province.writing import applying
from kho.province.writing.changing import Author, Change, FileChange, Version, content_of, file_change
from kho.web.accounts.models import Account
from kho.web.audit.recording import Change as Recorded
from kho.web.configuration import Configuration
from kho.web.holding import held

MOST_LINES: Final = 400
"""Lines of a file that the record keeps; the whole is in the history."""


def folder() -> Path:
    """The province folder."""
    return configuration().folder.resolve()


def configuration() -> Configuration:
    """What the portal was told."""
    found: Configuration = settings.CONFIGURATION
    return found


def becoming(path: str, text: str | None) -> FileChange:
    """What a file becomes, seen as it is now. Raises OSError."""
    return file_change(folder(), path, text)


def text_now(path: str) -> str:
    """A file as it is now, whatever its line ends; empty where there is none. Raises UnicodeDecodeError."""
    return (content_of(folder(), path) or b"").decode()


def author(account: Account) -> Author:
    """An account as the author of a change."""
    return Author(name=account.name or account.email, email=account.email)


def write(change: Change, recorded: AbstractContextManager[object]) -> bool:
    """Make a change, inside of the transaction in which it is recorded. Raises as `kho.province.writing` does."""
    paths = {each.path for each in change.files}

    def check(province: Province) -> Sequence[Problem]:
        return list(_more(province, paths))

    return applying.apply(folder(), change, state=configuration().state, check=check, around=lambda: recorded)


def history(path: str) -> list[Version]:
    """Who changed a file, when and why. Raises RepositoryError."""
    return applying.history(folder(), path, state=configuration().state)


def recorded(files: Sequence[tuple[str, str | None, str | None]]) -> Recorded:
    """The lines that a change takes away and brings, by path, for the record."""
    before: dict[str, list[str] | None] = {}
    after: dict[str, list[str] | None] = {}
    for path, old, new in files:
        lines = [*difflib.unified_diff((old or "").splitlines(), (new or "").splitlines(), lineterm="", n=0)][2:]
        before[path] = [line[1:] for line in lines if line.startswith("-")][:MOST_LINES]
        after[path] = [line[1:] for line in lines if line.startswith("+")][:MOST_LINES]
    return Recorded(before=before, after=after)


def _more(province: Province, paths: set[str]) -> Iterator[Problem]:
    """What the folder alone cannot know of what changes: whether loaded tables take their new contract."""
    root = province.folder
    described = [each for each in province.datasets.values() if each.file and _path(each.file, root) in paths]
    yield from check_contracts(described, held().place.warehouse)
    if any(path.startswith("units/") for path in paths):
        yield from check_units(province.unit_files)


def _path(file: Path, root: Path) -> str:
    return file.relative_to(root).as_posix() if file.is_relative_to(root) else ""
