"""Members of a zip archive, taken out one by one into files with names of our own, within limits.

Nothing is ever written under a name that the archive gives, so `../` and absolute names lead nowhere; names are only
shown. Encrypted members, unknown compression, damage and bombs are typed errors.
"""

import unicodedata
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from stat import S_ISLNK

from kho.errors import KhoError
from kho.sources.maps.errors import (
    ArchiveBombError,
    BrokenArchiveError,
    EncryptedArchiveError,
    UnsupportedCompressionError,
)
from kho.sources.records.nested import unique
from kho.standards.text.suspicion import vietnamese_share

MOST_MEMBERS = 10_000
MOST_BYTES = 32 * 2**30
"""Bytes that all members of a delivery may have together when unpacked, nested archives included."""
HARMLESS_BYTES = 64 * 2**20
MOST_RATIO = 250
"""Unpacked bytes per packed byte beyond the harmless size; data stays below 100, a deflate bomb is near 1,030."""
HEAD = 64 * 2**10
PIECE = 2**20
ENCRYPTED = 0x1
UTF8_NAME = 0x800
ENOUGH_SHARE = 0.5
JUNK = ("__MACOSX", ".DS_Store", "Thumbs.db", "desktop.ini")


@dataclass(kw_only=True, slots=True)
class Budget:
    """How many bytes may still be unpacked for one delivery."""

    left: int = MOST_BYTES


@dataclass(frozen=True, kw_only=True, slots=True)
class Member:
    """A file in an archive and its name as shown: decoded, in NFC, and without parts that lead out of a folder."""

    name: str
    info: zipfile.ZipInfo

    @property
    def is_junk(self) -> bool:
        """Whether an operating system put it there for itself."""
        return any(part in JUNK or part.startswith("._") for part in PurePosixPath(self.name).parts)

    @property
    def is_link(self) -> bool:
        """Whether it is a symbolic link."""
        return S_ISLNK(self.info.external_attr >> 16)


@contextmanager
def opened(file: Path, where: str, budget: Budget) -> Iterator[zipfile.ZipFile]:
    """The archive. Raises BrokenArchiveError and, by what it declares, ArchiveBombError."""
    try:
        archive = zipfile.ZipFile(file)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise BrokenArchiveError(where=where, reason=str(error)) from error
    with archive:
        _check_size(archive, where, budget)
        yield archive


def _check_size(archive: zipfile.ZipFile, where: str, budget: Budget) -> None:
    infos = archive.infolist()
    total = sum(info.file_size for info in infos)
    packed = max(sum(info.compress_size for info in infos), 1)
    if len(infos) > MOST_MEMBERS:
        raise ArchiveBombError(where=where, measured=f"{len(infos)} tệp (files)", limit=MOST_MEMBERS)
    if total > budget.left:
        raise ArchiveBombError(where=where, measured=_mib(total), limit=_mib(budget.left))
    if total > HARMLESS_BYTES and total > packed * MOST_RATIO:
        raise ArchiveBombError(where=where, measured=f"{total // packed}:1", limit=f"{MOST_RATIO}:1")


def _mib(size: int) -> str:
    return f"{size // 2**20} MiB"


def members(archive: zipfile.ZipFile, encoding: str | None = None) -> list[Member]:
    """The files of the archive; names not marked as UTF-8 are decoded by `encoding`, else as far as can be proven."""
    files = [info for info in archive.infolist() if not info.is_dir()]
    names = unique([_safe(_decoded(info, encoding)) for info in files])
    return [Member(name=name, info=info) for name, info in zip(names, files, strict=True)]


def _decoded(info: zipfile.ZipInfo, encoding: str | None) -> str:
    if info.flag_bits & UTF8_NAME:
        return info.orig_filename
    raw = info.orig_filename.encode("cp437", "replace")
    if encoding is not None:
        return raw.decode(encoding, "backslashreplace")
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return _vietnamese(raw) or info.orig_filename


def _vietnamese(raw: bytes) -> str | None:
    """The name in Windows-1258, the page of Vietnamese Windows, where its words then are Vietnamese."""
    try:
        text = unicodedata.normalize("NFC", raw.decode("cp1258"))
    except UnicodeDecodeError:
        return None
    share, _words = vietnamese_share(text.replace("_", " ").replace("-", " ").replace(".", " ").replace("/", " "))
    return text if share >= ENOUGH_SHARE else None


def _safe(name: str) -> str:
    parts = [part for part in name.replace("\\", "/").split("/") if part not in {"", ".", ".."}]
    return unicodedata.normalize("NFC", "/".join(parts)) or "?"


def head_of(archive: zipfile.ZipFile, member: Member, where: str) -> bytes:
    """The first bytes of a member. Raises the errors of `unpack`."""
    with _readable(member, where), archive.open(member.info) as stream:
        return stream.read(HEAD)


def unpack(archive: zipfile.ZipFile, member: Member, into: Path, where: str, budget: Budget) -> Path:
    """Write a member to the file `into`. The budget shrinks by its size.

    Raises EncryptedArchiveError, UnsupportedCompressionError, BrokenArchiveError, ArchiveBombError.
    """
    with _readable(member, where), archive.open(member.info) as stream, into.open("wb") as out:
        while piece := stream.read(PIECE):
            budget.left -= len(piece)
            if budget.left < 0:
                raise ArchiveBombError(where=where, measured=f"> {_mib(MOST_BYTES)}", limit=_mib(MOST_BYTES))
            out.write(piece)
    return into


@contextmanager
def _readable(member: Member, where: str) -> Iterator[None]:
    """Whatever goes wrong while a member is read, as an error that names it."""
    if member.info.flag_bits & ENCRYPTED:
        raise EncryptedArchiveError(where=where, member=member.name)
    try:
        yield
    except KhoError:
        raise
    except NotImplementedError as error:
        raise UnsupportedCompressionError(where=where, member=member.name) from error
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, RuntimeError) as error:
        raise BrokenArchiveError(where=where, reason=f"{member.name}: {error}") from error
