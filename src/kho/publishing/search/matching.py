"""Which things of a shelf the items find, and how well each matches."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from kho.publishing.search.bits import Bits
from kho.publishing.search.fields import Labels
from kho.publishing.search.reading import How, Item
from kho.publishing.search.scoring import Sums
from kho.publishing.search.shelf import Level, Shelf
from kho.publishing.search.words import bare, in_a_line

TOGETHER_IN_TITLE: Final = 16
"""What it counts that all words stand in the title one after the other, as they were typed."""
WHOLE_TITLE: Final = 4
"""What it counts besides that they are the whole title."""
TOGETHER: Final = 8
"""What it counts that they stand so anywhere else."""
LOOKED_AT: Final = 3000
"""Of how many of the best it is looked whether words stand together."""
POINT: Final = 512
"""What a point counts where some words are enough: more than anything else together."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Matched:
    """What an item finds on a shelf.

    `graded` is what it counts where, the most first; `any` is all of it, `sure` what it finds as it was typed.
    """

    graded: Sequence[tuple[int, Bits]]
    any: Bits
    sure: Bits


def matched(item: Item, shelf: Shelf) -> Matched:
    """What an item finds."""
    if item.phrase:
        weights = [level.written if item.how is How.WHOLE else level.guessed for level in shelf.levels]
        sure = [*zip(weights, shelf.phrase(item.phrase), strict=True)]
    else:
        sure = [each for level in shelf.levels for each in _sure(item, level)]
    unsure = [each for level in shelf.levels for each in _unsure(item, level)]
    found = _union(bits for _, bits in sure)
    return Matched(
        graded=sorted([*sure, *unsure], key=lambda each: -each[0]),
        any=found | _union(bits for _, bits in unsure),
        sure=found,
    )


def _union(parts: Iterable[Bits]) -> Bits:
    found = 0
    for each in parts:
        found |= each
    return found


def _sure(item: Item, level: Level) -> Iterator[tuple[int, Bits]]:
    if item.whole is None:
        yield level.written, level.all.having(item.forms)
    else:
        yield level.written, level.fields.having_exactly(item.whole)
    if level.labels is not None:
        yield level.written, _labelled(item, level.labels, marked=item.is_marked)


def _unsure(item: Item, level: Level) -> Iterator[tuple[int, Bits]]:
    if item.is_loose and item.is_marked:
        yield level.bare, level.all.having(item.forms)
        if level.labels is not None:
            yield level.bare, _labelled(item, level.labels, marked=False)
    if item.begun is not None:
        yield level.begun, level.all.beginning(item.begun)
    if item.guessed:
        yield level.guessed, level.all.having(item.guessed)


def _labelled(item: Item, labels: Labels, *, marked: bool) -> Bits:
    before, word, after = item.before, item.typed[0], item.after
    if marked:
        return labels.beside(before, word, after, marked=True)
    return labels.beside(before and bare(before), bare(word), after and bare(after), marked=False)


def all_of(found: Sequence[Matched], shelf: Shelf) -> Bits:
    """The things that every item finds."""
    bits = shelf.universe.all
    for each in found:
        bits &= each.any
    return bits


def best_of(found: Sequence[Matched], shelf: Shelf) -> Bits:
    """The things that most items find: at least two thirds of the most points; see `points`."""
    bits, best = 0, 0
    for number, things in points(found).best_first(shelf.universe.all):
        best = max(best, number)
        if not number or number * 3 < best * 2:
            break
        bits |= things
    return bits


def points(found: Sequence[Matched]) -> Sums:
    """For each item that finds a thing as it was typed two points, otherwise one."""
    sums = Sums()
    for each in found:
        sums.add(each.any, 1)
        sums.add(each.sure, 1)
    return sums


def ranked(
    asked: Sequence[Item], found: Sequence[Matched], among: Bits, shelf: Shelf, *, by_points: bool = False
) -> list[Bits]:
    """Some things in classes that match alike, the best first."""
    sums = Sums()
    for each in found:
        if by_points:
            sums.add(each.any, POINT)
            sums.add(each.sure, POINT)
        left = each.any
        for weight, bits in each.graded:
            sums.add(bits & left, weight)
            left &= ~bits
    line = in_a_line(bare(word) for item in asked for word in item.typed)
    classes = [bits for _, bits in sums.best_first(among)]
    if line.count(" ") <= 2:  # noqa: PLR2004  one word
        return classes
    _together(line, sums, first(classes, shelf, 0, LOOKED_AT), shelf)
    return [bits for _, bits in sums.best_first(among)]


def _together(line: str, sums: Sums, numbers: Sequence[int], shelf: Shelf) -> None:
    """Count it where all words stand one after the other."""
    texts = shelf.texts
    having = [number for number in numbers if line in texts[number]]
    titled = [number for number in having if texts[number].find(line) < texts[number].index("\n")]
    whole = [number for number in titled if texts[number].startswith(line + "\n")]
    for each, more in ((having, TOGETHER), (titled, TOGETHER_IN_TITLE - TOGETHER), (whole, WHOLE_TITLE)):
        sums.add(shelf.universe.bits([each]), more)


def first(classes: Sequence[Bits], shelf: Shelf, start: int, stop: int) -> list[int]:
    """The things from one place to before another, class by class, within a class as is preferred."""
    numbers: list[int] = []
    for bits in classes:
        if stop <= 0:
            break
        size = bits.bit_count()
        if start < size:
            numbers += shelf.universe.first(bits, shelf.preferred, start, stop)
        start, stop = max(start - size, 0), stop - size
    return numbers
