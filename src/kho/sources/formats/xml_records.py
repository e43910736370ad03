"""XML: the elements of one path are the rows (XML 1.0, Namespaces in XML 1.0).

The file is read three times (outline, columns, rows), so that columns that appear late are known from the first
batch; memory holds the records of one piece of the file and one batch. Document types, and so entities and anything
external, are refused. `kho.read` takes:

- `records`: the path of the records from the outermost element, such as `/root/ns:item`. A step without prefix fits
  any namespace; one with a prefix the namespace that `namespaces` gives, else that prefix in the file; `*` any name.
  Found where not told: the most repeated element that lies in no other repeated one.
- `namespaces`: prefixes and their addresses; `encoding`, where the file declares a wrong one; `max_depth`.

Attributes are columns `@name`, elements dotted paths; elements that are repeated anywhere in the file are one cell
with a JSON array. Elements in the record's own namespace have no prefix in headers. Text beside elements is `#text`.
An element with `xsi:nil` and an empty one are empty cells. Rows are numbered by record.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path as File
from typing import Any

from kho.messages import Message
from kho.sources import options
from kho.sources.base import LeftOut, ReadNotes, SourceTable
from kho.sources.cells import Cell, batches
from kho.sources.decoding import clean
from kho.sources.records.errors import TooDeepError
from kho.sources.records.nested import DEPTH, EMPTY, MAX_DEPTH, AsCell, Columns, NestsTooDeepError, cell
from kho.sources.records.paths import CHILDLESS, OUTER_ARRAY, Expansion, RecordPath, Row
from kho.sources.records.xml_stream import XmlFile, opened
from kho.sources.records.xml_survey import Builder, Records, find_records, outline, units
from kho.sources.sniffing import looks_like_geo_xml, looks_like_xml
from kho.sources.text_bytes import ENCODING

RECORDS = options.Plain(
    expected=Message(
        vi="đường dẫn từ phần tử ngoài cùng, ví dụ /DanhMuc/DonVi",
        en="the path from the outermost element, such as /DanhMuc/DonVi",
    ),
    accepts=lambda value: options.is_text(value) and bool(value.strip("/ ")) and "//" not in value,
)
NAMESPACES = options.Plain(
    expected=Message(vi="từng cặp tiền tố: địa chỉ", en="pairs of prefix: address"),
    accepts=lambda value: isinstance(value, Mapping) and all(map(options.is_text, [*value, *value.values()])),
    convert=lambda value: tuple(value.items()),
)
BESIDE = Message(vi="nằm ngoài các bản ghi", en="stands outside the records")


@dataclass(frozen=True, kw_only=True, slots=True)
class Read:
    """What `kho.read` takes; None: to be found."""

    records: str | None = options.option(RECORDS, default=None)
    namespaces: tuple[tuple[str, str], ...] = options.option(NAMESPACES, default=())
    encoding: str | None = options.option(ENCODING, default=None)
    max_depth: int = options.option(MAX_DEPTH, default=DEPTH)


class XmlFormat:
    """Reads XML as a table."""

    def sniff(self, head: bytes, name: str) -> bool:
        """Whether the bytes begin an XML document that is neither a web page nor a map."""
        del name
        return looks_like_xml(head) and not looks_like_geo_xml(head)

    def problems(self, read: Mapping[str, Any]) -> list[tuple[str, Message, Message]]:
        """Mistakes in the options."""
        return options.problems(Read, read)

    def tables(self, file: File, *, name: str, read: Mapping[str, Any]) -> Iterator[SourceTable]:
        """The one table of the file. Raises the errors of `kho.sources.records.errors`."""
        given = options.read(Read, read)
        xml = opened(file, name, given.encoding, given.max_depth)
        records = find_records(outline(xml), given.records, dict(given.namespaces))
        columns, left_out = _columns(xml, records)
        notes = ReadNotes(found={"records": records.path, "encoding": xml.encoding.name}, left_out=left_out)
        numbered = enumerate((columns.cells(row) for row in _rows(xml, records, Builder(xml=xml, records=records))), 1)
        made = batches(numbered, len(columns.places))
        yield SourceTable(part="", columns=columns.source_columns(), batches=clean(made, "", notes), notes=notes)


def _expansion(xml: XmlFile, records: Records) -> Expansion:
    arrays = tuple((key,) for key in records.inner)
    unit = records.path.strip("/").split("/")[-len(arrays) - 1]
    return Expansion(arrays=arrays, origin=str(RecordPath(((unit.rpartition(":")[2],),))), depth=xml.depth)


def _columns(xml: XmlFile, records: Records) -> tuple[Columns, list[LeftOut]]:
    columns, expansion, builder = Columns(where=xml.where), _expansion(xml, records), Builder(xml=xml, records=records)
    for row in _rows(xml, records, builder, expansion, _no_cell):
        columns.add(row)
    left_out = [LeftOut(place=place, why=BESIDE, text=text) for place, text in builder.beside.items()]
    left_out += [LeftOut(place=place, why=OUTER_ARRAY) for place in sorted(expansion.dropped)]
    if expansion.childless:
        left_out.append(LeftOut(place=records.path, why=CHILDLESS.filled(count=expansion.childless)))
    return columns, left_out


def _no_cell(_value: object, _depth: int) -> Cell:
    return EMPTY


def _rows(
    xml: XmlFile, records: Records, builder: Builder, expansion: Expansion | None = None, as_cell: AsCell = cell
) -> Iterator[Row]:
    expansion = expansion or _expansion(xml, records)
    for number, unit in enumerate(units(xml, builder), start=1):
        try:
            yield from expansion.rows(unit, as_cell)
        except NestsTooDeepError as error:
            raise TooDeepError(where=xml.where, limit=xml.depth, line=number) from error
