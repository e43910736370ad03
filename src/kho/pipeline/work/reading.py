"""The province folder as it is now: read again when a file of it has changed, with what a mistake in it stops."""

import hashlib
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from kho.contracts.model import Contract, Problem
from kho.contracts.names import DatasetName
from kho.province import agencies, codelists, settings
from kho.province.folder import Province, load
from kho.province.layout import CONTRACTS

MODELS = "models"
WHOLE = frozenset({settings.FILE, agencies.FILE})
"""Files at the top in which a mistake stops everything."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Reading:
    """The folder at one moment, told apart from others by its `mark`.

    `stopped` are datasets in whose own files, or code lists, there are mistakes, with these; `texts` tell a contract's
    text, and a model's query with it, from another by its hash.
    """

    mark: str
    province: Province
    problems: tuple[Problem, ...]
    stopped: Mapping[DatasetName, tuple[Problem, ...]]
    texts: Mapping[DatasetName, str]

    @property
    def runnable(self) -> list[Contract]:
        """The contracts of the datasets and models that nothing stops, in order of their names."""
        found = self.province.datasets
        return [found[name] for name in sorted(found) if name not in self.stopped]

    def stops(self, name: DatasetName) -> tuple[Problem, ...]:
        """The mistakes that stop a dataset; any, for one whose contract cannot be read."""
        known = name in self.province.datasets
        return self.stopped.get(name, ()) if known else self.problems


class ProvinceReader:
    """Reads a province folder, again only when one of its files has changed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._last: Reading | None = None

    def current(self) -> Reading:
        """The folder as it is now. Never raises on a person's mistakes; they are in the reading."""
        mark = _mark(self._folder)
        if self._last is None or self._last.mark != mark:
            self._last = _read(self._folder, mark)
        return self._last


def _mark(folder: Path) -> str:
    """A text that changes whenever a file that describes the province does."""
    digest = hashlib.sha256()
    for file in _files(folder):
        try:
            stat = file.stat()
        except FileNotFoundError:  # taken away this very moment: the next look tells
            continue
        digest.update(f"{file}\0{stat.st_mtime_ns}\0{stat.st_size}\n".encode("utf-8", "surrogateescape"))
    return digest.hexdigest()


def _files(folder: Path) -> Iterator[Path]:
    yield from sorted(file for file in folder.iterdir() if file.suffix in {".toml", ".yaml"})
    for part in (CONTRACTS, codelists.FOLDER, MODELS):
        for parent, _, names in os.walk(folder / part):
            yield from (Path(parent, name) for name in sorted(names))


def _read(folder: Path, mark: str) -> Reading:
    province, problems = load(folder)
    return Reading(
        mark=mark,
        province=province,
        problems=tuple(problems),
        stopped=_stopped(province, problems),
        texts={name: _text(province, name) for name in province.datasets},
    )


def _stopped(province: Province, problems: Sequence[Problem]) -> dict[DatasetName, tuple[Problem, ...]]:
    stops = {name: tuple(each for each in problems if each.file in _own(province, name)) for name in province.datasets}
    return {name: found for name, found in stops.items() if found}


def _own(province: Province, name: DatasetName) -> set[Path | None]:
    """The files without which a dataset cannot be run."""
    contract = province.datasets[name]
    lists = {column.codelist.name for column in contract.columns if column.codelist is not None}
    files = {province.folder / codelists.FOLDER / f"{each}.csv" for each in lists}
    query = [province.computed[name].file] if name in province.computed else []
    return {contract.file, *files, *query, *(province.folder / each for each in WHOLE)}


def _text(province: Province, name: DatasetName) -> str:
    model, contract = province.computed.get(name), province.datasets[name]
    digest = hashlib.sha256(model.text.encode() if model is not None else b"")
    try:
        digest.update(contract.file.read_bytes() if contract.file else contract.version.encode())
    except FileNotFoundError:  # taken away this very moment: the next look tells
        digest.update(contract.version.encode())
    return digest.hexdigest()[:16]
