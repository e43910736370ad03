"""The door by which transports and formats come in: Python entry points, Kho's own and other packages' alike."""

from functools import cache
from importlib.metadata import EntryPoint, entry_points
from typing import cast

from kho.errors import KhoError
from kho.messages import Message
from kho.sources.base import Format, Transport, Watched


class UnknownSourceKindError(KhoError):
    """No installed package offers this transport or format."""

    code = "KHO-S001"
    what = Message(vi="Không có {kind} tên “{name}”.", en="There is no {kind} named “{name}”.")
    mend = Message(vi="Chọn một trong: {known}.", en="Choose one of: {known}.")


@cache
def _entries(group: str) -> dict[str, EntryPoint]:
    return {entry.name: entry for entry in entry_points(group=group)}


def names(group: str) -> tuple[str, ...]:
    """Names registered in `kho.transports` or `kho.formats`, sorted."""
    return tuple(sorted(_entries(group)))


def transport(name: str) -> Transport:
    """The transport of that name. Raises UnknownSourceKindError."""
    return cast("Transport", _load("kho.transports", name, "transport"))


def watched(name: str) -> Watched | None:
    """The transport of that name, where it can tell that something has arrived; None for others, unknown ones too."""
    found = transport(name) if name in _entries("kho.transports") else None
    return found if isinstance(found, Watched) else None


def format_named(name: str) -> Format:
    """The format of that name. Raises UnknownSourceKindError."""
    return cast("Format", _load("kho.formats", name, "format"))


def formats_that_fit(head: bytes, name: str) -> tuple[str, ...]:
    """Names of the formats that recognise a file by its first bytes and its name; empty where none does."""
    return tuple(each for each in names("kho.formats") if format_named(each).sniff(head, name))


def _load(group: str, name: str, kind: str) -> object:
    entry = _entries(group).get(name)
    if entry is None:
        raise UnknownSourceKindError(kind=kind, name=name, known=", ".join(names(group)))
    return entry.load()()
