"""Which rows break which rules: a bit for each rule, kept for the rows alone that break some."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from kho.contracts.model import Severity
from kho.engines.duckdb.statements import BITS, checked_rules, masks
from kho.engines.staged import AT
from kho.quality.plan import CheckPlan, Rule

Bits = npt.NDArray[np.int64]
Hits = npt.NDArray[np.bool_]


@dataclass(kw_only=True, slots=True)
class Broken:
    """The rows that break one of the `rules`, as they are told; `masks` holds a column of bits per `BITS` rules."""

    rules: Sequence[Rule]
    names: tuple[str, ...] = field(init=False)
    _at: list[Bits] = field(default_factory=list)
    _masks: list[list[Bits]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.names = masks(self.rules)

    def add(self, batch: pa.RecordBatch) -> Hits:
        """Take in what of a batch with `_at` and masks breaks a rule; gives which rows break one of severity error."""
        held = [batch.column(name).to_numpy() for name in self.names]
        broken: Hits = np.logical_or.reduce([mask != 0 for mask in held])
        if not broken.any():
            return broken
        self._at.append(batch.column(AT).to_numpy()[broken])
        self._masks.append([mask[broken] for mask in held])
        return self._errors(held)

    @property
    def bad(self) -> int:
        """How many rows break a rule of severity error."""
        return sum(int(np.count_nonzero(self._errors(held))) for held in self._masks)

    def counts(self) -> dict[str, int]:
        """How many rows break each rule that some row breaks."""
        counted = [
            sum(int(np.count_nonzero(held[index // BITS] & (1 << index % BITS))) for held in self._masks)
            for index in range(len(self.rules))
        ]
        return {rule.id: count for rule, count in zip(self.rules, counted, strict=True) if count}

    def rows(self, staged: Iterator[pa.RecordBatch], *, bad: bool) -> Iterator[pa.RecordBatch]:
        """Of staged rows with `_at`, those that break a rule of severity error, or else those that break no such one.

        Their masks stand beside them.
        """
        at, held = self._in_order()
        chosen = self._errors(held) == bad
        at, held = at[chosen], [mask[chosen] for mask in held]
        first = 0
        for batch in staged if len(at) else ():
            last = first + int(np.searchsorted(at[first:], _end(batch)))
            if last > first:
                places = pa.array(at[first:last] - batch.column(AT)[0].as_py())
                yield self._beside(batch.take(places), [mask[first:last] for mask in held])
            first = last

    def every_row(self, staged: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        """All staged rows with `_at`, their masks beside them."""
        at, held = self._in_order()
        first = 0
        for batch in staged:
            last = first + int(np.searchsorted(at[first:], _end(batch)))
            full = np.zeros((len(held), batch.num_rows), np.int64)
            for number, mask in enumerate(held):
                full[number, at[first:last] - batch.column(AT)[0].as_py()] = mask[first:last]
            yield self._beside(batch, list(full))
            first = last

    def _beside(self, batch: pa.RecordBatch, held: Sequence[Bits]) -> pa.RecordBatch:
        arrays = [*batch.columns, *map(pa.array, held)]
        return pa.RecordBatch.from_arrays(arrays, names=[*batch.schema.names, *self.names])

    def _errors(self, held: Sequence[Bits]) -> Hits:
        found: Hits = np.logical_or.reduce(
            [mask & bits != 0 for mask, bits in zip(held, self._error_bits(), strict=True)]
        )
        return found

    def _error_bits(self) -> list[int]:
        bits = [0] * len(self.names)
        for index, rule in enumerate(self.rules):
            bits[index // BITS] |= (rule.severity is Severity.ERROR) << index % BITS
        return bits

    def _in_order(self) -> tuple[Bits, list[Bits]]:
        """The rows' numbers, ascending, and their masks."""
        empty = np.empty(0, np.int64)
        at = np.concatenate([empty, *self._at])
        order = np.argsort(at)
        held = [np.concatenate([empty, *(each[number] for each in self._masks)]) for number in range(len(self.names))]
        return at[order], [mask[order] for mask in held]


def mask_fields(plan: CheckPlan) -> list[pa.Field]:
    """The fields of the mask columns."""
    return [pa.field(name, pa.int64()) for name in masks(checked_rules(plan))]


def _end(batch: pa.RecordBatch) -> int:
    """The number behind that of the batch's last row."""
    return int(batch.column(AT)[-1].as_py()) + 1 if batch.num_rows else 0
