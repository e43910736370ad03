"""A row that tells the units of the columns under their header: `ha`, `tấn`, `người`."""

from collections.abc import Sequence
from typing import Final

from kho.messages import Message
from kho.sources.workbooks import words
from kho.standards.numbers.measures import needs_region
from kho.standards.numbers.unit_lines import units_of

UNIT_ROW: Final = Message(vi="dòng đơn vị của các cột", en="row of the columns' units")


def is_unit_row(texts: Sequence[str]) -> bool:
    """Whether all cells of a row that hold something hold a unit of measure."""
    return bool(texts) and all(_is_unit(text) for text in texts)


def _is_unit(text: str) -> bool:
    named = len(text.strip()) > 1 and (bool(units_of(text)) or needs_region(text.strip()))
    return not words.is_figure(text) and (words.is_unit(text) or named)
