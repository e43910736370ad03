"""A part of a file that is asked for by its bytes, so that a download goes on where it was interrupted.

Rule: RFC 9110, 13.1.5 (If-Range) and 14 (range requests). One range is answered as such; several, and units other than
bytes, by the whole file, as the rule allows.
"""

import re
from dataclasses import dataclass
from typing import Final

_RANGE: Final = re.compile(r"bytes=(?:(\d{1,18})-(\d{0,18})|-(\d{1,18}))")


class NotInFileError(Exception):
    """The range begins behind the file's end (416)."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Part:
    """Bytes from `start` to before `stop`."""

    start: int
    stop: int

    @property
    def size(self) -> int:
        """How many bytes."""
        return self.stop - self.start

    def told(self, size: int) -> str:
        """As `Content-Range` tells it, of a file of that size."""
        return f"bytes {self.start}-{self.stop - 1}/{size}"


def part(asked: str, if_range: str, *, etag: str, size: int) -> Part | None:
    """The part that `Range` and `If-Range` ask for; None for the whole file. Raises NotInFileError."""
    found = _RANGE.fullmatch(asked.strip())
    if found is None or (if_range and if_range != etag):
        return None
    first, last, suffix = found.groups()
    if suffix is not None:
        start, stop = max(0, size - int(suffix)), size
    else:
        start, stop = int(first), min(size, int(last) + 1 if last else size)
    if last and int(last) < int(first):
        return None
    if start >= size:
        raise NotInFileError
    return Part(start=start, stop=stop)
