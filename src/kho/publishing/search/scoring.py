"""How well datasets match, summed for all of them at once: the sums' binary digits are sets of datasets."""

from collections.abc import Iterator

from kho.publishing.search.bits import Bits


class Sums:
    """A sum for each thing of a universe, 0 at first."""

    def __init__(self) -> None:
        self._digits: list[Bits] = []

    def add(self, things: Bits, number: int) -> None:
        """Add a natural number to the sums of some things."""
        for digit in range(number.bit_length()):
            if number >> digit & 1:
                self._carry(things, digit)

    def _carry(self, things: Bits, digit: int) -> None:
        while things:
            if digit >= len(self._digits):
                self._digits += [0] * (digit + 1 - len(self._digits))
            self._digits[digit], things = self._digits[digit] ^ things, self._digits[digit] & things
            digit += 1

    def best_first(self, among: Bits) -> Iterator[tuple[int, Bits]]:
        """Some things by their sums, the highest first."""
        return self._parts(among, len(self._digits) - 1, 0)

    def _parts(self, among: Bits, digit: int, total: int) -> Iterator[tuple[int, Bits]]:
        if not among:
            return
        if digit < 0:
            yield total, among
            return
        high = among & self._digits[digit]
        yield from self._parts(high, digit - 1, total | 1 << digit)
        yield from self._parts(among ^ high, digit - 1, total)
