"""XLSX (ECMA-376): rows on sheets of a workbook, and a sheet that explains them, in flat memory.

XlsxWriter makes the workbook; rows take it longest, so DuckDB writes them, as the XML between the head and the end of a
sheet, many times as fast. Excel's numbers have 15 digits: a longer one is a text, so that no digit is lost; so is a
day before March 1900, which Excel does not know.
"""

import io
import zipfile
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Final

import numpy as np
import pyarrow as pa
from sqlglot import exp
from xlsxwriter.utility import xl_col_to_name

from kho.blocks import block, named_as
from kho.publishing.exports.failures import TooLargeForFormatError
from kho.publishing.exports.formats.sheets import Frame, frame, sheet_part
from kho.publishing.exports.formats.values import finite, moment
from kho.publishing.exports.job import Job
from kho.publishing.exports.selecting import Cell, Kind
from kho.publishing.formats import FORMATS, FileFormat

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

ROWS: Final = 1_048_575
"""Rows of a sheet under its head: Excel's limit with the head is 1,048,576."""
COLUMNS: Final = 16_384
LONGEST: Final = 32_767
"""Characters of a cell, in units of UTF-16."""
CUT: Final = "… [bị cắt: một ô Excel chứa tối đa 32.767 ký tự]"
_DIGITS: Final = 15
_BATCH: Final = 8_192
_LEVEL: Final = 1
"""Of compression: rows are alike, and higher levels take longer than reading them."""
_SIGNS: Final = r"[&<>\x00-\x08\x0b-\x1f\x{fffe}\x{ffff}]|_x"
_CONTROLS: Final = [*range(0x09), *range(0x0B, 0x20), 0xFFFE, 0xFFFF]
"""What XML cannot hold, or a carriage return, which it does not keep: written as `_x000D_` (ECMA-376-1, 22.9.2.19)."""
_UNITS: Final = r"length($value) + length(regexp_replace($value, '[^\x{10000}-\x{10ffff}]', '', 'g'))"
_SHORT: Final = f"""
case when length($value) > {LONGEST // 2} and {_UNITS} > {LONGEST}
then left($value, case when {_UNITS} = length($value) then {LONGEST} else {LONGEST // 2} end - {len(CUT)}) || '{CUT}'
else $value end
"""
_TEXT: Final = "case when regexp_matches($value, $signs) then $written else $value end"
_OPEN: Final = "$begin || $row || $style"
_TEXT_CELL: Final = f"""
{_OPEN} || ' t="inlineStr"><is><t xml:space="preserve">' || $value || '</t></is></c>'
"""
_NUMBER_CELL: Final = f"{_OPEN} || '><v>' || cast($value as varchar) || '</v></c>'"
_TRUTH_CELL: Final = f"""{_OPEN} || ' t="b"><v>' || cast($value as integer) || '</v></c>'"""
_EITHER: Final = "case when $fits then $number else $text end"
_DAY: Final = "$value - date '1899-12-30'"
_MOMENT: Final = "(epoch_us($value) + 2209161600000000) / 86400000000.0"
_SINCE: Final = "$value >= date '1900-03-01' and $value < date '10000-01-01'"
_FEW: Final = "abs($value) < $limit"


def write(job: Job) -> Iterator[bytes]:
    """Sheet by sheet; the parts around them, which tell how many there are, come last."""
    _refuse(job)
    first, sink = frame(job), _Sink()
    rows = _Rows(job.session.execute(_statement(job, first)).to_arrow_reader(_BATCH))
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED, compresslevel=_LEVEL) as book:
        count = 0
        while count == 0 or rows.are_left:
            count += 1
            try:
                yield from _sheet(book, sink, first if count == 1 else frame(job, count), count, rows)
            except RuntimeError as error:  # zipfile's word for a part that is too large
                raise _too_large(job, str(error)) from error
        for name, part in frame(job, count).parts:
            book.writestr(zipfile.ZipInfo(name), part, zipfile.ZIP_DEFLATED)
    yield sink.taken()


def _refuse(job: Job) -> None:
    if len(job.chosen.cells) > COLUMNS:
        raise _too_large(job, f"{len(job.chosen.cells)} > {COLUMNS}")


def _too_large(job: Job, reason: str) -> TooLargeForFormatError:
    where = str(job.about.source.dataset.name)
    return TooLargeForFormatError(where=where, format=FORMATS[FileFormat.XLSX].label, reason=reason)


class _Sink(io.RawIOBase):
    """Keeps what is written until it is taken; there is no going back in it."""

    def __init__(self) -> None:
        super().__init__()
        self._kept: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data: "ReadableBuffer", /) -> int:
        self._kept.append(bytes(data))
        return len(self._kept[-1])

    def taken(self) -> bytes:
        kept, self._kept = b"".join(self._kept), []
        return kept


