"""Things that are found by words: datasets, and what else there is, each kind on a shelf."""

from array import array
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property, lru_cache
from itertools import chain
from typing import Final

from kho.messages import Message
from kho.publishing.search.bits import Bits, Universe
from kho.publishing.search.fields import Field, InTexts, Joined, Labels, OfThings
from kho.publishing.search.terms import terms
from kho.publishing.search.words import bare, in_a_line, written

MOST_KNOWN: Final = 64
"""Phrases that are remembered."""


@dataclass(frozen=True, kw_only=True)
class Level:
    """Fields that count alike, and what a word counts there: as written, bare, begun, guessed.

    `names` are those whose words never have marks, such as names of columns; `labels` those of codes.
    """

    fields: Joined
    names: Joined
    written: int
    bare: int
    begun: int
    guessed: int
    labels: Labels | None = None

    @cached_property
    def all(self) -> Joined:
        """The fields and the names."""
        return Joined(universe=self.fields.universe, parts=(*self.fields.parts, *self.names.parts))

    @cached_property
    def lines(self) -> tuple[int, ...]:
        """The lines of the texts that are among the fields."""
        return tuple(each.line for each in self.all.parts if isinstance(each, InTexts))

    @cached_property
    def things(self) -> tuple[OfThings | Labels, ...]:
        """The fields that are no lines."""
        told = tuple(each for each in self.all.parts if isinstance(each, OfThings))
        return told if self.labels is None else (*told, self.labels)


@dataclass(frozen=True, kw_only=True)
class Shelf:
    """Things by number.

    `levels` are the fields they are found by, the telling ones first; `texts` are lines, those of these first.
    `preferred` are all of them in the order in which those that match alike are told.
    """

    universe: Universe
    levels: Sequence[Level]
    texts: Sequence[str]
    preferred: Sequence[int]

    @property
    def title(self) -> Joined:
        """What they are called."""
        return self.levels[0].fields

    @property
    def forms(self) -> Iterator[str]:
        """All bare words."""
        for level in self.levels:
            for each in level.all.parts:
                yield from each.terms.spelt
            yield from () if level.labels is None else level.labels.forms

    def has_written(self, words: Sequence[str]) -> bool:
        """Whether a thing has one of these words as written."""
        parts = (each.terms.postings for level in self.levels for each in level.all.parts)
        labels = (level.labels.words for level in self.levels if level.labels is not None)
        return any(word in each for each in chain(parts, labels) for word in words)

    def has_phrase(self, words: Sequence[str]) -> bool:
        """Whether a thing has words one after the other."""
        line = in_a_line(words)
        told = (each.phrase(line) for level in self.levels for each in level.things)
        return any(told) or any(line in self.texts[number] for number in self._among(words))

    def phrase(self, words: tuple[str, ...]) -> Sequence[Bits]:
        """The things that have words one after the other, for each level; of their own texts each in one level."""
        return self._known_phrases(words)

    @cached_property
    def _known_phrases(self) -> Callable[[tuple[str, ...]], Sequence[Bits]]:
        return lru_cache(maxsize=MOST_KNOWN)(self._phrases)

    def _phrases(self, words: tuple[str, ...]) -> Sequence[Bits]:
        line, texts = in_a_line(words), self.texts
        own: dict[int, list[int]] = defaultdict(list)
        for number in self._among(words):
            text = texts[number]
            if (at := text.find(line)) >= 0:
                own[text.count("\n", 0, at)].append(number)
        return [self._phrase(level, line, own) for level in self.levels]

    def phrase_in(self, level: Level, words: Sequence[str]) -> Bits:
        """The things that have words one after the other in fields of this level."""
        among, line = self.universe.all, in_a_line(words)
        for word in words:
            among &= level.all.having([word])
        found = ((number, self.texts[number]) for number in self.universe.numbers(among))
        having = ((number, text.split("\n")) for number, text in found if line in text)
        own = [number for number, lines in having if any(line in lines[each] for each in level.lines)]
        return self.universe.bits([own, *(each.phrase(line) for each in level.things)])

    def _phrase(self, level: Level, line: str, own: Mapping[int, Sequence[int]]) -> Bits:
        told = (each.phrase(line) for each in level.things)
        return self.universe.bits([*(own[each] for each in level.lines if each in own), *told])

    def _among(self, words: Sequence[str]) -> Sequence[int]:
        """The things that have all the words anywhere."""
        found = self.universe.all
        for word in words:
            having = 0
            for level in self.levels:
                having |= level.all.having([word])
            found &= having
        return self.universe.numbers(found)


class Kind(StrEnum):
    """Kinds of things that are found."""

    DATASET = "dataset"
    AGENCY = "agency"
    SYSTEM = "system"
    SERIES = "series"
    SERVICE = "service"
    DOMAIN = "domain"
    COLUMN = "column"


@dataclass(frozen=True, kw_only=True, slots=True)
class Thing:
    """Something found beside datasets. `datasets` is how many have it, `agency` whose it is."""

    kind: Kind
    id: str
    title: Message
    datasets: int = 0
    agency: str | None = None


@dataclass(frozen=True, kw_only=True)
class Things:
    """Things of a kind, the most used first."""

    things: Sequence[Thing]

    @cached_property
    def shelf(self) -> Shelf:
        """They by the words of their titles."""
        universe = Universe(size=len(self.things))
        having: dict[str, array[int]] = defaultdict(lambda: array("I"))
        texts = []
        for number, thing in enumerate(self.things):
            told = [*written(thing.title.vi), *written(f"{thing.title.en} {thing.id}")]
            texts.append(in_a_line(map(bare, told)) + "\n")
            for word in dict.fromkeys(told):
                having[word].append(number)
        found = terms(universe, having, {word: bare(word) for word in having})
        return Shelf(
            universe=universe,
            levels=(title_level(universe, InTexts(terms=found, texts=texts, line=0)),),
            texts=texts,
            preferred=array("I", range(universe.size)),
        )


def title_level(universe: Universe, *fields: Field) -> Level:
    """The fields of titles."""
    told, none = Joined(universe=universe, parts=fields), Joined(universe=universe, parts=())
    return Level(fields=told, names=none, written=12, bare=10, begun=8, guessed=7)
