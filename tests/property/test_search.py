"""Random catalogues and questions: the index finds, counts and orders as plain Python does, dataset by dataset."""

import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from urllib.parse import parse_qsl

from hypothesis import event, given, settings
from hypothesis import strategies as st
from tests.unit.publishing.invented import BEGIN, dataset
from tests.unit.publishing.searched import COMMUNE, FARMS, HEALTH, SCHOOLS, catalogue, column, fresh

from kho.publishing.catalogue import PublishedDataset
from kho.publishing.search.answering import Found, search
from kho.publishing.search.bits import Universe, grouped
from kho.publishing.search.facts import Facet, facts
from kho.publishing.search.highlighting import spans
from kho.publishing.search.index import Index, Sort, index
from kho.publishing.search.near import mistakes, near, partings
from kho.publishing.search.parameters import read, written
from kho.publishing.search.question import Choice, Search
from kho.publishing.search.reading import items
from kho.publishing.search.scoring import Sums
from kho.publishing.search.suggesting import suggest
from kho.publishing.search.words import bare, words
from kho.quality.freshness import State
from kho.standards.text.folding import folded

few = st.sampled_from
WORDS = (
    "đất",
    "dat",
    "đai",
    "Đạt",
    "hoà",
    "hòa",
    "hoa",
    "trường",
    "truong",
    "y",
    "tế",
    "sĩ",
    "sỹ",
    "2024",
    "bệnh",
    "viện",
)
texts = st.lists(few(WORDS), max_size=4).map(" ".join)
columns = st.lists(
    st.builds(column, few(["ho_so", "ma", "dat"]), texts) | st.just(COMMUNE),
    max_size=2,
    unique_by=lambda each: each.name,
).map(tuple)
AGENCIES = {each.id: each for each in (HEALTH, SCHOOLS, FARMS)}
datasets = st.lists(
    st.builds(
        lambda number, agency, **more: dataset(f"{agency}/d-{number}", agency=AGENCIES[agency], **more),
        number=st.integers(0, 30),
        agency=few(sorted(AGENCIES)),
        title=texts,
        description=texts,
        domain=few([None, "y-te", "đất"]),
        licence=few([None, "CC-BY-4.0"]),
        columns=columns,
        rows=st.integers(0, 3),
        modified=st.integers(0, 2).map(lambda days: BEGIN + timedelta(days=days)),
        assessment=few(State).map(fresh),
    ),
    max_size=12,
    unique_by=lambda each: each.name,
)
choices = st.lists(
    st.one_of(
        st.builds(
            Choice,
            facet=st.just(Facet.AGENCY),
            values=st.lists(few(["so-y-te", "so-giao-duc", "x"]), min_size=1).map(tuple),
        ),
        st.builds(Choice, facet=st.just(Facet.DOMAIN), values=few([("y-te",), ("đất", "y-te")])),
        st.builds(Choice, facet=st.just(Facet.FRESHNESS), values=few([("fresh",), ("late",)])),
    ),
    max_size=3,
    unique_by=lambda each: each.facet,
).map(tuple)


def told(each: PublishedDataset) -> list[str]:
    """All words by which a dataset is found, as written; names of columns and the dataset's own without marks."""
    parts = [each.title, each.description, *(f"{one.title} {one.description}" for one in each.columns)]
    names = [each.agency.name.vi, each.agency.name.en, each.domain or ""]
    return [*plain(" ".join([*parts, *names])), *(f"~{word}" for word in slugs(each))]


def slugs(each: PublishedDataset) -> list[str]:
    names = " ".join([each.name.dataset, *(one.name for one in each.columns)])
    return folded(names.replace("_", " ").replace("-", " ")).split()


def plain(text: str) -> list[str]:
    """Words in lower case, tone marks in one place, i and y one letter where they end these syllables."""
    return [each.replace("hòa", "hoà").replace("sỹ", "sĩ") for each in text.lower().replace("-", " ").split()]