class _Rows:
    """Rows as XML, of which as many are taken as a sheet has room for."""

    def __init__(self, reader: pa.RecordBatchReader) -> None:
        self._reader = reader
        self._next = self._read()

    @property
    def are_left(self) -> bool:
        return self._next is not None

    def taken(self, most: int) -> Iterator[bytes]:
        """The next rows, not more than these."""
        while self._next is not None and most:
            here, rest = self._next[:most], self._next[most:]
            most -= len(here)
            yield _joined(here)
            self._next = rest if len(rest) else self._read()

    def _read(self) -> pa.Array | None:
        for batch in self._reader:
            if batch.num_rows:
                return batch.column(0)
        return None


def _joined(texts: pa.Array) -> bytes:
    """The texts behind one another, which is how Arrow keeps them."""
    _, places, data = texts.buffers()
    ends = np.frombuffer(places, dtype=np.int32)
    return bytes(memoryview(data)[ends[texts.offset] : ends[texts.offset + len(texts)]])


def _sheet(book: zipfile.ZipFile, sink: _Sink, around: Frame, number: int, rows: _Rows) -> Iterator[bytes]:
    """One sheet; of more than 4 GiB there is none, since Excel reads no part that is larger."""
    before, behind = around.sheets[number - 1]
    part = zipfile.ZipInfo(sheet_part(number))
    part.compress_type = zipfile.ZIP_DEFLATED
    with book.open(part, "w") as sheet:
        sheet.write(before)
        for xml in rows.taken(ROWS):
            sheet.write(xml)
            yield sink.taken()
        sheet.write(behind)


def _statement(job: Job, around: Frame) -> str:
    """The rows as XML, each with its number on its sheet."""
    values = [named_as(cell.value, f"c{place}") for place, cell in enumerate(job.chosen.cells)]
    rows = job.chosen.select(*values).subquery("given")
    number = block("cast((row_number() over () - 1) % $rows + 2 as varchar)", rows=exp.Literal.number(ROWS))
    numbered = exp.select(exp.Star(), named_as(number, "r")).from_(rows).subquery("numbered")
    styles = zip(job.chosen.cells, around.styles, strict=True)
    cells = [_cell(cell, place, style) for place, (cell, style) in enumerate(styles)]
    begin, row = (exp.Literal.string(each) for each in ('<row r="', '">'))
    whole = exp.func("concat", begin, exp.column("r"), row, *cells, exp.Literal.string("</row>"), dialect="duckdb")
    return exp.select(whole).from_(numbered).sql("duckdb")


def _cell(cell: Cell, place: int, style: int) -> exp.Expr:
    """A cell's XML; null, which is no cell, where there is no value."""
    value = exp.column(f"c{place}")
    parts = {
        "begin": exp.Literal.string(f'<c r="{xl_col_to_name(place)}'),
        "row": exp.column("r"),
        "style": exp.Literal.string(f'" s="{style}"'),
    }
    match cell.kind:
        case Kind.TEXT:
            return _text(value, parts)
        case Kind.BOOLEAN:
            return block(_TRUTH_CELL, value=value, **parts)
        case Kind.NUMBER:
            return block(_NUMBER_CELL, value=finite(value), **parts)
        case _:
            return _either(cell, value, parts)


def _text(value: exp.Expr, parts: Mapping[str, exp.Expr]) -> exp.Expr:
    short = block(_SHORT, value=value)
    plain = block(_TEXT, value=short, written=_written(short), signs=exp.Literal.string(_SIGNS))
    return block(_TEXT_CELL, value=plain, **parts)


def _written(text: exp.Expr) -> exp.Expr:
    """A text with its signs as a sheet writes them."""
    made = block(r"regexp_replace($text, '_(x[0-9A-Fa-f]{4}_)', '_x005F_\1', 'g')", text=text)
    written = {ord("&"): "&amp;", ord("<"): "&lt;", ord(">"): "&gt;", **{each: f"_x{each:04X}_" for each in _CONTROLS}}
    for code, name in written.items():
        sign = exp.func("chr", exp.Literal.number(code), dialect="duckdb")
        made = exp.func("replace", made, sign, exp.Literal.string(name), dialect="duckdb")
    return made


def _either(cell: Cell, value: exp.Expr, parts: Mapping[str, exp.Expr]) -> exp.Expr:
    """A number where Excel has it exactly, else a text."""
    told = moment(value) if cell.kind is Kind.MOMENT else exp.Cast(this=value, to=exp.DataType.build("text"))
    return block(
        _EITHER,
        fits=_fits(cell, value),
        number=block(_NUMBER_CELL, value=_number(cell, value), **parts),
        text=block(_TEXT_CELL, value=told, **parts),
    )


def _fits(cell: Cell, value: exp.Expr) -> exp.Expr:
    if cell.kind in (Kind.DATE, Kind.MOMENT):
        return block(_SINCE, value=value)
    places = _DIGITS - (cell.scale or 0)
    limit = exp.Literal.number(f"1e{places}")
    return block(_FEW, value=value, limit=limit)


def _number(cell: Cell, value: exp.Expr) -> exp.Expr:
    if cell.kind is Kind.DATE:
        return block(_DAY, value=value)
    return block(_MOMENT, value=value) if cell.kind is Kind.MOMENT else value
