"""Whole datasets as files that are made once and served from disk: resumable, with their size and SHA-256.

A file is made aside and put in place under a name that tells its version, what it was made of, and its SHA-256; that is
atomic, and there is nothing beside it to be out of step. Two who ask at once make it once. Who serves a file has it
open, so that removing it harms nobody.
"""

import hashlib
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, Final

from kho.publishing.catalogue import Catalogue, PublishedDataset
from kho.publishing.exports.asking import Units, Wanted
from kho.publishing.exports.exporting import export, filename, title
from kho.publishing.exports.source import Source
from kho.publishing.formats import FORMATS, Format
from kho.scratch import hold, scratch_folder, sweep
from kho.warehouse.errors import told
from kho.warehouse.warehouse import Warehouse

FOLDER: Final = "exports"
"""The part of the warehouse, or of another folder of this machine, where the files lie."""
MADE: Final = 1
"""How files are made: to be raised by whoever changes what a format writes."""
MOST: Final = 20 * 2**30
"""Bytes of all files together that `tidy` leaves."""
_LOCK: Final = "making.lock"
_MARK: Final = 12
_DIGITS: Final = 64


@dataclass(frozen=True, kw_only=True, slots=True)
class Kept:
    """A file that can be served, open for reading: whoever has it closes `file`. `modified` is in UTC."""

    format: Format
    filename: str
    title: str
    version: int
    modified: datetime
    size: int
    sha256: str
    file: BinaryIO

    @property
    def etag(self) -> str:
        """A strong validator (RFC 9110, 8.8.3): other bytes have another one."""
        return f'"{self.sha256}"'


def folder_of(warehouse: Warehouse, elsewhere: Path) -> Path:
    """Where files lie: with the warehouse if that is a folder of this machine, else in `elsewhere`."""
    return (Path(warehouse.storage.url) if warehouse.storage.is_local else elsewhere) / FOLDER


@dataclass(frozen=True, kw_only=True, slots=True)
class Files:
    """The files in a folder, for any number of threads and processes. `most` bytes are left by `tidy`."""

    folder: Path
    most: int = MOST

    def found(self, source: Source, wanted: Wanted) -> Kept | None:
        """The file, if it has been made; it is of a whole dataset. Raises VersionGoneError."""
        version, stem = source.version(wanted.version), _stem(source, wanted)
        for path in self._of(source.dataset).glob(f"{stem}-*.{wanted.format}"):
            with suppress(FileNotFoundError):  # it was removed meanwhile
                file = path.open("rb")
                os.utime(path)
                return Kept(
                    format=FORMATS[wanted.format],
                    filename=filename(source, wanted),
                    title=title(source, wanted),
                    version=version.version,
                    modified=version.committed,
                    size=os.fstat(file.fileno()).st_size,
                    sha256=path.stem[-_DIGITS:],
                    file=file,
                )
        return None

    def file(self, source: Source, wanted: Wanted) -> Kept:
        """The file, made where it is not there: whoever comes second waits for the first.

        Raises what `export` raises, from its chunks too.
        """
        while (kept := self.found(source, wanted)) is None:
            with self._making(source.dataset) as folder:
                if not [*folder.glob(f"{_stem(source, wanted)}-*.{wanted.format}")]:
                    _make(source, wanted, folder)
        return kept

    def tidy(self, catalogue: Catalogue) -> int:
        """Remove the files of what is not published, and those used longest ago beyond `most`; gives their number."""
        names = {str(name) for name in catalogue.datasets}
        files = [path for path in self.folder.glob("*/*/*") if path.is_file() and path.name != _LOCK]
        left = {path for path in files if f"{path.parent.parent.name}/{path.parent.name}" not in names}
        left |= set(self._beyond(path for path in files if path not in left))
        for path in left:
            path.unlink(missing_ok=True)
        return len(left)

    def _beyond(self, files: Iterable[Path]) -> Iterator[Path]:
        """Those that have no room beside the files used later."""
        facts = sorted(_facts(files), reverse=True)
        room = self.most
        for _, size, path in facts:
            room -= size
            if room < 0:
                yield path

    def _of(self, dataset: PublishedDataset) -> Path:
        return self.folder / dataset.name.agency / dataset.name.dataset

    @contextmanager
    def _making(self, dataset: PublishedDataset) -> Iterator[Path]:
        """Be the only one who makes files of the dataset."""
        folder = self._of(dataset)
        with told(str(dataset.name)):
            folder.mkdir(parents=True, exist_ok=True)
            with (folder / _LOCK).open("wb") as handle:
                hold(handle.fileno())
                sweep(folder)
                yield folder


def _facts(files: Iterable[Path]) -> Iterator[tuple[int, int, Path]]:
    for path in files:
        with suppress(FileNotFoundError):
            found = path.stat()
            yield found.st_mtime_ns, found.st_size, path


def _stem(source: Source, wanted: Wanted) -> str:
    """What a file's name begins with: its version, and a mark of everything else that its bytes hang on."""
    dataset, version = source.dataset, source.version(wanted.version)
    on = source.today if wanted.units is Units.TODAY else None
    facts = (MADE, dataset.title, dataset.description, dataset.agency, dataset.licence, dataset.columns, wanted, on)
    mark = hashlib.blake2b(repr((version, *facts)).encode("utf-8", "backslashreplace"), digest_size=_MARK)
    return f"{version.version:08}-{mark.hexdigest()}"


def _make(source: Source, wanted: Wanted, folder: Path) -> None:
    """Write the file aside, then put it in place."""
    with scratch_folder(folder) as scratch:
        aside, digest = scratch / "made", hashlib.sha256()
        with aside.open("wb") as file:
            for chunk in export(source, wanted).chunks:
                digest.update(chunk)
                file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
        aside.rename(folder / f"{_stem(source, wanted)}-{digest.hexdigest()}.{wanted.format}")
