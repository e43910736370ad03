"""Which unit a column's figures are in, by its header, a unit line above the table, or the cells themselves."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from kho.contracts.guess.numbers import numbers
from kho.contracts.guess.samples import Cells, SampleColumn
from kho.contracts.model import MeasureUse
from kho.messages import Message
from kho.standards.numbers import measures
from kho.standards.numbers.measures import Standing, Unit
from kho.standards.numbers.unit_lines import lacks_region, units_in, units_of

NEARLY_ALL: Final = 0.8
"""From this share of cells with a unit of one kind on, the column is taken for one of figures."""
_FIGURE: Final = re.compile(r"([+-]?[0-9.,]*[0-9])\s*([^0-9.,+\-\s][^0-9]*[23²³]?)")
_REGION: Final = Message(
    vi="Đơn vị sào, mẫu, công mỗi vùng một khác: ghi kho.unit có region (bac_bo, trung_bo, nam_bo).",
    en="Sào, mẫu, công differ by region: write kho.unit with a region (bac_bo, trung_bo, nam_bo).",
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Measured:
    """The unit proposed for a column of figures, None where none is told; and what a person should know."""

    use: MeasureUse | None = None
    notes: tuple[Message, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Figures:
    """The figures of cells that tell their unit themselves, and the unit that most of them tell."""

    texts: tuple[str, ...]
    unit: Unit

    @property
    def measured(self) -> Measured:
        """What is proposed: the unit that most cells tell."""
        return Measured(use=MeasureUse(unit=self.unit.name))


def told(sample: SampleColumn) -> Measured:
    """The unit that the header or the line above the table tells, where it is one."""
    texts = [text for text in reversed(sample.header) if text.strip()]
    for found, text in [*((units_in(text), text) for text in texts), (units_of(sample.unit or ""), sample.unit or "")]:
        if lacks_region(text):
            return Measured(notes=(_REGION,))
        if len(found) > 1:
            return Measured(notes=(_several(found),))
        if found:
            return Measured(use=MeasureUse(unit=found[0].name))
    return Measured()


def in_cells(cells: Cells) -> Figures | None:
    """The figures of a column whose cells nearly all tell a unit of one kind; None of other columns."""
    matches = [_FIGURE.fullmatch(text) for text in cells.texts]
    parted = [(match[1], measures.unit(match[2])) for match in matches if match is not None]
    known = [(figure, unit) for figure, unit in parted if unit is not None and unit.standing is not Standing.COUNT]
    if not known or len(known) < NEARLY_ALL * len(cells.all) or len({unit.base for _, unit in known}) > 1:
        return None
    texts = tuple(figure for figure, _ in known)
    ((unit, _),) = Counter(unit for _, unit in known).most_common(1)
    return Figures(texts=texts, unit=unit) if numbers(texts) is not None else None


def _several(found: Sequence[Unit]) -> Message:
    names = ", ".join(each.name for each in found)
    return Message(
        vi=f"Bảng ghi nhiều đơn vị ({names}): ghi kho.unit của cột này.",
        en=f"The table tells several units ({names}): write this column's kho.unit.",
    )
