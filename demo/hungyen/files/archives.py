"""Zip archives whose bytes are the same on any day."""

import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from hungyen.batch import Batch
from hungyen.deliveries import Span
from hungyen.files.delimited import Csv
from kho.contracts.model import Contract

LONG_AGO = (2025, 1, 1, 8, 0, 0)


@dataclass(frozen=True, kw_only=True, slots=True)
class ZippedCsv:
    """A CSV in an archive, beside a text that says what it is."""

    member: str
    csv: Csv

    def write(self, path: Path, contract: Contract, batches: Iterator[Batch]) -> Sequence[Span]:
        """Write the archive."""
        with (
            zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
            archive.open(_entry(self.member), "w", force_zip64=True) as stream,
        ):
            return self.csv.write_to(stream, contract, batches, self.member)


def repacked(path: Path, replace: dict[str, bytes]) -> None:
    """Write an archive anew, with the same time at every member and some members' bytes replaced."""
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()} | replace
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(_entry(name), content)


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, LONG_AGO)
    entry.compress_type, entry.create_system, entry.external_attr = zipfile.ZIP_DEFLATED, 3, 0o644 << 16
    return entry
