"""The first pass over a JSON file: where its records are and which columns they have, and the rows of the second."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path as File

from kho.sources.cells import Cell
from kho.sources.records.errors import BrokenDocumentError, RecordsNotFoundError, TooDeepError, TooLargeRecordError
from kho.sources.records.json_stream import MAX_RECORD, SPACE, JsonStream, Meeting, Met, decode, walk
from kho.sources.records.nested import EMPTY, AsCell, Columns, NestsTooDeepError
from kho.sources.records.nested import cell as full_cell
from kho.sources.records.paths import Expansion, RecordPath, Row
from kho.sources.text_bytes import Encoding, texts

DOCUMENT, LINES, TEXTS = "document", "lines", "texts"
MOST_TOLD = 50
"""Values beside the records that are kept to be told one by one; the rest are counted."""

Keys = tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Document:
    """A JSON file and how to read it; `records` None until found."""

    file: File
    where: str
    encoding: Encoding
    layout: str
    records: RecordPath | None
    depth: int

    def stream(self) -> JsonStream:
        """A cursor at the file's beginning; undecodable bytes are stand-ins, which mark their cell later."""
        return JsonStream(texts(self.file, self.encoding), self.where)

    def keys(self) -> Keys:
        """Keys of the first array on the way to the records, or of the one object that is the record."""
        return self.records.arrays[0] if self.records and self.records.arrays else ()

    def expansion(self) -> Expansion:
        """The rest of the way, from an element of that array (from the whole line in JSON lines)."""
        arrays = self.records.arrays if self.records else ()
        if self.layout == LINES:
            return Expansion(arrays=arrays, origin="$", depth=self.depth)
        return Expansion(arrays=arrays[1:], origin=str(RecordPath((self.keys(),))), depth=self.depth)


@dataclass(kw_only=True, slots=True)
class Survey:
    """What the first pass learns of one array of records; `objects` of its `elements` are objects."""

    columns: Columns
    expansion: Expansion
    elements: int = 0
    objects: int = 0


@dataclass(kw_only=True, slots=True)
class Surroundings:
    """What stands in the document beside the records: other arrays with their length, and single values."""

    arrays: dict[Keys, int] = field(default_factory=dict)
    values: list[tuple[Keys, str]] = field(default_factory=list)
    more: int = 0

    def add(self, keys: Keys, text: str) -> None:
        """Take in one value."""
        if len(self.values) < MOST_TOLD:
            self.values.append((keys, text))
        else:
            self.more += 1


def survey(document: Document) -> tuple[Document, Survey, Surroundings]:
    """Read the whole file once. The document comes back with its records and layout settled.

    Raises BrokenDocumentError, RecordsNotFoundError, TooDeepError, TooLargeRecordError, TooManyColumnsError.
    """
    if document.layout == LINES:
        return document, _survey_lines(document), Surroundings()
    stream = document.stream()
    arrays, beside = _survey_texts(document, stream)
    if stream.peek():
        return survey(replace(document, layout=TEXTS, records=document.records or RecordPath()))
    return _chosen(document, arrays, beside)


def _survey_texts(document: Document, stream: JsonStream) -> tuple[dict[Keys, Survey], Surroundings]:
    arrays: dict[Keys, Survey] = {}
    beside = Surroundings()
    for met in walked(document, stream):
        if met.what is Meeting.VALUE:
            beside.add(met.keys, full_cell(met.value, document.depth)[0] or "")
        elif met.what is Meeting.ARRAY:
            arrays.setdefault(met.keys, _new_survey(document))
        else:
            _take_in(arrays[met.keys], met, document)
    beside.arrays = {keys: found.elements for keys, found in arrays.items()}
    return arrays, beside


def walked(document: Document, stream: JsonStream) -> Iterator[Met]:
    """The walk over the first text of the file, over all texts where several are expected."""
    whole = document.keys() if document.records else None
    yield from walk(stream, whole, document.depth)
    while document.layout == TEXTS and stream.peek():
        yield from walk(stream, whole, document.depth)


def _new_survey(document: Document) -> Survey:
    return Survey(columns=Columns(where=document.where), expansion=document.expansion())


