"""Fields that are asked for by words: texts of datasets, and names of things that datasets have."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import Protocol

from kho.publishing.search.bits import Bits, Universe
from kho.publishing.search.terms import Terms
from kho.publishing.search.words import in_a_line


class Field(Protocol):
    """What is asked for by words."""

    @property
    def terms(self) -> Terms:
        """Its words, as written and bare."""
        ...


@dataclass(frozen=True, kw_only=True)
class InTexts:
    """One line of each dataset's text. `texts` are bare."""

    terms: Terms
    texts: Sequence[str]
    line: int


@dataclass(frozen=True, kw_only=True)
class OfThings:
    """Names of things that datasets have, such as their agencies. `lines` are the bare names of each of `things`."""

    terms: Terms
    things: Terms
    lines: Mapping[str, str]

    def phrase(self, line: str) -> Bits:
        """The datasets with a thing that has the phrase, a line of bare words."""
        return self.things.having_exactly(thing for thing, told in self.lines.items() if line in told)


@dataclass(frozen=True, kw_only=True)
class Labels:
    """What the codes of lists stand for: a line for each label of each of `things`, bare and `marked`.

    Lists are long, and any word stands somewhere in one: a word is found only beside one of its neighbours in what is
    asked for, or where it is a whole label.
    """

    things: Terms
    lines: Mapping[str, str]
    marked: Mapping[str, str]

    def beside(self, before: str | None, word: str, after: str | None, *, marked: bool) -> Bits:
        """The datasets with a label of a word between two others, all as written or all bare."""
        pairs = (in_a_line(filter(None, each)) for each in ((before, word), (word, after)) if all(each))
        return self._having((f"\n{in_a_line([word])}\n", *pairs), self.marked if marked else self.lines)

    def phrase(self, line: str) -> Bits:
        """The datasets with a label that has the phrase."""
        return self._having((line,), self.lines)

    def _having(self, parts: Sequence[str], lines: Mapping[str, str]) -> Bits:
        found = (thing for thing, told in lines.items() if any(part in told for part in parts))
        return self.things.having_exactly(found)

    @cached_property
    def forms(self) -> frozenset[str]:
        """All bare words."""
        return frozenset(form for told in self.lines.values() for form in told.split())

    @cached_property
    def words(self) -> frozenset[str]:
        """All words as written."""
        return frozenset(word for told in self.marked.values() for word in told.split())


@dataclass(frozen=True, kw_only=True)
class Joined:
    """Several fields asked as one."""

    universe: Universe
    parts: Sequence[Field]

    @cached_property
    def any(self) -> Bits:
        """The datasets that have one of the fields."""
        found = 0
        for each in self.parts:
            found |= each.terms.any
        return found

    @cached_property
    def ordered(self) -> Sequence[str]:
        """The bare forms of all fields in order."""
        return sorted({form for each in self.parts for form in each.terms.spelt})

    def having(self, forms: Iterable[str]) -> Bits:
        """The datasets with a word of any of these bare forms."""
        asked = tuple(forms)
        return self.universe.bits(chain.from_iterable(each.terms.of(asked) for each in self.parts))

    def beginning(self, start: str) -> Bits:
        """The datasets with a word that begins so."""
        found = 0
        for each in self.parts:
            found |= each.terms.beginning(start)
        return found

    def having_exactly(self, words: Iterable[str]) -> Bits:
        """The datasets with any of these words, as they are written."""
        asked, found = tuple(words), 0
        for each in self.parts:
            found |= each.terms.having_exactly(asked)
        return found
