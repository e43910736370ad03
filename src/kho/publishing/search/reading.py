"""What is typed, read word by word: as it stands, as the beginning of a word, or as what was meant by it.

A word with marks is found by words with the same marks, or with none; one without marks by all of its letters.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import islice
from typing import Final

from kho.publishing.search.index import Index
from kho.publishing.search.near import mistakes, partings
from kho.publishing.search.words import bare, spellings, written

_PIECE: Final = re.compile(r'["“”„«](?P<quoted>[^"“”„«»]+)["“”»]|(?P<plain>[^"“”„«»]+)')
_PARTINGS: Final = 12
"""Ways to part a word that are looked at."""
_PHRASES: Final = 4
"""Quoted phrases of a text; the words of more are words."""
_GUESSED: Final = 6
"""Words of a text that it is guessed of what was meant."""


class How(StrEnum):
    """How a word was read. `bare`: without regard to its marks, as nothing has it with these."""

    WHOLE = "whole"
    BARE = "bare"
    BEGUN = "begun"
    PARTED = "parted"
    NEAR = "near"
    UNKNOWN = "unknown"


@dataclass(frozen=True, kw_only=True, slots=True)
class Item:
    """A word that must be found, or a phrase.

    `typed` are its words as written. A word is found by `whole` words as written, which is None where all of its
    letters will do, and where it is loose by `forms`, the bare ones, by words that begin with `begun`, or by what it
    may have been meant for: `guessed`. `before` and `after` are its neighbours as written. Of a phrase, `phrase` are
    the bare words, and the others are nothing.
    """

    typed: tuple[str, ...]
    how: How = How.WHOLE
    phrase: tuple[str, ...] = ()
    whole: tuple[str, ...] | None = None
    forms: tuple[str, ...] = ()
    is_loose: bool = False
    begun: str | None = None
    guessed: tuple[str, ...] = ()
    before: str | None = None
    after: str | None = None

    @property
    def is_marked(self) -> bool:
        """Whether the word, or a neighbour, was typed with marks."""
        return any(each is not None and not each.isascii() for each in (*self.typed, self.before, self.after))


def items(text: str) -> list[Item]:
    """The words and phrases of a text, each once."""
    found: dict[tuple[tuple[str, ...], bool], Item] = {}
    for match in _PIECE.finditer(text):
        may_be_phrase = sum(bool(each.phrase) for each in found.values()) < _PHRASES
        for item in _items(match, may_be_phrase=may_be_phrase):
            found.setdefault((item.typed, bool(item.phrase)), item)
    return list(found.values())


def _items(match: "re.Match[str]", *, may_be_phrase: bool) -> list[Item]:
    told = tuple(written(match["quoted"] or match["plain"]))
    if match["quoted"] is not None and len(told) > 1 and may_be_phrase:
        return [Item(typed=told, phrase=tuple(map(bare, told)))]
    neighbours = (None, *told, None)
    return [_word(word, neighbours[place], neighbours[place + 2]) for place, word in enumerate(told)]


def _word(word: str, before: str | None, after: str | None) -> Item:
    forms = spellings(bare(word))
    whole = None if word.isascii() else (*spellings(word), *forms)
    return Item(typed=(word,), whole=whole, forms=forms, before=before, after=after)


def is_open(text: str) -> bool:
    """Whether the last word of a text may still be being typed."""
    return text[-1:].isalnum()


def begun(item: Item) -> Item:
    """The word as the beginning of one."""
    return item if item.phrase else replace(item, begun=bare(item.typed[0]))


def loose(asked: Sequence[Item], made: Index) -> list[Item]:
    """The words without regard to their marks, the first ones also others that they may be mistakes for."""
    return [_loose(item, made) if place < _GUESSED else _bare(item) for place, item in enumerate(asked)]


def _loose(item: Item, made: Index) -> Item:
    return item if item.phrase else replace(_bare(item), guessed=item.guessed or _near(item, made))


def _bare(item: Item) -> Item:
    return item if item.phrase else replace(item, is_loose=True)


def read(text: str, made: Index) -> list[Item]:
    """The items of a text, read one by one: as they stand where they are known, else as what was meant."""
    found: list[Item] = []
    asked = items(text)
    for place, item in enumerate(asked):
        guesses = sum(each.how not in (How.WHOLE, How.BARE) for each in found)
        is_last = place == len(asked) - 1 and is_open(text)
        found.append(_known(item, made, is_last=is_last, may_guess=guesses < _GUESSED))
    return found


def _known(item: Item, made: Index, *, is_last: bool, may_guess: bool) -> Item:
    """The item as it stands where it is known; else bare, as a beginning, parted, or as what is near, in this order."""
    if item.phrase or _is_written(item, made):
        return item
    if any(form in made.forms for form in item.forms):
        return replace(item, how=How.BARE, is_loose=True)
    word = bare(item.typed[0])
    if is_last and _is_beginning(word, made):
        return replace(item, how=How.BEGUN, begun=word)
    return _guess(item, word, made) if may_guess else replace(item, how=How.UNKNOWN)


def _guess(item: Item, word: str, made: Index) -> Item:
    if (parts := _parted(word, made)) is not None:
        return Item(typed=item.typed, how=How.PARTED, phrase=parts)
    near = _near(item, made)
    return replace(item, how=How.NEAR if near else How.UNKNOWN, guessed=near)


def _is_written(item: Item, made: Index) -> bool:
    if item.whole is None:
        return any(form in made.forms for form in item.forms)
    return any(shelf.has_written(item.whole) for shelf in made.shelves)


def _is_beginning(word: str, made: Index) -> bool:
    return any(level.all.beginning(word) for shelf in made.shelves for level in shelf.levels)


def _near(item: Item, made: Index) -> tuple[str, ...]:
    """The known words with the fewest mistakes between, beside one of the neighbours where these are known."""
    word = item.forms[0]
    found = made.nearby(word, most) if (most := mistakes(word)) else {}
    least = min(found.values(), default=0)
    nearest = (form for form, count in found.items() if count == least)
    beside = (bare(each) if each else "" for each in (item.before, item.after))
    before, after = (each if each in made.forms else None for each in beside)
    return tuple(form for form in nearest if _fits(before, form, after, made))


def _fits(before: str | None, form: str, after: str | None, made: Index) -> bool:
    pairs = [pair for pair in ((before, form), (form, after)) if None not in pair]
    told = [tuple(filter(None, pair)) for pair in pairs]
    return not told or any(shelf.has_phrase(pair) for pair in told for shelf in made.shelves)


def _parted(word: str, made: Index) -> tuple[str, ...] | None:
    """The words that were written without blanks: the fewest that stand so together, the longest first."""
    for ways in partings(word, made.forms):
        for way in islice(ways, _PARTINGS):
            if any(shelf.has_phrase(way) for shelf in made.shelves):
                return way
    return None
