"""Where the words that were found stand in a text, as it is written."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kho.publishing.search.reading import Item
from kho.publishing.search.words import Placed, placed


@dataclass(frozen=True, kw_only=True, slots=True)
class Span:
    """A part of a text, from a place to before another, in characters."""

    start: int
    end: int


def spans(text: str, asked: Sequence[Item]) -> tuple[Span, ...]:
    """Where words that were asked for stand; neighbours are one span.

    A word that was typed with its marks and stands so somewhere in the text is not marked where it has others.
    """
    told = placed(text)
    marked = {place for item in asked for place in _marked(item, told)}
    return tuple(_merged(text, (each for place, each in enumerate(told) if place in marked)))


def _marked(item: Item, told: Sequence[Placed]) -> Iterable[int]:
    if item.phrase:
        size = len(item.phrase)
        forms = [each.bare for each in told]
        begin = [place for place in range(len(forms)) if tuple(forms[place : place + size]) == item.phrase]
        return [place + more for place in begin for more in range(size)]
    exact = [place for place, each in enumerate(told) if each.word in (item.whole or item.typed)]
    return exact or [place for place, each in enumerate(told) if _is(item, each.bare)]


def _is(item: Item, form: str) -> bool:
    is_begun = item.begun is not None and form.startswith(item.begun)
    return form in item.forms or form in item.guessed or is_begun


def _merged(text: str, marked: Iterable[Placed]) -> Iterable[Span]:
    last: Span | None = None
    for each in marked:
        if last is not None and not text[last.end : each.start].strip():
            last = Span(start=last.start, end=max(last.end, each.end))
            continue
        if last is not None:
            yield last
        last = Span(start=each.start, end=each.end)
    if last is not None:
        yield last
