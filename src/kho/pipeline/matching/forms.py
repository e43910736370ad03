"""Rows in the forms by which they are compared, and by which rows that may be one are found."""

import math
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import pyarrow as pa

from kho.province.matches.model import NAMED, Compared, Kind, Match
from kho.standards import registry
from kho.standards.addresses.parsing import parse
from kho.standards.addresses.written import clean, kinds_at, words
from kho.standards.names.compared import Naming, called
from kho.standards.names.kinds import plain
from kho.standards.units.answers import Whole

Row = Mapping[str, Any]
Form = Mapping[str, Any]
"""Values by what they are: `own`, `unit`, `code`, ..."""

KEY: Final = "unique_id"
BLOCKS: Final = "blocks"
MOST_PAIRS: Final = 1_000_000
"""So many pairs are all looked at; of more, those that share something rare."""
COMMON: Final = 2_000
"""A word, or what else rows share, that makes more pairs than this is too common to find rows by."""
BEGINNING: Final = 5
DEGREE: Final = 111_195.0
"""Metres of a degree of latitude."""
_TYPES: Final = {"words": pa.list_(pa.string()), **dict.fromkeys(("value", "lat", "lon"), pa.float64())}
_COLUMNS: Final[Mapping[Kind, tuple[str, ...]]] = {
    **dict.fromkeys(NAMED, ("own", "words", "marked", "sound", "numbers", "kind", "family", "level")),
    Kind.ADDRESS: ("unit", "rest", "house"),
    Kind.UNIT: ("unit",),
    Kind.CODE: ("code",),
    Kind.DATE: ("date",),
    Kind.NUMBER: ("value",),
    Kind.POINT: ("lat", "lon"),
}
_HOUSE: Final = re.compile(r"\d+[a-z]?(?:/\d+[a-z]?)*")


@dataclass(frozen=True, kw_only=True, slots=True)
class Side:
    """One table's rows: their keys, what they say (by compared name), and the forms of it."""

    keys: tuple[str, ...]
    said: tuple[Mapping[str, tuple[str, ...]], ...]
    forms: tuple[tuple[Form, ...], ...]


def side(match: Match, rows: Iterable[Row], *, is_left: bool) -> Side:
    """The rows of one side; `rows` have the key and the compared columns."""
    key = match.left_key if is_left else match.right_key
    keys, said = [], []
    for row in rows:
        keys.append("|".join(_text(row[column]) for column in key))
        said.append({
            each.name: tuple(_text(row[column]) for column in (each.left if is_left else each.right))
            for each in match.compared
        })  # fmt: skip
    order = _largest_first(match.compared, said)
    forms = tuple(_forms(match.compared, each, order) for each in said)
    return Side(keys=tuple(keys), said=tuple(said), forms=forms)


def _forms(compared: Sequence[Compared], said: Mapping[str, tuple[str, ...]], order: Sequence[str]) -> tuple[Form, ...]:
    places = tuple(bare for name in order if (bare := " ".join(_unit_words(said[name][0]))))
    return tuple(_READERS[each.kind](each, said[each.name], places) for each in compared)


def _largest_first(compared: Sequence[Compared], said: Sequence[Mapping[str, tuple[str, ...]]]) -> list[str]:
    """The units in which rows lie, those of which there are fewest first."""
    units = [each.name for each in compared if each.kind is Kind.UNIT]
    return sorted(units, key=lambda name: len({each[name] for each in said}))


def _text(value: Any) -> str:
    if value is None:
        return ""
    return f"{value:g}" if isinstance(value, float) and value.is_integer() else str(value).strip()


def _named(compared: Compared, said: tuple[str, ...], places: tuple[str, ...]) -> Form:
    name = called(said[0], Naming(compared.kind.value), places=places, commune=compared.commune)
    return {each: getattr(name, each) or None for each in _COLUMNS[compared.kind]} | {"words": list(name.words)}


def _address(_: Compared, said: tuple[str, ...], places: tuple[str, ...]) -> Form:
    if not said[0]:
        return {}
    read = parse(", ".join([said[0], *reversed(places)]))
    best = read.best
    unit = read.today.to if isinstance(read.today, Whole) else best.unit.code if best is not None else None
    rest = plain(read.rest)
    house = _HOUSE.search(read.rest.lower())
    return {"unit": unit, "rest": rest.replace(" ", "") or None, "house": house[0] if house else None}


def _unit(_: Compared, said: tuple[str, ...], __: tuple[str, ...]) -> Form:
    return {"unit": "".join(_unit_words(said[0])) or None}


def _unit_words(text: str) -> list[str]:
    """The name of a unit without its kind, abbreviated or not; a code as it stands."""
    if text.isdecimal():
        return [text]
    found = words(clean(text))
    after = max((end for _, end in kinds_at(found, 0)), default=0)
    return [each.folded for each in found[after:]]


def _code(compared: Compared, said: tuple[str, ...], _: tuple[str, ...]) -> Form:
    if not compared.standard:
        return {"code": said[0] or None}
    return {"code": registry.standard(compared.standard).read(said[0]) if said[0] else None}


def _date(_: Compared, said: tuple[str, ...], __: tuple[str, ...]) -> Form:
    return {"date": registry.standard("date").read(said[0]) if said[0] else None}


