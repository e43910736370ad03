"""Zip archives (APPNOTE 6.3): every member is read by its own format, found by its bytes.

`kho.read` takes `members` (a pattern such as `*.csv`, or several), `format` (the format of all members), `read` (the
options for that format) and `names` (the encoding of the members' names, where the archive does not say). A table's
part is its member's name, followed by `#` and the part inside it. An archive in an archive is read, one in that is
refused. What systems put there for themselves, links, and members that no format knows are left out and said;
a member that `members` names and no format knows is an error. Limits and other refusals: `kho.sources.zip_members`.
"""

import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from glob import escape
from pathlib import Path, PurePosixPath
from typing import Any

import pyarrow as pa

from kho.messages import Message
from kho.sources import options, registry
from kho.sources.base import LeftOut, Repair, SourceTable
from kho.sources.maps.errors import (
    BadMemberOptionsError,
    NestedArchiveError,
    NothingToReadError,
    UnknownMemberError,
)
from kho.sources.scratch import scratch_folder
from kho.sources.sniffing import is_office, is_shapefile, looks_like_zip, members_in
from kho.sources.text_bytes import ENCODING
from kho.sources.zip_members import Budget, Member, head_of, members, opened, unpack

ZIP, GEO, WORKBOOK = "zip", "geo", "workbook"
MOST_TOLD = 20
JUNK = Message(vi="tệp riêng của hệ điều hành", en="the operating system's own file")
LINK = Message(vi="liên kết, không phải tệp", en="a link, not a file")
NOT_ASKED = Message(vi="không khớp “members”", en="does not match “members”")
NO_FORMAT = Message(vi="không phải định dạng dữ liệu mà Kho đọc", en="no data format that Kho reads")


MEMBERS = options.texts(
    Message(vi="mẫu tên như *.csv, hoặc danh sách mẫu", en="a pattern like *.csv, or a list of them")
)
FORMAT = options.Plain(
    expected=Message(vi="tên một định dạng, ví dụ json", en="a format's name, such as json"),
    accepts=lambda value: value in registry.names("kho.formats"),
)
INNER = options.Plain(
    expected=Message(vi="các tuỳ chọn đọc của định dạng bên trong", en="the inner format's options"),
    accepts=lambda value: isinstance(value, Mapping),
)
NAMES = replace(ENCODING, expected=Message(vi="bảng mã của tên tệp, ví dụ cp1258", en="an encoding, such as cp1258"))


@dataclass(frozen=True, kw_only=True, slots=True)
class Read:
    """What `kho.read` takes: every member that a format knows where `members` is empty; None: to be found."""

    members: tuple[str, ...] = options.option(MEMBERS, default=())
    format: str | None = options.option(FORMAT, default=None)
    read: Mapping[str, Any] | None = options.option(INNER, default=None)
    names: str | None = options.option(NAMES, default=None)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Chosen:
    """A member that is read, and by which format."""

    member: Member
    format: str


class ZipFormat:
    """Reads the tables of an archive's members."""

    def sniff(self, head: bytes, name: str) -> bool:
        """Whether the bytes begin a zip archive that is no workbook, document or Shapefile."""
        del name
        names = members_in(head)
        return looks_like_zip(head) and not is_office(names) and not is_shapefile(names)

    def problems(self, read: Mapping[str, Any]) -> list[tuple[str, Message, Message]]:
        """Mistakes in the options, and in the inner options where `format` says whose they are."""
        found = options.problems(Read, read)
        if not found and "format" in read:
            inner = registry.format_named(read["format"]).problems(read.get("read", {}))
            found += [(f"read.{field}", what, mend) for field, what, mend in inner]
        return found

    def tables(self, file: Path, *, name: str, read: Mapping[str, Any]) -> Iterator[SourceTable]:
        """The tables of all members in the archive's order.

        Raises the archive errors of `kho.sources.maps.errors` and what the members' formats raise.
        """
        yield from _tables(file, name, options.read(Read, read), Budget(), nested=False)


