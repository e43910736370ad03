"""Parquet files without a person's rows: finding the rows, writing the file anew without them."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.fs as pafs
import pyarrow.parquet as pq

from kho.quality.cells import DELIVERY, PART, ROW, text_column
from kho.quality.texts import WHITE_SPACE
from kho.standards.registry import standard
from kho.warehouse.duck import Workroom
from kho.warehouse.storage import Files

NOISE = r"[\s\-\.,;:'\"/_()]+"
"""What does not count when a person's number is compared; nor do leading zeros, which a workbook loses."""
BATCH = 65_536

Place = tuple[str, str, int]
"""Where a row came from: delivery, part, row."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Person:
    """Whose rows: those where every one of these columns has this value, in any spelling (see NOISE).

    `standards` names the national standard of columns that have one: their spellings count too.
    """

    where: Mapping[str, str]
    standards: Mapping[str, str] = field(default_factory=dict)

    def mask(self, batch: pa.RecordBatch, column: Callable[[str], str]) -> pa.BooleanArray | None:
        """Which rows of a batch are the person's; None where it lacks one of the columns. `column` names them there."""
        if not self.where or any(column(name) not in batch.schema.names for name in self.where):
            return None
        masks = [self._same(batch.column(column(name)), name) for name in self.where]
        found = masks[0]
        for mask in masks[1:]:
            found = pc.and_(found, mask)
        return found

    def _same(self, values: pa.Array, name: str) -> pa.BooleanArray:
        found, kept = _same(values, self.where[name]), self.standards.get(name)
        return found if kept is None else pc.or_(found, _spelt(values, self.where[name], standard(kept).read))


@dataclass(frozen=True, kw_only=True, slots=True)
class Search:
    """How rows of one kind of file are told: the person's columns there, and places known to be the person's.

    `delivery` stands in for the `_delivery` column that quarantined and staged files do not have.
    """

    person: Person
    column: Callable[[str], str]
    places: frozenset[Place] = frozenset()
    delivery: str | None = None

    def mask(self, batch: pa.RecordBatch) -> pa.BooleanArray:
        """Which rows of a batch are the person's."""
        found = self.person.mask(batch, self.column)
        if found is None:
            places = [place in self.places for place in self.places_of(batch)]
            return pa.array(places, pa.bool_())
        return pc.fill_null(found, fill_value=False)

    def places_of(self, batch: pa.RecordBatch) -> list[Place]:
        """Where each row of a batch came from; empty texts where it does not say."""
        count = batch.num_rows
        names = batch.schema.names
        deliveries = batch.column(DELIVERY).to_pylist() if DELIVERY in names else [self.delivery or ""] * count
        parts = batch.column(PART).to_pylist() if PART in names else [""] * count
        rows = batch.column(ROW).to_pylist() if ROW in names else [-1] * count
        return list(zip(deliveries, parts, rows, strict=True))


def in_table(name: str) -> str:
    """A contract column's name in a table."""
    return name


def in_cells(name: str) -> str:
    """A contract column's name in quarantined and staged files."""
    return text_column(name)


def _same(values: pa.Array, wanted: str) -> pa.BooleanArray:
    texts = values if pa.types.is_string(values.type) else values.cast(pa.string())
    plain = pc.replace_substring_regex(pc.utf8_lower(texts), pattern=NOISE, replacement="")
    return pc.equal(pc.utf8_ltrim(plain, characters="0"), re.sub(NOISE, "", wanted.lower()).lstrip("0"))


def _spelt(values: pa.Array, wanted: str, read: Callable[[str], str | None]) -> pa.BooleanArray:
    """Which texts are the wanted one in another spelling of their standard."""
    normal = read(wanted.strip(WHITE_SPACE))
    texts = values if pa.types.is_string(values.type) else values.cast(pa.string())
    different = [] if normal is None else texts.unique().drop_null().to_pylist()
    same = [text for text in different if read(text.strip(WHITE_SPACE)) == normal]
    return pc.is_in(texts, value_set=pa.array(same, pa.string()))


def find(fs: pafs.FileSystem, path: str, search: Search) -> list[Place]:
    """The places of the person's rows in a Parquet file."""
    found: list[Place] = []
    for batch in _batches(fs, path):
        hits = batch.filter(search.mask(batch))
        if hits.num_rows:
            found += search.places_of(hits)
    return found


def write_without(fs: pafs.FileSystem, path: str, search: Search, into: Path) -> None:
    """Write a Parquet file's other rows as a new local file."""
    with fs.open_input_file(path) as stream, pq.ParquetFile(stream) as file:
        schema = _plain_schema(file)
        with pq.ParquetWriter(into, schema, compression="zstd") as writer:
            for batch in file.iter_batches(batch_size=BATCH):
                plain = batch.cast(schema)
                writer.write_batch(plain.filter(pc.invert(search.mask(plain))))


def redact(files: Files, key: str, search: Search, workroom: Workroom) -> int:
    """Replace a stored Parquet file by one without the person's rows; gives how many there were."""
    folder, _, name = key.rpartition("/")
    fs = files.arrow(folder)
    found = find(fs, name, search)
    if found:
        with workroom.scratch() as scratch:
            write_without(fs, name, search, scratch / "without.parquet")
            files.put(scratch / "without.parquet", key)
    return len(found)


def _batches(fs: pafs.FileSystem, path: str) -> Iterator[pa.RecordBatch]:
    with fs.open_input_file(path) as stream, pq.ParquetFile(stream) as file:
        schema = _plain_schema(file)
        for batch in file.iter_batches(batch_size=BATCH):
            yield batch.cast(schema)


def _plain_schema(file: pq.ParquetFile) -> pa.Schema:
    """The file's columns without its metadata, which may repeat values; texts of one kind, which Arrow can filter."""
    kinds = {pa.string_view(): pa.string(), pa.large_string(): pa.string()}
    return pa.schema(
        [field.with_type(kinds.get(field.type, field.type)).remove_metadata() for field in file.schema_arrow]
    )
