"""A sample without the few values that keep a column from its type: what most values prove, and which do not fit."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from kho.contracts.guess.keys import is_counting
from kho.contracts.guess.moments import moments
from kho.contracts.guess.numbers import numbers
from kho.contracts.guess.samples import MISSING, SampleColumn

MOST = 0.9
"""From this share of its values on, a column is taken for one of numbers or of dates."""
ENOUGH = 5
"""With fewer values nothing is left aside."""
_NUMBER, _DAY, _OTHER = "number", "day", "other"
_KINDS = {"n": _NUMBER, "d": _DAY, "s": _DAY}


@dataclass(frozen=True, kw_only=True, slots=True)
class Most:
    """A column with what most of its values are; `aside` are the places, from 0, of the `original` that are not so."""

    column: SampleColumn
    original: Sequence[str | None]
    aside: tuple[int, ...] = ()


def most(column: SampleColumn) -> Most:
    """The column without the values that are no numbers, or no dates, where nearly all are."""
    kinds = column.kinds or [None] * len(column.values)
    texts = [(text or "").strip() for text in column.values]
    cells = {place: (text, kinds[place]) for place, text in enumerate(texts) if _is_filled(text)}
    if len(cells) < ENOUGH or is_counting(" ".join(column.header)):
        return Most(column=column, original=column.values)
    found = {place: _kind(text, kind) for place, (text, kind) in cells.items()}
    (commonest, count), *_others = Counter(found.values()).most_common()
    if commonest == _OTHER or count < MOST * len(found):
        return Most(column=column, original=column.values)
    aside = [place for place, kind in found.items() if kind != commonest]
    left = {place: text for place, (text, kind) in cells.items() if kind is None and found[place] == commonest}
    aside += _against(left, _proofs[commonest])
    return Most(column=_without(column, aside), original=column.values, aside=tuple(sorted(aside)))


def _is_filled(text: str) -> bool:
    return bool(text) and text.casefold() not in MISSING


def _kind(text: str, kind: str | None) -> str:
    if kind is not None:
        return _KINDS.get(kind, _OTHER)
    if numbers([text]) is not None:
        return _NUMBER
    return _DAY if moments([text]) is not None else _OTHER


def _mark(text: str) -> str | None:
    found = numbers([text])
    return None if found is None else found.mark


def _order(text: str) -> str | None:
    found = moments([text])
    return None if found is None or found.ambiguous or not found.formats else found.formats[0][:1]


_proofs: dict[str, Callable[[str], str | None]] = {_NUMBER: _mark, _DAY: _order}
"""What a text proves of how the whole column is written: its decimal mark, or what comes first in its dates."""


def _against(texts: dict[int, str], proof: Callable[[str], str | None]) -> list[int]:
    """The places of those texts that are written in another way than most are."""
    proofs = {place: proof(text) for place, text in texts.items()}
    counted = Counter(each for each in proofs.values() if each is not None and each != "y")
    if len(counted) < 2:  # noqa: PLR2004  one way needs no choice
        return []
    (first, _), *_ = counted.most_common()
    return [place for place, each in proofs.items() if each is not None and each not in (first, "y")]


def _without(column: SampleColumn, aside: Sequence[int]) -> SampleColumn:
    gone = set(aside)
    return replace(
        column,
        values=[None if place in gone else text for place, text in enumerate(column.values)],
        kinds=[None if place in gone else kind for place, kind in enumerate(column.kinds)] if column.kinds else (),
    )
