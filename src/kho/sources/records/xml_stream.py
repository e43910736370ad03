"""An XML text read element by element with Python's own expat: no document types, no entities, nothing external.

Parts of the text are decoded before expat sees them, so a byte that breaks the encoding marks its cell instead of
ending the file.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path as File
from typing import NamedTuple, Protocol

# The document types and entities that make XML parsers dangerous are refused in `_Doorkeeper`, with tests.
from xml.parsers import expat

from kho.sources.records.errors import (
    BrokenDocumentError,
    RefusedDeclarationError,
    SpreadsheetXmlError,
    TooDeepError,
    TooLargeRecordError,
    UnknownEncodingError,
)
from kho.sources.records.json_stream import MAX_RECORD
from kho.sources.sniffing import text_of
from kho.sources.text_bytes import UNKNOWN, Encoding, find_encoding, is_encoding, texts

SEPARATOR = " "
XSI = "http://www.w3.org/2001/XMLSchema-instance"
SPREADSHEET = "urn:schemas-microsoft-com:office:spreadsheet"
DECLARED = re.compile(r"""\s*<\?xml\s[^>]*?encoding\s*=\s*["']([\w.-]+)["']""")
HEAD = 1024


class Name(NamedTuple):
    """The name of an element or attribute; `uri` and `prefix` are empty where it has none."""

    uri: str
    local: str
    prefix: str

    def __str__(self) -> str:
        return f"{self.prefix}:{self.local}" if self.prefix else self.local


@lru_cache(maxsize=10_000)
def name_of(text: str) -> Name:
    """The name that expat writes as `uri local prefix`, `uri local` or `local`."""
    parts = text.split(SEPARATOR)
    return Name("", parts[0], "") if len(parts) == 1 else Name(parts[0], parts[1], parts[2] if parts[2:] else "")


class Handler(Protocol):
    """Takes what the parser meets; names as expat writes them."""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins."""

    def text(self, data: str) -> None:
        """Text inside the current element."""

    def end(self, name: str) -> None:
        """An element ends."""


@dataclass(frozen=True, kw_only=True, slots=True)
class XmlFile:
    """A file, the encoding it is read in, and how deep its elements may nest."""

    file: File
    where: str
    encoding: Encoding
    depth: int


def opened(file: File, where: str, encoding: str | None, depth: int) -> XmlFile:
    """The file with the encoding told, else proven by its bytes, else declared. Raises UnknownEncodingError.

    Declarations lie: programs write `UTF-16` or a legacy name and save the text as UTF-8.
    """
    with file.open("rb") as stream:
        head = stream.read(HEAD)
    declared = DECLARED.match(text_of(head))
    found = find_encoding(file, encoding)
    if found.name == UNKNOWN and declared:
        if not is_encoding(declared[1]):
            raise UnknownEncodingError(where=where, encoding=declared[1])
        found = find_encoding(file, declared[1])
    return XmlFile(file=file, where=where, encoding=found, depth=depth)


def parse(xml: XmlFile, handler: Handler) -> Iterator[None]:
    """Feed the file to the handler, stopping after each piece of about 2 MiB so that results can be taken away.

    Raises BrokenDocumentError, RefusedDeclarationError, SpreadsheetXmlError, TooDeepError, TooLargeRecordError.
    """
    parser = expat.ParserCreate(namespace_separator=SEPARATOR)
    _Doorkeeper(xml=xml, parser=parser, handler=handler)
    fed = 0
    try:
        for piece in texts(xml.file, xml.encoding):
            fed += len(piece.encode())
            parser.Parse(piece, False)  # noqa: FBT003 - expat takes no keywords
            if fed - parser.CurrentByteIndex > MAX_RECORD:
                raise too_large(xml, parser.CurrentLineNumber)
            yield None
        parser.Parse("", True)  # noqa: FBT003 - same
    except expat.ExpatError as error:
        raise BrokenDocumentError(
            where=xml.where,
            format="XML",
            line=error.lineno,
            column=error.offset + 1,
            reason=expat.ErrorString(error.code),
        ) from error
    yield None


def too_large(xml: XmlFile, line: int) -> TooLargeRecordError:
    """The error of a record or tag that does not end within the limit."""
    return TooLargeRecordError(where=xml.where, line=line, limit=MAX_RECORD // 2**20)


@dataclass(kw_only=True, slots=True)
class _Doorkeeper:
    """Stands between expat and the handler and refuses what is dangerous."""

    xml: XmlFile
    parser: expat.XMLParserType
    handler: Handler
    depth: int = 0

    def __post_init__(self) -> None:
        self.parser.namespace_prefixes = True
        self.parser.buffer_text = True
        self.parser.StartDoctypeDeclHandler = self._refuse
        self.parser.StartElementHandler = self._start
        self.parser.CharacterDataHandler = self.handler.text
        self.parser.EndElementHandler = self._end

    def _refuse(self, *_declaration: object) -> None:
        raise RefusedDeclarationError(where=self.xml.where, declared="<!DOCTYPE>", line=self.parser.CurrentLineNumber)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if self.depth == 0 and name_of(name)[:2] == (SPREADSHEET, "Workbook"):
            raise SpreadsheetXmlError(where=self.xml.where)
        self.depth += 1
        if self.depth > self.xml.depth:
            raise TooDeepError(where=self.xml.where, limit=self.xml.depth, line=self.parser.CurrentLineNumber)
        self.handler.start(name, attributes)

    def _end(self, name: str) -> None:
        self.depth -= 1
        self.handler.end(name)


class _PrologueEndedError(Exception):
    """The outermost element begins: what could be refused has been."""


class _Prologue:
    """Reads no further than to the outermost element."""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        del name, attributes
        raise _PrologueEndedError

    def text(self, data: str) -> None:
        """There is none yet."""

    def end(self, name: str) -> None:
        """There is none yet."""


def check_prologue(xml: XmlFile) -> None:
    """Read to the outermost element only, for a file that another parser will read.

    Raises RefusedDeclarationError and BrokenDocumentError.
    """
    try:
        for _ in parse(xml, _Prologue()):
            pass
    except _PrologueEndedError:
        return