def has(each: PublishedDataset, word: str) -> bool:
    """Whether a dataset has a word as it is typed: with the same marks or none, or without any."""
    having = told(each)
    forms = {folded(one.removeprefix("~")).replace("sy", "si") for one in having}
    typed = plain(word)[0]
    if typed.isascii():
        return typed in forms
    return typed in having or folded(typed) in having


@settings(max_examples=150)
@given(datasets, st.lists(few(WORDS), min_size=1, max_size=3), choices)
def test_words_and_facets_find_and_count_as_looking_at_each_dataset_does(
    given_datasets: list[PublishedDataset], typed: list[str], chosen: tuple[Choice, ...]
) -> None:
    made = index(catalogue(*given_datasets))
    found = search(made, Search(text=" ".join(typed) + " ", choices=chosen, size=100))
    having_all = [each for each in given_datasets if all(has(each, word) for word in typed)]
    event(f"{min(len(having_all), 3)} or more have all words")
    if having_all:
        check(found, having_all, chosen)
        assert found.has_all


@settings(max_examples=100)
@given(datasets, choices)
def test_without_words_all_are_found(given_datasets: list[PublishedDataset], chosen: tuple[Choice, ...]) -> None:
    check(search(index(catalogue(*given_datasets)), Search(choices=chosen, size=100)), given_datasets, chosen)


def check(found: Found, expected: Sequence[PublishedDataset], chosen: Sequence[Choice]) -> None:
    left = [each for each in expected if all(fits(each, choice) for choice in chosen)]
    assert found.count == len(left)
    assert {each.dataset.name for each in found.hits} == {each.name for each in left}
    for facet in Facet:
        others = [choice for choice in chosen if choice.facet is not facet]
        among = [each for each in expected if all(fits(each, choice) for choice in others)]
        counted = Counter(value for each in among for value in set(facts(each, None)[facet]))
        assert {each.value: each.count for each in found.facets[facet] if each.count} == dict(counted)


def fits(each: PublishedDataset, choice: Choice) -> bool:
    return not set(facts(each, None)[choice.facet]).isdisjoint(choice.values)


@settings(max_examples=60)
@given(datasets, texts, few([*Sort]), st.integers(1, 4))
def test_pages_together_are_everything_once_and_in_order(
    given_datasets: list[PublishedDataset], text: str, sort: Sort, size: int
) -> None:
    made = index(catalogue(*given_datasets))
    whole = [each.dataset.name for each in search(made, Search(text=text, sort=sort, size=100)).hits]
    pages = [search(made, Search(text=text, sort=sort, size=size, page=page)) for page in range(1, 14)]
    assert [each.dataset.name for page in pages for each in page.hits] == whole
    assert len(set(whole)) == len(whole) == pages[0].count
    known = made.catalogue.datasets
    if sort is Sort.ROWS:
        assert [known[name].rows for name in whole] == sorted((known[name].rows for name in whole), reverse=True)
    if sort is Sort.NEWEST:
        assert [known[name].modified for name in whole] == sorted(
            (known[name].modified for name in whole), reverse=True
        )


def alignment(one: str, other: str) -> int:
    """The optimal string alignment distance, from its definition."""
    table = {(i, 0): i for i in range(len(one) + 1)} | {(0, j): j for j in range(len(other) + 1)}
    for i in range(1, len(one) + 1):
        for j in range(1, len(other) + 1):
            ways = [table[i - 1, j] + 1, table[i, j - 1] + 1, table[i - 1, j - 1] + (one[i - 1] != other[j - 1])]
            if i > 1 and j > 1 and one[i - 1] == other[j - 2] and one[i - 2] == other[j - 1]:
                ways.append(table[i - 2, j - 2] + 1)
            table[i, j] = min(ways)
    return table[len(one), len(other)]


letters = st.text("abc", min_size=1, max_size=7)


