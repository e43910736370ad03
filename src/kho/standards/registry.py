"""The door by which standards come in: entry points, Kho's own and other packages' alike."""

from functools import cache
from importlib.metadata import EntryPoint, entry_points
from typing import cast

from kho.errors import KhoError
from kho.messages import Message
from kho.standards.standard import Standard


class UnknownStandardError(KhoError):
    """No installed package offers this standard."""

    code = "KHO-N001"
    what = Message(vi="Không có chuẩn tên “{name}”.", en="There is no standard named “{name}”.")
    mend = Message(vi="Xem các chuẩn: `kho standard list`.", en="See the standards: `kho standard list`.")


@cache
def _entries() -> dict[str, EntryPoint]:
    return {entry.name: entry for entry in entry_points(group="kho.standards")}


def names() -> tuple[str, ...]:
    """Names of the registered standards, sorted."""
    return tuple(sorted(_entries()))


@cache
def standard(name: str) -> Standard:
    """The standard of that name. Raises UnknownStandardError."""
    entry = _entries().get(name)
    if entry is None:
        raise UnknownStandardError(name=name)
    return cast("Standard", entry.load())
