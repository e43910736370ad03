"""One JSON document: what the file tells of itself, then the rows as an array of objects."""

import json
from collections.abc import Iterator

from kho.publishing.exports.flowing import piped
from kho.publishing.exports.formats.values import named
from kho.publishing.exports.job import Job


def write(job: Job) -> Iterator[bytes]:
    """`{"about": {...}, "rows": [...]}`."""
    about = json.dumps(job.about.document(), ensure_ascii=False)
    yield f'{{"about": {about},\n"rows": '.encode("utf-8", "replace")
    yield from piped(job.session, job.chosen.select(*named(job.chosen.cells)), "FORMAT json, ARRAY true")
    yield b"}\n"
