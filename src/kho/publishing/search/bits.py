"""Sets of things as whole numbers, bit by bit: what is asked of 100,000 datasets takes microseconds."""

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Bits = int
Posting = int | Sequence[int]
"""The things that have a term: all their bits, or, where they are few, their numbers as an array."""
FEW = 200
"""A posting of fewer than one in so many is kept as numbers."""
_Numbers = npt.NDArray[np.uint32]


@dataclass(frozen=True, kw_only=True, slots=True)
class Universe:
    """So many things, numbered from 0."""

    size: int

    @property
    def all(self) -> Bits:
        """Every thing."""
        return (1 << self.size) - 1

    def posting(self, numbers: Sequence[int]) -> Posting:
        """Keep things as takes least room."""
        kept = numbers if isinstance(numbers, array) else array("I", numbers)
        return self.bits([kept]) if len(numbers) * FEW >= self.size else kept

    def bits(self, postings: Iterable[Posting]) -> Bits:
        """The things of any of them."""
        found, few = 0, []
        for posting in postings:
            if isinstance(posting, int):
                found |= posting
            else:
                few.append(_numbers(posting))
        if few:
            flags = np.zeros(self.size, np.bool_)
            for numbers in few:
                flags[numbers] = True
            found |= int.from_bytes(np.packbits(flags, bitorder="little").tobytes(), "little")
        return found

    def flags(self, bits: Bits) -> bytes:
        """For every thing 1 or 0, by number."""
        return self._flags(bits).tobytes()

    def numbers(self, bits: Bits) -> list[int]:
        """The things, by number."""
        found: list[int] = np.flatnonzero(self._flags(bits)).tolist() if bits else []
        return found

    def members(self, posting: Posting) -> Sequence[int]:
        """The things of a posting, by number."""
        return self.numbers(posting) if isinstance(posting, int) else posting

    def first(self, bits: Bits, order: Sequence[int], start: int, stop: int) -> list[int]:
        """The things that stand from one place to before another in an order of all of them."""
        ranked = _numbers(order)
        found: list[int] = ranked[self._flags(bits)[ranked].view(np.bool_)][start:stop].tolist()
        return found

    def _flags(self, bits: Bits) -> npt.NDArray[np.uint8]:
        packed = np.frombuffer(bits.to_bytes((self.size + 7) // 8, "little"), np.uint8)
        return np.unpackbits(packed, count=self.size, bitorder="little")


def grouped(terms: Sequence[int], counts: Sequence[int]) -> dict[int, Sequence[int]]:
    """The things of each term, once and in order. `terms` are those of thing 0, of thing 1 ..., so many as `counts`."""
    told = _numbers(terms)
    things = np.repeat(np.arange(len(counts), dtype=np.uint32), _numbers(counts))
    order = np.argsort(told, kind="stable")
    told, things = told[order], things[order]
    is_new = np.ones(len(told), np.bool_)
    is_new[1:] = (told[1:] != told[:-1]) | (things[1:] != things[:-1])
    told, things = told[is_new], things[is_new]
    names, starts = np.unique(told, return_index=True)
    parts = np.split(things, starts[1:]) if len(names) else []
    return {int(name): array("I", part.tobytes()) for name, part in zip(names, parts, strict=True)}


@dataclass(frozen=True, kw_only=True, slots=True)
class Pairs:
    """Things and their terms, by number; of `terms` there are so many."""

    terms: int
    things: _Numbers
    having: _Numbers

    @classmethod
    def of(cls, members: Iterable[Sequence[int]]) -> "Pairs":
        """Of the things of each term."""
        parts = [_numbers(each) for each in members]
        sizes = [len(each) for each in parts]
        return cls(
            terms=len(parts),
            things=np.concatenate([np.zeros(0, np.uint32), *parts]),
            having=np.repeat(np.arange(len(parts), dtype=np.uint32), sizes),
        )

    def counts(self, universe: Universe, bits: Bits) -> list[int]:
        """How many of some things have each term."""
        flags = np.frombuffer(universe.flags(bits), np.bool_)
        found: list[int] = np.bincount(self.having[flags[self.things]], minlength=self.terms).tolist()
        return found


def count(posting: Posting, bits: Bits, flags: bytes) -> int:
    """How many things of a posting are among some, given both as bits and as flags."""
    if isinstance(posting, int):
        return (posting & bits).bit_count()
    return int(np.frombuffer(flags, np.uint8)[_numbers(posting)].sum(dtype=np.int64))


def _numbers(posting: Sequence[int]) -> _Numbers:
    if isinstance(posting, array):
        return np.frombuffer(posting, np.uint32) if posting else np.zeros(0, np.uint32)
    return np.asarray(posting, np.uint32)
