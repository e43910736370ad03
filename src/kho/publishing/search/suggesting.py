"""What is offered while somebody types."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from kho.messages import Message
from kho.publishing.search.bits import Bits
from kho.publishing.search.highlighting import Span, spans
from kho.publishing.search.index import Index
from kho.publishing.search.question import check_text
from kho.publishing.search.reading import How, Item, begun, is_open, read
from kho.publishing.search.shelf import Kind, Shelf, Thing
from kho.publishing.search.words import in_a_line, words

MOST: Final = 5
"""Things of a kind that are offered."""
SUGGESTED: Final = (Kind.AGENCY, Kind.SERIES, Kind.SERVICE, Kind.DOMAIN, Kind.COLUMN)
"""What is offered behind datasets."""
LOOKED_AT: Final = 50
"""Things of a kind among which those that begin as typed come first."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Suggestion:
    """Something whose name has all the words that were typed; `spans` are where they stand in its Vietnamese title.

    `id` is a dataset's name, a column's title, the id of another thing. `datasets` is how many have it.
    """

    kind: Kind
    id: str
    title: Message
    spans: tuple[Span, ...]
    datasets: int


def suggest(made: Index, text: str, most: int = MOST) -> tuple[Suggestion, ...]:
    """So many of each kind: datasets, then the kinds of `SUGGESTED`. Raises TooLongError."""
    check_text(text)
    typed = _read(made, text)
    if not typed:
        return ()
    datasets = (_dataset(made, number) for number in _first(made.shelf, typed, words(text), most))
    shelves = [made.things[kind] for kind in SUGGESTED]
    others = (each.things[number] for each in shelves for number in _first(each.shelf, typed, words(text), most))
    return tuple(_told(thing, typed) for thing in (*datasets, *others))


def _read(made: Index, text: str) -> Sequence[Item]:
    typed = read(text, made)
    return [*typed[:-1], begun(typed[-1])] if typed and is_open(text) else typed


def _first(shelf: Shelf, typed: Sequence[Item], told: Sequence[str], most: int) -> Sequence[int]:
    """The preferred things whose titles have all words, those that begin as was typed before the others."""
    found = shelf.universe.all
    for each in typed:
        found &= _having(shelf, each)
    numbers = shelf.universe.first(found, shelf.preferred, 0, LOOKED_AT)
    line = in_a_line(told).rstrip()
    return sorted(numbers, key=lambda number: not shelf.texts[number].startswith(line))[:most]


def _having(shelf: Shelf, item: Item) -> Bits:
    titles = shelf.title
    if item.phrase:
        return shelf.phrase(item.phrase)[0]
    if item.begun is not None:
        return titles.beginning(item.begun) | titles.having(item.guessed)
    if item.whole is None or item.how is How.BARE:
        return titles.having((*item.forms, *item.guessed))
    return titles.having_exactly(item.whole) | titles.having(item.guessed)


def _dataset(made: Index, number: int) -> Thing:
    dataset = made.datasets[number]
    title = Message(vi=dataset.title, en=dataset.title)
    return Thing(kind=Kind.DATASET, id=str(dataset.name), title=title, datasets=1)


def _told(thing: Thing, typed: Sequence[Item]) -> Suggestion:
    return Suggestion(
        kind=thing.kind,
        id=thing.id,
        title=thing.title,
        spans=spans(thing.title.vi, typed),
        datasets=thing.datasets,
    )
