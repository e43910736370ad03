"""Text waiting to be read, as UTF-8, handed out in blocks of whole records or of whole lines."""

from collections.abc import Iterable, Iterator
from typing import Final

import numpy as np
import numpy.typing as npt

from kho.sources.delimited.records import LONGEST_CELL, CellTooLongError, Dialect

_ENDS: Final = (b"\n", b"\r")
_ASCII: Final = 0x7F


class Feed:
    """What has been decoded and not yet been read. Always begins at a record."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._data = b""
        self._ended = False
        self._hits = np.empty(0, np.bool_)

    def whole_records(self, dialect: Dialect) -> bytes | None:
        """A block of whole records if its quoting `is_sound`; None where lines must be read carefully."""
        while self._more():
            end = self._records_end(dialect)
            if end:
                return self._take(end)
            if len(self._data) > LONGEST_CELL or self._ended:
                return None
        return None

    def whole_lines(self, row: int) -> bytes:
        """A block of whole lines; empty at the end. Raises CellTooLongError (`row` for its message)."""
        while self._more():
            end = len(self._data) if self._ended else _lines_end(self._data, len(self._data))
            if end:
                return self._take(end)
            if len(self._data) > LONGEST_CELL:
                raise CellTooLongError(row=row, limit=LONGEST_CELL // 10**6)
        return b""

    def give_back(self, blocks: Iterable[bytes]) -> None:
        """Take back what was handed out last: it is handed out anew."""
        self._data = b"".join([*blocks, self._data])

    @property
    def is_empty(self) -> bool:
        """Whether everything has been read."""
        return not self._data and not self._more()

    def _records_end(self, dialect: Dialect) -> int:
        """Where the last whole record ends; 0 where none does."""
        data, quote = self._data, dialect.quote
        end = len(data) if self._ended else _lines_end(data, len(data))
        if self._ended or not quote or not self._count(quote, end) % 2:
            return end
        # The line ends inside a quoted cell; one before the cell's opening quote may end inside another.
        quotes = _places(data, dialect)
        inside = int(np.searchsorted(quotes, end))
        while inside % 2:
            end = _lines_end(data, int(quotes[inside - 1]))
            inside = int(np.searchsorted(quotes, end))
        return end

    def _count(self, sign: str, end: int) -> int:
        """How often an ASCII sign stands before a place: quicker than `bytes.count`, which stops at each."""
        if len(self._hits) < end:
            self._hits = np.empty(2 * end, np.bool_)
        letters = np.frombuffer(self._data, np.uint8, end)
        return int(np.count_nonzero(np.equal(letters, ord(sign), out=self._hits[:end])))

    def _more(self) -> bool:
        """Take one more piece of text in; False when nothing is left at all."""
        piece = next(self._pieces, None)
        if piece is None:
            self._ended = True
            return bool(self._data)
        self._data += piece
        return True

    def _take(self, end: int) -> bytes:
        block, self._data = self._data[:end], self._data[end:]
        return block


def is_sound(block: bytes, dialect: Dialect) -> bool:
    """Whether every opening quote stands at a cell's start and every closing one at its end, or doubled inside."""
    if not dialect.quote or dialect.quote.encode() not in block:
        return True
    quotes = _places(block, dialect)
    letters = np.frombuffer(block + b"\n", np.uint8)
    before, after = letters[quotes[0::2] - 1], letters[quotes[1::2] + 1]
    beside = np.zeros(0x100, dtype=bool)
    beside[[ord(dialect.separator), ord(dialect.quote), *b"\r\n"]] = True
    return not len(quotes) % 2 and bool(beside[before].all() and beside[after].all())


def _places(data: bytes, dialect: Dialect) -> npt.NDArray[np.intp]:
    """Where quotes stand."""
    return np.flatnonzero(np.frombuffer(data, np.uint8) == ord(dialect.quote))


def _lines_end(data: bytes, before: int) -> int:
    r"""Where the last line ends that ends before a place; a `\r` at the data's very end may want its `\n` yet."""
    if before == len(data) and data.endswith(b"\r"):
        before -= 1
    return max(data.rfind(end, 0, before) for end in _ENDS) + 1


def is_fast(dialect: Dialect) -> bool:
    """Whether Arrow can read records of this dialect."""
    signs = (dialect.separator, dialect.quote)
    return not dialect.escape and not dialect.skip_space and all(ord(sign) <= _ASCII for sign in signs if sign)
