"""Files of rows to load: written behind the scenes while the next rows are made."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

ROWS_PER_GROUP = 122_880
FILE_SIZE = 256 * 2**20
"""About the bytes of a file of loaded rows at most: small enough to rewrite, large enough to read well."""
_LOOKED_AT = 10_000
_SELDOM_TWICE = 0.5
"""From this share of different values on, a dictionary of them costs more than it saves."""


class RowFiles:
    """Files of one schema in a folder, each of at most about `FILE_SIZE`, in row groups of `ROWS_PER_GROUP`.

    Rows are made and written by a thread of their own, one table at a time.
    """

    def __init__(self, folder: Path, schema: pa.Schema, behind: ThreadPoolExecutor) -> None:
        self._folder = folder
        self._schema = schema
        self._behind = behind
        self._writing: Future[None] | None = None
        self._writer: pq.ParquetWriter | None = None
        self._number = 0

    def add(self, make: Callable[..., pa.Table], *given: Any) -> None:
        """Write the table that `make` makes of what is given, as soon as what was added before is written."""
        self._join()
        self._writing = self._behind.submit(self._write, make, *given)

    def close(self) -> None:
        """Wait for what is being written; without any row there is one empty file."""
        self._join()
        if self._writer is None and not self._number:
            self._writer = self._opened(self._schema.empty_table())
        self._end_file()

    def _join(self) -> None:
        if self._writing is not None:
            self._writing.result()
            self._writing = None

    def _write(self, make: Callable[..., pa.Table], *given: Any) -> None:
        table = make(*given)
        if not table.num_rows:
            return
        if self._writer is None:
            self._writer = self._opened(table)
        self._writer.write_table(table, row_group_size=ROWS_PER_GROUP)
        if self._path.stat().st_size >= FILE_SIZE:
            self._end_file()

    @property
    def _path(self) -> Path:
        return self._folder / f"{self._number:05}.parquet"

    def _opened(self, group: pa.Table) -> pq.ParquetWriter:
        return pq.ParquetWriter(
            self._path,
            self._schema,
            compression="zstd",
            use_dictionary=[name for name in group.schema.names if _repeats(group[name])],
            store_decimal_as_integer=True,
        )

    def _end_file(self) -> None:
        if self._writer is not None:
            self._writer.close()
            self._writer = None
            self._number += 1


@contextmanager
def row_files(folder: Path, schema: pa.Schema) -> Iterator[RowFiles]:
    """A folder to write rows to; closed when left without an error."""
    folder.mkdir(parents=True)
    with ThreadPoolExecutor(1) as behind:
        files = RowFiles(folder, schema, behind)
        yield files
        files.close()


def write_empty(folder: Path, schema: pa.Schema) -> None:
    """A folder with one file without a row."""
    with row_files(folder, schema):
        pass


def _repeats(column: pa.ChunkedArray) -> bool:
    """Whether many values stand more than once, going by the first rows."""
    if pa.types.is_nested(column.type):
        return True
    first = column.slice(0, _LOOKED_AT)
    return bool(pc.count_distinct(first).as_py() < _SELDOM_TWICE * max(len(first), 1))
