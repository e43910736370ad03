"""Nested records become rows: objects flatten to dotted columns, arrays stay one cell as canonical JSON.

The values are those of JSON: None, bool, str, Number, list, dict; and Invalid and Doubled for what JSON does not
allow but files hold. XML elements are brought into the same form by their reader.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from json.encoder import encode_basestring
from typing import Any

from kho.quality.cells import CellKind
from kho.sources.base import SourceColumn
from kho.sources.cells import Cell
from kho.sources.decoding import clean_text
from kho.sources.options import whole
from kho.sources.records.errors import TooManyColumnsError

MAX_COLUMNS = 5_000
LONGEST_NUMBER = 400
"""Digits, or power of ten, beyond which a number is no measurement; larger ones are marked, never computed with."""
DEEPEST = 200
"""How deep values may nest at most, so that a reader can follow without danger."""
DEPTH = 64
"""How deep values may nest where the contract does not say."""
MAX_DEPTH = whole(1, DEEPEST)
"""How deep values may nest, as an option of a format."""

EMPTY: Cell = (None, None)
SURROGATE = re.compile("[\ud800-\udfff]")

Path = tuple[str, ...]
"""Where a field stands: first the array its record came from (OWN for the record itself), then the keys."""
OWN = ""


class Number(str):
    """A number by its exact source text, so that `1.10` and 30-digit codes stay what they are."""

    __slots__ = ()


class Invalid(str):
    """The source text of something no table can hold: NaN, Infinity, a number of absurd size."""

    __slots__ = ()


class Doubled(tuple[Any, ...]):
    """All the values that stood under one key of one object."""

    __slots__ = ()


class NestsTooDeepError(ValueError):
    """A value nests deeper than the reader was told to follow."""


def number(text: str) -> Number | Invalid:
    """The number written so, unless its size is absurd."""
    _, _, power = text.lower().partition("e")
    absurd = len(text) > LONGEST_NUMBER or (power and abs(int(power)) > LONGEST_NUMBER)
    return Invalid(text) if absurd else Number(text)


def shown(text: str) -> str:
    r"""The text with lone surrogates, which are no characters, shown as `\uNNNN`."""
    return SURROGATE.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def cell(value: Any, depth: int) -> Cell:
    """The cell of a value that is no object; `depth` is how many more levels it may nest."""
    if value is None or value == "":
        return EMPTY
    if value is True or value is False:
        return ("true" if value else "false", CellKind.BOOLEAN)
    if type(value) is str:
        return (shown(value), CellKind.UNDECODED) if SURROGATE.search(value) else (value, None)
    if type(value) is Number:
        return (str(value), CellKind.NUMBER)
    if type(value) is Invalid:
        return (str(value), CellKind.ERROR)
    return _json_cell(value, depth)


def _json_cell(value: Any, depth: int) -> Cell:
    marks: set[CellKind] = set()
    text = _canonical(value, depth, marks)
    return text, next((kind for kind in (CellKind.ERROR, CellKind.UNDECODED) if kind in marks), CellKind.JSON)


def canonical(value: Any) -> str:
    """JSON text after RFC 8785 (no spaces, keys sorted), except that numbers keep their source text."""
    return _canonical(value, MAX_COLUMNS, set())


def _canonical(value: Any, depth: int, marks: set[CellKind]) -> str:
    if value is None:
        return "null"
    if value is True or value is False:
        return "true" if value else "false"
    if isinstance(value, (dict, list, Doubled)):
        return _canonical_nest(value, depth - 1, marks)
    if type(value) is Number:
        return str(value)
    if type(value) is Invalid:
        marks.add(CellKind.ERROR)
        return str(value)
    return _canonical_text(value, marks)


def _canonical_text(text: str, marks: set[CellKind]) -> str:
    if SURROGATE.search(text):
        marks.add(CellKind.UNDECODED)
        text = shown(text)
    return encode_basestring(text)


def _canonical_nest(value: Any, depth: int, marks: set[CellKind]) -> str:
    if depth < 0:
        raise NestsTooDeepError
    if isinstance(value, dict):
        return "{" + ",".join(_members(value, depth, marks)) + "}"
    if isinstance(value, Doubled):
        marks.add(CellKind.ERROR)
    return "[" + ",".join(_canonical(each, depth, marks) for each in value) + "]"


def _members(value: dict[str, Any], depth: int, marks: set[CellKind]) -> Iterator[str]:
    for key, inner in sorted(value.items()):
        values = inner if isinstance(inner, Doubled) else (inner,)
        marks.update({CellKind.ERROR} if isinstance(inner, Doubled) else ())
        for each in values:
            yield f"{_canonical_text(key, marks)}:{_canonical(each, depth, marks)}"


AsCell = Callable[[Any, int], Cell]


def flatten(value: Any, start: Path, depth: int, into: dict[Path, Cell], as_cell: AsCell = cell) -> None:
    """Put the cells of a record into `into`; one that is no object gets the single path `start` + `$`.

    Raises NestsTooDeepError below `depth` levels.
    """
    if isinstance(value, dict):
        _flatten(value, start, depth, into, as_cell)
    else:
        into[(*start, "$")] = as_cell(value, depth)


def _flatten(record: dict[str, Any], start: Path, depth: int, into: dict[Path, Cell], as_cell: AsCell) -> None:
    if depth <= 0:
        raise NestsTooDeepError
    for key, value in record.items():
        path = (*start, key)
        if type(value) is dict and value:
            _flatten(value, path, depth - 1, into, as_cell)
        elif type(value) is Doubled:
            _flatten_doubled(value, path, depth - 1, into, as_cell)
        else:
            into[path] = as_cell(value, depth)


def _flatten_doubled(values: Doubled, path: Path, depth: int, into: dict[Path, Cell], as_cell: AsCell) -> None:
    """Every column any of the values would have shows them all, marked: which one was meant is not known."""
    marked = (as_cell(list(values), depth)[0], CellKind.ERROR)
    columns: dict[Path, Cell] = {}
    for value in values:
        if type(value) is dict and value:
            _flatten(value, path, depth, columns, as_cell)
        else:
            columns[path] = marked
    into.update(dict.fromkeys(columns, marked))


@dataclass(kw_only=True, slots=True)
class Columns:
    """The columns of all records in order of first appearance."""

    where: str
    places: dict[Path, int] = field(default_factory=dict)

    def add(self, row: dict[Path, Cell]) -> None:
        """Take in the columns of one more row. Raises TooManyColumnsError."""
        if row.keys() <= self.places.keys():
            return
        for path in row:
            self.places.setdefault(path, len(self.places))
        if len(self.places) > MAX_COLUMNS:
            raise TooManyColumnsError(where=self.where, limit=MAX_COLUMNS)

    def cells(self, row: dict[Path, Cell]) -> list[Cell]:
        """The row's cells in the columns' order."""
        return [row.get(path, EMPTY) for path in self.places]

    def broken(self, raw: str) -> list[Cell]:
        """A row that could not be read: its raw text in the first cell, every cell marked so that none is believed."""
        return [(shown(raw), CellKind.ERROR), *([(None, CellKind.ERROR)] * (len(self.places) - 1))]

    def source_columns(self) -> tuple[SourceColumn, ...]:
        """The columns with their headers."""
        texts = headers(list(self.places))
        return tuple(SourceColumn(position=i + 1, header=(clean_text(text),)) for i, text in enumerate(texts))


def headers(paths: Sequence[Path]) -> list[str]:
    """The dotted header of each path, all different.

    Keys are joined by dots; a field of an outer record is preceded by its array's keys (`items.name`). Where two
    would be the same, a field of an outer record is written with its whole path (`$.items[*].name`), keys that hold
    dots in brackets (`["a.b"]`), and what is still the same gets `#2`, `#3`.
    """
    plain = [_plain(path) for path in paths]
    counted = _counts(plain)
    strict = [text if counted[text] == 1 else _strict(path) for path, text in zip(paths, plain, strict=True)]
    return unique(strict)


def _counts(texts: Sequence[str]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for text in texts:
        counts[text] = counts.get(text, 0) + 1
    return counts


def unique(texts: Sequence[str]) -> list[str]:
    """The same texts, but the second of the same gets `#2`, the third `#3`."""
    seen: dict[str, None] = {}
    for text in texts:
        name, count = text, 1
        while name in seen:
            count += 1
            name = f"{text}#{count}"
        seen[name] = None
    return list(seen)


def _plain(path: Path) -> str:
    outer = re.sub(r"^\$|\[\*\]", "", path[0]).strip(".")
    return shown(".".join([*([outer] if outer else []), *path[1:]]))


def _strict(path: Path) -> str:
    keys = [key if key and not re.search(r"[.\[\]]", key) else f"[{encode_basestring(key)}]" for key in path[1:]]
    return shown(".".join([path[0], *keys] if path[0] else keys))