def _take_in(found: Survey, met: Met, document: Document) -> None:
    found.elements += 1
    found.objects += isinstance(met.value, dict)
    if document.records and met.keys != document.keys():
        return
    try:
        for row in found.expansion.rows(met.value, _no_cell):
            found.columns.add(row)
    except NestsTooDeepError as error:
        raise TooDeepError(where=document.where, limit=document.depth, line=found.elements) from error


def _no_cell(_value: object, _depth: int) -> Cell:
    """The first pass needs the columns alone."""
    return EMPTY


def _chosen(
    document: Document, arrays: dict[Keys, Survey], beside: Surroundings
) -> tuple[Document, Survey, Surroundings]:
    """The records told; else the largest array of objects; else the outermost array; else the text as one record."""
    if document.records:
        keys = document.keys()
        if keys not in arrays:
            raise RecordsNotFoundError(where=document.where, records=document.records, found=_told(arrays))
    else:
        keys = max(arrays, key=lambda each: arrays[each].objects, default=())
        if keys not in arrays or not (arrays[keys].objects or () in arrays):
            return survey(replace(document, records=RecordPath()))
        document = replace(document, records=RecordPath((keys,)))
    beside.arrays.pop(keys)
    return document, arrays[keys], beside


def _told(arrays: dict[Keys, Survey]) -> str:
    return ", ".join(str(RecordPath((keys,))) for keys in list(arrays)[:10]) or "$"


def _survey_lines(document: Document) -> Survey:
    found = _new_survey(document)
    first_error: BrokenDocumentError | None = None
    for number, line in lines(document):
        rows = line_rows(found.expansion, line, _no_cell)
        if isinstance(rows, str):
            first_error = first_error or _broken_line(document, number, rows)
        else:
            found.objects += 1
            for row in rows:
                found.columns.add(row)
    if first_error and not found.objects:
        raise first_error
    return found


def _broken_line(document: Document, number: int, reason: str) -> BrokenDocumentError:
    return BrokenDocumentError(where=document.where, format="JSON", line=number, column=1, reason=reason)


def lines(document: Document) -> Iterator[tuple[int, str]]:
    """The lines that hold something, with their 1-based numbers. Raises TooLargeRecordError."""
    for number, line in enumerate(_all_lines(document), start=1):
        if len(line) > MAX_RECORD:
            raise TooLargeRecordError(where=document.where, line=number, limit=MAX_RECORD // 2**20)
        if line.strip(SPACE):
            yield number, line


def _all_lines(document: Document) -> Iterator[str]:
    """Every line; one that is far too long is given as it stands, to be refused."""
    rest = ""
    for piece in texts(document.file, document.encoding):
        *complete, rest = (rest + piece).split("\n")
        yield from complete
        if len(rest) > MAX_RECORD:
            break
    yield rest


def line_rows(expansion: Expansion, line: str, as_cell: AsCell = full_cell) -> list[Row] | str:
    """The rows of one JSON line; the reason where it is broken."""
    try:
        return list(expansion.rows(decode(line), as_cell))
    except json.JSONDecodeError as error:
        return error.msg
    except NestsTooDeepError:
        return "nested too deep"


def rows(document: Document, found: Survey) -> Iterator[tuple[int, list[Cell]]]:
    """The second pass: every row with its number."""
    if document.layout == LINES:
        yield from _rows_of_lines(document, found.columns)
    else:
        yield from enumerate(_rows_of_texts(document, found.columns), start=1)


def _rows_of_texts(document: Document, columns: Columns) -> Iterator[list[Cell]]:
    expansion, number = document.expansion(), 0
    for met in walked(document, document.stream()):
        if met.what is not Meeting.ELEMENT or met.keys != document.keys():
            continue
        number += 1
        try:
            yield from (columns.cells(row) for row in expansion.rows(met.value))
        except NestsTooDeepError as error:
            raise TooDeepError(where=document.where, limit=document.depth, line=number) from error


def _rows_of_lines(document: Document, columns: Columns) -> Iterator[tuple[int, list[Cell]]]:
    expansion = document.expansion()
    by_line = not expansion.arrays
    count = 0
    for number, line in lines(document):
        made = line_rows(expansion, line)
        cells = [columns.broken(line.strip(SPACE))] if isinstance(made, str) else map(columns.cells, made)
        for each in cells:
            count += 1
            yield number if by_line else count, each
