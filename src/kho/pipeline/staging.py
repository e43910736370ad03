"""The decode step: a landed file to a staged folder of text cells under the contract's column names."""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

import pyarrow as pa

from kho.contracts.model import Column, Contract, Source
from kho.engines import staged as staged_files
from kho.errors import KhoError
from kho.messages import Message
from kho.pipeline.correcting import Cells, Correcting, PartCorrecting
from kho.pipeline.formats import find_format
from kho.pipeline.mapping import ColumnMapping, map_columns
from kho.pipeline.runs import PartRead
from kho.pipeline.source_units import units_of_part
from kho.quality.cells import PART, ROW, kind_column, text_column
from kho.quality.texts import WHITE_SPACE
from kho.sources.base import SourceColumn, SourceTable
from kho.warehouse import corrections
from kho.warehouse.corrections import Corrections

ROWS_PER_FILE = 500_000
REPEATED = 2**16
BYTES_PER_FILE = 64 * 2**20


class NoTableFitsError(KhoError):
    """No table of the delivery has the contract's required columns and half of all its columns."""

    code = "KHO-R203"
    what = Message(
        vi="Không bảng nào trong “{name}” khớp cam kết dữ liệu. Bảng gần nhất thiếu cột: {absent}; "
        "tiêu đề chưa dùng: {headers}.",
        en="No table in “{name}” fits the contract. The nearest lacks the columns {absent}; "
        "its unused headers: {headers}.",
    )
    mend = Message(
        vi="Ghi tiêu đề của nguồn vào kho.header (hoặc kho.position) của từng cột, hoặc chỉ bảng bằng kho.read.",
        en="Put the source's headers under kho.header (or kho.position) of each column, or pin the table by kho.read.",
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class Staged:
    """A staged delivery: a folder (see `kho.engines.staged`) and what was read into it."""

    folder: Path
    parts: tuple[PartRead, ...]

    @property
    def rows(self) -> int:
        """How many rows were staged."""
        return sum(part.rows for part in self.parts if part.taken)


def stage(  # noqa: PLR0913 - keyword-only facts of one delivery
    contract: Contract,
    source: Source,
    file: Path,
    *,
    name: str,
    into: Path,
    corrected: Corrections = corrections.NONE,
) -> Staged:
    """Read a landed file and write what belongs to the contract into the folder `into`, parts one after the other.

    Cells that were corrected are staged as such. Raises UnknownFormatError, EmptyFileError, NoTableFitsError,
    UnfitUnitError, MissedCorrectionError and what the format's reader raises.
    """
    into.mkdir(parents=True)
    correcting = Correcting(corrected, name)
    reader = find_format(file, name=name, named=source.format)
    parts = []
    for number, table in enumerate(reader.tables(file, name=name, read=source.read)):
        parts.append(_stage_table(contract.columns, table, name, into / f"{number:05}", correcting))
    if not any(part.taken for part in parts):
        raise _no_table_fits(name, parts)
    correcting.end()
    return Staged(folder=into, parts=tuple(parts))


def _stage_table(
    columns: Sequence[Column], table: SourceTable, name: str, folder: Path, correcting: Correcting
) -> PartRead:
    mapping = map_columns(columns, table.columns)
    taken = mapping.fits(columns)
    if taken:
        told = told_by_name(columns, f"{name}#{table.part}")
        units = units_of_part(columns, _sources(mapping, table), f"{name}#{table.part}" if table.part else name)
        sent = {column: found.position for column, found in _sources(mapping, table).items() if column not in told}
        corrected = correcting.of_part(table.part, sent)
        stager = _Stager(columns=columns, places=mapping.places, told=told, table=table, corrected=corrected)
        rows = stager.write(folder)
    else:
        units = {}
        rows = sum(batch.num_rows for batch in table.batches)
    return replace(_part_read(table, mapping, rows, taken=taken), units=units)


def _sources(mapping: ColumnMapping, table: SourceTable) -> dict[str, SourceColumn]:
    """The source's column of each of the contract's."""
    return {name: table.columns[place - 1] for name, place in mapping.places.items()}


def told_by_name(columns: Sequence[Column], name: str) -> dict[str, str]:
    """Values of the columns that stand in the delivery's name, NFC; a name that does not match gives none."""
    name = unicodedata.normalize("NFC", name)
    matches = {column.name: re.search(column.from_name, name) for column in columns if column.from_name}
    return {column: match.group(1) for column, match in matches.items() if match}


def staged_schema(columns: Sequence[Column]) -> pa.Schema:
    """The schema of a staged file for these contract columns (see `kho.quality.plan`)."""
    places = [pa.field(PART, pa.string()), pa.field(ROW, pa.int64())]
    texts = [pa.field(text_column(column.name), pa.string()) for column in columns]
    kinds = [pa.field(kind_column(column.name), pa.string()) for column in columns]
    return pa.schema([*places, *texts, *kinds])


@dataclass(frozen=True, kw_only=True, slots=True)
class _Stager:
    """Writes one part under the contract's column names: `places` are 1-based, `told` comes from the name."""

    columns: Sequence[Column]
    places: Mapping[str, int]
    told: Mapping[str, str]
    table: SourceTable
    corrected: PartCorrecting

    def write(self, folder: Path) -> int:
        """Write the part into a new folder and count its rows. One file is written while the next is read."""
        folder.mkdir()
        rows = 0
        with ThreadPoolExecutor(1) as behind:
            writing: Future[None] | None = None
            for number, group in enumerate(_groups(map(self._staged, self.table.batches))):
                rows += sum(batch.num_rows for batch in group)
                if writing is not None:
                    writing.result()
                path = folder / f"{number:05}{staged_files.SUFFIX}"
                writing = behind.submit(staged_files.write, path, pa.Table.from_batches(group), self._edged())
            if writing is not None:
                writing.result()
        return rows

    def _edged(self) -> frozenset[str]:
        found = {name for name, place in self.places.items() if place in self.table.notes.edged}
        told = {name for name, text in self.told.items() if not text or text.strip(WHITE_SPACE) != text}
        return frozenset(found | told) | self.corrected.columns

    def _staged(self, cells: pa.RecordBatch) -> pa.RecordBatch:
        found = [self._column(cells, column.name) for column in self.columns]
        texts, kinds = [each.texts for each in found], [each.kinds for each in found]
        place = [_constant(self.table.part, cells), cells.column("row")]
        return pa.RecordBatch.from_arrays([*place, *texts, *kinds], schema=staged_schema(self.columns))

    def _column(self, cells: pa.RecordBatch, name: str) -> Cells:
        found = Cells(texts=self._text(cells, name), kinds=self._cell(cells, "k", name))
        return self.corrected.put(name, cells.column("row"), found)

    def _text(self, cells: pa.RecordBatch, name: str) -> pa.Array:
        return _constant(self.told[name], cells) if name in self.told else self._cell(cells, "c", name)

    def _cell(self, cells: pa.RecordBatch, prefix: str, name: str) -> pa.Array:
        source = f"{prefix}{self.places.get(name)}"
        return cells.column(source) if source in cells.schema.names else _constant(None, cells)


@lru_cache(maxsize=16)
def _repeated(text: str | None) -> pa.Array:
    """A text over and over, to take slices of."""
    return pa.repeat(pa.scalar(text, pa.string()), REPEATED)


def _constant(text: str | None, cells: pa.RecordBatch) -> pa.Array:
    if cells.num_rows > REPEATED:
        return pa.repeat(pa.scalar(text, pa.string()), cells.num_rows)
    return _repeated(text).slice(0, cells.num_rows)


def _groups(batches: Iterator[pa.RecordBatch]) -> Iterator[list[pa.RecordBatch]]:
    """Batches gathered so that files are neither tiny nor larger than memory allows."""
    group: list[pa.RecordBatch] = []
    rows = size = 0
    for batch in batches:
        group.append(batch)
        rows, size = rows + batch.num_rows, size + batch.nbytes
        if rows >= ROWS_PER_FILE or size >= BYTES_PER_FILE:
            yield group
            group, rows, size = [], 0, 0
    if group:
        yield group


def _part_read(table: SourceTable, mapping: ColumnMapping, rows: int, *, taken: bool) -> PartRead:
    headers = {index + 1: column for index, column in enumerate(table.columns)}
    return PartRead(
        part=table.part,
        taken=taken,
        rows=rows,
        columns={
            name: (headers[place].position, _header_text(headers[place].header))
            for name, place in mapping.places.items()
        },
        absent=mapping.absent,
        unused=tuple(_header_text(column.header) for column in mapping.unused),
        found={key: str(value) for key, value in table.notes.found.items()},
        left_out=tuple(table.notes.left_out),
        repairs=tuple(table.notes.repairs),
    )


def _header_text(header: tuple[str, ...]) -> str:
    return " / ".join(level for level in header if level)


def _no_table_fits(name: str, parts: Sequence[PartRead]) -> NoTableFitsError:
    nearest = max(parts, key=lambda part: len(part.columns), default=None)
    absent = ", ".join(nearest.absent) if nearest else "∅"
    headers = "; ".join(nearest.unused[:20]) if nearest else ""
    where = f"{name}#{nearest.part}" if nearest and nearest.part else name
    return NoTableFitsError(where=where, name=name, absent=absent, headers=headers or "∅")
