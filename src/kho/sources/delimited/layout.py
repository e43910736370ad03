"""How one text file is laid out: encoding, dialect, header and width, told or found in its beginning."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from kho.errors import KhoError
from kho.messages import Message
from kho.sources.delimited.dialect import find_dialect
from kho.sources.delimited.header import Row, find_header, find_unit_row
from kho.sources.delimited.options import Read
from kho.sources.delimited.records import (
    LONGEST_CELL,
    CellTooLongError,
    Dialect,
    Record,
    line_iterator,
    records,
    sample_records,
)
from kho.sources.text_bytes import UNKNOWN, Encoding, find_encoding, texts, utf8_pieces

_SAMPLE: Final = 2**18
_SEP_LINE: Final = re.compile(r"sep=([^\r\n]?)(\r\n|\r|\n|$)", re.IGNORECASE)


class EmptyTextError(KhoError):
    """The file holds no text at all."""

    code = "KHO-S101"
    what = Message(vi="Tệp không có hàng nào.", en="The file has no rows.")
    mend = Message(
        vi="Xuất lại tệp ở nơi gửi rồi nộp lại; nếu kỳ này không có số liệu, nộp tệp chỉ có hàng tiêu đề.",
        en="Export it again at the sender; for a period without data, send a file with the header alone.",
    )


class ColumnCountError(KhoError):
    """The file has another number of columns than the contract says."""

    code = "KHO-S103"
    what = Message(vi="Tệp có {found} cột, không phải {expected}.", en="The file has {found} columns, not {expected}.")
    mend = Message(
        vi="So hàng tiêu đề của tệp với cam kết dữ liệu; sửa tệp, hoặc sửa columns trong kho.read.",
        en="Compare the file's header with the contract; mend the file, or columns in kho.read.",
    )


class HeaderBeyondEndError(KhoError):
    """The header row that was given is blank, or below the file's last row."""

    code = "KHO-S104"
    what = Message(
        vi="Hàng {row}, nơi phải có tiêu đề, không có chữ nào.", en="Row {row}, the header's, holds nothing."
    )
    mend = Message(vi="Sửa header trong kho.read.", en="Mend header in kho.read.")


@dataclass(frozen=True, kw_only=True, slots=True)
class Layout:
    """What was told or found about a file before its rows are read.

    `header_rows` are the header's, `unit_row` tells the columns' units, `titles` are what else stands above the rows.
    """

    encoding: Encoding
    dialect: Dialect
    header_rows: tuple[Row, ...]
    titles: tuple[Row, ...]
    first_row: int
    skip_rows: tuple[int, ...]
    width: int
    unit_row: Row | None = None

    def found(self) -> dict[str, Any]:
        """The layout in the words of the read options."""
        unknown = self.encoding.name == UNKNOWN
        found: dict[str, Any] = {
            "encoding_guess" if unknown else "encoding": self.encoding.guess if unknown else self.encoding.name,
            "delimiter": self.dialect.delimiter or False,
            "quote": self.dialect.quote or False,
            "header": [row.number for row in self.header_rows] or False,
            "first_row": self.first_row,
            "columns": self.width,
        }
        if self.dialect.escape:
            found["escape"] = self.dialect.escape
        return found


def utf8_stream(file: Path, encoding: Encoding) -> Iterator[bytes]:
    """The file's text as UTF-8 in pieces, without Excel's own first line `sep=;`."""
    pieces = utf8_pieces(file, encoding)
    first = next(pieces, b"")
    yield first[len(_sep_line(first.decode(errors="ignore"))[0].encode()) :]
    yield from pieces


