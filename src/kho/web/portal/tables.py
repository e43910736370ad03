"""Rows as a table on a page: each value as people write it, codes with what they stand for."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from kho.contracts.model import LogicalType
from kho.publishing.catalogue import Catalogue, PublishedCode, PublishedColumn, PublishedDataset
from kho.publishing.records.answering import Rows
from kho.web.look.templatetags.saying import written

LONG = 48
"""Letters that stand on one line."""
NUMBERS = frozenset({LogicalType.INTEGER, LogicalType.NUMBER})


@dataclass(frozen=True, kw_only=True, slots=True)
class Cell:
    """A value as it is shown; `meaning` is what a code stands for. `is_number`: it stands to the right."""

    text: str
    meaning: str
    is_number: bool

    @property
    def is_long(self) -> bool:
        """Whether it needs room to be read."""
        return len(self.text) + len(self.meaning) > LONG


@dataclass(frozen=True, kw_only=True, slots=True)
class Table:
    """Columns and rows of cells in their order."""

    columns: Sequence[PublishedColumn]
    rows: Sequence[Sequence[Cell]]


def table(catalogue: Catalogue, dataset: PublishedDataset, rows: Rows) -> Table:
    """The table of an answer."""
    known = {each.name: each for each in dataset.columns}
    return table_of([known[name] for name in rows.columns], catalogue.codes, rows.rows)


def table_of(
    columns: Sequence[PublishedColumn], codes: Mapping[str, Sequence[PublishedCode]], rows: Iterable[Sequence[object]]
) -> Table:
    """The table of rows whose values stand in the order of the columns; `codes` are the code lists that these use."""
    meanings = [_meanings(codes, each) for each in columns]
    shown = [
        [_cell(column, meaning, value) for column, meaning, value in zip(columns, meanings, row, strict=True)]
        for row in rows
    ]
    return Table(columns=columns, rows=shown)


def is_number(column: PublishedColumn) -> bool:
    """Whether a column's values are figures, which stand to the right."""
    return column.kind in NUMBERS


def _meanings(codes: Mapping[str, Sequence[PublishedCode]], column: PublishedColumn) -> Mapping[str, str]:
    """What the codes of a column stand for; one that changed its meaning says its last one."""
    return {each.code: each.name for each in codes.get(column.codes or "", ())}


def _cell(column: PublishedColumn, meanings: Mapping[str, str], value: object) -> Cell:
    meaning = meanings.get(str(value), "") if meanings else ""
    return Cell(
        text=written(value_of(column, value)),
        meaning="" if meaning == value else meaning,
        is_number=is_number(column),
    )


def value_of(column: PublishedColumn, value: object) -> object:
    """Days and moments, which answers tell as ISO 8601 texts, as such."""
    if isinstance(value, str):
        if column.kind is LogicalType.DATE:
            return date.fromisoformat(value)
        if column.kind is LogicalType.TIMESTAMP:
            return datetime.fromisoformat(value)
    return value
