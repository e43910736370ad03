"""The words of a text as a chain of encodings, and the likeliest reading of each word.

The chain starts as the font or, without one, as custom has it, and seldom changes from one word to the next of a run.
What each word is follows by the forward-backward algorithm (Rabiner, A Tutorial on Hidden Markov Models, Proceedings
of the IEEE 77, 1989, section III). Costs are negative natural logarithms of probabilities.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
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
    scale = min(1.0, _MOST_NEIGHBOURS / max(1, sum(neighbours.values())))
    beside = {each: neighbours.get(each, 0) * scale for each in STATES}
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
    if not words:
        return []
    begins = [_likely(tuple(start[state] for state in STATES)) for start in runs]
    steps = [_Step.between(left, right, begins) for left, right in pairwise(words)]
    likely = [_word_likely(word.text) for word in words]
    before = _forward(begins[words[0].run], likely, steps)
    after = _backward(likely, steps)
    return [_choice(word, _product(*pair)) for word, pair in zip(words, zip(before, after, strict=True), strict=True)]


_Likely = tuple[float, ...]
"""A likelihood of each encoding, in the order of STATES, up to a common factor."""
_ONES: Final[_Likely] = (1.0,) * len(STATES)


def _likely(costs: _Likely) -> _Likely:
    least = min(costs)
    return tuple([exp(least - cost) for cost in costs])


@lru_cache(maxsize=100_000)
def _word_likely(word: str) -> _Likely:
    possible = readings(word)
    return _likely(tuple([possible[state].cost if state in possible else IMPOSSIBLE for state in STATES]))


@dataclass(frozen=True, kw_only=True, slots=True)
class _Step:
    """The way from one word to the next: how likely another encoding is than the same, and how likely each is then."""

    change: float
    begin: _Likely

    @classmethod
    def between(cls, left: Word, right: Word, begins: Sequence[_Likely]) -> "_Step":
        if left.run == right.run:
            return _WITHIN
        return cls(change=exp(-_AT_RUN), begin=begins[right.run])


_WITHIN: Final = _Step(change=exp(-CHANGE), begin=_ONES)


def _forward(start: _Likely, likely: Sequence[_Likely], steps: Sequence[_Step]) -> list[_Likely]:
    """How likely all is that leads to each encoding of each word, the word itself included."""
    table = [_product(start, likely[0])]
    for step, word in zip(steps, likely[1:], strict=True):
        table.append(_product(_product(_passed(table[-1], step.change), step.begin), word))
    return table


def _backward(likely: Sequence[_Likely], steps: Sequence[_Step]) -> list[_Likely]:
    """How likely all is that follows each encoding of each word."""
    table = [_ONES]
    for step, word in zip(reversed(steps), reversed(likely[1:]), strict=True):
        table.append(_passed(_product(_product(word, table[-1]), step.begin), step.change))
    return table[::-1]


def _passed(likely: _Likely, change: float) -> _Likely:
    others = sum(likely) * change
    return tuple([each * (1 - change) + others for each in likely])


def _product(left: _Likely, right: _Likely) -> _Likely:
    """Both together, scaled to one: products of many words would become too small."""
    made = [one * other for one, other in zip(left, right, strict=True)]
    total = sum(made)
    return tuple([each / total for each in made])


def _choice(word: Word, shares: _Likely) -> Choice:
    """The reading with the greatest share; encodings that read the word alike count together."""
    possible = readings(word.text)
    by_text: dict[tuple[str, bool], float] = {}
    best: dict[tuple[str, bool], tuple[float, Encoding]] = {}
    for state, share in zip(STATES, shares, strict=True):
        if state in possible:
            key = (possible[state].text, state is Encoding.UNKNOWN)
            by_text[key] = by_text.get(key, 0.0) + share
            if key not in best or share > best[key][0]:
                best[key] = (share, state)
    key = max(by_text, key=lambda each: by_text[each])
    return Choice(text=key[0], encoding=best[key][1], share=min(1.0, by_text[key]))
