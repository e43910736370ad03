"""Delimited text: CSV, TSV and their relatives, in any encoding and any state a spreadsheet user leaves them in.

Rows are numbered as a spreadsheet shows them: a quoted line break starts no row, a blank line is one, and Excel's own
first line `sep=;` is none. Rows with no value are left out and told. A short row is filled with empty cells; what a
row has too much stands in its last cell, marked as an error, so the row is quarantined and nothing is lost.
"""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import pyarrow as pa

from kho.errors import KhoError
from kho.messages import Message
from kho.sources import options
from kho.sources.base import ReadNotes, SourceColumn, SourceTable
from kho.sources.decoding import clean, clean_text
from kho.sources.delimited.dialect import find_dialect
from kho.sources.delimited.feed import Feed
from kho.sources.delimited.header import header_texts
from kho.sources.delimited.layout import Layout, find_layout, utf8_stream
from kho.sources.delimited.leftout import LeaveOut
from kho.sources.delimited.options import Read, problems
from kho.sources.delimited.records import NONE, CellTooLongError
from kho.sources.delimited.table import TableReader
from kho.sources.options import Trouble
from kho.sources.text_bytes import binary_kind, head_text
from kho.standards.numbers.unit_lines import unit_of_line

_ENDINGS: Final = (".csv", ".tsv", ".tab", ".txt", ".psv", ".ssv", ".unknown")
_SIGNATURE: Final = 16
_MARKUP: Final = re.compile(r"\s*<[!?a-zA-Z]")
_JSON: Final = re.compile(r"""\s*(\{\s*["}]|\[\s*(["{\[\]]|-?\d|true\b|false\b|null\b))""")


class BadReadOptionError(KhoError):
    """A read option is unknown or has a value it cannot have."""

    code = "KHO-S105"
    what = Message(vi="{reason_vi}", en="{reason_en}")
    mend = Message(vi="{step_vi}", en="{step_en}")


class NotTextError(KhoError):
    """The file's first bytes say that it is no text, whatever it is called."""

    code = "KHO-S106"
    what = Message(
        vi="Tệp “{name}” không phải văn bản phân cách: nội dung là {kind}.",
        en="The file “{name}” is no delimited text: its content is {kind}.",
    )
    mend = Message(
        vi="Gửi tệp CSV thật (Lưu thành > CSV UTF-8), hoặc ghi đúng `format` ở mục servers của cam kết dữ liệu.",
        en="Send a real CSV file (Save as > CSV UTF-8), or state the right `format` under servers in the contract.",
    )


class DelimitedFormat:
    """The format `csv`."""

    def sniff(self, head: bytes, name: str) -> bool:
        """Whether these bytes are text of a table: no JSON, no markup, no binary file."""
        known = name.lower().endswith(_ENDINGS)
        if not head:
            return known
        text = head_text(head)
        if text is None or _MARKUP.match(text) or _JSON.match(text):
            return False
        return known or (not Path(name).suffix and find_dialect(text).delimiter != NONE)

    def problems(self, read: Mapping[str, Any]) -> list[Trouble]:
        """Mistakes in the options `encoding, delimiter, quote, escape, header, first_row, skip_rows, columns`."""
        return problems(read)

    def tables(self, file: Path, *, name: str, read: Mapping[str, Any]) -> Iterator[SourceTable]:
        """The one table of the file. Raises a KhoError that names the file."""
        for _, what, mend in problems(read):
            raise BadReadOptionError(where=name, reason_vi=what.vi, reason_en=what.en, step_vi=mend.vi, step_en=mend.en)
        given = options.read(Read, read)
        _refuse_binary(file, name)
        with _named(name):
            layout = find_layout(file, name, given)
        notes = ReadNotes(found=layout.found())
        yield SourceTable(part="", columns=_columns(layout), batches=_batches(file, name, layout, notes), notes=notes)


def _refuse_binary(file: Path, name: str) -> None:
    with file.open("rb") as stream:
        kind = binary_kind(stream.read(_SIGNATURE))
    if kind is not None:
        raise NotTextError(where=name, name=name, kind=kind)


def _columns(layout: Layout) -> tuple[SourceColumn, ...]:
    texts = header_texts(layout.header_rows, layout.width)
    above = [clean_text(cell) for row in layout.titles for cell in row.cells]
    line = next((unit for text in reversed(above) if (unit := unit_of_line(text)) is not None), None)
    units = [clean_text(cell).strip() for cell in layout.unit_row.cells] if layout.unit_row else []
    told = [*(unit or None for unit in units), *[None] * layout.width]
    return tuple(
        SourceColumn(position=i + 1, header=tuple(map(clean_text, each)), unit=told[i], line=line)
        for i, each in enumerate(texts)
    )


def _batches(file: Path, name: str, layout: Layout, notes: ReadNotes) -> Iterator[pa.RecordBatch]:
    feed = Feed(utf8_stream(file, layout.encoding))
    reader = TableReader(feed=feed, dialect=layout.dialect, width=layout.width, first_row=layout.first_row)
    leave_out = LeaveOut(layout=layout, notes=notes)
    with _named(name):
        yield from clean(leave_out.kept(reader.batches()), "", notes)
    leave_out.tell(reader)


@contextmanager
def _named(name: str) -> Iterator[None]:
    """Readers of records know no file; their errors get its name here."""
    try:
        yield
    except CellTooLongError as error:
        raise CellTooLongError(where=name, **error.fields) from error
