"""Units by the folded letters of their names: built once from an atlas, asked for every span of words."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from kho.standards.addresses.written import name_key
from kho.standards.units.answers import Whole
from kho.standards.units.atlas import Atlas
from kho.standards.units.model import MERGER, Level, Listing, Unit
from kho.standards.units.names import Kind, kind_of, short, spelling
from kho.standards.units.packaged import former_districts, former_names

ALIASES: Final[Mapping[str, tuple[str, ...]]] = {
    "01": ("hn", "hatay"),
    "46": ("thuathienhue", "tthue"),
    "77": ("brvt", "vungtaubaria"),
    "79": ("hcm", "tphcm", "tphochiminh", "saigon", "hcmc"),
}
"""What else people call a province: abbreviations, and names before resolutions 15/2008/QH12 and 175/2024/QH15."""
_ABBREVIATED: Final = re.compile("(?:[fpqx]|ward)[0-9]+|t[txp][^0-9].*")
"""Names with their kind abbreviated: the words of an address are read for that."""
_NAME_KINDS: Final[Mapping[str, Kind]] = {name_key(kind.value): kind for kind in Kind}


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Place:
    """A unit of one list under one of its names. `district` and `province` are places' ids; `former` names are past.

    `later` is the province of the last list that its province went into under another name, empty where it did not.
    `name` is the unit's without its kind, and `marks` how it is spelt; both empty for a former name, whose marks are
    not known.
    """

    id: str
    unit: Unit
    on: date
    level: Level
    kind: Kind | None
    district: str
    province: str
    later: str = ""
    former: bool = False
    name: str = ""
    marks: tuple[str, str] = ("", "")


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Named:
    """All places of one name: provinces and districts, communes, and what lies below a place by its id."""

    above: tuple[Place, ...]
    communes: tuple[Place, ...]
    below: Mapping[str, tuple[Place, ...]]
    parents: frozenset[str]


@dataclass(frozen=True, kw_only=True, slots=True)
class Gazetteer:
    """Places by the key of their name without its kind, and the keys of communes and districts below a place."""

    names: Mapping[str, Named]
    longest: int
    by_id: Mapping[str, Place]
    below: Mapping[str, tuple[str, ...]]

    @classmethod
    def of(cls, atlas: Atlas) -> "Gazetteer":
        """Every list of the atlas, the names that its units had before, and what else people call provinces."""
        found: dict[str, list[Place]] = {}
        by_id: dict[str, Place] = {}
        for listing in atlas.listings:
            later = _later(atlas, listing)
            here = {code: _place(unit, listing, later) for code, unit in listing.units.items()}
            by_id |= {place.id: place for place in here.values()}
            for name, place in (*_names(here), *(_past_names(here) if _is_last_of_three(atlas, listing) else ())):
                found.setdefault(name, []).append(place)
        names = {name: _named(places) for name, places in found.items()}
        return cls(names=names, longest=max(map(len, names)), by_id=by_id, below=_below(names))

    def inside(self, place_id: str) -> Sequence[str]:
        """Keys of the names of all districts and communes below a district or a province."""
        return self.below.get(place_id, ())

    def tops(self) -> Iterator[str]:
        """Keys of the names of all provinces and districts."""
        return (name for name, named in self.names.items() if named.above)


def _below(names: Mapping[str, Named]) -> dict[str, tuple[str, ...]]:
    """Keys of names by the id of each place above those that have them."""
    found: dict[str, list[str]] = {}
    for name, named in names.items():
        for parent in named.parents | {each.province for each in named.above if each.province}:
            found.setdefault(parent, []).append(name)
    return {parent: tuple(below) for parent, below in found.items()}


def _is_last_of_three(atlas: Atlas, listing: Listing) -> bool:
    """Whether past names, which are told by June 2025's codes, belong to this list."""
    return listing.on == max((each.on for each in atlas.listings if each.on < MERGER), default=None)


