"""Delimited text: any delimiter and encoding, lines above the header, a footer below the rows."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

import pyarrow as pa
import pyarrow.compute as pc

from hungyen.batch import EXTRA, Batch
from hungyen.deliveries import Span
from hungyen.spelling import PLAIN, Heading, Spelling
from kho.contracts.model import Contract

_STAND_IN = re.compile("[\ue080-\ue0ff]")
"""Letters of the private use area that stand for a single byte."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Csv:
    """A CSV file. `above` and `below` are whole lines."""

    delimiter: str = ","
    encoding: str = "utf-8"
    heading: Heading = PLAIN
    spelling: Spelling = field(default_factory=Spelling)
    above: Sequence[str] = ()
    below: Sequence[str] = ()

    def write(self, path: Path, contract: Contract, batches: Iterator[Batch]) -> Sequence[Span]:
        """Write the file, row by row as the batches come."""
        with path.open("wb") as stream:
            return self.write_to(stream, contract, batches)

    def write_to(self, stream: IO[bytes], contract: Contract, batches: Iterator[Batch], part: str = "") -> list[Span]:
        """Write into an open stream, which is the delivery's part of that name."""
        columns = self.heading.columns(contract)
        headers = [self.heading.header(contract, name)[-1] for name in columns]
        header = self.delimiter.join(map(self._quoted, [*headers, *self.heading.more]))
        self._lines(stream, [*self.above, header], first=True)
        count = 0
        for batch in batches:
            self._lines(stream, self._rows(batch, columns))
            count += batch.meant.num_rows
        self._lines(stream, self.below)
        return [Span(part=part, first=len(self.above) + 2, count=count)]

    def _rows(self, batch: Batch, columns: list[str]) -> list[str]:
        cells = [_quoted(self.spelling.texts(batch, name), self.delimiter) for name in columns]
        cells += [pa.repeat(text, batch.meant.num_rows) for text in self.heading.more.values()]
        lines: list[str] = pc.binary_join_element_wise(*cells, self.delimiter).to_pylist()
        for row, extra in batch.written.get(EXTRA, {}).items():
            lines[row] += f"{self.delimiter}{extra}"
        return lines

    def _quoted(self, text: str) -> str:
        return f'"{text}"' if self.delimiter in text else text

    def _lines(self, stream: IO[bytes], lines: Sequence[str], *, first: bool = False) -> None:
        text = "".join(f"{line}\r\n" for line in lines)
        stream.write(encoded(text, self.encoding, first=first))


def encoded(text: str, encoding: str, *, first: bool) -> bytes:
    """Bytes of a piece of a file; only the first piece has a byte order mark. Stand-ins become their bytes."""
    if encoding == "cp1258":
        return _tones_apart(text).encode("cp1258")
    if encoding == "utf-16":
        return (b"\xff\xfe" if first else b"") + text.encode("utf-16-le")
    if encoding == "utf-8-sig":
        return (b"\xef\xbb\xbf" if first else b"") + text.encode()
    pieces = _STAND_IN.split(text)
    if len(pieces) == 1:
        return text.encode(encoding)
    marks = [bytes([ord(mark) - 0xE000]) for mark in _STAND_IN.findall(text)]
    return b"".join(piece.encode(encoding) + mark for piece, mark in zip(pieces, [*marks, b""], strict=True))


def _tones_apart(text: str) -> str:
    """Letters as Windows-1258 has them: the vowel with its hat, then the tone mark."""
    made = []
    for letter in unicodedata.normalize("NFC", text):
        base, mark = letter, ""
        if not _in_1258(letter):
            apart = unicodedata.normalize("NFD", letter)
            mark = next(each for each in apart[1:] if each in "\u0300\u0301\u0303\u0309\u0323")
            base = unicodedata.normalize("NFC", apart.replace(mark, ""))
        made.append(base + mark)
    return "".join(made)


def _in_1258(letter: str) -> bool:
    try:
        letter.encode("cp1258")
    except UnicodeEncodeError:
        return False
    return True


def _quoted(texts: pa.Array, delimiter: str) -> pa.Array:
    needs = pc.match_substring_regex(texts, f'[{delimiter}"\n]')
    if not pc.any(needs).as_py():
        return texts
    quoted = pc.binary_join_element_wise('"', pc.replace_substring(texts, '"', '""'), '"', "")
    return pc.if_else(needs, quoted, texts)
