"""Searches as addresses write them: `?q=trường+học&agency=so-a&agency=so-b&year=2024&sort=newest&page=2`.

Every search has one canonical form, for links, redirects and caches: parameters in a fixed order, values sorted, what
is usual left out. What means nothing is left out and told, so that an address with somebody's tracking still works;
what asks for too much is refused.
"""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from kho.publishing.search.facts import Facet
from kho.publishing.search.index import Sort
from kho.publishing.search.question import Choice, Search, check
from kho.standards.text.lookalikes import without_invisible

USUAL: Final = Search()
SINGLE: Final = ("q", "sort", "page", "size")
MOST_TOLD: Final = 10
"""Parameters that are told as left out, at most."""
_DIGITS: Final = 6
_SHOWN: Final = 40


@dataclass(frozen=True, kw_only=True, slots=True)
class LeftOut:
    """A parameter that meant nothing; both are cut where they are long."""

    name: str
    value: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """What an address asks for. `left_out` is what of it meant nothing."""

    search: Search
    left_out: tuple[LeftOut, ...]


def read(given: Iterable[tuple[str, str]]) -> Asked:
    """Read an address's names and values, in its order; of a name that counts once, the first value that can be read.

    Raises TooLongError, TooManyChosenError, TooFarError.
    """
    single: dict[str, str] = {}
    chosen: dict[Facet, list[str]] = {}
    left_out: list[LeftOut] = []
    for name, value in given:
        clean = _clean(value)
        if name in SINGLE and name not in single and _is_sound(name, clean):
            single[name] = clean
        elif name in _FACETS and clean:
            chosen.setdefault(_FACETS[name], []).append(clean)
        elif (clean or name not in _KNOWN) and len(left_out) < MOST_TOLD:
            left_out.append(LeftOut(name=name[:_SHOWN], value=value[:_SHOWN]))
    search = Search(
        text=single.get("q", ""),
        choices=_choices(chosen),
        sort=Sort(single.get("sort", USUAL.sort)),
        page=int(single.get("page", USUAL.page)),
        size=int(single.get("size", USUAL.size)),
    )
    check(search)
    return Asked(search=search, left_out=tuple(left_out))


def written(search: Search) -> str:
    """The canonical query string, without a question mark; blank for the search that asks for nothing."""
    usual = {"q": "", "sort": USUAL.sort, "page": USUAL.page, "size": USUAL.size}
    asked = {"q": _clean(search.text), "sort": search.sort, "page": search.page, "size": search.size}
    values = {each.facet: _once(each.values) for each in search.choices}
    facets = [(facet.value, value) for facet in Facet for value in values.get(facet, ())]
    plain = [(name, str(value)) for name, value in asked.items() if value != usual[name]]
    first = [each for each in plain if each[0] == "q"]
    return urlencode([*first, *facets, *(each for each in plain if each[0] != "q")])


_FACETS: Final[Mapping[str, Facet]] = {each.value: each for each in Facet}
_KNOWN: Final = frozenset({*SINGLE, *_FACETS})


def _clean(text: str) -> str:
    """Composed, with plain blanks between words and none around, without what cannot be seen or written."""
    composed = unicodedata.normalize("NFC", without_invisible(text))
    return " ".join("".join(each if each.isprintable() else " " for each in composed).split())


def _is_sound(name: str, value: str) -> bool:
    if name == "q":
        return True
    if name == "sort":
        return value in [*Sort]
    is_number = value.isascii() and value.isdecimal() and len(value) <= _DIGITS
    return is_number and int(value) > 0


def _choices(chosen: Mapping[Facet, Sequence[str]]) -> tuple[Choice, ...]:
    return tuple(Choice(facet=facet, values=_once(chosen[facet])) for facet in Facet if facet in chosen)


def _once(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted({clean for each in values if (clean := _clean(each))}))