def _later(atlas: Atlas, listing: Listing) -> dict[str, str]:
    """Ids of the last list's provinces by the codes of those of a list that went into them under another name."""
    last = max(atlas.listings, key=lambda each: each.on)
    found = {}
    for code, unit in listing.units.items():
        answer = atlas.convert(code, from_=listing.on, to=last.on) if unit.level is Level.PROVINCE else None
        if isinstance(answer, Whole) and name_key(short(last.units[answer.to].name)) != name_key(short(unit.name)):
            found[code] = _id(last.on, answer.to)
    return found


def _place(unit: Unit, listing: Listing, later: Mapping[str, str]) -> Place:
    parent = listing.units.get(unit.parent or "")
    province = parent if parent is None or parent.level is Level.PROVINCE else listing.units.get(parent.parent or "")
    district = parent if parent is not None and parent.level is Level.DISTRICT else None
    return Place(
        id=_id(listing.on, unit.code),
        unit=unit,
        on=listing.on,
        level=unit.level,
        kind=kind_of(unit.name),
        district=_id(listing.on, district.code) if district else "",
        province=_id(listing.on, province.code) if province else "",
        later=later.get(province.code, "") if province else "",
        name=short(unit.name).lower(),
        marks=spelling(short(unit.name)),
    )


def _id(on: date, code: str) -> str:
    return f"{on}:{code}"


def _names(here: Mapping[str, Place]) -> Iterator[tuple[str, Place]]:
    for code, place in here.items():
        yield _number(name_key(short(place.unit.name))), place
        for alias in ALIASES.get(code, ()):
            yield name_key(alias), place


def _number(name: str) -> str:
    return str(int(name)) if name.isdecimal() else name


def _past_names(here: Mapping[str, Place]) -> Iterator[tuple[str, Place]]:
    """Names that communes and districts had before; a name's kind is told where it stands before the name."""
    for told in (former_names(), former_districts()):
        for (parent, code, name), kind in _past_kinds(told).items():
            place = here.get(code)
            if place is not None and not _is_today(place, name, here.get(parent)):
                yield name, _past(place, kind, here.get(parent))


def _past_kinds(told: Mapping[tuple[str, str], frozenset[str]]) -> Mapping[tuple[str, str, str], Kind | None]:
    """The kinds of names without them, by parent, code and name; None where only the bare name is told."""
    kinds: dict[tuple[str, str, str], Kind | None] = {}
    together = {(parent, name_key(name)) for parent, name in told}
    for (parent, name), codes in told.items():
        kind, bare = _parted(
            name_key(name), {begin for begin in _NAME_KINDS if (parent, begin + name_key(name)) in together}
        )
        if _ABBREVIATED.fullmatch(bare) is None:
            kinds |= {(parent, code, bare): kind or kinds.get((parent, code, bare)) for code in codes}
    return kinds


def _is_today(place: Place, name: str, parent: Place | None) -> bool:
    """Whether a name is the one that the place bears on the day of its list, below the same parent."""
    below = parent is None or parent.id in (place.district, place.province)
    return below and name == _number(name_key(short(place.unit.name)))


def _past(place: Place, kind: Kind | None, parent: Place | None) -> Place:
    """The place under a name of before, in the district in which it then was."""
    district = parent.id if parent is not None and parent.level is Level.DISTRICT else place.district
    return Place(
        id=place.id,
        unit=place.unit,
        on=place.on,
        level=place.level,
        kind=kind,
        district=district,
        province=place.province,
        later=place.later,
        former=True,
    )


def _parted(name: str, longer: set[str]) -> tuple[Kind | None, str]:
    """A key such as `xatanlap` as kind and name; `phuongson`, of which `xaphuongson` is told too, has no kind."""
    if not longer:
        for begin, kind in _NAME_KINDS.items():
            if name.startswith(begin) and len(name) > len(begin):
                return kind, _number(name[len(begin) :])
    return None, _number(name)


def _named(places: list[Place]) -> Named:
    communes = tuple(each for each in places if each.level is Level.COMMUNE)
    below: dict[str, list[Place]] = {}
    for place in communes:
        for parent in {place.district, place.province, place.later} - {""}:
            below.setdefault(parent, []).append(place)
    return Named(
        above=tuple(each for each in places if each.level is not Level.COMMUNE),
        communes=communes,
        below={parent: tuple(found) for parent, found in below.items()},
        parents=frozenset(below),
    )
