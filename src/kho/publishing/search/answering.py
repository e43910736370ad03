"""A search answered."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from kho.messages import Message
from kho.publishing.catalogue import PublishedColumn, PublishedDataset
from kho.publishing.domains import domain_title
from kho.publishing.search.bits import Bits
from kho.publishing.search.facts import Facet
from kho.publishing.search.highlighting import Span, spans
from kho.publishing.search.index import TOLD_BESIDE, Index, Sort
from kho.publishing.search.matching import Matched, all_of, best_of, first, matched, points, ranked
from kho.publishing.search.question import MOST_RESULTS, Search, check
from kho.publishing.search.reading import How, Item, begun, is_open, loose, read
from kho.publishing.search.shelf import Thing, Things
from kho.publishing.search.words import in_a_line, placed, words

FEW: Final = 2
"""Where no more datasets are found, others are proposed that a mistake may have hidden."""
MANY: Final = 5
"""Others are proposed where so many times as many are found."""
MOST_THINGS: Final = 5
"""Things of a kind that are told beside datasets."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ColumnHit:
    """A column in whose title or name the words stand; the spans are those of its title."""

    column: PublishedColumn
    title: tuple[Span, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Hit:
    """A dataset that was found, and where the words stand in its title and its description."""

    dataset: PublishedDataset
    title: tuple[Span, ...]
    description: tuple[Span, ...]
    columns: tuple[ColumnHit, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Counted:
    """A value of a facet and how many datasets have it, of those that the words and the other facets leave."""

    value: str
    title: Message
    count: int
    is_chosen: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """What a search found.

    `has_all`: the datasets have all the words, else only some of them, as none has all. `meant`: what was typed, as it
    was read where it was read otherwise, or as others are found by; `is_meant`: the datasets are those of `meant`.
    `pages` can be turned to. `read` tells of each word how it was read. `facets` are all, each with its values, the
    most frequent first. `beside` are agencies, systems, series and services with the words in their names.
    """

    count: int
    hits: tuple[Hit, ...]
    pages: int
    facets: Mapping[Facet, tuple[Counted, ...]]
    has_all: bool
    meant: str | None
    is_meant: bool
    read: tuple[Item, ...]
    beside: tuple[Thing, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class _Taken:
    """Items as they were taken in the end, and the datasets that they find."""

    items: Sequence[Item]
    found: Sequence[Matched]
    bits: Bits
    has_all: bool = True
    by_points: bool = False


def search(made: Index, asked: Search) -> Found:
    """Answer a search. Raises TooLongError, TooManyChosenError, TooFarError."""
    check(asked)
    taken = _taken(made, asked.text)
    chosen = {each.facet: made.values[each.facet].having_exactly(each.values) for each in asked.choices if each.values}
    bits = _left(taken.bits, chosen)
    hits = _hits(made, asked, taken, bits)
    meant = _meant(made, taken)
    return Found(
        count=bits.bit_count(),
        hits=hits,
        pages=-(-min(bits.bit_count(), MOST_RESULTS) // asked.size),
        facets=_facets(made, asked, taken.bits, chosen),
        has_all=taken.has_all,
        meant=meant or _proposed(made, taken),
        is_meant=meant is not None,
        read=tuple(taken.items),
        beside=tuple(each for kind in TOLD_BESIDE for each in _things(made.things[kind], taken.items)),
    )


def _taken(made: Index, text: str) -> _Taken:
    """What is typed, taken as it stands; where nothing has it all, as begun, without marks, mistyped, or some of it."""
    asked = read(text, made)
    taken = _all(made, asked)
    if taken.bits or not asked:
        return taken
    if is_open(text) and (taken := _all(made, [*asked[:-1], begun(asked[-1])])).bits:
        return taken
    return _best(made, loose(asked, made))


def _best(made: Index, read: Sequence[Item]) -> _Taken:
    """Those that most of the items find; those that all find, if these are among the best."""
    taken = _all(made, read)
    highest = next(iter(points(taken.found).best_first(made.universe.all)), (0, 0))[1]
    has_all = bool(taken.bits & highest)
    bits = taken.bits if has_all else best_of(taken.found, made.shelf)
    return replace(taken, bits=bits, has_all=has_all, by_points=True)


def _all(made: Index, read: Sequence[Item]) -> _Taken:
    found = [matched(each, made.shelf) for each in read]
    return _Taken(items=read, found=found, bits=all_of(found, made.shelf))


def _left(bits: Bits, chosen: Mapping[Facet, Bits]) -> Bits:
    for each in chosen.values():
        bits &= each
    return bits


def _hits(made: Index, asked: Search, taken: _Taken, bits: Bits) -> tuple[Hit, ...]:
    start, stop = (asked.page - 1) * asked.size, asked.page * asked.size
    if asked.sort is Sort.RELEVANCE:
        classes = ranked(taken.items, taken.found, bits, made.shelf, by_points=taken.by_points)
        numbers = first(classes, made.shelf, start, stop)
    else:
        numbers = made.universe.first(bits, made.order(asked.sort), start, stop)
    return tuple(_hit(made.datasets[number], taken.items) for number in numbers)


def _hit(dataset: PublishedDataset, asked: Sequence[Item]) -> Hit:
    columns = (ColumnHit(column=each, title=spans(each.title, asked)) for each in dataset.columns) if asked else ()
    return Hit(
        dataset=dataset,
        title=spans(dataset.title, asked),
        description=spans(dataset.description, asked),
        columns=tuple(each for each in columns if each.title),
    )


def _facets(
    made: Index, asked: Search, found: Bits, chosen: Mapping[Facet, Bits]
) -> Mapping[Facet, tuple[Counted, ...]]:
    everywhere = _left(found, chosen)
    counts = {}
    for facet in Facet:
        if facet in chosen:
            bits = _left(found, {each: bits for each, bits in chosen.items() if each is not facet})
            counts[facet] = made.values[facet].counts(bits)
        else:
            counts[facet] = made.values[facet].counts(everywhere)
    return {facet: _counted(made, facet, each, asked.chosen(facet)) for facet, each in counts.items()}


def _counted(made: Index, facet: Facet, counts: Mapping[str, int], chosen: Sequence[str]) -> tuple[Counted, ...]:
    all_counts = {**dict.fromkeys(chosen, 0), **counts}
    told = (
        Counted(
            value=value,
            title=made.title(facet, value),
            count=number,
            is_chosen=value in chosen,
        )
        for value, number in all_counts.items()
    )
    return tuple(sorted(told, key=lambda each: (-each.count, each.value)))


def _things(things: Things, asked: Sequence[Item]) -> tuple[Thing, ...]:
    if not asked:
        return ()
    shelf = things.shelf
    found = [matched(each, shelf) for each in asked]
    classes = ranked(asked, found, all_of(found, shelf), shelf)
    return tuple(things.things[number] for number in first(classes, shelf, 0, MOST_THINGS))


def _proposed(made: Index, taken: _Taken) -> str | None:
    """What else may have been meant where next to nothing was found."""
    number = taken.bits.bit_count()
    if not taken.items or number > FEW:
        return None
    other = _all(made, loose(taken.items, made))
    return _meant(made, other) if other.bits.bit_count() >= MANY * max(number, 1) else None


def _meant(made: Index, taken: _Taken) -> str | None:
    """What was typed, as the best dataset that was found has it; None where that is nothing else."""
    if not any(each.how is How.PARTED or each.guessed or each.is_loose for each in taken.items):
        return None
    classes = ranked(taken.items, taken.found, taken.bits, made.shelf, by_points=taken.by_points)
    best = first(classes, made.shelf, 0, 1)
    if not best:
        return None
    told = _Told.of(made, made.datasets[best[0]], taken.items)
    typed = " ".join(word for each in taken.items for word in each.typed)
    said = " ".join(map(told.said, taken.items))
    return None if said.replace('"', "") == typed else said


@dataclass(frozen=True, kw_only=True, slots=True)
class _Told:
    """A dataset's words: those as written, and one for each bare form."""

    words: frozenset[str]
    spelt: Mapping[str, str]

    @classmethod
    def of(cls, made: Index, dataset: PublishedDataset, asked: Sequence[Item]) -> "_Told":
        """As its title has them, else its description, its columns, its agency, its domain, labels of its codes."""
        columns = " ".join(each.title for each in dataset.columns)
        others = (domain_title(dataset.domain or "").vi, dataset.agency.name.vi)
        texts = (*_labels(made, dataset, asked), *others, columns, dataset.description, dataset.title)
        told = [each for text in texts for each in reversed(placed(text))]
        return cls(words=frozenset(each.word for each in told), spelt={each.bare: each.word for each in told})

    def said(self, item: Item) -> str:
        """What an item is there."""
        if item.phrase:
            is_told = all(form in self.spelt for form in item.phrase)
            words = " ".join(self.spelt[form] if is_told else form for form in item.phrase)
            return f'"{words}"' if item.how is How.WHOLE else words
        if not self.words.isdisjoint(item.whole or item.typed):
            return item.typed[0]
        forms = [form for form in (*item.forms, *item.guessed) if form in self.spelt]
        is_other = item.whole is not None or (forms and forms[0] in item.guessed)
        return self.spelt[forms[0]] if forms and is_other else item.typed[0]


def _labels(made: Index, dataset: PublishedDataset, asked: Sequence[Item]) -> Iterator[str]:
    """The labels of its codes that have a phrase that was asked for."""
    lines = [in_a_line(each.phrase) for each in asked if each.phrase]
    for name in {column.codes for column in dataset.columns if column.codes and lines}:
        for code in made.catalogue.codes.get(name, ()):
            if any(line in in_a_line(words(code.name)) for line in lines):
                yield code.name
