"""A first contract from a file: its tables sampled, one of them guessed."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa

from kho.contracts.guess.propose import Proposal, propose
from kho.contracts.guess.samples import SampleColumn
from kho.contracts.model import Source
from kho.contracts.names import DatasetName
from kho.errors import KhoError
from kho.messages import Message
from kho.pipeline.formats import find_format, recognised
from kho.pipeline.parts import sheet_of
from kho.sources.base import SourceTable

ROWS = 5_000
"""How many rows of a table are looked at."""


class NoTableFoundError(KhoError):
    """The file holds no table."""

    code = "KHO-R901"
    what = Message(vi="Không tìm thấy bảng nào trong “{name}”.", en="No table was found in “{name}”.")
    mend = Message(
        vi="Mở tệp xem có bảng với hàng tiêu đề không; hoặc chỉ bảng bằng --part.",
        en="See whether it holds a table with a header; or name the table by --part.",
    )


class NoSuchPartError(KhoError):
    """The file has no table of this name."""

    code = "KHO-R902"
    what = Message(vi="“{name}” không có bảng “{part}”; có: {known}.", en="“{name}” has no table “{part}” but {known}.")
    mend = Message(vi="Chọn một trong các bảng trên.", en="Choose one of these.")


@dataclass(frozen=True, kw_only=True, slots=True)
class Sampled:
    """One table of a file: its columns with their first values, and how many rows were looked at."""

    part: str
    columns: tuple[SampleColumn, ...]
    rows: int


def sample(file: Path) -> list[Sampled]:
    """The tables of a file that have columns. Raises UnknownFormatError, EmptyFileError and the reader's errors."""
    reader = find_format(file, name=file.name, named=None)
    return [_sampled(table) for table in reader.tables(file, name=file.name, read={}) if table.columns]


def infer(file: Path, name: DatasetName, *, part: str | None = None, path: str) -> Proposal:
    """Propose a contract for a file's largest table, or the named one; `path` is how its source will name the file.

    Raises NoTableFoundError, NoSuchPartError and what `sample` raises.
    """
    tables = sample(file)
    if not tables:
        raise NoTableFoundError(where=str(file), name=file.name)
    chosen = _choose(tables, file, part)
    title = re.sub(r"[_-]+", " ", file.stem).strip()
    kind = recognised(file, file.name)
    read = _pins(tables, chosen) if kind == "workbook" else {}
    source = Source(name="files", transport="local", format=kind, address={"path": path}, read=read)
    return propose(name, chosen.columns, title=title, sources=(source,))


def _choose(tables: list[Sampled], file: Path, part: str | None) -> Sampled:
    if part is None:
        return max(tables, key=lambda table: (table.rows, len(table.columns)))
    for table in tables:
        if table.part == part:
            return table
    known = ", ".join(table.part or "∅" for table in tables)
    raise NoSuchPartError(where=str(file), name=file.name, part=part, known=known)


def _pins(tables: list[Sampled], chosen: Sampled) -> dict[str, Any]:
    """The read options that name one table among several of a workbook."""
    if len(tables) == 1:
        return {}
    sheet = sheet_of(chosen.part)
    beside = [table for table in tables if sheet_of(table.part) == sheet]
    return {"sheet": sheet} if len(beside) == 1 else {"sheet": sheet, "table": beside.index(chosen) + 1}


def _sampled(table: SourceTable) -> Sampled:
    head = list(_head(table.batches))
    rows = sum(batch.num_rows for batch in head)
    columns = [
        SampleColumn(
            header=column.header,
            position=column.position,
            unit=column.unit,
            values=_values(head, f"c{number}"),
            kinds=_values(head, f"k{number}"),
        )
        for number, column in enumerate(table.columns, start=1)
    ]
    return Sampled(part=table.part, columns=tuple(columns), rows=rows)


def _head(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    left = ROWS
    for batch in batches:
        yield batch.slice(0, left)
        left -= batch.num_rows
        if left <= 0:
            return


def _values(batches: list[pa.RecordBatch], column: str) -> list[str | None]:
    return [value for batch in batches if column in batch.schema.names for value in batch.column(column).to_pylist()]
