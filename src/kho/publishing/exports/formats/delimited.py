"""CSV by RFC 4180, in UTF-8, with line feeds.

Programs for tables take cells that begin with some signs for formulas, and run them. A text that begins so gets an
apostrophe before it (OWASP, CSV Injection); numbers, days and truths stay as they are. A cell without a value is
empty, an empty text is `""`.
"""

import csv
import io
from collections.abc import Iterator
from typing import Final

from sqlglot import exp

from kho.blocks import block, named_as
from kho.publishing.exports.flowing import piped
from kho.publishing.exports.formats.values import moment
from kho.publishing.exports.job import Job
from kho.publishing.exports.selecting import Cell, Kind
from kho.warehouse.duck import literal

BOM: Final = b"\xef\xbb\xbf"
FORMULAS: Final = "=+-@\t\r\n＝＋－＠"
"""What a formula may begin with: by OWASP also a line feed and the signs of full width."""
_NEUTRAL: Final = "case when $value <> '' and contains($signs, $value[1]) then '''' || $value else $value end"


def write(job: Job) -> Iterator[bytes]:
    """The rows under one line of names or titles."""
    cells, separator = job.chosen.cells, job.wanted.separator.value
    yield (BOM if job.wanted.bom else b"") + _head(job, separator)
    values = [named_as(_cell(cell, is_alone=len(cells) == 1), f"c{number}") for number, cell in enumerate(cells)]
    yield from piped(job.session, job.chosen.select(*values), f"FORMAT csv, HEADER false, DELIM {literal(separator)}")


def _head(job: Job, separator: str) -> bytes:
    head = io.StringIO()
    names = [cell.column.title if job.wanted.titles else cell.name for cell in job.chosen.cells]
    csv.writer(head, delimiter=separator, lineterminator="\n").writerow(map(neutral, names))
    return head.getvalue().encode("utf-8", "replace")


def neutral(text: str) -> str:
    """A text that no program takes for a formula."""
    return f"'{text}" if text[:1] and text[0] in FORMULAS else text


def _cell(cell: Cell, *, is_alone: bool) -> exp.Expr:
    """A value as the file has it; a line of one cell is never quite empty, or readers would pass over it."""
    value = cell.value
    if cell.kind is Kind.TEXT:
        value = block(_NEUTRAL, value=value, signs=exp.Literal.string(FORMULAS))
    elif cell.kind is Kind.MOMENT:
        value = moment(value)
    return block("coalesce(cast($value as varchar), '')", value=value) if is_alone else value