def _tables(file: Path, name: str, read: Read, budget: Budget, *, nested: bool) -> Iterator[SourceTable]:
    with opened(file, name, budget) as archive, scratch_folder() as folder:
        found = members(archive, read.names)
        whole = _whole_format([member.name for member in found])
        if whole:
            yield from registry.format_named(whole).tables(file, name=name, read=read.read or {})
            return
        chosen, left_out = _choose(archive, found, name, read)
        if not chosen:
            listed = ", ".join(member.name for member in found[:MOST_TOLD]) or "—"
            raise NothingToReadError(where=name, members=listed)
        for each in chosen:
            if nested and each.format == ZIP:
                raise NestedArchiveError(where=name, member=each.member.name)
            path = unpack(archive, each.member, folder / "member", name, budget)
            for table in _member_tables(path, each, f"{name}/{each.member.name}", read, budget):
                table.notes.left_out[:0] = left_out
                left_out = []
                yield _prefixed(table, each)


def _whole_format(names: list[str]) -> str | None:
    """The format of an archive that is one file of another kind, which its first bytes did not show."""
    roots = {name.split("/")[0] for name in names}
    if is_shapefile(names):
        return GEO
    return WORKBOOK if is_office(names) and roots & {"xl", "content.xml"} else None


def _choose(
    archive: zipfile.ZipFile, found: list[Member], name: str, read: Read
) -> tuple[list[_Chosen], list[LeftOut]]:
    chosen: list[_Chosen] = []
    left_out: list[LeftOut] = []
    for member in found:
        why = _unwanted(member, read)
        fitting = None if why else _format(archive, member, name, read)
        if fitting:
            chosen.append(_Chosen(member=member, format=fitting))
        else:
            left_out.append(LeftOut(place=member.name, why=why or NO_FORMAT))
    return chosen, left_out


def _unwanted(member: Member, read: Read) -> Message | None:
    if member.is_junk:
        return JUNK
    if member.is_link:
        return LINK
    wanted = read.members or ("*",)
    names = (member.name, PurePosixPath(member.name).name)
    return None if any(fnmatchcase(each, pattern) for each in names for pattern in wanted) else NOT_ASKED


def _format(archive: zipfile.ZipFile, member: Member, name: str, read: Read) -> str | None:
    """The format told, else the one that knows the bytes; None where none does and the member was not asked for."""
    head = head_of(archive, member, name)
    if read.format:
        return read.format
    fitting = registry.formats_that_fit(head, member.name) if head else ()
    if not fitting and read.members:
        raise UnknownMemberError(where=name, member=member.name)
    return fitting[0] if fitting else None


def _member_tables(path: Path, each: _Chosen, where: str, read: Read, budget: Budget) -> Iterator[SourceTable]:
    inner = read.read or {}
    reader = registry.format_named(each.format)
    wrong = reader.problems(inner)
    if wrong:
        _field, what, mend = wrong[0]
        raise BadMemberOptionsError(where=where, what_vi=what.vi, what_en=what.en, mend_vi=mend.vi, mend_en=mend.en)
    if each.format == ZIP:
        yield from _tables(path, where, options.read(Read, inner), budget, nested=True)
    else:
        yield from reader.tables(path, name=where, read=inner)


def _prefixed(table: SourceTable, each: _Chosen) -> SourceTable:
    """The table under its member's name; its notes follow when its batches have been read."""
    separator = "/" if each.format == ZIP else "#"
    part = f"{each.member.name}{separator}{table.part}" if table.part else each.member.name
    return replace(table, part=part, batches=_told(table, part, each))


def _told(table: SourceTable, part: str, each: _Chosen) -> Iterator[pa.RecordBatch]:
    yield from table.batches
    notes = table.notes
    notes.found = {"members": escape(each.member.name), "format": each.format, "read": notes.found}
    notes.repairs[:] = [_moved(repair, part) for repair in notes.repairs]


def _moved(repair: Repair, part: str) -> Repair:
    return replace(repair, places=tuple((part, row, column) for _, row, column in repair.places))
