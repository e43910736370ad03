"""What changes on a disk below some folders, told by Linux as it happens (inotify, man 7 inotify)."""

import ctypes
import os
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_LIBC = ctypes.CDLL(None, use_errno=True)
_MODIFY, _CLOSE_WRITE, _MOVED_TO, _CREATE, _DELETE = 0x2, 0x8, 0x80, 0x100, 0x200
_WANTED = _MODIFY | _CLOSE_WRITE | _MOVED_TO | _CREATE | _DELETE
_A_FOLDER, _NONBLOCK = 0x4000_0000, 0o4000
_HEAD = struct.Struct("iIII")
_ROOM = 65_536


class Changes:
    """A watch over folders and all that is made in them later; `fileno` can be read when something has changed."""

    def __init__(self) -> None:
        self._number = _LIBC.inotify_init1(_NONBLOCK)
        self._folders: dict[int, Path] = {}

    def fileno(self) -> int:
        """What `select` waits on."""
        return self._number

    def watch(self, folder: Path) -> None:
        """Watch a folder and all folders in it."""
        for path in (folder, *(each for each in folder.rglob("*") if each.is_dir())):
            watch = _LIBC.inotify_add_watch(self._number, os.fsencode(path), _WANTED)
            if watch >= 0:  # else it is gone again
                self._folders[watch] = path

    def seen(self) -> int:
        """How many changes there were since the last call."""
        try:
            told = os.read(self._number, _ROOM)
        except BlockingIOError:
            return 0
        return sum(1 for _ in self._read(told))

    def _read(self, told: bytes) -> Iterator[str]:
        at = 0
        while at < len(told):
            watch, mask, _, size = _HEAD.unpack_from(told, at)
            name = told[at + _HEAD.size : at + _HEAD.size + size].rstrip(b"\0").decode()
            at += _HEAD.size + size
            if mask & _CREATE and mask & _A_FOLDER and watch in self._folders:
                self.watch(self._folders[watch] / name)
            yield name


@contextmanager
def changes_in(*folders: Path) -> Iterator[Changes]:
    """Watch these folders."""
    changes = Changes()
    try:
        for folder in folders:
            changes.watch(folder)
        yield changes
    finally:
        os.close(changes.fileno())
