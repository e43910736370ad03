"""A file nobody described is looked through: every table of it with its first rows, and a sample of each to describe.

What was found lies in a folder of the caller's: `survey.json`, and a Parquet file of sampled rows for each table.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.parquet as pq
from pydantic import TypeAdapter, ValidationError

from kho.contracts.guess.known import Known, Units
from kho.contracts.guess.samples import SampleColumn
from kho.contracts.model import Contract
from kho.errors import KhoError
from kho.messages import Message
from kho.pipeline.files import write_atomically
from kho.pipeline.formats import find_format, recognised
from kho.pipeline.inferring import ROWS, NoTableFoundError
from kho.pipeline.parts import sheet_of
from kho.pipeline.progress import Progress
from kho.pipeline.trial import Handed, Trial, try_file
from kho.pipeline.workplace import Workplace
from kho.province.folder import Province
from kho.province.units import atlas_of
from kho.sources.base import LeftOut, SourceColumn, SourceTable
from kho.standards.units.model import Level

FIRST: Final = 5
"""Rows of a table that are shown."""
OLD_UNITS: Final = date(2025, 6, 30)
"""The last day of districts and of the communes before their merger (resolution 202/2025/QH15)."""
RECORD: Final = "survey.json"
_LEFT_OUT: Final = 50


class NoSurveyError(KhoError):
    """What was found in the file cannot be read again."""

    code = "KHO-R731"
    what = Message(
        vi="Không đọc lại được các bảng đã tìm thấy trong tệp.", en="The tables that were found cannot be read."
    )
    mend = Message(vi="Gửi lại tệp.", en="Hand the file over again.")


@dataclass(frozen=True, kw_only=True, slots=True)
class ShownLine:
    """A row of a table as the file has it: its place there, and the texts of its cells."""

    row: int
    cells: tuple[str | None, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Surveyed:
    """One table of a file. `read` are the options by which a contract names it among the others."""

    part: str
    columns: tuple[SourceColumn, ...]
    rows: int
    first: tuple[ShownLine, ...]
    left_out: tuple[LeftOut, ...]
    found: dict[str, Any]
    read: dict[str, Any]


@dataclass(frozen=True, kw_only=True, slots=True)
class Survey:
    """The tables of a file that have columns, in its order; `kind` is its format."""

    kind: str
    tables: tuple[Surveyed, ...]

    @property
    def largest(self) -> int:
        """The place of the table with the most rows and columns."""
        return max(range(len(self.tables)), key=lambda place: _weight(self.tables[place]))


def survey(file: Path, *, name: str, into: Path) -> Survey:
    """Look a file through, keeping a sample of every table in the folder `into`, which is made.

    `name` is what its sender calls it. Raises NoTableFoundError, UnknownFormatError and the reader's errors.
    """
    into.mkdir(parents=True, exist_ok=True)
    reader, kind = find_format(file, name=name, named=None), recognised(file, name)
    tables: list[Surveyed] = []
    for table in reader.tables(file, name=name, read={}):
        if table.columns:
            tables.append(_surveyed(table, into / f"sample-{len(tables)}.parquet"))
    if not tables:
        raise NoTableFoundError(where=name, name=name)
    if kind == "workbook":
        tables = [replace(each, read=_pins(tables, each)) for each in tables]
    found = Survey(kind=kind or "", tables=tuple(tables))
    write_atomically(into / RECORD, _adapter().dump_json(found))
    return found


def read_survey(folder: Path) -> Survey:
    """What was found. Raises NoSurveyError."""
    try:
        return _adapter().validate_json((folder / RECORD).read_bytes())
    except (OSError, ValidationError) as error:
        raise NoSurveyError(where=str(folder)) from error


def samples(folder: Path, found: Survey, place: int) -> list[SampleColumn]:
    """The sampled values of a table, column by column. Raises NoSurveyError."""
    rows = _sampled(folder, place)
    return [
        SampleColumn(
            header=column.header,
            position=column.position,
            unit=column.unit,
            values=_values(rows, f"c{number}"),
            kinds=_values(rows, f"k{number}") if f"k{number}" in rows.schema.names else (),
        )
        for number, column in enumerate(found.tables[place].columns, start=1)
    ]


def row_numbers(folder: Path, place: int) -> list[int]:
    """The rows of the sampled values as the sender sees them. Raises NoSurveyError."""
    numbers: list[int] = _sampled(folder, place).column("row").to_pylist()
    return numbers


def known_of(province: Province, today: date) -> Known:
    """What the province knows: its code lists as they are today, and units of today and of before the merger."""
    lists = {
        name: frozenset(each.code for each in listed.entries if _holds(each.valid_from, each.valid_to, today))
        for name, listed in province.codelists.items()
    }
    atlas = atlas_of(province.unit_files)
    units = [
        Units(level=level.value, on=on, codes=frozenset(atlas.codes(on=on, level=level)))
        for on in (today, OLD_UNITS)
        for level in Level
    ]
    return Known(lists=lists, units=units)


def try_described(place: Workplace, contract: Contract, handed: Handed, *, into: Path, progress: Progress) -> Trial:
    """Try a file under a contract that is not in the province folder, or not as it is there; see `try_file`."""
    return try_file(with_contract(place, contract), contract.name, handed, into=into, progress=progress)


def with_contract(place: Workplace, contract: Contract) -> Workplace:
    """The workplace as if the province had this contract."""
    province = replace(place.province, contracts={**place.province.contracts, contract.name: contract})
    return replace(place, province=province)


def _weight(table: Surveyed) -> tuple[int, int]:
    return table.rows * len(table.columns), table.rows


def _surveyed(table: SourceTable, file: Path) -> Surveyed:
    head, rows = _counted(table.batches)
    pq.write_table(pa.Table.from_batches(head), file) if head else _empty(file, len(table.columns))
    first = [line for batch in head for line in batch.slice(0, FIRST).to_pylist()][:FIRST]
    names = [f"c{number}" for number in range(1, len(table.columns) + 1)]
    return Surveyed(
        part=table.part,
        columns=table.columns,
        rows=rows,
        first=tuple(ShownLine(row=line["row"], cells=tuple(line.get(name) for name in names)) for line in first),
        left_out=tuple(table.notes.left_out[:_LEFT_OUT]),
        found={word: value for word, value in table.notes.found.items() if _is_plain(value)},
        read={},
    )


def _counted(batches: Iterator[pa.RecordBatch]) -> tuple[list[pa.RecordBatch], int]:
    """The first rows, and how many there are."""
    head: list[pa.RecordBatch] = []
    rows = kept = 0
    for batch in batches:
        rows += batch.num_rows
        if kept < ROWS and batch.num_rows:
            head.append(batch.slice(0, ROWS - kept))
            kept += head[-1].num_rows
    return head, rows


def _empty(file: Path, columns: int) -> None:
    fields = [("row", pa.int64()), *((f"c{number}", pa.string()) for number in range(1, columns + 1))]
    pq.write_table(pa.schema(fields).empty_table(), file)


def _pins(tables: Sequence[Surveyed], chosen: Surveyed) -> dict[str, Any]:
    """The read options that name one table among several of a workbook."""
    if len(tables) == 1:
        return {}
    sheet = sheet_of(chosen.part)
    beside = [table for table in tables if sheet_of(table.part) == sheet]
    return {"sheet": sheet} if len(beside) == 1 else {"sheet": sheet, "table": beside.index(chosen) + 1}


def _sampled(folder: Path, place: int) -> pa.Table:
    try:
        return pq.read_table(folder / f"sample-{place}.parquet")
    except (OSError, pa.ArrowInvalid) as error:
        raise NoSurveyError(where=str(folder)) from error


def _values(rows: pa.Table, column: str) -> list[str | None]:
    values: list[str | None] = rows.column(column).to_pylist()
    return values


def _is_plain(value: object) -> bool:
    return isinstance(value, str | int | float | bool | list)


def _holds(first: date | None, last: date | None, day: date) -> bool:
    return (first is None or first <= day) and (last is None or day <= last)


@cache
def _adapter() -> TypeAdapter[Survey]:
    return TypeAdapter(Survey)
