"""Words that a mistyped one may stand for.

A mistake is a letter more, less or other, or two neighbours in the wrong order (optimal string alignment distance).
Words with digits are never guessed: 2023 is no mistake for 2024.
"""

from bisect import bisect_right
from collections.abc import Collection, Iterator, Sequence
from itertools import pairwise
from typing import Final

_SHORTEST, _LONG = 4, 8
_LAST: Final = "\U0010ffff"


def mistakes(word: str) -> int:
    """How many mistakes are forgiven in a bare word."""
    if len(word) < _SHORTEST or not word.isalpha():
        return 0
    return 1 if len(word) < _LONG else 2


def near(word: str, ordered: Sequence[str], most: int) -> dict[str, int]:
    """The words at most so many mistakes away, not the word itself; `ordered` is sorted."""
    found: dict[str, int] = {}
    rows = [list(range(len(word) + 1))]
    before, at = "", 0
    while at < len(ordered):
        form = ordered[at]
        at += 1
        if abs(len(form) - len(word)) > most:
            continue
        shared = _shared(before, form)
        del rows[shared + 1 :]
        before = form
        dead = _walk(word, form, rows, most)
        if dead is not None:
            before = form[:dead]
            at = bisect_right(ordered, before + _LAST, lo=at)
        elif 0 < rows[-1][-1] <= most and form.isalpha():
            found[form] = rows[-1][-1]
    return found


def _walk(word: str, form: str, rows: list[list[int]], most: int) -> int | None:
    """Add the rows of a form's letters; how long the prefix is that no near word begins with, if any."""
    for place in range(len(rows) - 1, len(form)):
        rows.append(_row(word, form, place, rows))
        if min(rows[-1]) > most and min(rows[-2]) >= most:
            return place + 1
    return None


def _row(word: str, form: str, place: int, rows: list[list[int]]) -> list[int]:
    """The distances of a form's first letters to the word's first ones, one letter further than before."""
    above, letter = rows[place], form[place]
    row = [place + 1]
    for column, other in enumerate(word):
        least = above[column] + (letter != other)
        least = min(least, row[column] + 1, above[column + 1] + 1)
        if place and column and letter == word[column - 1] and form[place - 1] == other:
            least = min(least, rows[place - 1][column - 1] + 1)
        row.append(least)
    return row


def _shared(one: str, other: str) -> int:
    """How many letters two words begin with alike."""
    count = 0
    for mine, theirs in zip(one, other, strict=False):
        if mine != theirs:
            break
        count += 1
    return count


_MOST_PIECES, _MOST_PARTINGS, _LONGEST = 6, 200, 30


def partings(word: str, known: Collection[str]) -> Iterator[list[tuple[str, ...]]]:
    """The ways to part a word into known ones, of two pieces first, then of three."""
    if not (word.isalpha() and len(word) <= _LONGEST):
        return
    begun: list[tuple[int, ...]] = [(0,)]
    for _ in range(_MOST_PIECES):
        longer = [(*cuts, end) for cuts in begun for end in _ends(word, cuts[-1], known)]
        whole = [cuts for cuts in longer if cuts[-1] == len(word) and len(cuts) > 2]  # noqa: PLR2004  two pieces
        if whole:
            yield [tuple(word[start:end] for start, end in pairwise(cuts)) for cuts in whole]
        begun = [cuts for cuts in longer if cuts[-1] < len(word)][:_MOST_PARTINGS]


def _ends(word: str, start: int, known: Collection[str]) -> list[int]:
    return [end for end in range(len(word), start, -1) if word[start:end] in known]
