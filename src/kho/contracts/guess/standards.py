"""Which national standard a column keeps to, by its header and by the share of its values that do."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from kho.messages import Message
from kho.standards import registry
from kho.standards.standard import Standard
from kho.standards.text.folding import folded

LOOKED_AT: Final = 1_000
"""So many different values are looked at."""
PROPOSED: Final = 0.8
"""From this share of fitting values on, a standard that the header speaks of is proposed."""
TOLD: Final = 0.95
"""From this share on, one that the header does not speak of is told as possible."""
ENOUGH: Final = 10
"""With fewer different values nothing is told of standards that the header does not speak of."""
_SHOWN: Final = 3


@dataclass(frozen=True, kw_only=True, slots=True)
class Recognised:
    """The standard proposed for a column, None where none is; and what a person should know."""

    standard: str | None = None
    notes: tuple[Message, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class _Fit:
    standard: Standard
    share: float
    against: tuple[str, ...]


def recognised(header: str, values: Sequence[str]) -> Recognised:
    """The best fitting standard that the header speaks of; else those that nearly all values keep to, as notes."""
    different = list(dict.fromkeys(values))[:LOOKED_AT]
    if not different:
        return Recognised()
    spoken_of = sorted(_fits(header, different), key=lambda fit: -fit.share)
    if spoken_of:
        best = spoken_of[0]
        chosen = best.standard.name if best.share >= PROPOSED else None
        return Recognised(standard=chosen, notes=(_shared(best),))
    return Recognised(notes=tuple(_possible(different)))


def _fits(header: str, values: Sequence[str]) -> Iterator[_Fit]:
    told = folded(header).replace("_", " ")
    for kept in _with_headers():
        if re.search(kept.headers, told):
            yield _fit(kept, values)


def _with_headers() -> Iterator[Standard]:
    return (kept for kept in map(registry.standard, registry.names()) if kept.headers)


def _fit(kept: Standard, values: Sequence[str]) -> _Fit:
    against = tuple(value for value in values if kept.read(value) is None)
    return _Fit(standard=kept, share=1 - len(against) / len(values), against=against)


def _shared(fit: _Fit) -> Message:
    counter = ", ".join(f"“{value}”" for value in fit.against[:_SHOWN])
    but = Message(vi=f"; không theo: {counter}", en=f"; these do not: {counter}") if counter else Message("", "")
    name, percent = fit.standard.name, f"{100 * fit.share:.0f}%"
    return Message(
        vi=f"{percent} giá trị theo chuẩn {name} ({fit.standard.title.vi}){but.vi}.",
        en=f"{percent} of the values keep to the standard {name} ({fit.standard.title.en}){but.en}.",
    )


def _possible(values: Sequence[str]) -> Iterator[Message]:
    """What a column whose header does not tell could be; never of short numbers that many standards allow."""
    if len(values) < ENOUGH:
        return
    asked = (kept for kept in _with_headers() if kept.sql is not None)
    fits = [fit for fit in (_fit(kept, values) for kept in asked) if fit.share >= TOLD]
    if len(fits) == 1:
        yield _shared(fits[0])
