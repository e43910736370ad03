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
    text from another by its hash.
    """

    mark: str
    province: Province
    problems: tuple[Problem, ...]
    stopped: Mapping[DatasetName, tuple[Problem, ...]]
    texts: Mapping[DatasetName, str]

    @property
    def runnable(self) -> list[Contract]:
        """The contracts of the datasets that sources deliver and nothing stops, in order of their names."""
        found = self.province.contracts
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
        texts={name: _text(contract) for name, contract in province.contracts.items()},
    )


def _stopped(province: Province, problems: Sequence[Problem]) -> dict[DatasetName, tuple[Problem, ...]]:
    stops = {name: tuple(each for each in problems if each.file in _own(province, name)) for name in province.datasets}
    return {name: found for name, found in stops.items() if found}


def _own(province: Province, name: DatasetName) -> set[Path | None]:
    """The files without which a dataset cannot be run."""
    contract = province.datasets[name]
    lists = {column.codelist.name for column in contract.columns if column.codelist is not None}
    files = {province.folder / codelists.FOLDER / f"{each}.csv" for each in lists}
    return {contract.file, *files, *(province.folder / each for each in WHOLE)}


def _text(contract: Contract) -> str:
    try:
        return hashlib.sha256(contract.file.read_bytes()).hexdigest()[:16] if contract.file else contract.version
    except FileNotFoundError:  # taken away this very moment: the next look tells
        return contract.version
