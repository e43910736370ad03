"""A field's terms and the datasets that have them."""

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from kho.publishing.search.bits import Bits, Pairs, Posting, Universe, count

_SHORT: Final = 2
_SLOWER: Final = 30
"""A pair of dataset and term takes as long as so many bits."""
_LAST: Final = "\U0010ffff"


@dataclass(frozen=True, kw_only=True)
class Terms:
    """A field's terms and the datasets that have them. `spelt`: the terms of a bare form."""

    universe: Universe
    postings: Mapping[str, Posting]
    spelt: Mapping[str, Sequence[str]]

    @cached_property
    def any(self) -> Bits:
        """The datasets that have the field."""
        return self.universe.bits(self.postings.values())

    @cached_property
    def ordered(self) -> Sequence[str]:
        """The bare forms in order."""
        return sorted(self.spelt)

    @cached_property
    def totals(self) -> Mapping[str, int]:
        """How many datasets have each term."""
        return {
            term: posting.bit_count() if isinstance(posting, int) else len(posting)
            for term, posting in self.postings.items()
        }

    def counts(self, bits: Bits) -> Mapping[str, int]:
        """How many of some datasets have each term, of those that any has; worked out the way that takes less."""
        if bits.bit_count() == self.universe.size:
            return self.totals
        if sum(self.totals.values()) * _SLOWER < len(self.postings) * self.universe.size:
            numbers = self.pairs.counts(self.universe, bits)
        else:
            flags = self.universe.flags(bits)
            numbers = [count(posting, bits, flags) for posting in self.postings.values()]
        return {term: number for term, number in zip(self.postings, numbers, strict=True) if number}

    @cached_property
    def pairs(self) -> Pairs:
        """Every dataset with each of its terms."""
        return Pairs.of(self.universe.members(posting) for posting in self.postings.values())

    def of(self, forms: Iterable[str]) -> Iterable[Posting]:
        """The postings of all terms of these bare forms."""
        return (self.postings[term] for form in forms for term in self.spelt.get(form, ()))

    def beginning(self, start: str) -> Bits:
        """The datasets with a term whose bare form begins so."""
        if len(start) > _SHORT:
            return self._beginning(start)
        if start not in self._short:
            self._short[start] = self._beginning(start)
        return self._short[start]

    @cached_property
    def _short(self) -> dict[str, Bits]:
        """What begins with a letter or two: many terms each, and few of them all."""
        return {}

    def _beginning(self, start: str) -> Bits:
        low, high = bisect_left(self.ordered, start), bisect_right(self.ordered, start + _LAST)
        return self.having(self.ordered[low:high])

    def having(self, forms: Iterable[str]) -> Bits:
        """The datasets with a term of any of these bare forms."""
        return self.universe.bits(self.of(forms))

    def having_exactly(self, terms: Iterable[str]) -> Bits:
        """The datasets with any of these terms, as they are written."""
        return self.universe.bits(self.postings[term] for term in terms if term in self.postings)


def terms(universe: Universe, found: Mapping[str, Sequence[int]], bare: Mapping[str, str]) -> Terms:
    """A field of the datasets by term, each once and in order; `bare` gives each term's bare form."""
    postings = {term: universe.posting(numbers) for term, numbers in found.items()}
    return Terms(universe=universe, postings=postings, spelt=_spelt(found, bare))


def told_of(things: Terms, words: Mapping[str, Iterable[str]], bare: Mapping[str, str]) -> Terms:
    """Words of things that datasets have, such as of an agency's name, as a field of the datasets.

    `words` are those of each term of `things`, as written.
    """
    having: dict[str, list[str]] = {}
    for thing in things.postings:
        for word in dict.fromkeys(words.get(thing, ())):
            having.setdefault(word, []).append(thing)
    postings = {word: _merged(things, each) for word, each in having.items()}
    return Terms(universe=things.universe, postings=postings, spelt=_spelt(having, bare))


def _spelt(found: Iterable[str], bare: Mapping[str, str]) -> Mapping[str, Sequence[str]]:
    spelt: dict[str, tuple[str, ...]] = {}
    for term in found:
        spelt[bare[term]] = (*spelt.get(bare[term], ()), term)
    return spelt


def _merged(things: Terms, having: Sequence[str]) -> Posting:
    if len(having) == 1:
        return things.postings[having[0]]
    universe = things.universe
    found = universe.bits(things.postings[each] for each in having)
    return universe.posting(array("I", universe.numbers(found)))
