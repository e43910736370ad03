"""How alike two rows of one table are: they are two things, so no chance agreement between tables is to be likelier.

What single columns say is multiplied as if they had nothing to do with each other. Two schools of a commune never share
a name, though names and communes by themselves are shared by many; and people of one house share an address and a
family name. How often rows within each table agree as much as a pair does tells how far the product is from the truth.
"""

import math
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from kho.pipeline.matching.pairs import Pair

MOST: Final = 4.0
"""Bits that a pair gains or loses at most."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Within:
    """The weights of pairs within both tables, sorted, and the number of rows of both."""

    weights: Sequence[float]
    rows: int

    def heard(self, pair: Pair) -> Pair:
        """The pair with what this says of it; what is unlikely by its columns is not made likely."""
        return replace(pair, gained=min(self.gain(pair.weight), max(pair.prior + pair.weight + MOST, 0.0)))

    def gain(self, weight: float) -> float:
        """Bits by which a pair of this weight is likelier one than its columns alone say."""
        alike = len(self.weights) - bisect_left(self.weights, weight)
        expected = math.log2(max(self.rows / 2 - 1, 1)) - weight
        seen = math.log2((2 * alike + 1) / max(self.rows, 1))
        gained = min(max(expected - seen, -MOST), MOST)
        return gained if alike or gained > 0 else 0.0
