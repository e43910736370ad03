"""The registers as the folder has them at this moment, also where they were changed a second ago."""

import hashlib
import json
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, TypeVar

from kho.contracts.guess.slugs import dataset_slug
from kho.contracts.located import parse_yaml
from kho.contracts.model import Problem
from kho.contracts.problems import Report
from kho.province import agencies, codelists, systems
from kho.province.agencies import Agency
from kho.province.codelists import CodeList
from kho.province.systems import System
from kho.standards.text.folding import folded
from kho.warehouse.tables import VIETNAM
from kho.web.changes.differences import FieldDifference, difference
from kho.web.changes.writing import folder, history

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True, slots=True)
class Past:
    """One change of an entry: who, when, why, and the fields that changed."""

    when: datetime
    who: str
    why: Any
    fields: Sequence[FieldDifference]


def all_agencies() -> Mapping[str, Agency]:
    """By id, in the file's order."""
    return _read(agencies.FILE, agencies.read_agencies) or {}


def all_systems() -> Mapping[str, System]:
    """By id, in the file's order."""
    return _read(systems.FILE, lambda file, report: systems.read_systems(file, None, report)) or {}


def all_lists() -> Mapping[str, CodeList]:
    """The province's own code lists by name."""
    files = sorted((folder() / codelists.FOLDER).glob("*.csv"))
    named = [file for file in files if codelists.FILE_NAME.fullmatch(file.name) and not file.is_symlink()]
    found = [_read(f"{codelists.FOLDER}/{file.name}", codelists.read_codelist) for file in named]
    return {each.name: each for each in found if each is not None}


def list_path(name: str) -> str:
    """Where a code list stands."""
    return f"{codelists.FOLDER}/{name}.csv"


def problems_of(path: str, read: Callable[[Path, Report], object]) -> list[Problem]:
    """The mistakes in one file of a register, as it is."""
    report = Report(file=folder() / path)
    try:
        read(folder() / path, report)
    except OSError:
        return []
    return report.problems


def today() -> date:
    """The day in Việt Nam."""
    return datetime.now(VIETNAM).date()


def is_over(valid_to: date | None) -> bool:
    """Whether something has come to its end."""
    return valid_to is not None and valid_to < today()


def mark_of(entry: object) -> str:
    """A short text that is another one once the entry has changed."""
    return hashlib.sha256(repr(entry).encode()).hexdigest()[:16]


def free_id(name: str, taken: Collection[str]) -> str:
    """An id from a name that no other entry has."""
    wanted = dataset_slug(name)
    found, number = wanted, 2
    while found in taken:
        found, number = f"{wanted}-{number}", number + 1
    return found


def matching(entries: Iterable[T], asked: str, texts: Callable[[T], Iterable[str | None]]) -> list[T]:
    """Those in which every word that is asked stands, with or without accents."""
    words = folded(asked).split()
    return [each for each in entries if all(any(word in folded(text or "") for text in texts(each)) for word in words)]


def past_of(path: str, entry: str) -> list[Past]:
    """What changed in one entry of a file, newest first; an empty `entry`: in any. Raises RepositoryError."""
    found = []
    for version in history(path):
        before, after = (_only(path, text, entry) for text in (version.before, version.after))
        if before == after:
            continue
        fields = difference(path, before, after).fields
        found.append(Past(when=version.when, who=version.author.name, why=version.why, fields=fields))
    return found


def _only(path: str, text: str | None, entry: str) -> str | None:
    """The text with only one entry of it, as JSON, which is YAML too."""
    if text is None or not entry:
        return text
    found = parse_yaml(text.encode(), Path(path)).value
    kept = [each for each in found if isinstance(each, dict) and each.get("id") == entry] if found else []
    return json.dumps(kept, ensure_ascii=False) if kept else None


def _read(path: str, read: Callable[[Path, Report], T]) -> T | None:
    try:
        return read(folder() / path, Report(file=folder() / path))
    except FileNotFoundError:
        return None
