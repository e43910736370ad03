"""What the note of a change says of its extent: `Nhập một phần diện tích, toàn bộ dân số`."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from kho.standards.text.folding import key
from kho.standards.units.model import Change, Extent

_PART: Final = re.compile("motphan|phanconlai")
_WHOLE: Final = re.compile("toanbo|giunguyen|doiten|doiloaihinh")
_SHARES: Final = re.compile("(motphan|toanbo)(dientich|danso)")


@dataclass(frozen=True, kw_only=True, slots=True)
class Meaning:
    """The extent of a change, and its shares of area and population where the note tells them."""

    extent: Extent
    area: float | None = None
    population: float | None = None


def meaning(note: str) -> Meaning:
    """What a note means, however it is spelt; untold where it is none of the statistics office's words."""
    text = key(note)
    told: Mapping[str, str] = {what: how for how, what in _SHARES.findall(text)}
    if told:
        return _of_shares(told)
    if _PART.search(text):
        return Meaning(extent=Extent.PART)
    if _WHOLE.search(text):
        return Meaning(extent=Extent.WHOLE, area=1.0, population=1.0)
    return Meaning(extent=Extent.UNTOLD)


def _of_shares(told: Mapping[str, str]) -> Meaning:
    area, population = (1.0 if told.get(what) == "toanbo" else None for what in ("dientich", "danso"))
    return Meaning(extent=Extent.PART, area=area, population=population)


def with_rests(changes: Iterable[Change]) -> tuple[Change, ...]:
    """The changes of one old unit by one source: where one takes all the population, or area, others take none."""
    made = tuple(changes)
    return tuple(
        replace(each, area=_rest(made, each, "area"), population=_rest(made, each, "population")) for each in made
    )


def _rest(changes: tuple[Change, ...], change: Change, share: str) -> float | None:
    own: float | None = getattr(change, share)
    taken = any(getattr(each, share) == 1.0 for each in changes if each is not change)
    return 0.0 if own is None and taken else own
