"""A search as a value."""

from dataclasses import dataclass
from typing import Final

from kho.publishing.search.facts import Facet
from kho.publishing.search.failures import TooFarError, TooLongError, TooManyChosenError
from kho.publishing.search.index import Sort
from kho.publishing.search.words import written

MOST_CHARACTERS: Final = 200
MOST_WORDS: Final = 20
MOST_CHOSEN: Final = 40
LONGEST_VALUE: Final = 100
MOST_RESULTS: Final = 10_000
LARGEST_PAGE: Final = 100


@dataclass(frozen=True, kw_only=True, slots=True)
class Choice:
    """Values of a facet, any of which will do."""

    facet: Facet
    values: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Search:
    """What is searched for: datasets that `text` finds and every choice leaves; a page of `size`, the first is 1.

    `text` is words, or in double quotes words that stand one after the other; a blank one finds everything.
    """

    text: str = ""
    choices: tuple[Choice, ...] = ()
    sort: Sort = Sort.RELEVANCE
    page: int = 1
    size: int = 20

    def chosen(self, facet: Facet) -> tuple[str, ...]:
        """The values chosen of a facet."""
        return next((each.values for each in self.choices if each.facet is facet), ())


def check(asked: Search) -> None:
    """Raise TooLongError, TooManyChosenError or TooFarError where a search asks for more than people do."""
    check_text(asked.text)
    values = [value for each in asked.choices for value in each.values]
    if len(values) > MOST_CHOSEN or any(len(value) > LONGEST_VALUE for value in values):
        raise TooManyChosenError(most=MOST_CHOSEN, characters=LONGEST_VALUE)
    sound = 1 <= asked.size <= LARGEST_PAGE and asked.page >= 1
    if not sound or (asked.page - 1) * asked.size >= MOST_RESULTS:
        raise TooFarError(most=MOST_RESULTS, size=LARGEST_PAGE)


def check_text(text: str) -> None:
    """Raise TooLongError where a text is longer than people write."""
    if len(text) > MOST_CHARACTERS or len(written(text)) > MOST_WORDS:
        raise TooLongError(characters=MOST_CHARACTERS, words=MOST_WORDS)
