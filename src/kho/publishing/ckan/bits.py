"""Sets of datasets as whole numbers, bit by bit: what is asked of 100,000 of them takes microseconds."""

from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import compress

_FLAGS = bytes.maketrans(b"01\x00\x01", b"\x00\x0101")
"""Turns flags into the digits they are written with, and back."""
Bits = int
Posting = int | Sequence[int]
"""The datasets that have a term: all their bits, or, where they are few, their numbers."""
FEW = 200
"""A posting of fewer than one in so many is kept as numbers."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Universe:
    """So many datasets, numbered from 0."""

    size: int

    @property
    def all(self) -> Bits:
        """Every dataset."""
        return (1 << self.size) - 1

    def posting(self, numbers: Sequence[int]) -> Posting:
        """Keep datasets as takes least room."""
        return self.bits([numbers]) if len(numbers) * FEW >= self.size else array("I", numbers)

    def bits(self, postings: Iterable[Posting]) -> Bits:
        """The datasets of any of them."""
        found, flags, any_few = 0, bytearray(self.size), False
        for posting in postings:
            if isinstance(posting, int):
                found |= posting
                continue
            any_few = True
            for number in posting:
                flags[number] = 1
        if any_few:
            flags.reverse()
            found |= int(flags.translate(_FLAGS), 2)
        return found

    def flags(self, bits: Bits) -> bytes:
        """For every dataset 1 or 0, by number."""
        return format(bits, f"0{self.size}b").encode().translate(_FLAGS)[::-1] if self.size else b""

    def numbers(self, bits: Bits) -> Iterator[int]:
        """The datasets, by number."""
        return compress(range(self.size), self.flags(bits))


def count(posting: Posting, bits: Bits, flags: bytes) -> int:
    """How many datasets of a posting are among some, given both as bits and as flags."""
    if isinstance(posting, int):
        return (posting & bits).bit_count()
    return sum(map(flags.__getitem__, posting))
