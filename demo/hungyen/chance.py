"""Chance without state: every draw is a function of the seed, a label and a number, so any part can be made alone.

Numbers come from splitmix64 (Steele, Lea, Flood 2014), computed over whole arrays.
"""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Index = NDArray[np.int64]
Reals = NDArray[np.float64]
Truths = NDArray[np.bool_]
_GOLDEN = np.uint64(0x9E3779B97F4A7C15)


@dataclass(frozen=True, kw_only=True, slots=True)
class Chance:
    """Draws for arrays of numbers; the same label and number always give the same."""

    seed: int

    def unit(self, label: str, at: Index) -> Reals:
        """Uniform in [0, 1)."""
        return (self._bits(label, at) >> np.uint64(11)).astype(np.float64) * 2.0**-53

    def whole(self, label: str, at: Index, low: int, high: int) -> Index:
        """Whole numbers from low to high, both inclusive."""
        return (low + np.floor(self.unit(label, at) * (high - low + 1))).astype(np.int64)

    def near(self, label: str, at: Index, middle: Any, spread: float) -> Reals:
        """`middle` times a factor between 1 - spread and 1 + spread."""
        return np.asarray(middle * (1 + spread * (2 * self.unit(label, at) - 1)), np.float64)

    def weighted(self, label: str, at: Index, weights: Sequence[float] | Reals) -> Index:
        """Places 0, 1, ... as often as their weights say."""
        bounds = np.cumsum(np.asarray(weights, np.float64))
        places = np.searchsorted(bounds, self.unit(label, at) * bounds[-1], side="right")
        return np.asarray(places, np.int64)

    def pick(self, label: str, at: Index, options: Sequence[Any], weights: Sequence[float] | None = None) -> list[Any]:
        """One of the options for each number."""
        chosen = self.weighted(label, at, weights or [1.0] * len(options))
        return [options[place] for place in chosen]

    def happens(self, label: str, at: Index, share: float) -> Truths:
        """True for that share of the numbers."""
        return self.unit(label, at) < share

    def some(self, label: str, count: int, among: Sequence[int]) -> list[int]:
        """That many different ones, or all there are."""
        keyed = self._bits(label, np.arange(len(among), dtype=np.int64))
        return [among[int(place)] for place in np.argsort(keyed, kind="stable")[:count]]

    def _bits(self, label: str, at: Index) -> NDArray[np.uint64]:
        key = np.uint64((self.seed << 32) ^ zlib.crc32(label.encode()))
        with np.errstate(over="ignore"):
            return _mixed(_mixed(np.asarray(at).astype(np.uint64) * _GOLDEN + key) + key)


def _mixed(bits: NDArray[np.uint64]) -> NDArray[np.uint64]:
    bits = (bits ^ (bits >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    bits = (bits ^ (bits >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return np.asarray(bits ^ (bits >> np.uint64(31)), np.uint64)
