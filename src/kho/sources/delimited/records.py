"""The careful way to read records: slower than Arrow, but it survives broken quoting and says where it stands.

A quote that is never closed, or that is closed where no cell ends, damages its own line only: that line is parted at
every delimiter, its cells with quotes are marked, and reading goes on with the next line.
"""

import csv
import io
import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import takewhile
from typing import Final

from kho.errors import KhoError
from kho.messages import Message

NONE: Final = ""
"""No delimiter, no quote, no escape."""
LONGEST_CELL: Final = 32_000_000
"""Characters of one cell, and bytes of one line, that are still read."""
_NEVER: Final = "\x1e"
"""Stands for no delimiter where a parser wants one: the record separator, which no table parts its cells by."""


class CellTooLongError(KhoError):
    """A cell or line is longer than the limit, most often because a quote is never closed."""

    code = "KHO-S102"
    what = Message(
        vi="Hàng {row} có một ô dài hơn {limit} triệu ký tự.",
        en="Row {row} has a cell of more than {limit} million characters.",
    )
    mend = Message(
        vi="Tìm dấu nháy mở mà không đóng ở hàng đó; nếu tệp không dùng dấu nháy, đặt quote: false trong kho.read.",
        en="Look for a quote that is not closed in that row; if the file uses no quotes, set quote: false in kho.read.",
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class Dialect:
    """How cells are parted; `NONE` where there is no such sign. `skip_space` drops blanks after a delimiter."""

    delimiter: str
    quote: str = '"'
    escape: str = NONE
    skip_space: bool = False

    @property
    def separator(self) -> str:
        """The delimiter, or a sign that never stands in a table."""
        return self.delimiter or _NEVER


@dataclass(frozen=True, kw_only=True, slots=True)
class Record:
    """The cells of one record. `damaged`: its quoting is broken, and cells that hold a quote cannot be trusted.

    `unended`: it is damaged because the text ended inside a quoted cell.
    """

    cells: list[str]
    damaged: bool = False
    unended: bool = False


def line_iterator(text: str) -> Iterator[str]:
    r"""Lines with their ends, by `\n`, `\r` and `\r\n` alike."""
    return iter(io.StringIO(text, newline=""))


def records(lines: Iterator[str], dialect: Dialect) -> Iterator[Record]:
    """The records of lines. Raises CellTooLongError, whose row counts from the first line given."""
    reader = RecordReader(dialect)
    row = 0
    while (record := reader.next(lines, row := row + 1)) is not None:
        yield record


def _sound_line(dialect: Dialect) -> re.Pattern[str]:
    """A line whose quotes all stand at cells' ends or doubled inside; the last cell may be left open."""
    quote, separator = re.escape(dialect.quote or _NEVER), re.escape(dialect.separator)
    opened = f"{quote}(?:[^{quote}]|{quote}{quote})*"
    cell = f"(?:{opened}{quote}|[^{quote}{separator}]*)"
    return re.compile(f"(?:{cell}{separator})*(?:{cell}|{opened})[\r\n]*")


def sample_records(text: str, dialect: Dialect) -> Iterator[Record]:
    """The records of the beginning of a longer text, up to one that goes on behind its end."""
    return takewhile(lambda record: not record.unended, records(line_iterator(text), dialect))


class RecordReader:
    """Reads record by record from a growing supply of lines; `waiting` lines were looked at and are yet to be read.

    Lines taken by a quote that proved broken are read again, each with the suspicion that a quote in it is broken too.
    """

    def __init__(self, dialect: Dialect) -> None:
        self._dialect = dialect
        self._signs = tuple(sign for sign in (dialect.quote, dialect.escape) if sign)
        self._waiting: deque[str] = deque()
        self._suspect = 0
        self._sound = _sound_line(dialect)
        csv.field_size_limit(LONGEST_CELL)

    @property
    def waiting(self) -> bool:
        """Whether lines that were taken from the supply are still to be read."""
        return bool(self._waiting)

    def next(self, lines: Iterator[str], row: int) -> Record | None:
        """The next record, or None at the end. `row` is its number, for messages."""
        line = self._take(lines)
        if line is None:
            return None
        suspect = self._suspect > 0
        self._suspect = max(0, self._suspect - 1)
        if not any(sign in line for sign in self._signs):
            return Record(cells=self._parted(line))
        if suspect and not self._sound.fullmatch(line):
            return Record(cells=self._parted(line), damaged=True)
        return self._quoted(line, lines, row)

    def _take(self, lines: Iterator[str]) -> str | None:
        return self._waiting.popleft() if self._waiting else next(lines, None)

    def _parted(self, line: str) -> list[str]:
        cells = line.rstrip("\r\n").split(self._dialect.separator)
        return [cell.lstrip(" ") for cell in cells] if self._dialect.skip_space else cells

    def _quoted(self, first: str, lines: Iterator[str], row: int) -> Record:
        taken: list[str] = []

        def supply() -> Iterator[str]:
            line: str | None = first
            while line is not None:
                taken.append(line)
                yield line
                line = self._take(lines)

        try:
            return Record(cells=next(self._parser(supply())))
        except csv.Error as error:
            reason = str(error)
            if "field limit" in reason:
                raise CellTooLongError(row=row, limit=LONGEST_CELL // 10**6) from error
        self._waiting.extendleft(reversed(taken[1:]))
        self._suspect = max(self._suspect, len(taken) - 1)
        return Record(cells=self._parted(first), damaged=True, unended="end of data" in reason)

    def _parser(self, lines: Iterator[str]) -> Iterator[list[str]]:
        dialect = self._dialect
        return csv.reader(
            lines,
            delimiter=dialect.separator,
            quotechar=dialect.quote or None,
            quoting=csv.QUOTE_MINIMAL if dialect.quote else csv.QUOTE_NONE,
            escapechar=dialect.escape or None,
            skipinitialspace=dialect.skip_space,
            strict=True,
        )
