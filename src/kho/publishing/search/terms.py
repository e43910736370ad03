"""A field's terms and the datasets that have them."""

from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

from kho.publishing.search.bits import Bits, Posting, Universe


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

    @cached_property
    def by_dataset(self) -> Sequence[tuple[str, ...]]:
        """The terms of each dataset."""
        found: list[tuple[str, ...]] = [()] * self.universe.size
        for term, posting in self.postings.items():
            for number in self.universe.members(posting):
                found[number] += (term,)
        return found

    def of(self, forms: Iterable[str]) -> Iterable[Posting]:
        """The postings of all terms of these bare forms."""
        return (self.postings[term] for form in forms for term in self.spelt.get(form, ()))

    def having(self, forms: Iterable[str]) -> Bits:
        """The datasets with a term of any of these bare forms."""
        return self.universe.bits(self.of(forms))

    def having_exactly(self, terms: Iterable[str]) -> Bits:
        """The datasets with any of these terms, as they are written."""
        return self.universe.bits(self.postings[term] for term in terms if term in self.postings)


@dataclass(frozen=True, kw_only=True)
class Joined:
    """Several fields asked as one."""

    parts: Sequence[Terms]

    @cached_property
    def any(self) -> Bits:
        """The datasets that have one of the fields."""
        found = 0
        for each in self.parts:
            found |= each.any
        return found

    @cached_property
    def ordered(self) -> Sequence[str]:
        """The bare forms of all fields in order."""
        return sorted(set().union(*(each.spelt for each in self.parts)))

    def knows(self, form: str) -> bool:
        """Whether a field has the bare form."""
        return any(form in each.spelt for each in self.parts)

    def having(self, forms: Iterable[str]) -> Bits:
        """The datasets with a term of any of these bare forms in any of the fields."""
        asked = tuple(forms)
        if not self.parts:
            return 0
        return self.parts[0].universe.bits(chain.from_iterable(each.of(asked) for each in self.parts))

    def having_exactly(self, terms: Iterable[str]) -> Bits:
        """The datasets with any of these terms in any of the fields."""
        asked, found = tuple(terms), 0
        for each in self.parts:
            found |= each.having_exactly(asked)
        return found


Numbers = Mapping[str, Sequence[int]]
"""Datasets by term, each once and in order."""


def terms(universe: Universe, found: Numbers, bare: Mapping[str, str]) -> Terms:
    """Terms of a field; `bare` gives each term's bare form."""
    spelt: dict[str, list[str]] = {}
    for term in found:
        spelt.setdefault(bare[term], []).append(term)
    postings = {term: universe.posting(numbers) for term, numbers in found.items()}
    return Terms(universe=universe, postings=postings, spelt={form: tuple(each) for form, each in spelt.items()})


def told_of(things: Terms, words: Mapping[str, Iterable[str]], bare: Mapping[str, str]) -> Terms:
    """Words told of things that datasets have, such as an agency's name, as a field of the datasets.

    `words` are those of each term of `things`, as written.
    """
    having: dict[str, list[str]] = {}
    for term in things.postings:
        for word in dict.fromkeys(words.get(term, ())):
            having.setdefault(word, []).append(term)
    spelt: dict[str, list[str]] = {}
    for word in having:
        spelt.setdefault(bare[word], []).append(word)
    return Terms(
        universe=things.universe,
        postings={word: _merged(things, each) for word, each in having.items()},
        spelt={form: tuple(each) for form, each in spelt.items()},
    )


def _merged(things: Terms, having: Sequence[str]) -> Posting:
    if len(having) == 1:
        return things.postings[having[0]]
    universe = things.universe
    found = universe.bits(things.postings[each] for each in having)
    return universe.posting(array("I", universe.numbers(found)))
