"""What the footers of staged files tell without a look at their rows."""

import json
from collections.abc import Sequence
from pathlib import Path

import pyarrow.parquet as pq

from kho.quality.cells import EDGED, kind_column


def told_edges(paths: Sequence[Path]) -> frozenset[str] | None:
    """The columns with white space at an end of some text; None where a file does not tell."""
    found: set[str] = set()
    for path in paths:
        told = (pq.read_metadata(path).metadata or {}).get(EDGED)
        if told is None:
            return None
        found.update(json.loads(told))
    return frozenset(found)


def has_kinds(paths: Sequence[Path], column: str) -> bool:
    """Whether some cell of the column has a kind, told by the files' statistics; yes where they do not tell."""
    return any(_some(path, kind_column(column)) for path in paths)


def _some(path: Path, column: str) -> bool:
    metadata = pq.read_metadata(path)
    at = metadata.schema.names.index(column)
    for number in range(metadata.num_row_groups):
        chunk = metadata.row_group(number).column(at)
        if chunk.statistics is None or chunk.statistics.null_count != chunk.num_values:
            return True
    return False
