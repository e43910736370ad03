"""The words of a text as a chain of encodings, and the likeliest reading of each word.

The chain starts as the font or, without one, as custom has it, and seldom changes from one word to the next of a run.
What each word is follows by the forward-backward algorithm (Rabiner, A Tutorial on Hidden Markov Models, Proceedings
of the IEEE 77, 1989, section III). Costs are negative natural logarithms of probabilities.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import exp, log
from typing import Final

from kho.standards.text.fonts import UNICODE_FONT, Encoding, FontSign
from kho.standards.text.readings import IMPOSSIBLE, readings

_CUSTOM: Final[Mapping[Encoding, float]] = {
    Encoding.UNICODE: 0.0,
    Encoding.TCVN3: 3.5,
    Encoding.VNI: 4.0,
    Encoding.VISCII: 7.0,
    Encoding.WINDOWS_1258: 7.0,
    Encoding.VIETWARE_X: 7.0,
    Encoding.UNKNOWN: 9.0,
}
"""Cost of each encoding where nothing is known of a text."""
STATES: Final = tuple(_CUSTOM)
CHANGE: Final = 9.0
"""Cost of another encoding from one word to the next of a run."""
_AT_RUN: Final = 2.0
"""The same where another font begins."""
_FONT_FIRST, _FONT_SECOND, _FONT_LIES, _FONT_OTHER = 0.05, 1.5, 4.0, 9.0
_IN_UNICODE_FONT: Final = 1.0
"""How much less likely legacy text is in a font that is known to hold Unicode than where no font is known."""
_MOST_NEIGHBOURS: Final = 1000
_WEIGHT: Final = 0.3
"""How many neighbours custom or the font counts as much as."""

Neighbours = Mapping[Encoding, int]
"""How many texts beside one, of its column or sheet and in its font, are surely in which encoding."""
Starts = Mapping[Encoding, float]
"""Cost of each encoding at the start of a run."""
_Costs = tuple[float, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Word:
    """A word with characters beyond ASCII: the number of its run and its place there."""

    text: str
    run: int
    start: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Choice:
    """The reading of one word, the encoding it comes from and the share of probability that has this reading."""

    text: str
    encoding: Encoding
    share: float


def starts(sign: FontSign | None, neighbours: Neighbours) -> Starts:
    """Cost of each encoding at the start of a run, by its font (None where none is known) and the texts beside it."""
    beside = {each: min(neighbours.get(each, 0), _MOST_NEIGHBOURS) for each in STATES}
    usual = {each: exp(-(_CUSTOM[each] if sign is None else _font_cost(sign, each))) for each in STATES}
    weight = _WEIGHT / sum(usual.values())
    total = sum(beside.values()) + _WEIGHT
    return {each: -log((beside[each] + usual[each] * weight) / total) for each in STATES}


def _font_cost(sign: FontSign, encoding: Encoding) -> float:
    if sign == UNICODE_FONT:
        return _CUSTOM[encoding] + (0.0 if encoding is Encoding.UNICODE else _IN_UNICODE_FONT)
    if encoding in sign.encodings:
        return _FONT_FIRST if encoding == sign.encodings[0] else _FONT_SECOND
    return _FONT_LIES if encoding is Encoding.UNICODE else _FONT_OTHER


def choices(words: Sequence[Word], runs: Sequence[Starts]) -> list[Choice]:
    """The likeliest reading of each word, in their order; `runs` are the starts of the text's runs."""
    costs = [_word_costs(word) for word in words]
    steps = [_steps(left, right, runs) for left, right in pairwise(words)]
    before = _forward(tuple(runs[words[0].run][state] for state in STATES), costs, steps) if words else []
    after = _backward(costs, steps)
    totals = [tuple(map(sum, zip(*pair, strict=True))) for pair in zip(before, after, strict=True)]
    return [_choice(word, total) for word, total in zip(words, totals, strict=True)]


def _word_costs(word: Word) -> _Costs:
    possible = readings(word.text)
    return tuple(possible[state].cost if state in possible else IMPOSSIBLE for state in STATES)


_Steps = tuple[_Costs, ...]
_WITHIN: Final[_Steps] = tuple(tuple(0.0 if old is new else CHANGE for new in STATES) for old in STATES)


def _steps(left: Word, right: Word, runs: Sequence[Starts]) -> _Steps:
    """Cost of each encoding of a word by the one of the word before."""
    if left.run == right.run:
        return _WITHIN
    start = runs[right.run]
    return tuple(tuple(start[new] + (0.0 if old is new else _AT_RUN) for new in STATES) for old in STATES)


def _forward(start: _Costs, costs: Sequence[_Costs], steps: Sequence[_Steps]) -> list[_Costs]:
    """Cost of all that leads to each encoding of each word, the word itself included."""
    table = [_sums(start, costs[0])]
    for step, cost in zip(steps, costs[1:], strict=True):
        reached = tuple(_either(_sums(table[-1], column)) for column in zip(*step, strict=True))
        table.append(_sums(reached, cost))
    return table


def _backward(costs: Sequence[_Costs], steps: Sequence[_Steps]) -> list[_Costs]:
    """Cost of all that follows each encoding of each word."""
    table: list[_Costs] = [tuple(0.0 for _ in STATES)] if costs else []
    for step, cost in zip(reversed(steps), reversed(costs[1:]), strict=True):
        rest = _sums(cost, table[-1])
        table.append(tuple(_either(_sums(row, rest)) for row in step))
    return table[::-1]


def _sums(left: _Costs, right: _Costs) -> _Costs:
    return tuple(map(sum, zip(left, right, strict=True)))


def _either(costs: _Costs) -> float:
    """The cost of any of several ways."""
    least = min(costs)
    return least - log(sum(exp(least - cost) for cost in costs))


def _choice(word: Word, costs: _Costs) -> Choice:
    """The reading with the greatest share; encodings that read the word alike count together."""
    possible = readings(word.text)
    total = _either(costs)
    ways: dict[tuple[str, bool], list[tuple[float, Encoding]]] = {}
    for state, cost in zip(STATES, costs, strict=True):
        if state in possible:
            ways.setdefault((possible[state].text, state is Encoding.UNKNOWN), []).append((cost, state))
    shares = {key: sum(exp(total - cost) for cost, _ in way) for key, way in ways.items()}
    key = max(shares, key=lambda each: shares[each])
    return Choice(text=key[0], encoding=min(ways[key])[1], share=min(1.0, shares[key]))
