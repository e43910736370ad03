"""The data of the package `vietnamadminunits` (MIT), read from its files without importing it.

It holds the three-level list as it stood at the end of June 2025, the two-level list since 1 July 2025 with centroids
and areas, and which old communes went into which new ones, by names that its lists turn into codes. Its old list also
keeps former names of communes and districts, without dates.
"""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

from kho.standards.units.model import MERGER, Change, Extent, Listing, Unit

PACKAGE: Final = "vietnamadminunits"
BEFORE: Final = MERGER - timedelta(days=1)
_OLD: Final = """
    select provinceCode, districtCode, wardCode, province, district, ward, provinceKey, districtKey, wardKey,
        wardLat, wardLon, districtLat, districtLon, provinceLat, provinceLon
    from admin_units_legacy
"""
_NEW: Final = """
    select provinceCode, wardCode, province, ward, provinceKey, wardKey, wardLat, wardLon, wardAreaKm2,
        provinceLat, provinceLon
    from admin_units
"""
_FORMER: Final = "select districtCode, districtKey, districtAlias, wardCode, wardKey, wardAlias from admin_units_legacy"


@dataclass(frozen=True, kw_only=True, slots=True)
class Packaged:
    """What the package tells: two lists, and the changes between them."""

    before: Listing
    after: Listing
    changes: tuple[Change, ...]


@cache
def source() -> str:
    """The package with its version, as a source is called."""
    return f"{PACKAGE} {version(PACKAGE)}"


@cache
def packaged() -> Packaged:
    """The package's lists and changes; read once."""
    with closing(_database()) as database:
        old, new = database.execute(_OLD).fetchall(), database.execute(_NEW).fetchall()
    return Packaged(
        before=Listing(on=BEFORE, source=source(), units=_old_units(old)),
        after=Listing(on=MERGER, source=source(), units=_new_units(new)),
        changes=tuple(_changes(old, new)),
    )


@cache
def former_names() -> Mapping[tuple[str, str], frozenset[str]]:
    """Codes of communes of June 2025 by (district code, key of a name that they, or a part of them, had before)."""
    found: dict[tuple[str, str], set[str]] = {}
    with closing(_database()) as database:
        for district, _, _, ward, own, others in database.execute(_FORMER):
            for name in (own, *json.loads(others or "[]")) if ward else ():
                found.setdefault((district, name), set()).add(ward)
    return {place: frozenset(codes) for place, codes in found.items()}


@cache
def former_districts() -> Mapping[tuple[str, str], frozenset[str]]:
    """Codes of districts of June 2025 by (province code, key of a name that they, or a part of them, had before)."""
    found: dict[tuple[str, str], set[str]] = {}
    statement = "select distinct provinceCode, districtCode, districtKey, districtAlias from admin_units_legacy"
    with closing(_database()) as database:
        for province, district, own, others in database.execute(statement):
            for name in (own, *json.loads(others or "[]")):
                found.setdefault((province, name), set()).add(district)
    for place, codes in _divided_districts():
        found.setdefault(place, set()).update(codes)
    return {place: frozenset(codes) for place, codes in found.items()}


def _divided_districts() -> Iterator[tuple[tuple[str, str], set[str]]]:
    """Districts whose communes now stand in several districts."""
    codes = _keys_of_districts()
    for province, divided in _json("parser_legacy.json")["DICT_PROVINCE_DISTRICT_DIVIDED"].items():
        for entry in divided.values():
            parts = [codes[province, district] for district in entry["districts"]]
            for name in entry["dividedDistrictKeywords"]:
                yield (parts[0][0], name), {district for _, district in parts}


def _keys_of_districts() -> dict[tuple[str, str], tuple[str, str]]:
    statement = "select distinct provinceKey, districtKey, provinceCode, districtCode from admin_units_legacy"
    with closing(_database()) as database:
        return {
            (province, district): (first, second) for province, district, first, second in database.execute(statement)
        }


def _folder() -> Path:
    """The folder of the package's files; importing the package itself would load its parsers."""
    spec = find_spec(PACKAGE)
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError(PACKAGE)
    return Path(spec.origin).parent / "data"


def _database() -> sqlite3.Connection:
    # Its name is the package's own; nothing writes to it, so no lock is taken and no journal looked for.
    return sqlite3.connect(f"{(_folder() / 'dataset.db').as_uri()}?mode=ro&immutable=1", uri=True)


def _json(name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((_folder() / name).read_bytes())
    return loaded


def _old_units(rows: Iterable[tuple[Any, ...]]) -> dict[str, Unit]:
    units: dict[str, Unit] = {}
    for row in rows:
        province, district, ward = row[:3]
        if province not in units:
            units[province] = _unit(province, row[3], None, row[13:15])
        if district not in units:
            units[district] = _unit(district, row[4], province, row[11:13])
        if ward is not None:
            units[ward] = _unit(ward, row[5], district, row[9:11])
    return units


def _new_units(rows: Iterable[tuple[Any, ...]]) -> dict[str, Unit]:
    units: dict[str, Unit] = {}
    for row in rows:
        province, ward = row[:2]
        if province not in units:
            units[province] = _unit(province, row[2], None, row[9:11])
        units[ward] = _unit(ward, row[3], province, row[6:8], row[8])
    return units


def _unit(
    code: str, name: str, parent: str | None, centroid: tuple[float | None, ...], area: float | None = None
) -> Unit:
    latitude, longitude = centroid
    return Unit(
        code=code,
        name=name,
        parent=parent,
        latitude=latitude,
        longitude=longitude,
        area=area,
        source=source(),
    )


def _changes(old: Iterable[tuple[Any, ...]], new: Iterable[tuple[Any, ...]]) -> Iterator[Change]:
    """Changes by code; an old district without communes stands for itself."""
    told = _json("converter_2025.json")
    old_codes = {f"{row[6]}_{row[7]}_{row[8] or ''}": row[2] or row[1] for row in old}
    new_codes = {(row[4], row[5]): row[1] for row in new}
    for province, wards in told["DICT_PROVINCE_WARD_NO_DIVIDED"].items():
        for ward, wholes in wards.items():
            for name in wholes:
                yield _change(old_codes[name], new_codes[province, ward], Extent.WHOLE)
    for province, names in told["DICT_PROVINCE_WARD_DIVIDED"].items():
        for name, parts in names.items():
            for part in parts:
                code = new_codes[province, part["newWardKey"]]
                yield _change(old_codes[name], code, Extent.PART, likely=part["isDefaultNewWard"])
    yield from _province_changes(told["DICT_PROVINCE"], old, new)


def _province_changes(
    told: Mapping[str, list[str]], old: Iterable[tuple[Any, ...]], new: Iterable[tuple[Any, ...]]
) -> Iterator[Change]:
    old_codes, new_codes = {row[6]: row[0] for row in old}, {row[4]: row[0] for row in new}
    for province, parts in told.items():
        for part in parts:
            yield _change(old_codes[part], new_codes[province], Extent.WHOLE)


def _change(old: str, new: str, extent: Extent, *, likely: bool = False) -> Change:
    share = 1.0 if extent is Extent.WHOLE else None
    return Change(
        on=MERGER, old=old, new=new, extent=extent, area=share, population=share, source=source(), likely=likely
    )
