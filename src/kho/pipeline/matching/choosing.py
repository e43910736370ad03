"""Which of the scored pairs are matches, and which are questions for a person."""

from collections.abc import Iterable, Iterator, Mapping

from kho.pipeline.matching.pairs import Judged, Pair, Ruling, Said, Verdict
from kho.province.matches.model import Match

NEAR = 1.0
"""Bits by which a better pair of a row must be ahead of another one, so that it is no question."""

Rulings = Mapping[tuple[str, str], Ruling]
"""Persons' decisions by the keys of the pair."""


def chosen(match: Match, scored: Iterable[Pair], rulings: Rulings) -> list[Judged]:
    """The pairs that are matches or questions, the likeliest first; a decision that is not stale wins."""
    every = sorted(_with_decided(scored, rulings), key=lambda pair: _rank(pair, rulings))
    picked = _one_to_one(match, every, rulings) if match.one_to_one else _freely(match, every, rulings)
    return sorted(picked, key=lambda each: (-each.pair.probability, -each.pair.weight, each.pair.left, each.pair.right))


def _with_decided(scored: Iterable[Pair], rulings: Rulings) -> Iterator[Pair]:
    """The scored pairs, and those that a person decided though nothing speaks for them."""
    seen = set()
    for pair in scored:
        seen.add((pair.left, pair.right))
        yield pair
    for left, right in sorted(rulings.keys() - seen):
        if rulings[left, right].said is not Said.NO:
            yield Pair(left=left, right=right, prior=0.0)


def _rank(pair: Pair, rulings: Rulings) -> tuple[bool, bool, float, str, str]:
    """What was decided first, what is contradicted last: it takes no row from a pair that can be a match."""
    return not _says(rulings, pair, Said.YES), pair.is_contradicted, -pair.odds, pair.left, pair.right


def _says(rulings: Rulings, pair: Pair, said: Said) -> bool:
    ruling = rulings.get((pair.left, pair.right))
    return ruling is not None and ruling.said is said


def _freely(match: Match, pairs: Iterable[Pair], rulings: Rulings) -> Iterator[Judged]:
    for pair in pairs:
        judged = _judged(match, pair, rulings, is_alone=True)
        if judged is not None:
            yield judged


def _one_to_one(match: Match, pairs: Iterable[Pair], rulings: Rulings) -> Iterator[Judged]:
    """Each row in its best pair; a question where another pair of one of its rows comes near."""
    taken: dict[str, list[Pair]] = {}
    kept: dict[tuple[str, str], tuple[Pair, bool]] = {}
    for pair in pairs:
        if _says(rulings, pair, Said.NO):
            continue
        better = [each for side in _sides(pair) for each in taken.get(side, ())]
        stale = _says(rulings, pair, Said.STALE)
        if not stale and any(_says(rulings, each, Said.YES) or not _is_near(pair, each) for each in better):
            continue
        for each in better:  # what comes near a pair makes a question of it too
            if not _says(rulings, each, Said.YES):
                kept[each.left, each.right] = (each, False)
        for side in _sides(pair):
            taken.setdefault(side, []).append(pair)
        kept[pair.left, pair.right] = (pair, not better)
    for pair, is_alone in kept.values():
        judged = _judged(match, pair, rulings, is_alone=is_alone)
        if judged is not None:
            yield judged


def _sides(pair: Pair) -> tuple[str, str]:
    return f"l:{pair.left}", f"r:{pair.right}"


def _is_near(pair: Pair, better: Pair) -> bool:
    return better.odds - pair.odds < NEAR and not pair.is_contradicted


def _judged(match: Match, pair: Pair, rulings: Rulings, *, is_alone: bool) -> Judged | None:
    ruling = rulings.get((pair.left, pair.right))
    if ruling is not None and ruling.said is Said.NO:
        return None
    if ruling is not None and ruling.said is Said.YES:
        return Judged(pair=pair, verdict=Verdict.MATCH, ruling=ruling)
    if ruling is None and pair.probability < match.unsure:
        return None
    is_sure = ruling is None and pair.probability >= match.match and is_alone and not pair.is_contradicted
    return Judged(pair=pair, verdict=Verdict.MATCH if is_sure else Verdict.UNSURE, ruling=ruling)
