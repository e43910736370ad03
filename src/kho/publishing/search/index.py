"""The index of a catalogue: datasets by words and by facets, other things such as agencies and series by words.

It never changes; what is worked out of it later is only kept. 100,000 datasets take seconds, so make it once for each
catalogue, and `with_usage` where only the usage is another one.
"""

from array import array
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property, lru_cache
from itertools import chain
from typing import Final

from kho.contracts.names import DatasetName
from kho.messages import Message
from kho.province.systems import System
from kho.publishing.catalogue import Catalogue, PublishedDataset
from kho.publishing.domains import domain_title
from kho.publishing.search.bits import Universe, grouped
from kho.publishing.search.facts import Facet, facts, value_title
from kho.publishing.search.fields import Field, InTexts, Joined, Labels, OfThings
from kho.publishing.search.near import near
from kho.publishing.search.shelf import Kind, Level, Shelf, Thing, Things, title_level
from kho.publishing.search.terms import Terms, terms, told_of
from kho.publishing.search.words import bare, in_a_line, words, written
from kho.publishing.series import Series, series
from kho.standards.text.folding import folded
from kho.standards.text.order import in_order

MOST_COLUMNS: Final = 20_000
"""Columns that are suggested, at most: those that most datasets have."""
TOLD_BESIDE: Final = (Kind.AGENCY, Kind.SYSTEM, Kind.SERIES, Kind.SERVICE)
"""What a search finds beside datasets; domains and columns are only suggested."""
MOST_GUESSED: Final = 4096
"""Mistyped words that are remembered."""


class Line(StrEnum):
    """The texts of a dataset that have words of their own, in the order of their lines: the telling first."""

    TITLE = "title"
    COLUMNS = "columns"
    COLUMN_NAMES = "column names"
    NAME = "name"
    NOTES = "notes"


class Sort(StrEnum):
    """Orders of what is found; of those that stand alike, the ones most used come first, then the newest."""

    RELEVANCE = "relevance"
    NEWEST = "newest"
    TITLE = "title"
    ROWS = "rows"
    USED = "used"


@dataclass(frozen=True, kw_only=True)
class Index:
    """All that is found, datasets numbered in order of their names.

    `texts` are the bare words of each, a line for each of `Line`; `lines` the fields of these, `told` those of what
    datasets have, `labels` of the codes they use; `values` are the datasets by facet; `things` what is found beside
    datasets, by kind; `usage` how often each was used.
    """

    catalogue: Catalogue
    datasets: Sequence[PublishedDataset]
    universe: Universe
    texts: Sequence[str]
    lines: Mapping[Line, Field]
    told: Mapping[str, Field]
    labels: Labels
    values: Mapping[Facet, Terms]
    things: Mapping[Kind, Things]
    usage: Sequence[int]

    @cached_property
    def shelf(self) -> Shelf:
        """The datasets by words: title before columns, codes, agencies and domains, these before descriptions."""
        lines, size = self.lines, self.universe
        between = Joined(universe=size, parts=(lines[Line.COLUMNS], *self.told.values()))
        names = Joined(universe=size, parts=(lines[Line.COLUMN_NAMES], lines[Line.NAME]))
        notes, none = (Joined(universe=size, parts=parts) for parts in ((lines[Line.NOTES],), ()))
        return Shelf(
            universe=size,
            levels=(
                title_level(size, lines[Line.TITLE]),
                Level(fields=between, names=names, labels=self.labels, written=6, bare=5, begun=4, guessed=4),
                Level(fields=notes, names=none, written=3, bare=2, begun=2, guessed=1),
            ),
            texts=self.texts,
            preferred=self.order(Sort.RELEVANCE),
        )

    @cached_property
    def forms(self) -> Collection[str]:
        """Every bare word that finds something."""
        return frozenset(chain.from_iterable(each.forms for each in self.shelves))

    @cached_property
    def shelves(self) -> Sequence[Shelf]:
        """The shelves in which every search looks."""
        return (self.shelf, *(self.things[kind].shelf for kind in TOLD_BESIDE))

    @cached_property
    def nearby(self) -> Callable[[str, int], Mapping[str, int]]:
        """The known words at most so many mistakes away from one, with how many."""
        ordered = sorted(self.forms)
        return lru_cache(maxsize=MOST_GUESSED)(lambda word, most: near(word, ordered, most))

    def title(self, facet: Facet, value: str) -> Message:
        """What a value of a facet is called."""
        titles = self._series_titles if facet is Facet.SERIES else {}
        return titles.get(value) or value_title(self.catalogue, facet, value)

    @cached_property
    def _series_titles(self) -> Mapping[str, Message]:
        return {each.id: each.title for each in self.things[Kind.SERIES].things}

    @cached_property
    def _orders(self) -> dict[Sort, Sequence[int]]:
        return {}

    def order(self, sort: Sort) -> Sequence[int]:
        """All datasets in an order."""
        if sort not in self._orders:
            self._orders[sort] = array("I", self._order(sort))
        return self._orders[sort]

    def _order(self, sort: Sort) -> Sequence[int]:
        modified = [each.modified.timestamp() for each in self.datasets]
        preferred = sorted(range(self.universe.size), key=lambda number: (-self.usage[number], -modified[number]))
        if sort in (Sort.RELEVANCE, Sort.USED):
            return preferred
        if sort is Sort.NEWEST:
            return sorted(preferred, key=lambda number: -modified[number])
        if sort is Sort.ROWS:
            return sorted(preferred, key=lambda number: -self.datasets[number].rows)
        return sorted(preferred, key=lambda number: in_order(self.datasets[number].title))


