"""What a column is called where its header stands in several rows: levels above columns, or one text on more lines."""

from collections.abc import Sequence
from itertools import groupby

MOST_LETTERS = 80
"""Of a title made of several lines; a longer one keeps its lowest line."""


def titles(headers: Sequence[tuple[str, ...]]) -> list[str]:
    """A title for each column: the lines that are its own alone, those that stand above several columns left out.

    `("TỔNG", "SỐ")` is one text on two lines where nothing else stands under `TỔNG`; under a heading of several columns
    it is only `SỐ`.
    """
    cleaned = [tuple(" ".join(part.split()) for part in header) for header in headers]
    return [_title(number, cleaned) for number in range(len(cleaned))]


def _title(number: int, headers: Sequence[tuple[str, ...]]) -> str:
    header = headers[number]
    beside = [headers[place] for place in (number - 1, number + 1) if 0 <= place < len(headers)]
    shared = max(
        (level + 1 for level, part in enumerate(header) for other in beside if part and _part(other, level) == part),
        default=0,
    )
    lines = [part for part in header if part]
    lowest = lines[-1] if lines else ""
    own = [line for line, _ in groupby(part for part in header[shared:] if part)]
    whole = " ".join(own)
    return whole if own and len(whole) <= MOST_LETTERS else lowest


def _part(header: tuple[str, ...], level: int) -> str:
    return header[level] if level < len(header) else ""
