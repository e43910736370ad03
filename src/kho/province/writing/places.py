"""Where in the province folder a change may write."""

import unicodedata
from pathlib import Path, PurePosixPath
from typing import Final

from kho.province.writing.errors import OutsideFolderError

FILES: Final = frozenset({"agencies.yaml", "systems.yaml"})
FOLDERS: Final = frozenset({"codelists", "contracts", "models", "matches", "indicators", "units"})
"""What describes the province; kho.toml, which says what may be read from where, is written by hand alone."""
LONGEST: Final = 255
"""Bytes of a name, on every common file system."""


def check_place(folder: Path, path: str) -> None:
    """Whether a change may write there. Raises OutsideFolderError."""
    parts = PurePosixPath(path).parts
    if not _is_plain(path, parts) or not _is_ours(parts) or _has_link(folder, parts):
        raise OutsideFolderError(where=path, path=path)


def _is_plain(path: str, parts: tuple[str, ...]) -> bool:
    """Written in the one way there is, without steps up, hidden names, control characters or backslashes."""
    strange = any(unicodedata.category(letter).startswith("C") or letter == "\\" for letter in path)
    return not strange and "/".join(parts) == path and all(_is_name(part) for part in parts)


def _is_name(part: str) -> bool:
    return not part.startswith((".", "/")) and len(part.encode()) <= LONGEST


def _is_ours(parts: tuple[str, ...]) -> bool:
    return parts[0] in (FILES if len(parts) == 1 else FOLDERS) if parts else False


def _has_link(folder: Path, parts: tuple[str, ...]) -> bool:
    """Whether a step on the way is a link: what is written there could be anywhere."""
    return any(folder.joinpath(*parts[:count]).is_symlink() for count in range(1, len(parts) + 1))