def with_usage(made: Index, usage: Mapping[DatasetName, int]) -> Index:
    """The same index with how often each dataset was used."""
    return replace(made, usage=[usage.get(each.name, 0) for each in made.datasets])


def ready(made: Index) -> Index:
    """The same index with all worked out that the first person who asks would wait for."""
    for sort in Sort:
        made.order(sort)
    made.nearby("", 0)
    for shelf in (made.shelf, *(each.shelf for each in made.things.values())):
        for level in shelf.levels:
            for field in level.all.parts:
                field.terms.ordered  # noqa: B018  asking works it out
    return made


def index(
    catalogue: Catalogue,
    systems: Iterable[System] = (),
    services: Iterable[Thing] = (),
    usage: Mapping[DatasetName, int] | None = None,
) -> Index:
    """The index of a catalogue, of services, and of systems: of these the names and owners, and nothing else."""
    datasets = [catalogue.datasets[name] for name in sorted(catalogue.datasets)]
    universe = Universe(size=len(datasets))
    spelt = _Bare()
    texts, lines = _lines(datasets, universe, spelt)
    of_series = series(catalogue)
    values = _values(datasets, of_series, universe)
    return Index(
        catalogue=catalogue,
        datasets=datasets,
        universe=universe,
        texts=texts,
        lines=lines,
        told=_told(catalogue, values),
        labels=_labels(catalogue, _codes(datasets, universe)),
        values=values,
        things={
            Kind.AGENCY: _agencies(catalogue, values[Facet.AGENCY]),
            Kind.SYSTEM: _systems(systems),
            Kind.SERIES: _series(of_series.values()),
            Kind.SERVICE: _by_use(services),
            Kind.DOMAIN: _domains(values[Facet.DOMAIN]),
            Kind.COLUMN: _columns(datasets),
        },
        usage=[(usage or {}).get(each.name, 0) for each in datasets],
    )


class _Bare(dict[str, str]):
    """The bare forms of written words, each worked out once."""

    def __missing__(self, word: str) -> str:
        self[word] = form = bare(word)
        return form


def _lines(
    datasets: Sequence[PublishedDataset], universe: Universe, spelt: _Bare
) -> tuple[Sequence[str], Mapping[Line, Field]]:
    known = _Known()
    gathered = [(array("I"), array("I")) for _ in Line]
    texts = []
    often = lru_cache(maxsize=MOST_COLUMNS)(lambda text: _Told.of(text, known, spelt))
    for dataset in datasets:
        once = (dataset.title, dataset.name.dataset, dataset.description)
        title, name, notes = (_Told.of(text, known, spelt) for text in once)
        columns = [often(text) for each in dataset.columns for text in (each.title, each.description) if text]
        lines = ((title,), columns, [often(each.name) for each in dataset.columns], (name,), (notes,))
        texts.append("\n".join(f" {' '.join([each.line for each in line if each.line])} " for line in lines))
        for (found, counts), line in zip(gathered, lines, strict=True):
            counts.append(sum([len(each.words) for each in line]))
            for each in line:
                found.extend(each.words)
    return texts, {
        line: InTexts(terms=terms(universe, known.told(grouped(*gathered[place])), spelt), texts=texts, line=place)
        for place, line in enumerate(Line)
    }


class _Known(dict[str, int]):
    """Words by number, in the order in which they were met."""

    def __missing__(self, word: str) -> int:
        self[word] = number = len(self)
        return number

    def told(self, having: Mapping[int, Sequence[int]]) -> Mapping[str, Sequence[int]]:
        """What is known by the numbers of words, by the words."""
        by_number = list(self)
        return {by_number[number]: each for number, each in having.items()}


