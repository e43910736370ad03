"""The path to the records in a nested document, such as `$.items[*].documents[*]`, and the walk along it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from kho.messages import Message
from kho.sources.cells import Cell
from kho.sources.records.nested import OWN, AsCell, Path, cell, flatten

STEP = re.compile(r"""\.?(?P<key>[^.\[\]"'$*\s][^.\[\]]*)|\[(?P<q>["'])(?P<quoted>.*?)(?P=q)\]|(?P<each>\[\*\])""")

Row = dict[Path, Cell]

OUTER_ARRAY = Message(
    vi="danh sách trong bản ghi ngoài, không nằm trên đường tới các bản ghi được đọc",
    en="an array in the outer records, not on the way to the records read",
)
CHILDLESS = Message(
    vi="{count} bản ghi ngoài không chứa bản ghi nào nên không thành dòng",
    en="{count} outer records hold no record and so make no row",
)


class BadRecordPathError(ValueError):
    """The text is no path of keys and `[*]`."""


@dataclass(frozen=True, slots=True)
class RecordPath:
    """Where the records are: per array on the way, the keys that lead to it from the record before.

    No array at all means that the whole document is one record.
    """

    arrays: tuple[tuple[str, ...], ...] = ()

    def __str__(self) -> str:
        return "$" + "".join("".join(step(key) for key in keys) + "[*]" for keys in self.arrays)


def step(key: str) -> str:
    """One key of a path as text."""
    plain = re.fullmatch(r"""[^.\[\]"'$*\s][^.\[\]]*""", key)
    return f".{key}" if plain else '["' + key + '"]'


def parse(text: str) -> RecordPath:
    """Read `data.items[*]`, `$.items[*].documents[*]`, `$["ho so"][*]`, `$`; a last `[*]` may be left out.

    Raises BadRecordPathError.
    """
    rest = text.strip().removeprefix("$")
    arrays: list[tuple[str, ...]] = []
    keys: list[str] = []
    position = 0
    while position < len(rest):
        match = STEP.match(rest, position)
        if match is None:
            raise BadRecordPathError(text)
        position = match.end()
        if match["each"]:
            arrays.append(tuple(keys))
            keys = []
        else:
            keys.append(match["key"] if match["key"] is not None else match["quoted"])
    return RecordPath((*arrays, tuple(keys)) if keys else tuple(arrays))


def is_path(value: Any) -> bool:
    """Whether the value is the text of a path of records."""
    try:
        return isinstance(value, str) and bool(value.strip()) and isinstance(parse(value), RecordPath)
    except BadRecordPathError:
        return False


@dataclass(kw_only=True, slots=True)
class Expansion:
    """Turns one element of a document into rows, walking the rest of the path inside it.

    Each row holds the record's own fields and those fields of its outer records that are no arrays. `childless`
    counts outer records with no record inside, `dropped` the arrays beside the way, which are in no row.
    """

    arrays: tuple[tuple[str, ...], ...]
    origin: str
    depth: int
    childless: int = 0
    dropped: set[str] = field(default_factory=set)

    def rows(self, element: Any, as_cell: AsCell = cell) -> Iterator[Row]:
        """The rows of one element. Raises NestsTooDeepError."""
        yield from self._rows(element, self.arrays, self.origin, {}, as_cell)

    def _rows(
        self, element: Any, arrays: tuple[tuple[str, ...], ...], origin: str, outer: Row, as_cell: AsCell
    ) -> Iterator[Row]:
        if not arrays:
            row = dict(outer)
            flatten(element, (OWN,), self.depth, row, as_cell)
            yield row
            return
        inner_origin = origin + "".join(step(key) for key in arrays[0]) + "[*]"
        records = _at(element, arrays[0])
        self.childless += not records
        shared = outer | self._outer(element, origin, arrays[0], as_cell)
        for record in records:
            yield from self._rows(record, arrays[1:], inner_origin, shared, as_cell)

    def _outer(self, element: Any, origin: str, way: tuple[str, ...], as_cell: AsCell) -> Row:
        """Cells of an outer record but for its arrays and the way to the records."""
        row: Row = {}
        if isinstance(element, dict):
            flatten(_without_arrays(element, origin, way, self.dropped), (origin,), self.depth, row, as_cell)
        return row


def _at(element: Any, keys: tuple[str, ...]) -> list[Any]:
    """The records at the end of the keys; one object counts as an array of one, nothing as an empty one."""
    for key in keys:
        if not isinstance(element, dict):
            return []
        element = element.get(key)
    return [] if element is None else element if isinstance(element, list) else [element]


def _without_arrays(record: dict[str, Any], place: str, way: tuple[str, ...], dropped: set[str]) -> dict[str, Any]:
    kept: dict[str, Any] = {}
    for key, value in record.items():
        if way == (key,):
            continue
        if type(value) is dict:
            inner = way[1:] if way and way[0] == key else ()
            kept[key] = _without_arrays(value, place + step(key), inner, dropped)
        elif isinstance(value, list):
            dropped.add(place + step(key))
        else:
            kept[key] = value
    return {key: value for key, value in kept.items() if value != {}}
