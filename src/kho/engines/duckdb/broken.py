"""Which rows break which rules: a bit for each rule, kept for the rows alone that break some."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from kho.contracts.model import Severity
from kho.engines.duckdb.statements import BITS, masks
from kho.engines.schemas import REASONS
from kho.engines.staged import AT
from kho.quality.plan import Rule

Bits = npt.NDArray[np.int64]
Hits = npt.NDArray[np.bool_]


@dataclass(kw_only=True, slots=True)
class Broken:
    """The rows that break one of the `rules`, as they are told; `names` are the mask columns."""

    rules: Sequence[Rule]
    names: tuple[str, ...] = field(init=False)
    _at: list[Bits] = field(default_factory=list)
    _masks: list[Bits] = field(default_factory=list)
    """Of each lot of rows, one row of bits per mask column."""

    def __post_init__(self) -> None:
        self.names = masks(self.rules)

    def add(self, judged: pa.Table) -> Hits:
        """Take in what of rows with `_at` and masks breaks a rule; gives which of them break one of severity error."""
        bits = np.stack([judged[name].to_numpy() for name in self.names])
        broken: Hits = np.logical_or.reduce(bits != 0)
        if broken.any():
            self._at.append(judged[AT].to_numpy()[broken])
            self._masks.append(bits[:, broken])
        return self._errors(bits)

    @property
    def bad(self) -> int:
        """How many rows break a rule of severity error."""
        return sum(int(np.count_nonzero(self._errors(bits))) for bits in self._masks)

    def counts(self) -> dict[str, int]:
        """How many rows break each rule that some row breaks."""
        counted = [
            sum(int(np.count_nonzero(_has(bits, index))) for bits in self._masks) for index in range(len(self.rules))
        ]
        return {rule.id: count for rule, count in zip(self.rules, counted, strict=True) if count}

    def rows(self, staged: Iterator[pa.RecordBatch], *, bad: bool) -> Iterator[pa.RecordBatch]:
        """Of staged rows with `_at`, those that break a rule of severity error, or else those that break no such one.

        In their order, without `_at` and with `_reasons`.
        """
        at, bits = self._in_order()
        chosen = self._errors(bits) == bad
        at, bits = at[chosen], bits[:, chosen]
        for batch in staged if len(at) else ():
            first, places = _places(at, batch)
            if len(places):
                yield self._told(batch.take(pa.array(places)), bits[:, first : first + len(places)], ())

    def every_row(self, staged: Iterator[pa.RecordBatch], held: Sequence[str]) -> Iterator[pa.RecordBatch]:
        """All staged rows as in `rows`; `held` are the promises that hold the delivery back."""
        at, bits = self._in_order()
        for batch in staged:
            first, places = _places(at, batch)
            full = np.zeros((len(self.names), batch.num_rows), np.int64)
            full[:, places] = bits[:, first : first + len(places)]
            yield self._told(batch, full, held)

    def _told(self, batch: pa.RecordBatch, bits: Bits, held: Sequence[str]) -> pa.RecordBatch:
        """The rows with their reasons: rules in their order, then what holds them back."""
        different, which = np.unique(bits, axis=1, return_inverse=True)
        reasons = [[*self._broken_by(combination), *held] for combination in different.T]
        told = pa.array(reasons, pa.list_(pa.string())).take(pa.array(which.reshape(-1)))
        return batch.drop_columns([AT]).append_column(REASONS, told)

    def _broken_by(self, bits: Bits) -> list[str]:
        return [rule.id for index, rule in enumerate(self.rules) if _has(bits, index)]

    def _errors(self, bits: Bits) -> Hits:
        found: Hits = np.logical_or.reduce(bits & self._error_bits()[:, np.newaxis] != 0)
        return found

    def _error_bits(self) -> Bits:
        bits = np.zeros(len(self.names), np.int64)
        for index, rule in enumerate(self.rules):
            bits[index // BITS] |= (rule.severity is Severity.ERROR) << index % BITS
        return bits

    def _in_order(self) -> tuple[Bits, Bits]:
        """The rows' numbers, ascending, and their bits."""
        at = np.concatenate([np.empty(0, np.int64), *self._at])
        order = np.argsort(at)
        bits = np.concatenate([np.empty((len(self.names), 0), np.int64), *self._masks], axis=1)
        return at[order], bits[:, order]


def _has(bits: Bits, index: int) -> Hits:
    """Whether the bit of a rule is set, of one row or of many."""
    held: Hits = bits[index // BITS] & (1 << index % BITS) != 0
    return held


def _places(at: Bits, batch: pa.RecordBatch) -> tuple[int, Bits]:
    """Which of the numbers are those of a batch's rows: where they begin, and their places in it."""
    if not batch.num_rows:
        return 0, at[:0]
    start = batch.column(AT)[0].as_py()
    first, last = np.searchsorted(at, [start, start + batch.num_rows])
    return int(first), at[first:last] - start
