"""White space at the ends of texts, and empty texts: found from bytes, so that trimming is left out where none are."""

from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from kho.quality.texts import WHITE_SPACE

_Letters = npt.NDArray[np.uint8]
_Places = npt.NDArray[np.int32]

_SPACES: Final = tuple(each.encode() for each in WHITE_SPACE)
_WIDTHS: Final = sorted({len(each) for each in _SPACES})


def _table(letters: set[int]) -> npt.NDArray[np.bool_]:
    table = np.zeros(0x100, np.bool_)
    table[list(letters)] = True
    return table


_BEYOND_ASCII: Final = 0x7F
_FIRST: Final = _table({each[0] for each in _SPACES})
_LAST: Final = _table({each[-1] for each in _SPACES})
_KEYS: Final = {width: [int.from_bytes(each, "big") for each in _SPACES if len(each) == width] for width in _WIDTHS}


def has_edges(texts: pa.Array) -> bool:
    """Whether some text of a string array is empty, or begins or ends with `kho.quality.texts.WHITE_SPACE`."""
    offsets, data = texts.buffers()[1:]
    if data is None or not data.size:
        return bool(len(texts) > texts.null_count)
    bounds = np.frombuffer(offsets, np.int32)[texts.offset : texts.offset + len(texts) + 1]
    starts, ends = bounds[:-1], bounds[1:]
    filled = ends > starts
    empty = len(filled) - int(np.count_nonzero(filled))
    if empty > texts.null_count:
        return True
    if empty:
        starts, ends = starts[filled], ends[filled]
    letters = np.frombuffer(data, np.uint8)
    if _is_solid(letters[bounds[0] : bounds[-1]]):
        return False
    return _at_starts(letters, starts, ends) or _at_ends(letters, starts, ends)


def _at_starts(letters: _Letters, starts: _Places, ends: _Places) -> bool:
    perhaps = _perhaps(letters.take(starts), _FIRST)
    if perhaps is None:
        return False
    starts, sizes = starts[perhaps], (ends - starts)[perhaps]
    return any(_some_space(letters, starts[sizes >= width], width) for width in _WIDTHS)


def _at_ends(letters: _Letters, starts: _Places, ends: _Places) -> bool:
    perhaps = _perhaps(letters.take(ends - 1), _LAST)
    if perhaps is None:
        return False
    ends, sizes = ends[perhaps], (ends - starts)[perhaps]
    return any(_some_space(letters, ends[sizes >= width] - width, width) for width in _WIDTHS)


def _perhaps(letters: _Letters, among: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_] | None:
    """Which letters are among those; None where none is, which is told at once of plain text."""
    if _is_solid(letters):
        return None
    found: npt.NDArray[np.bool_] = among.take(letters)
    return found if found.any() else None


def _is_solid(letters: _Letters) -> bool:
    """Whether no letter can be a part of white space: so are codes, days and figures, told without a look at each."""
    return not len(letters) or bool(letters.min() > ord(" ") and letters.max() < _BEYOND_ASCII)


def _some_space(letters: _Letters, places: _Places, width: int) -> bool:
    """Whether white space of so many bytes stands at one of the places."""
    keys = np.zeros(len(places), np.int32)
    for at in range(width):
        keys = keys << 8 | letters[places + at]
    return bool(np.isin(keys, _KEYS[width]).any())