def _number(_: Compared, said: tuple[str, ...], __: tuple[str, ...]) -> Form:
    return {"value": _real(said[0])}


def _point(_: Compared, said: tuple[str, ...], __: tuple[str, ...]) -> Form:
    lat, lon = (_real(each) for each in said)
    return {"lat": lat, "lon": lon} if lat is not None and lon is not None else {}


def _real(text: str) -> float | None:
    """A number; of text that is none as it stands, what the standard of numbers reads."""
    try:
        found = float(text)
    except ValueError:
        read = registry.standard("number").read(text) if text else None
        found = float(read) if read is not None else math.nan
    return found if math.isfinite(found) else None


_READERS: Final[Mapping[Kind, Callable[[Compared, tuple[str, ...], tuple[str, ...]], Form]]] = {
    **dict.fromkeys(NAMED, _named),
    Kind.ADDRESS: _address,
    Kind.UNIT: _unit,
    Kind.CODE: _code,
    Kind.DATE: _date,
    Kind.NUMBER: _number,
    Kind.POINT: _point,
}


def tables(match: Match, left: Side, right: Side | None) -> list[pa.Table]:
    """The forms as tables for splink, one for doubles within one dataset, with what rows are found by."""
    sides = [left] if right is None else [left, right]
    blocks = _blocks(match, sides)
    return [_table(match, each, found) for each, found in zip(sides, blocks, strict=True)]


def _table(match: Match, side: Side, blocks: Sequence[list[str]]) -> pa.Table:
    made: dict[str, pa.Array] = {
        KEY: pa.array(side.keys, pa.string()),
        BLOCKS: pa.array(blocks, pa.list_(pa.string())),
    }
    for at, each in enumerate(match.compared):
        for name in _COLUMNS[each.kind]:
            values = [form[at].get(name) for form in side.forms]
            made[f"c{at}_{name}"] = pa.array(values, _TYPES.get(name, pa.string()))
    return pa.table(made)


def _blocks(match: Match, sides: Sequence[Side]) -> list[list[list[str]]]:
    """What each row is found by: rows that share one are compared.

    All that agree in what must be equal, where these make few enough pairs; else those of them that share a name, a
    rare word, a code, a date or a place.
    """
    must = [[_must(match, forms) for forms in side.forms] for side in sides]
    if _pairs(_counted([[each] if each is not None else [] for each in found] for found in must)) <= MOST_PAIRS:
        return [[[each] if each is not None else [] for each in found] for found in must]
    every = [
        [
            [f"{each}|{key}" for key in dict.fromkeys(_shared(match, forms))] if each is not None else []
            for each, forms in zip(found, side.forms, strict=True)
        ]
        for found, side in zip(must, sides, strict=True)
    ]
    counts = _counted(every)
    rare = {key for key in set.union(*map(set, counts)) if _made(key, counts) <= COMMON}
    return [[[key for key in keys if key in rare] for keys in found] for found in every]


def _must(match: Match, forms: Sequence[Form]) -> str | None:
    """What must be equal, as one text; None where something of it is missing."""
    values = [
        next((str(value) for name in _COLUMNS[each.kind] if (value := form.get(name)) is not None), None)
        for each, form in zip(match.compared, forms, strict=True)
        if each.name in match.equal
    ]
    return None if None in values else "|".join(map(str, values))


def _counted(found: Iterable[Iterable[Iterable[str]]]) -> list[Counter[str]]:
    return [Counter(key for keys in side for key in keys) for side in found]


def _pairs(counts: Sequence[Counter[str]]) -> int:
    return sum(_made(key, counts) for key in counts[0])


def _made(key: str, counts: Sequence[Counter[str]]) -> int:
    """How many pairs a shared key makes."""
    first = counts[0][key]
    return first * counts[1][key] if len(counts) > 1 else first * (first - 1) // 2


def _shared(match: Match, forms: Sequence[Form]) -> Iterator[str]:
    for at, (each, form) in enumerate(zip(match.compared, forms, strict=True)):
        for key in _keys(each, form):
            yield f"{at}:{key}"


def _keys(compared: Compared, form: Form) -> Iterator[str]:
    """By what a row may be found through one of its columns."""
    if compared.kind in NAMED and form.get("own"):
        yield from (form["own"], f"={form['sound']}", f"^{form['own'][:BEGINNING]}", f"${form['own'][-BEGINNING:]}")
        yield from (word for word in form["words"] if len(word) > 1)
    elif compared.kind is Kind.ADDRESS:
        yield from (f"{form.get('unit')}/{form[each]}" for each in ("rest", "house") if form.get(each))
    elif compared.kind is Kind.POINT and form:
        yield from _cells(form, compared.metres)
    else:
        yield from (str(form[each]) for each in ("unit", "code", "date") if form.get(each))


def _cells(form: Form, metres: float) -> Iterator[str]:
    """The squares of a grid that a point lies in or so near to that one of its neighbours shares them."""
    size, half = metres / DEGREE, metres / DEGREE / 2
    wide = size / max(math.cos(math.radians(round(form["lat"]))), 0.1)
    rows = {math.floor((form["lat"] + each) / size) for each in (-half, half)}
    lines = {math.floor((form["lon"] + each * wide / size) / wide) for each in (-half, half)}
    yield from (f"{row}/{line}" for row in sorted(rows) for line in sorted(lines))
