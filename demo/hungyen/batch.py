"""Some rows of a delivery: what they mean, what is written instead, and which faults that makes."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

import pyarrow as pa

from hungyen.chance import Chance
from kho.contracts.model import Contract

EXTRA = "+"
"""The column beyond the last one: a cell too many."""


SPOTLESS = 10
"""So many first rows never have a fault, so that a later delivery can send them again."""


@dataclass(frozen=True, slots=True)
class Legacy:
    """A text in a TCVN3 font."""

    text: str


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula that cannot be computed, as `=1/0`, shown as an error value."""

    text: str


Written = str | int | float | bool | date | Decimal | Legacy | Formula | None
"""What stands in a cell instead of what was meant."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome:
    """What must become of a row: loaded or quarantined, and the rules that are told of it.

    `value` is what then stands in the fault's column, as a text; None: what was meant.
    """

    loaded: bool
    rules: tuple[str, ...] = ()
    value: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Planted:
    """A fault in a row of a batch; `today` is the outcome until the standard that is waited for is built."""

    kind: str
    row: int
    column: str
    written: str
    outcome: Outcome
    waits_for: str | None = None
    today: Outcome | None = None


@dataclass(kw_only=True, slots=True)
class Batch:
    """Rows on their way into a file. `meant` has the contract's columns; faults are planted in rows of their own."""

    contract: Contract
    chance: Chance
    label: str
    meant: pa.Table
    written: dict[str, dict[int, Written]] = field(default_factory=dict)
    planted: list[Planted] = field(default_factory=list)
    taken: set[int] = field(default_factory=set)

    def choose(self, label: str, count: int, fits: Callable[[Mapping[str, Any]], bool] | None = None) -> list[int]:
        """Rows without a fault so far, that fit; they are taken from now on."""
        free: Sequence[int] = [row for row in range(SPOTLESS, self.meant.num_rows) if row not in self.taken]
        if fits is not None:
            near = self.chance.some(f"{self.label}.{label}.near", 400, free)
            values = self.meant.take(pa.array(near, pa.int64())).to_pylist()
            free = [row for row, value in zip(near, values, strict=True) if fits(value)]
        chosen = self.chance.some(f"{self.label}.{label}", count, free)
        self.taken.update(chosen)
        return chosen

    def row(self, row: int) -> dict[str, Any]:
        """What a row means."""
        return dict(self.meant.slice(row, 1).to_pylist()[0])

    def write(self, row: int, column: str, value: Written) -> None:
        """Write something else than what is meant."""
        self.written.setdefault(column, {})[row] = value

    def mean(self, row: int, column: str, value: Any) -> None:
        """Make a row mean something else."""
        place = self.meant.schema.get_field_index(column)
        values = self.meant.column(column).to_pylist()
        values[row] = value
        kind = self.meant.schema.field(column)
        self.meant = self.meant.set_column(place, kind, pa.array(values, kind.type))

    def append(self, rows: pa.Table) -> range:
        """Put rows behind the others; they are taken. Gives their places."""
        first = self.meant.num_rows
        self.meant = pa.concat_tables([self.meant, rows]).combine_chunks()
        places = range(first, self.meant.num_rows)
        self.taken.update(places)
        return places

    def values(self) -> dict[str, list[Any]]:
        """What is written, by column, as Python values."""
        columns: dict[str, list[Any]] = {name: self.meant.column(name).to_pylist() for name in self.meant.column_names}
        for name, cells in self.written.items():
            column = columns.setdefault(name, [None] * self.meant.num_rows)
            for row, value in cells.items():
                column[row] = value
        return columns


Dirt = Callable[[Batch], None]
