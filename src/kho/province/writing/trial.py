"""The province folder as it would be after a change: made beside it of links, and checked as a whole."""

import os
import shutil
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from kho.contracts.model import Problem
from kho.contracts.problems import in_order
from kho.messages import Message
from kho.province.folder import Province, load
from kho.province.settings import FILE as SETTINGS
from kho.province.writing.changing import Change
from kho.province.writing.errors import MistakesError
from kho.province.writing.places import FILES, FOLDERS
from kho.scratch import SCRATCH, scratch_folder

Check = Callable[[Province], Sequence[Problem]]
"""Tells mistakes that the folder alone cannot know, as of what is loaded already."""


def nothing_more(province: Province) -> Sequence[Problem]:  # noqa: ARG001  the signature of a check
    """The check that finds nothing."""
    return ()


def check_change(folder: Path, change: Change, *, state: Path, check: Check = nothing_more) -> None:
    """Check the whole folder as it would be. Raises MistakesError with those that it does not have now."""
    after = _problems(folder, change, state, check)
    if after:
        before = Counter(map(_told, _problems(folder, None, state, check)))
        new = [each for each in after if not _was_there(each, before)]
        if new:
            raise MistakesError(new)


def _was_there(problem: Problem, before: Counter[tuple[str, ...]]) -> bool:
    told = _told(problem)
    before[told] -= 1
    return before[told] >= 0


def _told(problem: Problem) -> tuple[str, ...]:
    """A mistake without its line, which moves with what is written above it."""
    return (str(problem.file), problem.field, problem.code, problem.what.en)


def _problems(folder: Path, change: Change | None, state: Path, check: Check) -> list[Problem]:
    with scratch_folder(state / SCRATCH) as aside:
        shadow = aside.resolve() / folder.name
        _mirror(folder, shadow)
        for file in change.files if change else ():
            _put(shadow / file.path, file.content)
        province, found = load(shadow)
        return [_of_folder(each, shadow, folder) for each in found or in_order(check(province))]


def _mirror(folder: Path, shadow: Path) -> None:
    """What describes the province, as hard links where the file system has them: nothing writes to them."""
    shadow.mkdir(parents=True)
    for name in (SETTINGS, *sorted(FILES)):
        if (folder / name).is_file():
            _link(folder / name, shadow / name)
    for name in sorted(FOLDERS):
        if (folder / name).is_dir():
            shutil.copytree(folder / name, shadow / name, symlinks=True, copy_function=_link)


def _link(source: str | os.PathLike[str], target: str | os.PathLike[str]) -> None:
    try:
        os.link(source, target, follow_symlinks=True)
    except OSError:  # another file system, or one without links
        shutil.copyfile(source, target)


def _put(file: Path, content: bytes | None) -> None:
    file.unlink(missing_ok=True)  # never through the link: the other end is the folder's own file
    if content is not None:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)


def _of_folder(problem: Problem, shadow: Path, folder: Path) -> Problem:
    def told(message: Message) -> Message:
        vi, en = (each.replace(str(shadow), str(folder)) for each in (message.vi, message.en))
        return Message(vi=vi, en=en)

    file = folder / problem.file.relative_to(shadow) if problem.file.is_relative_to(shadow) else problem.file
    return replace(problem, file=file, what=told(problem.what), mend=told(problem.mend))
