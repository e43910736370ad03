"""What an address asks of a collection, as a question about rows.

`bbox`, `bbox-crs`, `crs`, `datetime`, `limit`, `offset`, `filter`, `filter-lang`, `filter-crs`, `properties`, `sortby`
and `q` are the standard's; everything else is a column's filter, as `/api/v1` has it (`kho.publishing.records`).
Rule: OGC 17-069r4, 7.15; 18-058r1; 19-079r2, 8.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from kho.publishing.features.boxes import Box, System, system
from kho.publishing.features.layers import Layer, meeting, within
from kho.publishing.features.spots import Spots
from kho.publishing.features.times import Interval
from kho.publishing.places import Coordinates, Shape
from kho.publishing.records import parameters
from kho.publishing.records.failures import NoParameterError, NotAParameterError, TooMuchAskedError
from kho.publishing.records.fields import Field, shown
from kho.publishing.records.parameters import MOST_ROWS
from kho.publishing.records.question import All, Condition, Page

USUAL: Final = 10
MOST_SKIPPED: Final = 1_000_000
CQL2: Final = "cql2-text"
OWN: Final = ("bbox", "bbox-crs", "crs", "datetime", "limit", "offset", "filter-lang", "filter-crs", "f")
"""Parameters that are read here; each stands once."""
RENAMED: Final = {"properties": "select", "sortby": "sort"}
"""What `/api/v1` calls otherwise."""
OF_ONE: Final = ("crs", "f")
Given = Sequence[tuple[str, str]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """Some features: `page` has all columns that are needed, `properties` are those to be told, in that order."""

    page: Page
    properties: tuple[str, ...]
    system: System
    skip: int = 0


def asked(given: Given, layer: Layer, fields: Mapping[str, Field], spots: Spots | None) -> Asked:
    """The question that an address asks. Raises the errors of its parameters."""
    named, rest = _parted(given)
    page = parameters.page(rest, fields)
    _check_filter(named)
    where = _every(page.where, *_where(named, layer, spots))
    limited = replace(page, where=where, limit=_limit(named.get("limit", "")))
    made = whole(limited, layer, fields, system(named.get("crs") or System.LONGITUDE_FIRST))
    return replace(made, skip=_offset(named.get("offset", "")))


def whole(page: Page, layer: Layer, fields: Mapping[str, Field], told: System) -> Asked:
    """A question with all columns that features are made of."""
    properties = tuple(dict.fromkeys(name for name in page.columns or fields if name != layer.shape))
    needed = dict.fromkeys((*properties, *layer.key, *layer.placing))
    return Asked(page=replace(page, columns=tuple(needed)), properties=properties, system=told)


def one(given: Given) -> System:
    """The system in which a single feature is asked for. Raises the errors of its parameters."""
    named: dict[str, str] = {}
    for name, value in given:
        if name not in OF_ONE:
            raise NoParameterError(name=shown(name), known=", ".join(OF_ONE))
        _once(named, name, value)
    return system(named.get("crs") or System.LONGITUDE_FIRST)


def _parted(given: Given) -> tuple[Mapping[str, str], Given]:
    """What is read here, and what `/api/v1` reads too, by its names."""
    named: dict[str, str] = {}
    rest: list[tuple[str, str]] = []
    for name, value in given:
        if name in OWN:
            _once(named, name, value)
        elif name in RENAMED:
            rest.append((RENAMED[name], _without_plus(value) if name == "sortby" else value))
        else:
            rest.append((name, value))
    return named, rest


def _once(named: dict[str, str], name: str, value: str) -> None:
    if name in named:
        raise NotAParameterError(name=name, value=shown(value), example=f"{name}=…, 1 ×")
    named[name] = value


def _without_plus(text: str) -> str:
    """Names without the plus of those that go up, which addresses may have made a blank."""
    return ",".join(each.strip().removeprefix("+") for each in text.split(","))


def _check_filter(named: Mapping[str, str]) -> None:
    language = named.get("filter-lang") or CQL2
    if language != CQL2:
        raise NotAParameterError(name="filter-lang", value=shown(language), example=f"filter-lang={CQL2}")
    system(named.get("filter-crs") or System.LONGITUDE_FIRST)


def _where(named: Mapping[str, str], layer: Layer, spots: Spots | None) -> Sequence[Condition]:
    """The conditions on place and time; what has no column of time is of all times."""
    found: list[Condition] = []
    box_system = system(named.get("bbox-crs") or System.LONGITUDE_FIRST)
    if "bbox" in named:
        found.append(_there(Box.parse(named["bbox"], box_system), layer, spots))
    if named.get("datetime"):
        interval, time = Interval.parse(named["datetime"]), layer.time
        found += [] if time is None else [interval.condition(time)]
    return found


def _there(box: Box, layer: Layer, spots: Spots | None) -> Condition:
    if isinstance(layer.place, Coordinates):
        return within(layer.place, box)
    if isinstance(layer.place, Shape):
        return meeting(layer.place, box)
    return All(of=()) if spots is None else spots.within(box)


def _every(*parts: Condition | None) -> Condition | None:
    there = tuple(each for each in parts if each is not None)
    return All(of=there) if len(there) > 1 else next(iter(there), None)


def _limit(text: str) -> int:
    """How many are wanted; more than there can be are as many as there can be (requirement 21 C)."""
    if not text:
        return USUAL
    if not (text.isascii() and text.isdigit()) or not text.strip("0"):
        raise NotAParameterError(name="limit", value=shown(text), example=f"limit={USUAL}")
    digits = text.lstrip("0")
    return MOST_ROWS if len(digits) > len(str(MOST_ROWS)) else min(int(digits), MOST_ROWS)


def _offset(text: str) -> int:
    if not text:
        return 0
    if not (text.isascii() and text.isdigit()):
        raise NotAParameterError(name="offset", value=shown(text), example=f"offset={USUAL}")
    if len(text) > len(str(MOST_SKIPPED)) or int(text) > MOST_SKIPPED:
        raise TooMuchAskedError(name="offset", most=MOST_SKIPPED)
    return int(text)