def find_layout(file: Path, name: str, given: Read) -> Layout:
    """The layout of a file; what is given is kept. Raises EmptyTextError, ColumnCountError, HeaderBeyondEndError."""
    encoding = find_encoding(file, given.encoding)
    dialect, rows = _beginning(file, name, encoding, given)
    header, first_row = _table_place(rows, given)
    unit_row = find_unit_row(rows, header)
    if unit_row is not None and not _is_pinned(unit_row, given):
        header = tuple(number for number in header if number != unit_row.number)
        first_row = max(first_row, unit_row.number + 1)
    else:
        unit_row = None
    width = _width(rows, header, first_row)
    if given.columns not in {None, width}:
        raise ColumnCountError(where=name, found=width, expected=given.columns)
    by_number = {row.number: row for row in rows}
    for number in header:
        if number not in by_number:
            raise HeaderBeyondEndError(where=name, row=number)
    titles = (row for row in rows if row.number < first_row and row.number not in header and row is not unit_row)
    return Layout(
        encoding=encoding,
        dialect=dialect,
        header_rows=tuple(by_number[number] for number in header),
        titles=tuple(titles),
        first_row=first_row,
        skip_rows=given.skip_rows,
        width=width,
        unit_row=unit_row,
    )


def _is_pinned(row: Row, given: Read) -> bool:
    """Whether a person said that the row is one of the header's or of the table's."""
    return row.number in (given.header or ()) or (given.first_row is not None and row.number >= given.first_row)


def _beginning(file: Path, name: str, encoding: Encoding, given: Read) -> tuple[Dialect, list[Row]]:
    """The dialect and the rows, without blank ones, of as much of the file as it takes to see them."""
    size = _SAMPLE
    while True:
        sample, ended = _sample(file, encoding, size)
        dialect = _dialect(sample, file, encoding, given)
        rows = [Row(number=i + 1, cells=row.cells) for i, row in enumerate(_records(sample, dialect, ended=ended))]
        wanted = max(given.header or (1,))
        if ended or size > LONGEST_CELL or (len(rows) > wanted and any(any(row.cells) for row in rows)):
            break
        size *= 8
    rows = [row for row in rows if any(cell.strip() for cell in row.cells)]
    if not rows and not ended:
        raise CellTooLongError(row=1, limit=LONGEST_CELL // 10**6)
    if not rows:
        raise EmptyTextError(where=name)
    return dialect, rows


def _records(sample: str, dialect: Dialect, *, ended: bool) -> Iterator[Record]:
    return records(line_iterator(sample), dialect) if ended else sample_records(sample, dialect)


def _sample(file: Path, encoding: Encoding, size: int) -> tuple[str, bool]:
    """At least `size` characters up to a line's end, or all; and whether it is all."""
    pieces: list[str] = []
    length = 0
    for piece in texts(file, encoding):
        pieces.append(piece)
        length += len(piece)
        if length > size:
            break
    else:
        text = "".join(pieces)
        return text[len(_sep_line(text)[0]) :], True
    text = "".join(pieces)[:size]
    return text[len(_sep_line(text)[0]) : max(text.rfind("\n"), text.rfind("\r")) + 1], False


def _dialect(sample: str, file: Path, encoding: Encoding, given: Read) -> Dialect:
    delimiter = given.delimiter
    if delimiter is None:
        delimiter = _sep_line(next(texts(file, encoding), ""))[1]
    return find_dialect(sample, delimiter=delimiter, quote=given.quote, escape=given.escape)


def _sep_line(text: str) -> tuple[str, str | None]:
    """Excel's line that names the delimiter, and the delimiter; an empty text where there is no such line."""
    match = _SEP_LINE.match(text)
    return (match[0], match[1] or None) if match else ("", None)


def _table_place(rows: list[Row], given: Read) -> tuple[tuple[int, ...], int]:
    """Header rows and first row of data."""
    if given.header is None:
        below = rows if given.first_row is None else [row for row in rows if row.number < given.first_row + 200]
        header, first_row = find_header([row for row in below if row.number not in given.skip_rows])
        if given.first_row is not None:
            header = tuple(number for number in header if number < given.first_row)
        return header, given.first_row or first_row
    first_row = max(given.header) + 1 if given.header else 1
    return given.header, given.first_row or first_row


def _width(rows: list[Row], header: tuple[int, ...], first_row: int) -> int:
    """The header's width, or that of most rows where it is greater: a header's cell may be missing."""
    data = [Record(cells=list(row.cells)) for row in rows if row.number >= first_row]
    head = [len(row.cells) for row in rows if row.number in header]
    widths = [len(row.cells) for row in data]
    usual = max(set(widths), key=lambda width: (widths.count(width), width)) if widths else 1
    return max([usual, *head])
