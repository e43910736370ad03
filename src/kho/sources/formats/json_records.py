"""JSON: one document with an array of records in it, JSON lines, or JSON texts one after the other (RFC 8259, 7464).

The file is read twice, so that columns that appear late are known from the first batch; memory holds one record and
one batch. `kho.read` takes:

- `records`: the path of the records, such as `$.data.items[*]`; found where not told: the largest array of objects
  that lies in no other array. `$.items[*].documents[*]` makes a row of every document; the fields of its item that
  are no arrays stand beside it, under `items.<field>`.
- `layout`: `document`, `lines` (JSON lines) or `texts` (one after the other); `encoding`; `max_depth`.

Rows are numbered by record, by line in JSON lines whose lines are the records. A line that is no JSON becomes a row
with its raw text in the first cell and every cell marked as an error: it is quarantined, the other lines are read.
Numbers keep their source text. NaN, Infinity, numbers of more than 400 digits and keys that stand twice in one object
are marked as errors, undecodable bytes and lone surrogates as undecoded.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path as File
from typing import Any

from kho.messages import Message
from kho.sources import options
from kho.sources.base import LeftOut, ReadNotes, SourceTable
from kho.sources.cells import batches
from kho.sources.decoding import clean
from kho.sources.records.json_stream import SPACE, decode
from kho.sources.records.json_survey import DOCUMENT, LINES, TEXTS, Document, Surroundings, Survey, rows, survey
from kho.sources.records.nested import DEPTH, MAX_DEPTH, NestsTooDeepError
from kho.sources.records.paths import CHILDLESS, OUTER_ARRAY, RecordPath, is_path, parse, step
from kho.sources.sniffing import looks_like_geojson, looks_like_json
from kho.sources.text_bytes import ENCODING, find_encoding, texts

SAMPLE = 1000
"""Lines that are looked at to tell JSON lines from one document."""
LINE_NAMES = (".jsonl", ".ndjson", ".jsonlines")

RECORDS = options.Plain(
    expected=Message(
        vi="đường dẫn tới danh sách bản ghi, ví dụ $.data.items[*]",
        en="the path of the records, such as $.data.items[*]",
    ),
    accepts=is_path,
    convert=parse,
)
BESIDE = Message(vi="nằm ngoài danh sách bản ghi", en="stands outside the records")
BESIDE_MORE = Message(vi="còn {count} giá trị ngoài danh sách bản ghi", en="{count} more values outside the records")
OTHER_ARRAY = Message(vi="danh sách khác, {count} phần tử", en="another array, {count} elements")


@dataclass(frozen=True, kw_only=True, slots=True)
class Read:
    """What `kho.read` takes; None: to be found."""

    records: RecordPath | None = options.option(RECORDS, default=None)
    layout: str | None = options.option(options.one_of(DOCUMENT, LINES, TEXTS), default=None)
    encoding: str | None = options.option(ENCODING, default=None)
    max_depth: int = options.option(MAX_DEPTH, default=DEPTH)


class JsonFormat:
    """Reads JSON as a table."""

    def sniff(self, head: bytes, name: str) -> bool:
        """Whether the bytes begin a JSON object or array that is no GeoJSON."""
        return looks_like_json(head) and not looks_like_geojson(head, name)

    def problems(self, read: Mapping[str, Any]) -> list[tuple[str, Message, Message]]:
        """Mistakes in the options."""
        return options.problems(Read, read)

    def tables(self, file: File, *, name: str, read: Mapping[str, Any]) -> Iterator[SourceTable]:
        """The one table of the file. Raises the errors of `kho.sources.records.errors`."""
        document, found, beside = survey(_document(file, name, options.read(Read, read)))
        notes = ReadNotes(found=_found(document), left_out=[*_beside(beside), *_inside(document, found)])
        made = batches(rows(document, found), len(found.columns.places))
        yield SourceTable(part="", columns=found.columns.source_columns(), batches=clean(made, "", notes), notes=notes)


def _document(file: File, name: str, read: Read) -> Document:
    encoding = find_encoding(file, read.encoding)
    return Document(
        file=file,
        where=name,
        encoding=encoding,
        layout=read.layout or _layout(next(texts(file, encoding), ""), name),
        records=read.records,
        depth=read.max_depth,
    )


def _layout(beginning: str, name: str) -> str:
    """JSON lines by the file's name, or where half of the first lines or more, two at least, are objects."""
    if name.lower().endswith(LINE_NAMES):
        return LINES
    lines = [line for line in beginning.split("\n")[:SAMPLE] if line.strip()]
    objects = sum(map(_is_object, lines))
    return LINES if objects > 1 and objects * 2 >= len(lines) else DOCUMENT


def _is_object(line: str) -> bool:
    try:
        return line.lstrip(SPACE).startswith("{") and isinstance(decode(line), dict)
    except (json.JSONDecodeError, NestsTooDeepError):
        return False


def _found(document: Document) -> dict[str, Any]:
    return {
        "records": str(document.records or RecordPath()),
        "layout": document.layout,
        "encoding": document.encoding.name,
    }


def _beside(beside: Surroundings) -> Iterator[LeftOut]:
    for keys, count in beside.arrays.items():
        yield LeftOut(place=str(RecordPath((keys,))), why=OTHER_ARRAY.filled(count=count))
    for keys, text in beside.values:
        yield LeftOut(place="$" + "".join(map(step, keys)), why=BESIDE, text=text)
    if beside.more:
        yield LeftOut(place="$", why=BESIDE_MORE.filled(count=beside.more))


def _inside(document: Document, found: Survey) -> Iterator[LeftOut]:
    for place in sorted(found.expansion.dropped):
        yield LeftOut(place=place, why=OUTER_ARRAY)
    if found.expansion.childless:
        yield LeftOut(place=str(document.records), why=CHILDLESS.filled(count=found.expansion.childless))