@settings(max_examples=300)
@given(letters, st.sets(letters, max_size=40), st.integers(1, 2))
def test_words_near_are_those_of_so_many_mistakes(word: str, known: set[str], most: int) -> None:
    expected = {each: alignment(word, each) for each in known if 0 < alignment(word, each) <= most}
    assert near(word, sorted(known), most) == expected


def test_how_many_mistakes_are_forgiven() -> None:
    asked = ("ben", "benh", "truongg", "truongaa", "2023", "m2024")
    assert [mistakes(each) for each in asked] == [0, 1, 1, 2, 0, 0]


@given(st.text("ab", min_size=2, max_size=8), st.sets(st.text("ab", min_size=1, max_size=3), max_size=6))
def test_a_parted_word_is_the_word(word: str, known: set[str]) -> None:
    for ways in partings(word, known):
        for way in ways:
            assert "".join(way) == word
            assert known.issuperset(way)


@given(st.lists(st.tuples(st.sets(st.integers(0, 20)), st.integers(0, 40)), max_size=8), st.sets(st.integers(0, 20)))
def test_sums_are_sums(added: list[tuple[set[int], int]], among: set[int]) -> None:
    universe, sums, expected = Universe(size=21), Sums(), Counter[int]()
    for things, number in added:
        sums.add(universe.bits([sorted(things)]), number)
        expected.update(dict.fromkeys(things, number))
    found = [(total, set(universe.numbers(bits))) for total, bits in sums.best_first(universe.bits([sorted(among)]))]
    assert [total for total, _ in found] == sorted({expected[each] for each in among}, reverse=True)
    assert {each: total for total, things in found for each in things} == {each: expected[each] for each in among}


@given(st.lists(st.lists(st.integers(0, 5), max_size=5), max_size=8))
def test_things_are_grouped_by_their_terms(told_of: list[list[int]]) -> None:
    found = grouped([term for each in told_of for term in each], [len(each) for each in told_of])
    expected: dict[int, list[int]] = {}
    for number, each in enumerate(told_of):
        for term in sorted(set(each)):
            expected.setdefault(term, []).append(number)
    assert {term: list(each) for term, each in found.items()} == expected


anything = st.text(max_size=60)


@settings(max_examples=300)
@given(anything)
def test_words_are_those_of_the_folded_text_and_spans_are_parts_of_it(text: str) -> None:
    for word in words(text):
        assert word
        assert bare(word) == word
    marked = spans(text, items(text))
    assert all(0 <= each.start < each.end <= len(text) for each in marked)
    assert all(one.end <= other.start for one, other in pairwise(marked))


MADE: Index = index(
    catalogue(dataset("so-y-te/a", title="Đất đai"), dataset("so-y-te/b", title="Bệnh viện", description="đất"))
)


@settings(max_examples=300)
@given(anything)
def test_whatever_is_typed_gets_an_answer(text: str) -> None:
    found = search(MADE, Search(text=" ".join(text.split()[:10])))
    assert 0 <= found.count <= 2
    suggest(MADE, " ".join(text.split()[:10]))


@settings(max_examples=200)
@given(st.lists(st.tuples(few(["q", "agency", "sort", "page", "size", "year", "x"]), anything), max_size=6))
def test_addresses_have_one_form(given_values: list[tuple[str, str]]) -> None:
    asked = read([(name, " ".join(value.split()[:5])) for name, value in given_values])
    again = read(parse_qsl(written(asked.search)))
    assert again.search == asked.search
    assert not again.left_out
    assert written(again.search) == written(asked.search)


@given(texts)
def test_composed_or_not_the_same_is_found(text: str) -> None:
    apart = unicodedata.normalize("NFD", text)
    one, other = (search(MADE, Search(text=each)) for each in (text, apart))
    assert replace(one, hits=()) == replace(other, hits=())
    assert [each.dataset.name for each in one.hits] == [each.dataset.name for each in other.hits]