@dataclass(frozen=True, kw_only=True, slots=True)
class _Told:
    """A text's words by number, and its bare line."""

    words: Sequence[int]
    line: str

    @classmethod
    def of(cls, text: str, known: _Known, spelt: _Bare) -> "_Told":
        """Read a text."""
        found = written(text)
        numbers = array("I", map(known.__getitem__, found))
        return cls(words=numbers, line=" ".join(map(spelt.__getitem__, found)))


def _values(
    datasets: Sequence[PublishedDataset], of_series: Mapping[DatasetName, Series], universe: Universe
) -> Mapping[Facet, Terms]:
    having: Mapping[Facet, dict[str, array[int]]] = {each: defaultdict(lambda: array("I")) for each in Facet}
    for number, dataset in enumerate(datasets):
        for facet, values in facts(dataset, of_series.get(dataset.name)).items():
            for value in values:
                having[facet][value].append(number)
    return {facet: terms(universe, found, {value: folded(value) for value in found}) for facet, found in having.items()}


def _codes(datasets: Sequence[PublishedDataset], universe: Universe) -> Terms:
    """The datasets by the code lists that their columns use."""
    having: dict[str, array[int]] = defaultdict(lambda: array("I"))
    for number, dataset in enumerate(datasets):
        for name in dict.fromkeys(each.codes for each in dataset.columns if each.codes is not None):
            having[name].append(number)
    return terms(universe, having, {name: folded(name) for name in having})


def _told(catalogue: Catalogue, values: Mapping[Facet, Terms]) -> Mapping[str, Field]:
    agencies = {each.id: f"{each.name.vi} / {each.name.en}" for each in catalogue.agencies.values()}
    domains = {domain: _in_both(domain_title(domain)) for domain in values[Facet.DOMAIN].postings}
    return {
        "agency": of_things(values[Facet.AGENCY], agencies),
        "domain": of_things(values[Facet.DOMAIN], domains),
    }


def _labels(catalogue: Catalogue, codes: Terms) -> Labels:
    told = {name: [*dict.fromkeys((name, *(each.name for each in of)))] for name, of in catalogue.codes.items()}
    return Labels(
        things=codes,
        lines={name: _by_line(map(words, labels)) for name, labels in told.items()},
        marked={name: _by_line(map(written, labels)) for name, labels in told.items()},
    )


def _by_line(told: Iterable[Iterable[str]]) -> str:
    return "\n".join(["", *map(in_a_line, told), ""])


def of_things(things: Terms, names: Mapping[str, str]) -> OfThings:
    """Names of things that datasets have, as a field."""
    told = {thing: written(names[thing]) for thing in things.postings if thing in names}
    spelt = {word: bare(word) for line in told.values() for word in line}
    return OfThings(
        terms=told_of(things, told, spelt),
        things=things,
        lines={thing: in_a_line(spelt[word] for word in line) for thing, line in told.items()},
    )


def _in_both(title: Message) -> str:
    return f"{title.vi} / {title.en}"


def _agencies(catalogue: Catalogue, having: Terms) -> Things:
    found = (
        Thing(
            kind=Kind.AGENCY,
            id=each.id,
            title=Message(vi=each.name.vi, en=each.name.en),
            datasets=having.totals.get(each.id, 0),
        )
        for each in catalogue.agencies.values()
    )
    return _by_use(found)


def _systems(systems: Iterable[System]) -> Things:
    return _by_use(
        Thing(kind=Kind.SYSTEM, id=each.id, title=Message(vi=each.name.vi, en=each.name.en), agency=each.owner)
        for each in systems
    )


def _series(found: Iterable[Series]) -> Things:
    by_id = {each.id: each for each in found}
    return _by_use(
        Thing(
            kind=Kind.SERIES,
            id=each.id,
            title=Message(vi=each.title, en=each.title),
            datasets=len(each.members),
            agency=each.members[0].name.agency,
        )
        for each in by_id.values()
    )


def _domains(having: Terms) -> Things:
    return _by_use(
        Thing(kind=Kind.DOMAIN, id=domain, title=domain_title(domain), datasets=count)
        for domain, count in having.totals.items()
    )


def _columns(datasets: Sequence[PublishedDataset]) -> Things:
    counts = Counter(
        title for each in datasets for title in {" ".join(column.title.split()) for column in each.columns}
    )
    return _by_use(
        Thing(kind=Kind.COLUMN, id=title, title=Message(vi=title, en=title), datasets=count)
        for title, count in counts.most_common(MOST_COLUMNS)
        if title
    )


def _by_use(things: Iterable[Thing]) -> Things:
    return Things(things=sorted(things, key=lambda each: (-each.datasets, in_order(each.title.vi), each.id)))
