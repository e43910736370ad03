"""A second look at addresses that name no commune, or something that is none: for slips of the hand.

Only names below the province or district that is read are tried, so that few are, and none from far away.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from typing import Final

from kho.standards.addresses.gazetteer import Gazetteer
from kho.standards.addresses.joining import Joined, joined
from kho.standards.addresses.mentions import Mention, Segment
from kho.standards.addresses.written import Word, kinds_at
from kho.standards.units.model import Level

ROUNDS: Final = 2
REMEMBERED: Final = 10_000
"""Segments that are kept with what they may be meant to be."""
ONE_SLIP, TWO_SLIPS = 5, 10
"""Letters of a name from which one slip or two are told from another name."""
LIKENESS: Final = (1.0, 0.8, 0.65)
SOUNDS: Final = {"tr": "ch", "x": "s", "gi": "d", "r": "d", "k": "c", "q": "c"}
SOUNDS_ALIKE: Final = 0.85
MOST_WORDS: Final = 5


@dataclass(frozen=True, kw_only=True, slots=True)
class SecondLook:
    """Looks for the names of a gazetteer in other letters; the same slips in a register come again and again."""

    gazetteer: Gazetteer
    _seen: dict[tuple[str, str], tuple[Mention, ...]] = field(default_factory=dict, repr=False)

    def at(
        self, segments: Sequence[Segment], best: Sequence[Joined], days: Collection[date], homes: Collection[str]
    ) -> tuple[list[Segment], list[Joined]]:
        """The segments with mistyped names as mentions too, and the readings then: those of before, if none is better.

        The readings' places are those of all segments.
        """
        found, read = list(segments), list(best)
        for _ in range(ROUNDS):
            top = read[0] if read else None
            wider = [self._with_mistyped(each, at, top) for at, each in enumerate(found)]
            again = sorted(joined(wider, days, homes), key=lambda each: -each.score)
            if not again or (top is not None and again[0].score <= top.score):
                break
            found, read = wider, again
        return found, read

    def _with_mistyped(self, segment: Segment, at: int, top: Joined | None) -> Segment:
        if top is not None and any(each.at == at for each in top.used):
            return segment
        more = self._mistyped(segment, _within(top))
        return replace(segment, mentions=(*segment.mentions, *more)) if more else segment

    def _mistyped(self, segment: Segment, within: str) -> tuple[Mention, ...]:
        """Names below a place, of provinces and districts where it is none, that the segment may be meant to be."""
        found = self._seen.get((segment.text, within))
        if found is None:
            if len(self._seen) >= REMEMBERED:
                self._seen.clear()
            names = self.gazetteer.inside(within) if within else tuple(self.gazetteer.tops())
            found = self._seen[segment.text, within] = tuple(_mistyped(segment.words, names, self.gazetteer))
        return found


def _within(top: Joined | None) -> str:
    """The place below which something is mistyped: what is read; the province of a commune."""
    if top is None:
        return ""
    return top.place.province if top.place.level is Level.COMMUNE else top.place.id


def _mistyped(words: tuple[Word, ...], names: Sequence[str], gazetteer: Gazetteer) -> Iterator[Mention]:
    for kind, after in (*kinds_at(words, 0), (None, 0)):
        if len(words) - after > MOST_WORDS:
            continue
        written = "".join(each.folded for each in words[after:])
        for name, likeness in _alike(written, names):
            yield Mention(
                start=0,
                end=len(words),
                kind=kind,
                count=len(words) - after,
                named=gazetteer.names[name],
                is_whole=True,
                likeness=likeness,
            )


def _alike(written: str, names: Iterable[str]) -> Iterator[tuple[str, float]]:
    """Names that sound the same, and those with one or two slips; a slip changes two letters at most."""
    most = (len(written) >= ONE_SLIP) + (len(written) >= TWO_SLIPS)
    letters, sound = frozenset(written), sounded(written)
    for name in names:
        if name == written or abs(len(name) - len(written)) > max(most, 1):
            continue
        if sounded(name) == sound:
            yield name, SOUNDS_ALIKE
        elif most and len(letters.symmetric_difference(name)) <= 2 * most:
            slips = distance(written, name, most)
            if slips <= most:
                yield name, LIKENESS[slips]


@lru_cache(maxsize=65_536)
def sounded(name: str) -> str:
    """A folded name with the letters that people take for each other: `Xà Phìn`, `Sà Phìn`; `Ngọk`, `Ngọc`."""
    for written, sound in SOUNDS.items():
        name = name.replace(written, sound)
    return name


def distance(one: str, other: str, most: int) -> int:
    """Letters that are put in, left out, changed or swapped with their neighbour; more than `most` is `most + 1`.

    Optimal string alignment, after Damerau (1964).
    """
    before: list[int] = []
    last = list(range(len(other) + 1))
    for row, letter in enumerate(one, 1):
        now = [row]
        for column, target in enumerate(other, 1):
            cost = min(last[column] + 1, now[-1] + 1, last[column - 1] + (letter != target))
            if before and column > 1 and letter == other[column - 2] and one[row - 2] == target:
                cost = min(cost, before[column - 2] + 1)
            now.append(cost)
        if min(now) > most:
            return most + 1
        before, last = last, now
    return last[-1]
