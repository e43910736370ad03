"""JSON lines: one object by row (jsonlines.org)."""

from collections.abc import Iterator

from kho.publishing.exports.flowing import piped
from kho.publishing.exports.formats.values import named
from kho.publishing.exports.job import Job


def write(job: Job) -> Iterator[bytes]:
    """The rows, each on its line."""
    return piped(job.session, job.chosen.select(*named(job.chosen.cells)), "FORMAT json")
