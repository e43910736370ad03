"""A JSON text read value by value: only the structure around the records is walked here, values by Python's `json`.

Python's own decoder is used because it hands over the source text of numbers, every pair of a doubled key and
non-standard constants; streaming libraries round or drop these.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Any

from kho.sources.records.errors import BrokenDocumentError, TooDeepError, TooLargeRecordError
from kho.sources.records.nested import DEEPEST, Doubled, Invalid, NestsTooDeepError, number

CHUNK = 2**20
MAX_RECORD = 64 * 2**20
"""Characters one record, or one value beside the records, may have; what is longer is refused."""
SPACE = " \t\r\n\x1e"
"""White space between values; with the record separator of RFC 7464."""
NEAR_END = 16
"""Errors this close to the end of what is read may only mean that more has to be read."""


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) == len(pairs):
        return found
    values: dict[str, list[Any]] = {}
    for key, value in pairs:
        values.setdefault(key, []).append(value)
    return {key: each[0] if len(each) == 1 else Doubled(each) for key, each in values.items()}


DECODER = json.JSONDecoder(
    object_pairs_hook=_object, parse_float=number, parse_int=number, parse_constant=Invalid, strict=False
)


def decode(text: str) -> Any:
    """One whole JSON text. Raises json.JSONDecodeError, and NestsTooDeepError where the decoder itself gives up."""
    try:
        value, end = DECODER.raw_decode(text.lstrip(SPACE))
    except RecursionError as error:
        raise NestsTooDeepError from error
    rest = text.lstrip(SPACE)[end:].strip(SPACE)
    if rest:
        raise json.JSONDecodeError("Extra data", text, text.rfind(rest))
    return value


class JsonStream:
    """A cursor over a JSON text that may be larger than memory."""

    def __init__(self, pieces: Iterator[str], where: str) -> None:
        self._pieces = pieces
        self._where = where
        self._buffer = ""
        self._at = 0
        self._ended = False
        self._lines_before = 0
        self._columns_before = 0

    def peek(self) -> str:
        """The next character that is no white space; empty at the end."""
        while True:
            while self._at < len(self._buffer) and self._buffer[self._at] in SPACE:
                self._at += 1
            if self._at < len(self._buffer) or not self._more():
                return self._buffer[self._at : self._at + 1]

    def take(self, *expected: str) -> str:
        """Step over one of the expected characters and return it. Raises BrokenDocumentError."""
        found = self.peek()
        if found not in expected or not found:
            raise self.broken(f"expected {' or '.join(expected)}, found {found or 'the end of the file'}")
        self._at += 1
        return found

    def value(self) -> Any:
        """Decode the value here and step over it. Raises BrokenDocumentError, TooDeepError, TooLargeRecordError."""
        self.peek()
        while True:
            try:
                value, end = DECODER.raw_decode(self._buffer, self._at)
            except RecursionError as error:
                raise self.too_deep(DEEPEST) from error
            except json.JSONDecodeError as error:
                if not self._may_go_on(error) or not self._more():
                    raise self.broken(error.msg, error.pos) from error
                continue
            # A number that reaches the end of the buffer may go on behind it.
            if end < len(self._buffer) or not self._more():
                self._at = end
                return value

    def line(self, at: int | None = None) -> int:
        """The 1-based line of a place in the buffer, here where not given."""
        return self._lines_before + self._buffer.count("\n", 0, self._at if at is None else at) + 1

    def broken(self, reason: str, at: int | None = None) -> BrokenDocumentError:
        """The error that names this place, or the given one of the buffer."""
        place = self._at if at is None else at
        start = self._buffer.rfind("\n", 0, place)
        column = place - start if start >= 0 else self._columns_before + place + 1
        return BrokenDocumentError(
            where=self._where, format="JSON", line=self.line(place), column=column, reason=reason
        )

    def too_deep(self, limit: int) -> TooDeepError:
        """The error that says that values here nest deeper than the limit."""
        return TooDeepError(where=self._where, limit=limit, line=self.line())

    def _may_go_on(self, error: json.JSONDecodeError) -> bool:
        return error.msg.startswith("Unterminated string") or error.pos >= len(self._buffer) - NEAR_END

    def _more(self) -> bool:
        """Read on, forgetting what lies behind; doubling, so that a long value is seldom retried."""
        if self._ended:
            return False
        if len(self._buffer) - self._at > MAX_RECORD:
            raise TooLargeRecordError(where=self._where, line=self.line(), limit=MAX_RECORD // 2**20)
        self._forget()
        read: list[str] = []
        wanted = max(CHUNK, len(self._buffer))
        while sum(map(len, read)) < wanted and not self._ended:
            piece = next(self._pieces, "")
            self._ended = not piece
            read.append(piece)
        self._buffer += "".join(read)
        return bool(read[0])

    def _forget(self) -> None:
        start = self._buffer.rfind("\n", 0, self._at)
        self._columns_before = self._at - start - 1 if start >= 0 else self._columns_before + self._at
        self._lines_before += self._buffer.count("\n", 0, self._at)
        self._buffer = self._buffer[self._at :]
        self._at = 0


class Meeting(Enum):
    """What is met on the walk."""

    ARRAY = "the beginning of an outermost array"
    ELEMENT = "one of its elements"
    VALUE = "a value beside the arrays"


@dataclass(frozen=True, slots=True)
class Met:
    """One thing met on the walk, and the keys that lead to it; an array itself has no value."""

    what: Meeting
    keys: tuple[str, ...]
    value: Any = None


def walk(stream: JsonStream, whole: tuple[str, ...] | None, depth: int) -> Iterator[Met]:
    """The elements of every outermost array and the values beside them, in the order of the text.

    An object at the keys `whole` is not entered but given as the one element of an array.
    Raises the errors of `JsonStream.value`.
    """
    yield from _walk(stream, (), whole, depth)


def _walk(stream: JsonStream, keys: tuple[str, ...], whole: tuple[str, ...] | None, depth: int) -> Iterator[Met]:
    opening = stream.peek()
    if opening == "[":
        yield Met(Meeting.ARRAY, keys)
        for _ in _members(stream, "[", "]"):
            yield Met(Meeting.ELEMENT, keys, stream.value())
    elif opening == "{" and keys == whole:
        yield Met(Meeting.ARRAY, keys)
        yield Met(Meeting.ELEMENT, keys, stream.value())
    elif opening == "{":
        yield from _walk_object(stream, keys, whole, depth)
    else:
        yield Met(Meeting.VALUE, keys, stream.value())


def _walk_object(stream: JsonStream, keys: tuple[str, ...], whole: tuple[str, ...] | None, depth: int) -> Iterator[Met]:
    if depth <= 0:
        raise stream.too_deep(len(keys))
    for _ in _members(stream, "{", "}"):
        key = _key(stream)
        yield from _walk(stream, (*keys, key), whole, depth - 1)


def _members(stream: JsonStream, opening: str, closing: str) -> Iterator[None]:
    """Stop at every member of an array or object; the caller reads it."""
    stream.take(opening)
    if stream.peek() == closing:
        stream.take(closing)
        return
    while True:
        yield None
        if stream.take(",", closing) == closing:
            return


def _key(stream: JsonStream) -> str:
    if stream.peek() != '"':
        raise stream.broken("expected a key in double quotes")
    key = str(stream.value())
    stream.take(":")
    return key
