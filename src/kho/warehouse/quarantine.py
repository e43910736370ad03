"""Rows that were turned away, with all their reasons: one file per delivery, written whole each time."""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from kho.contracts.names import DatasetName
from kho.quality.cells import PART, ROW
from kho.warehouse.duck import Workroom, literal, parquet
from kho.warehouse.errors import told
from kho.warehouse.storage import Storage, files_of


def quarantine_key(name: DatasetName, delivery: str) -> str:
    """Where a delivery's quarantined rows lie under the storage root."""
    return f"quarantine/{name}/{delivery}.parquet"


def put_quarantine(storage: Storage, workroom: Workroom, name: DatasetName, delivery: str, bad: Path) -> None:
    """Store the rows of a folder of Parquet files, in their order of part and row; the file before is replaced."""
    key = quarantine_key(name, delivery)
    paths = list(bad.iterdir())
    if len(paths) == 1 and _is_in_order(paths[0]):
        with told(storage.at(key)):
            files_of(storage).put(paths[0], key)
        return
    with told(storage.at(key)), workroom.scratch() as scratch:
        files_of(storage).put(in_order(workroom, bad, scratch / "bad.parquet"), key)


def in_order(workroom: Workroom, bad: Path, whole: Path) -> Path:
    """Write the rows of a folder of Parquet files as one file, in their order of part and row; the path of it."""
    with workroom.scratch() as scratch, workroom.session(scratch) as session:
        rows = f"SELECT * FROM {parquet(bad)} ORDER BY _part, _row"  # noqa: S608 - a quoted path
        session.execute(f"COPY ({rows}) TO {literal(str(whole))} (FORMAT parquet, COMPRESSION zstd)")
    return whole


def _is_in_order(path: Path) -> bool:
    """Whether a file's rows stand in their order of part and row."""
    last = ("", -1)
    with pq.ParquetFile(path) as file:
        for batch in file.iter_batches(columns=[PART, ROW]):
            places = list(zip(batch[PART].to_pylist(), batch[ROW].to_pylist(), strict=True))
            if any(before > after for before, after in pairwise([last, *places])):
                return False
            last = places[-1] if places else last
    return True


@contextmanager
def quarantined(storage: Storage, name: DatasetName, delivery: str) -> Iterator[pa.RecordBatchReader]:
    """The quarantined rows of a delivery: `_part`, `_row`, `_text_*`, `_kind_*`, `_reasons`.

    Raises FileNotFoundError where the delivery was never checked.
    """
    key = quarantine_key(name, delivery)
    with told(storage.at(key)):
        fs = files_of(storage).arrow(f"quarantine/{name}")
        with fs.open_input_file(f"{delivery}.parquet") as stream, pq.ParquetFile(stream) as file:
            yield pa.RecordBatchReader.from_batches(file.schema_arrow, file.iter_batches())
