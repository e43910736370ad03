"""A change of the province folder is made: all of it or nothing, whatever happens."""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Final

from kho.province.writing import journal
from kho.province.writing.changing import Change, Version, content_of, digest
from kho.province.writing.errors import ChangedMeanwhileError
from kho.province.writing.journal import Journal, Step
from kho.province.writing.keeping import Copies, Keeper
from kho.province.writing.locking import writing
from kho.province.writing.places import check_place
from kho.province.writing.repository import Repository
from kho.province.writing.trial import Check, check_change, nothing_more

WAIT: Final = 30.0
"""Seconds to wait for another writer."""
MOST: Final = 100
"""Versions that a history tells."""
Around = Callable[[], AbstractContextManager[object]]
"""Opens what the change is part of, such as a transaction in which it is recorded."""


def apply(
    folder: Path,
    change: Change,
    *,
    state: Path,
    check: Check = nothing_more,
    around: Around = nullcontext,
) -> bool:
    """Make the change; False where the files are so already.

    The folder as it would be is checked first, as by `kho check`; `check` adds what the folder alone cannot know. The
    files are written inside of `around()`: where that refuses, nothing is. Raises OutsideFolderError,
    ChangedMeanwhileError, MistakesError, BeingChangedError, RepositoryError, UncommittedWorkError, OSError.
    """
    folder = folder.resolve()
    for file in change.files:
        check_place(folder, file.path)
    with writing(state, timeout=WAIT):
        keeper = _keeper(folder, state)
        _finish(folder, state, keeper)
        steps = _steps(folder, change)
        if not steps:
            return False
        check_change(folder, change, state=state, check=check)
        keeper.check([each.path for each in steps])
        with around():
            _make(folder, state, keeper, change, steps)
    return True


def recover(folder: Path, *, state: Path) -> None:
    """Bring the folder back to how it was where a change of it was cut short. Raises as `apply` does."""
    if journal.under_way(state) is None:
        return
    folder = folder.resolve()
    with writing(state, timeout=WAIT):
        _finish(folder, state, _keeper(folder, state))


def history(folder: Path, path: str, *, state: Path, most: int = MOST) -> list[Version]:
    """Who changed a file, when and why, and its text before and after; newest first, at most so many.

    From git where the folder is in a repository, and from the copies kept while it was in none. Raises
    OutsideFolderError, RepositoryError.
    """
    folder = folder.resolve()
    check_place(folder, path)
    repository, copies = Repository.around(folder), Copies(state=state)
    found = [*(repository.history(path, most=most) if repository else ()), *copies.history(path, most=most)]
    return sorted(found, key=lambda each: each.when, reverse=True)[:most]


def _keeper(folder: Path, state: Path) -> Keeper:
    return Repository.around(folder) or Copies(state=state)


def _steps(folder: Path, change: Change) -> list[Step]:
    """What the change does to the files as they are now. Raises ChangedMeanwhileError."""
    steps = []
    for file in change.files:
        before = content_of(folder, file.path)
        if before == file.content:
            continue
        if digest(before) != file.seen:
            raise ChangedMeanwhileError(where=file.path, path=file.path)
        steps.append(Step(path=file.path, before=before, after=file.content))
    return steps


def _make(folder: Path, state: Path, keeper: Keeper, change: Change, steps: list[Step]) -> None:
    mark = keeper.prepare(change, steps)
    journal.begin(state, Journal(mark=mark, steps=steps))
    try:
        journal.do(folder, steps)
        keeper.keep(mark, steps)
    except BaseException:
        _take_back(folder, state, keeper, Journal(mark=mark, steps=steps))
        raise
    journal.end(state)


def _finish(folder: Path, state: Path, keeper: Keeper) -> None:
    """What was cut short is undone, unless its keeper has it: then it was done but for the journal's end."""
    left = journal.under_way(state)
    if left is not None and keeper.has(left.mark):
        journal.end(state)
    elif left is not None:
        _take_back(folder, state, keeper, left)


def _take_back(folder: Path, state: Path, keeper: Keeper, left: Journal) -> None:
    journal.undo(folder, left.steps)
    keeper.let_go(left.mark, left.steps)
    journal.end(state)
