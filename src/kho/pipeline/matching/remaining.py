"""What follows from each row being in one match at most: rows whose match is sure are out of the question for others.

Among the rows that are left two are far likelier one than among all: how likely is estimated from them.
"""

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from kho.pipeline.matching.choosing import chosen
from kho.pipeline.matching.pairs import Pair, Verdict
from kho.province.matches.model import Match

ROUNDS: Final = 10
MOST: Final = 4.0
"""Bits that a pair gains at most."""


def among_the_rest(strict: Match, pairs: Sequence[Pair], rows: tuple[int, ...]) -> tuple[Pair, ...]:
    """The pairs, those of rows that are in no sure match with the prior of such rows.

    `strict` says from which probability a match is sure; `rows` are the numbers of rows of both sides.
    """
    sure = [each.pair for each in chosen(strict, pairs, {}) if each.verdict is Verdict.MATCH]
    lefts, rights = {pair.left for pair in sure}, {pair.right for pair in sure}
    rest = [pair for pair in pairs if pair.left not in lefts and pair.right not in rights]
    if not rest:
        return tuple(pairs)
    gained = _gained(rest, rows[0] - len(lefts), rows[-1] - len(rights))
    return tuple(_with(pair, gained, lefts, rights) for pair in pairs)


def _with(pair: Pair, gained: float, lefts: set[str], rights: set[str]) -> Pair:
    is_rest = pair.left not in lefts and pair.right not in rights
    return replace(pair, gained=pair.gained + gained) if is_rest else pair


def _gained(rest: Sequence[Pair], lefts: int, rights: int) -> float:
    """Bits by which two of the rows that are left are likelier one; what is likeliest by what is known of them."""
    by_row: dict[str, list[float]] = defaultdict(list)
    for pair in rest:
        by_row[pair.left].append(pair.weight + pair.gained)
    before = rest[0].prior
    prior = before
    for _ in range(ROUNDS):
        found = sum(_share(weights, prior) for weights in by_row.values())
        share = min(found / max(lefts * rights, 1), 0.5)
        prior = math.log2(share / (1 - share)) if share > 0 else before
    return min(max(prior - before, 0.0), MOST)


def _share(weights: Sequence[float], prior: float) -> float:
    """How likely a row is in any match."""
    odds = sum(2.0 ** min(prior + weight, 60.0) for weight in weights)
    return float(odds / (1 + odds))
