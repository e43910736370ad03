"""A table's data files: written by DuckDB, put into the table's folder under new names, described for the log."""

import json
import shutil
import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import duckdb
import pyarrow as pa
import pyarrow.dataset as pads
import pyarrow.parquet as pq

from kho.contracts.model import Contract
from kho.quality.cells import DELIVERY
from kho.warehouse.duck import listed, literal
from kho.warehouse.schemas import PERSONAL
from kho.warehouse.storage import Files

FILE_SIZE = "128MB"
NO_VALUE = "__HIVE_DEFAULT_PARTITION__"
BATCH = 65_536


@dataclass(frozen=True, kw_only=True, slots=True)
class DataFile:
    """One file of a table as the log describes it: `path` in the table's folder, size in bytes, statistics as JSON."""

    path: str
    size: int
    rows: int
    partition: Mapping[str, str | None]
    stats: str


def write(connection: duckdb.DuckDBPyConnection, query: str, partition_by: tuple[str, ...], into: Path) -> None:
    """Run a query and write its rows as Parquet files of bounded size, in one folder per partition value."""
    split = f"PARTITION_BY ({listed(partition_by)})" if partition_by else f"FILE_SIZE_BYTES '{FILE_SIZE}'"
    connection.execute(f"COPY ({query}) TO {literal(str(into))} (FORMAT parquet, COMPRESSION zstd, {split})")


def are_ready(good: Path, schema: pa.Schema, delivery: str) -> bool:
    """Whether files of good rows can be a table's files as they are: of its columns, and all of this delivery."""
    return all(_is_ready(path, schema, delivery) for path in good.rglob("*.parquet"))


def _is_ready(path: Path, schema: pa.Schema, delivery: str) -> bool:
    footer = pq.read_metadata(path)
    if not footer.schema.to_arrow_schema().equals(schema):
        return False
    at = schema.get_field_index(DELIVERY)
    told = [footer.row_group(number).column(at).statistics for number in range(footer.num_row_groups)]
    return all(each is not None and each.has_min_max and {each.min, each.max} == {delivery} for each in told)


def link(good: Path, into: Path) -> None:
    """The files of a folder under new names, without copying where the disk is the same."""
    into.mkdir(parents=True)
    for number, path in enumerate(sorted(good.rglob("*.parquet"))):
        target = into / f"{number:05}.parquet"
        try:
            target.hardlink_to(path)
        except OSError:  # another disk
            shutil.copyfile(path, target)


def put(written: Path, files: Files, table: str, public: frozenset[str]) -> list[DataFile]:
    """Store written files that hold rows in a table's folder; `public` columns get statistics."""
    paths = sorted(path for path in written.rglob("*.parquet") if pq.read_metadata(path).num_rows)
    return [_put(path, _partition(path, written), files, table, public) for path in paths]


def _put(path: Path, partition: dict[str, str | None], files: Files, table: str, public: frozenset[str]) -> DataFile:
    # Partition values stay out of the name: it is fit for every file system and object store.
    name = f"part-{uuid.uuid4()}.parquet"
    files.take(path, f"{table}/{name}")
    footer = pq.read_metadata(path)
    stats = statistics(footer, public)
    return DataFile(path=name, size=path.stat().st_size, rows=footer.num_rows, partition=partition, stats=stats)


def _partition(path: Path, root: Path) -> dict[str, str | None]:
    pairs = [part.partition("=") for part in path.relative_to(root).parts[:-1]]
    return {unquote(name): None if value == NO_VALUE else unquote(value) for name, _, value in pairs}


def public_columns(contract: Contract) -> frozenset[str]:
    """Columns whose smallest and largest value may stand in the log: nothing personal."""
    return frozenset(column.name for column in contract.columns if column.classification not in PERSONAL)


def statistics(footer: pq.FileMetaData, public: frozenset[str]) -> str:
    """Row count and, for public integer and date columns, smallest and largest value: what readers skip files by.

    Texts never get statistics: the log would keep them after the rows are erased.
    """
    lows: dict[str, Any] = {}
    highs: dict[str, Any] = {}
    schema = footer.schema.to_arrow_schema()
    for index, field in enumerate(schema):
        if field.name in public and (field.type == pa.int64() or field.type == pa.date32()):
            _bounds(footer, index, field.name, lows, highs)
    return json.dumps({"numRecords": footer.num_rows, "minValues": lows, "maxValues": highs}, default=str)


def _bounds(footer: pq.FileMetaData, index: int, name: str, lows: dict[str, Any], highs: dict[str, Any]) -> None:
    groups = [footer.row_group(number).column(index).statistics for number in range(footer.num_row_groups)]
    if groups and all(group is not None and group.has_min_max for group in groups):
        lows[name] = min(group.min for group in groups)
        highs[name] = max(group.max for group in groups)


def scan(
    dataset: pads.FileSystemDataset, columns: tuple[str, ...], wanted: Callable[[str], bool] = lambda _: True
) -> pa.RecordBatchReader:
    """The rows of a table's files one file after the other, with `_file`, the file's path; memory stays bounded."""
    fields = [dataset.schema.field(name) for name in columns]
    schema = pa.schema([*fields, pa.field("_file", pa.string())])
    chosen = [fragment for fragment in dataset.get_fragments() if wanted(fragment.path)]
    return pa.RecordBatchReader.from_batches(schema, _batches(chosen, dataset.schema, schema))


def _batches(
    fragments: list[pads.ParquetFileFragment], table: pa.Schema, schema: pa.Schema
) -> Iterator[pa.RecordBatch]:
    columns = schema.names[:-1]
    for fragment in fragments:
        scanner = fragment.scanner(schema=table, columns=columns, batch_size=BATCH, batch_readahead=2)
        for batch in scanner.to_batches():
            path = pa.repeat(pa.scalar(fragment.path), batch.num_rows)
            yield pa.RecordBatch.from_arrays([*batch.columns, path], schema=schema)
