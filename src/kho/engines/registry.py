"""The door by which engines come in: entry points, Kho's own and other packages' alike."""

from functools import cache
from importlib.metadata import EntryPoint, entry_points
from typing import cast

from kho.engines.base import Engine
from kho.engines.settings import EngineSettings
from kho.errors import KhoError
from kho.messages import Message


class UnknownEngineError(KhoError):
    """No installed package offers this engine."""

    code = "KHO-E101"
    what = Message(vi="Không có máy tính toán tên “{name}”.", en="There is no engine named “{name}”.")
    mend = Message(vi="Chọn một trong: {known}.", en="Choose one of: {known}.")


@cache
def _entries() -> dict[str, EntryPoint]:
    return {entry.name: entry for entry in entry_points(group="kho.engines")}


def names() -> tuple[str, ...]:
    """Names of the registered engines, sorted."""
    return tuple(sorted(_entries()))


def engine(name: str, settings: EngineSettings | None = None) -> Engine:
    """The engine of that name, made with its settings. Raises UnknownEngineError."""
    entry = _entries().get(name)
    if entry is None:
        raise UnknownEngineError(name=name, known=", ".join(names()))
    return cast("Engine", entry.load()(settings or EngineSettings()))
