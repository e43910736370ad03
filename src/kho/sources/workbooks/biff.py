"""What calamine does not tell of an `.xls`: error values and whether it is encrypted.

Walks the records of the workbook stream ([MS-XLS] 2.1.4) once; xlrd would build every cell a second time.
"""

import struct
from collections.abc import Iterator
from pathlib import Path

import xlrd
from xlrd.compdoc import CompDoc

from kho.sources.workbooks.grid import ErrorValue

_BOF, _BOUNDSHEET, _FILEPASS, _BOOLERR, _FORMULA = (0x0809, 0x0085, 0x002F, 0x0205, 0x0006)
_ERRORS = {
    0: "#NULL!",
    7: "#DIV/0!",
    15: "#VALUE!",
    23: "#REF!",
    29: "#NAME?",
    36: "#NUM!",
    42: "#N/A",
    43: "#GETTING_DATA",
}
_ERROR_RESULT = 2


class UnreadableRecordsError(ValueError):
    """The compound file or its records do not hold together, though calamine may still read the cells."""


def is_encrypted(file: Path) -> bool:
    """Whether the workbook stream is encrypted. Raises UnreadableRecordsError."""
    return any(kind == _FILEPASS for kind, _, _ in _records(_stream(file)))


def error_cells(file: Path) -> list[dict[tuple[int, int], ErrorValue]]:
    """Error values of every sheet in the order of the workbook, by 0-based row and column.

    Raises UnreadableRecordsError.
    """
    stream = _stream(file)
    starts = [struct.unpack_from("<I", body)[0] for kind, _, body in _records(stream) if kind == _BOUNDSHEET]
    number = {start: index for index, start in enumerate(starts)}
    sheets: list[dict[tuple[int, int], ErrorValue]] = [{} for _ in starts]
    current: dict[tuple[int, int], ErrorValue] = {}
    for kind, offset, body in _records(stream):
        if kind == _BOF and offset in number:
            current = sheets[number[offset]]
        code = _error_code(kind, body)
        if code is not None:
            row, column = struct.unpack_from("<HH", body)
            current[row, column] = ErrorValue(_ERRORS.get(code, "#ERROR!"))
    return sheets


def _error_code(kind: int, body: bytes) -> int | None:
    if kind == _BOOLERR and len(body) >= 8 and body[7]:  # noqa: PLR2004  [MS-XLS] 2.4.24: bBoolErr, fError at 6 and 7
        return body[6]
    if kind == _FORMULA and len(body) >= 14 and body[6] == _ERROR_RESULT and body[12:14] == b"\xff\xff":  # noqa: PLR2004  [MS-XLS] 2.5.133
        return body[8]
    return None


def _records(stream: bytes) -> Iterator[tuple[int, int, bytes]]:
    """Kind, offset and body of each record."""
    offset, end = 0, len(stream)
    while offset + 4 <= end:
        kind, size = struct.unpack_from("<HH", stream, offset)
        yield kind, offset, stream[offset + 4 : offset + 4 + size]
        offset += 4 + size


def _stream(file: Path) -> bytes:
    content = file.read_bytes()
    if not content.startswith(b"\xd0\xcf\x11\xe0"):
        return content
    try:
        compound = CompDoc(content, logfile=Silent())
        streams = (compound.get_named_stream(name) for name in ("Workbook", "Book"))
        return bytes(next((stream for stream in streams if stream), b""))
    except (xlrd.XLRDError, xlrd.compdoc.CompDocError, AssertionError, IndexError, struct.error, ValueError) as reason:
        raise UnreadableRecordsError(str(reason)) from reason


class Silent:
    """xlrd writes its warnings to a stream; what matters of them is told by notes."""

    def write(self, text: str) -> int:
        """Drop the text."""
        return len(text)

    def flush(self) -> None:
        """Nothing is kept."""
