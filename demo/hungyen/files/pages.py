"""What a web API hands out, kept as a record a line; `hungyen.serving` gives it in pages."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from hungyen.batch import Batch
from hungyen.deliveries import Span
from hungyen.files.records import JsonLines
from hungyen.spelling import PLAIN, Heading
from kho.contracts.model import Contract

PAGE = 500
"""Records per page."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Pages:
    """Records of an API; the pages of one fetch are landed as one archive."""

    heading: Heading = PLAIN

    def write(self, path: Path, contract: Contract, batches: Iterator[Batch]) -> Sequence[Span]:
        """Write the lines; gives where Kho sees the records, in the archive's pages."""
        (whole,) = JsonLines(heading=self.heading).write(path, contract, batches)
        starts = range(0, whole.count, PAGE)
        return [
            Span(part=f"page-{page:05d}.json", first=1, count=min(PAGE, whole.count - start))
            for page, start in enumerate(starts, start=1)
        ]
