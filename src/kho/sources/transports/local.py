"""Files on a disk of the machine: one file, a folder, or a glob, relative to the province folder."""

import errno
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from kho.contracts.model import Source
from kho.errors import KhoError
from kho.messages import Message
from kho.sources import copying, listing, options
from kho.sources.base import Fetched
from kho.sources.listing import Listed
from kho.sources.options import Trouble

ALSO = ("format", "delimiter", "encoding")


@dataclass(frozen=True, kw_only=True, slots=True)
class Address:
    """ODCS server of type `local`. `path` with `*`, `?` or `**/` is a glob; a folder means all files in it."""

    path: str = options.option(options.TEXT)


@dataclass(frozen=True, kw_only=True, slots=True)
class Fetch:
    """`kho.fetch` of a local source. `max_mb`: a larger file is refused, in MiB."""

    max_mb: int = options.option(options.whole(1, 2**20), default=listing.DEFAULT_MAX_MB)


class LinkLeadsOutsideError(KhoError):
    """A symbolic link leads out of the folder that the contract names."""

    code = "KHO-T103"
    what = Message(
        vi="Liên kết này dẫn ra ngoài thư mục “{root}”, nên không được đọc.",
        en="This link leads out of the folder “{root}”, so it is not read.",
    )
    mend = Message(
        vi="Chép tệp vào thư mục, hoặc ghi thẳng đường dẫn thật trong cam kết dữ liệu.",
        en="Copy the file into the folder, or write its real path in the contract.",
    )


class UnreadableFileError(KhoError):
    """The operating system does not let the file or folder be read or copied."""

    code = "KHO-T104"
    what = Message(vi="Không đọc được: {reason}.", en="It cannot be read: {reason}.")
    mend = Message(
        vi="Kiểm tra quyền đọc, đĩa còn trống và ổ mạng còn kết nối.",
        en="Check who may read it, the free space of the disk and that network drives are connected.",
    )


class Local:
    """Brings files of this machine; the cursor tells which versions of which files were brought."""

    def problems(self, source: Source) -> list[Trouble]:
        """Mistakes in `path` and `kho.fetch`."""
        return [
            *options.problems(Address, source.address, also=ALSO),
            *options.problems(Fetch, source.fetch, "kho.fetch"),
        ]

    def fetch(self, source: Source, *, base: Path, into: Path, since: str | None) -> Iterator[Fetched]:
        """New or changed files, oldest first by modified time, then name.

        Raises NothingThereError, LinkLeadsOutsideError, FileTooLargeError, UnreadableFileError.
        """
        path = options.read(Address, source.address).path
        limit = options.read(Fetch, source.fetch).max_mb
        listed = _listed(base, path)
        for number, (each, cursor) in enumerate(listing.new_files(listed, since, path)):
            listing.check_size(each.size, limit, each.path)
            target = into / f"{number:06d}"
            if sha256 := _copied(each, target, each.path):
                origin = Path(each.path).as_uri()
                yield Fetched(
                    file=target, name=each.name, origin=origin, modified=each.modified, cursor=cursor, sha256=sha256
                )

    def seen(self, source: Source, *, base: Path) -> str:
        """What is there, as a text that changes with it. Raises LinkLeadsOutsideError, UnreadableFileError."""
        try:
            return listing.signature(_listed(base, options.read(Address, source.address).path))
        except listing.NothingThereError:
            return ""


def _listed(base: Path, path: str) -> list[Listed]:
    written = base / path
    try:
        if written.is_dir():
            return _in_folder(written, "*", _watched_root(base, path))
        if listing.is_wild(path) and not written.exists():
            return _in_glob(base, path)
        return [_named(base, path)]
    except OSError as error:
        raise UnreadableFileError(where=str(written), reason=error.strerror) from error


def _in_glob(base: Path, path: str) -> list[Listed]:
    fixed = listing.fixed_part(path)
    folder = base / fixed
    if not folder.is_dir():
        raise listing.NothingThereError(where=str(folder))
    return _in_folder(folder, path[len(fixed) :], _watched_root(base, fixed))


def _named(base: Path, path: str) -> Listed:
    """The one file of that name, also where the disk spells the name in Unicode's other form."""
    file = base / path
    if not file.exists() and file.parent.is_dir():
        file = next((each for each in file.parent.iterdir() if listing.matches(file.name, each.name)), file)
    if not file.is_file():
        raise listing.NothingThereError(where=str(file))
    if not _leaves_plainly(path):
        _check_inside(file, base.resolve())
    return _as_listed(file)


def _leaves_plainly(path: str) -> bool:
    """Whether the contract writes for all to see that it reads outside the province folder."""
    return Path(path).is_absolute() or ".." in Path(path).parts


def _watched_root(base: Path, path: str) -> Path:
    """The real folder that all files found by name must lie in."""
    if not _leaves_plainly(path):
        _check_inside(base / path, base.resolve())
    return (base / path).resolve()


def _check_inside(path: Path, root: Path) -> None:
    if not path.resolve().is_relative_to(root):
        raise LinkLeadsOutsideError(where=str(path), root=root)


def _in_folder(folder: Path, pattern: str, root: Path) -> list[Listed]:
    fitting = (path for path in _walked(folder, deep="/" in pattern) if listing.matches(pattern, _within(folder, path)))
    return [_as_listed(path) for path in fitting if _is_data(path, root)]


def _walked(folder: Path, *, deep: bool) -> Iterator[Path]:
    """Everything in the folder; what is in linked folders is not walked into."""
    for parent, folders, names in os.walk(folder, onerror=_raise):
        yield from (Path(parent, name) for name in [*names, *folders])
        if not deep:
            return


def _within(folder: Path, path: Path) -> str:
    return path.relative_to(folder).as_posix()


def _is_data(path: Path, root: Path) -> bool:
    _check_inside(path, root)
    if path.is_dir():
        return False
    if not path.is_file():
        listing.passed_over(str(path), Message(vi="Không phải là tệp.", en="This is not a file."))
    return path.is_file()


def _as_listed(path: Path) -> Listed:
    stat = path.stat()
    return Listed(
        path=str(path.absolute()),
        size=stat.st_size,
        modified=datetime.fromtimestamp(stat.st_mtime, UTC),
        version=f"{stat.st_mtime_ns} {stat.st_ctime_ns} {stat.st_size}",
    )


def _copied(each: Listed, target: Path, where: str) -> str | None:
    """The SHA-256 of a copy that is whole; None where the file changed meanwhile, so it is still being written."""
    try:
        sha256 = copying.copy(Path(each.path), target)
        unchanged = _as_listed(Path(each.path)).version == each.version
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise  # the file can be read: it is our own disk that is full
        raise UnreadableFileError(where=where, reason=error.strerror) from error
    if unchanged:
        return sha256
    listing.still_written(where)
    target.unlink()
    return None


def _raise(error: OSError) -> None:
    raise error
