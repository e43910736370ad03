"""Queries answered by the index: which datasets, how well they match, in which order, how many of each kind."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from heapq import nsmallest
from itertools import islice
from typing import Final

from kho.publishing.ckan.index import MOMENTS, TEXT, TEXTS, Index
from kho.publishing.ckan.moments import moment
from kho.publishing.ckan.query import All, Everything, Has, Not, Pattern, Query, Range, Some, Wild, Word
from kho.publishing.search.bits import Bits
from kho.publishing.search.fields import Joined
from kho.publishing.search.terms import Terms
from kho.publishing.search.words import words
from kho.standards.text.folding import folded

_WEIGHTS: Final = (("title", 4), ("name_words", 4), ("tag_words", 2), (TEXT, 1))
"""What finding a word in a field counts (CKAN's `qf`: name^4 title^4 tags^2 groups^2 text)."""
MOST_SCORED: Final = 8
"""Words of a query that count for the score."""
MANY_OF: Final = 8
"""From one in so many on, datasets are rather taken from all of them in order."""


MOST_STEPS: Final = 32
"""Parts of a request that are looked for term by term or dataset by dataset, at most."""


def costs(query: Query) -> int:
    """How many parts of a query take long where there are many datasets: patterns, ranges, phrases."""
    match query:
        case Pattern():
            return sum(isinstance(each, Wild) for each in query.pieces)
        case Range():
            return 1
        case Word():
            return int(query.whole and (query.field or TEXT) in (TEXT, *TEXTS))
        case Not():
            return costs(query.of)
        case All() | Some():
            return sum(map(costs, query.of))
        case _:
            return 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Finder:
    """Finds datasets of an index; `now` is what NOW means."""

    index: Index
    now: datetime

    def bits(self, query: Query) -> Bits:  # noqa: C901, PLR0911  one branch for each kind
        """The datasets that a query finds. Raises NotAQueryError where a moment cannot be read."""
        match query:
            case Everything():
                return self.index.universe.all
            case Has():
                return self._having(query.field)
            case Word():
                return self._word(query)
            case Pattern():
                return self._pattern(query)
            case Range():
                return self._range(query)
            case Not():
                return self.index.universe.all & ~self.bits(query.of)
            case All():
                found = self.index.universe.all
                for each in query.of:
                    found &= self.bits(each)
                return found
            case Some():
                found = 0
                for each in query.of:
                    found |= self.bits(each)
                return found

    def _terms(self, field: str | None) -> Terms | Joined | None:
        words = self.index.texts.get(field or TEXT)
        return self.index.terms.get(field or TEXT) if words is None else words.all

    def _having(self, field: str | None) -> Bits:
        terms = self._terms(field)
        if field in MOMENTS:
            return self.index.universe.all
        return 0 if terms is None else terms.any

    def _word(self, query: Word) -> Bits:
        if query.field in MOMENTS:
            return self._moments(query.field, moment(query.text, self.now), moment(query.text, self.now))
        terms = self._terms(query.field)
        if terms is None:
            return 0
        if (query.field or TEXT) not in (TEXT, *TEXTS):
            return terms.having([folded(query.text)])
        return self._words(query, terms)

    def _words(self, query: Word, terms: Terms | Joined) -> Bits:
        """All the words, of a phrase one after the other; what has no letter asks for nothing."""
        asked = words(query.text)
        if query.whole and len(asked) > 1:
            return self.index.phrase(query.field or TEXT, asked)
        found = self.index.universe.all
        for word in asked:
            found &= terms.having([word])
        return found

    def _pattern(self, query: Pattern) -> Bits:
        terms = self._terms(query.field)
        if terms is None:
            return 0
        pieces = [each if isinstance(each, Wild) else folded(each) for each in query.pieces]
        start = pieces[0] if not isinstance(pieces[0], Wild) else ""
        form = "".join(_FORMS[each] if isinstance(each, Wild) else re.escape(each) for each in pieces)
        return terms.having(filter(re.compile(form, re.DOTALL).fullmatch, _beginning(terms.ordered, start)))

    def _range(self, query: Range) -> Bits:
        if query.field in MOMENTS:
            low, high = (None if end is None else moment(end, self.now) for end in (query.low, query.high))
            return self._moments(query.field, low, high, with_low=query.with_low, with_high=query.with_high)
        terms = self._terms(query.field)
        if terms is None:
            return 0
        low_at = 0 if query.low is None else _cut(terms.ordered, folded(query.low), after=not query.with_low)
        high_at = None if query.high is None else _cut(terms.ordered, folded(query.high), after=query.with_high)
        return terms.having(terms.ordered[low_at:high_at])

    def _moments(
        self,
        field: str,
        low: datetime | None,
        high: datetime | None,
        *,
        with_low: bool = True,
        with_high: bool = True,
    ) -> Bits:
        low, high = low or datetime.min.replace(tzinfo=UTC), high or datetime.max.replace(tzinfo=UTC)
        return self.index.universe.bits(
            [
                [
                    number
                    for number, at in enumerate(self.index.moments[field])
                    if low <= at <= high and (with_low or at != low) and (with_high or at != high)
                ]
            ]
        )

    def scores(self, query: Query, found: Bits) -> Sequence[tuple[int, Bits]]:
        """The datasets that are found by how well they match, the best first."""
        classes = {0: found}
        for word in dict.fromkeys(_said(query)):
            classes = self._scored(classes, word)
        return sorted(classes.items(), reverse=True)

    def _scored(self, classes: dict[int, Bits], word: str) -> dict[int, Bits]:
        """Part each class by the best field that has a word; rare words count more."""
        rarity = 1 + (self.index.universe.size // (1 + self._had(TEXT, word).bit_count())).bit_length() // 4
        levels = [(weight * rarity, self._had(field, word)) for field, weight in _WEIGHTS]
        parted: dict[int, Bits] = {}
        for score, left in classes.items():
            for more, having in (*levels, (0, left)):
                if inside := left & having:
                    parted[score + more] = parted.get(score + more, 0) | inside
                    left ^= inside  # noqa: PLW2901  what is left for lesser fields
        return parted

    def _had(self, field: str, word: str) -> Bits:
        terms = self._terms(field)
        return 0 if terms is None else terms.having([word])


_FORMS: Final = {Wild.ANY: ".*", Wild.ONE: "."}


def _cut(ordered: Sequence[str], term: str, *, after: bool) -> int:
    return bisect_right(ordered, term) if after else bisect_left(ordered, term)


def _beginning(ordered: Sequence[str], start: str) -> Iterator[str]:
    """The terms that begin so."""
    for term in islice(ordered, bisect_left(ordered, start), None):
        if not term.startswith(start):
            return
        yield term


def _said(query: Query) -> Sequence[str]:
    """The words that a query asks for, in any field of words."""
    found: list[str] = []
    waiting: list[Query] = [query]
    while waiting and len(found) < MOST_SCORED:
        each = waiting.pop(0)
        if isinstance(each, Word) and (each.field or TEXT) in (TEXT, *TEXTS):
            found.extend(words(each.text))
        elif isinstance(each, All | Some):
            waiting.extend(each.of)
    return found[:MOST_SCORED]


@dataclass(frozen=True, kw_only=True, slots=True)
class By:
    """An order: by a field, or by `score`."""

    field: str
    descending: bool


def sort(index: Index, scored: Sequence[tuple[int, Bits]], orders: Sequence[By], upto: int) -> list[int]:
    """The first datasets by number, in an order; those of the same place by name."""
    fields = [by.field for by in orders]
    if "score" not in fields:
        merged = 0
        for _, bits in scored:
            merged |= bits
        return _sorted(index, merged, orders, upto)
    place = fields.index("score")
    if place:
        score_of = {number: score for score, bits in scored for number in index.universe.numbers(bits)}
        return _sorted_with(index, score_of, orders, upto)
    found: list[int] = []
    for _, bits in scored if orders[0].descending else reversed(scored):
        found += _sorted(index, bits, orders[1:], upto - len(found))
        if len(found) >= upto:
            break
    return found


def _sorted(index: Index, bits: Bits, orders: Sequence[By], upto: int) -> list[int]:
    """Stable sorts by each field, the last first: numbers stand by name already."""
    if upto <= 0:
        return []
    if len(orders) == 1 and bits.bit_count() * MANY_OF > index.universe.size:
        ordered = index.ordered(orders[0].field, descending=orders[0].descending)
        return index.universe.first(bits, ordered, 0, upto)
    found: list[int] | Iterator[int] = index.universe.numbers(bits)
    for by in reversed(orders):
        found = sorted(found, key=index.places(by.field).__getitem__, reverse=by.descending)
    return list(islice(found, upto))


def _sorted_with(index: Index, score_of: dict[int, int], orders: Sequence[By], upto: int) -> list[int]:
    found = sorted(score_of)
    for by in reversed(orders):
        key = score_of.__getitem__ if by.field == "score" else index.places(by.field).__getitem__
        found.sort(key=key, reverse=by.descending)
    return found[:upto]


@dataclass(frozen=True, kw_only=True, slots=True)
class Counting:
    """How facets are counted: of how many terms at most (all where below 0), of how many datasets at least."""

    limit: int = 50
    least: int = 1


def facet(index: Index, field: str, found: Bits, counting: Counting) -> dict[str, int]:
    """How many of the datasets found have each term of a field, the most first; words are not counted."""
    terms = index.terms.get(field)
    if terms is None or counting.limit == 0:
        return {}
    counts = terms.counts(found)
    if counting.least == 0:
        counts = {**dict.fromkeys(terms.postings, 0), **counts}
    kept = ((-number, term) for term, number in counts.items() if number >= counting.least)
    first = sorted(kept) if counting.limit < 0 else nsmallest(counting.limit, kept)
    return {term: -number for number, term in first}
