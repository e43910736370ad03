"""Where profiles are kept: a small protocol, here as one JSON file per dataset and version of its table."""

from collections.abc import Collection, Iterator
from functools import cache
from pathlib import Path
from typing import Protocol

from pydantic import TypeAdapter, ValidationError

from kho.contracts.names import DatasetName
from kho.errors import KhoError
from kho.messages import Message
from kho.pipeline.files import write_atomically
from kho.quality.profile import TableProfile

REMEMBERED = 60
"""So many profiles of a dataset are kept, the newest."""


class BrokenProfileError(KhoError):
    """A profile's file cannot be read."""

    code = "KHO-R511"
    what = Message(vi="Không đọc được hồ sơ số liệu: {reason}.", en="The profile cannot be read: {reason}.")
    mend = Message(
        vi="Xoá tệp này rồi chạy `kho profile`; kho dữ liệu không bị ảnh hưởng.",
        en="Remove the file and call `kho profile`; the warehouse is not affected.",
    )


class ProfileLog(Protocol):
    """Where profiles are kept."""

    def save(self, profile: TableProfile) -> None:
        """Keep a profile, in place of an earlier one of the same version."""

    def get(self, dataset: DatasetName, version: int) -> TableProfile | None:
        """The profile of a version; None where none is kept."""

    def newest(self, dataset: DatasetName) -> Iterator[TableProfile]:
        """A dataset's profiles from the newest version to the oldest."""

    def forget(self, datasets: Collection[DatasetName], texts: Collection[str]) -> None:
        """Keep no values, only counts, of these datasets and of every profile that holds one of the texts."""


@cache
def _adapter() -> TypeAdapter[TableProfile]:
    return TypeAdapter(TableProfile)


def to_json(profile: TableProfile) -> bytes:
    """The profile as indented JSON, UTF-8."""
    return _adapter().dump_json(profile, indent=1)


class FileProfileLog:
    """Profiles as JSON files, in one folder per dataset, written atomically."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def save(self, profile: TableProfile) -> None:
        """Keep a profile, and let go of the oldest ones."""
        folder = self._of(profile.dataset)
        folder.mkdir(parents=True, exist_ok=True)
        write_atomically(folder / _name(profile.version), to_json(profile))
        for path in sorted(folder.glob("*.json"))[:-REMEMBERED]:
            path.unlink(missing_ok=True)

    def get(self, dataset: DatasetName, version: int) -> TableProfile | None:
        """The profile of a version; None where none is kept. Raises BrokenProfileError."""
        path = self._of(dataset) / _name(version)
        return _read(path) if path.exists() else None

    def newest(self, dataset: DatasetName) -> Iterator[TableProfile]:
        """Profiles from the newest version to the oldest. Raises BrokenProfileError."""
        for path in sorted(self._of(dataset).glob("*.json"), reverse=True):
            yield _read(path)

    def forget(self, datasets: Collection[DatasetName], texts: Collection[str]) -> None:
        """Keep no values of these datasets, nor of any profile that holds one of the texts."""
        for path in sorted(self._folder.glob("*/*.json")):
            profile = _read(path)
            if profile.dataset in datasets or profile.tells(tuple(texts)):
                write_atomically(path, to_json(profile.without_values()))

    def _of(self, dataset: DatasetName) -> Path:
        return self._folder / f"{dataset.agency}.{dataset.dataset}"


def _name(version: int) -> str:
    """Names sort by version."""
    return f"{version:012}.json"


def _read(path: Path) -> TableProfile:
    try:
        return _adapter().validate_json(path.read_bytes())
    except ValidationError as error:
        raise BrokenProfileError(where=str(path), reason=error.errors()[0]["msg"]) from error
