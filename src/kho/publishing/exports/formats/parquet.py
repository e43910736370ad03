"""Parquet: the table's own types, with what the file tells of itself under the key `kho`."""

import json
from collections.abc import Iterator

from kho.blocks import named_as
from kho.publishing.exports.flowing import piped
from kho.publishing.exports.job import Job
from kho.warehouse.duck import literal


def write(job: Job) -> Iterator[bytes]:
    """Row group by row group."""
    about = literal(json.dumps(job.about.document(), ensure_ascii=False))
    values = [named_as(cell.value, cell.name) for cell in job.chosen.cells]
    options = f"FORMAT parquet, COMPRESSION zstd, KV_METADATA {{kho: {about}}}"
    return piped(job.session, job.chosen.select(*values), options)
