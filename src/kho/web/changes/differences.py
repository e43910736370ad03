"""What a change of a file is, for a person: field by field with the old beside the new, and line by line."""

import csv
import difflib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from kho.contracts.located import parse_yaml
from kho.province.writing.csv_rows import rows_of

_NAMES: Final = ("id", "property", "name", "metric")
"""By what entries of a list are told apart, rather than by their place."""


@dataclass(frozen=True, kw_only=True, slots=True)
class FieldDifference:
    """One field: of which entry, which, what it was and is; None: it is not there."""

    entry: str
    field: str
    before: str | None
    after: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """One line of the raw difference; `kind` is plus, minus, at (where) or empty (unchanged)."""

    kind: str
    text: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Difference:
    """Of one file: by fields, where it can be read, and by lines."""

    path: str
    fields: Sequence[FieldDifference]
    lines: Sequence[Line]


def difference(path: str, before: str | None, after: str | None) -> Difference:
    """What changes in a file."""
    old, new = _fields(path, before), _fields(path, after)
    changed = [
        FieldDifference(entry=entry, field=field, before=old.get((entry, field)), after=new.get((entry, field)))
        for entry, field in dict.fromkeys([*old, *new])
        if old.get((entry, field)) != new.get((entry, field))
    ]
    return Difference(path=path, fields=changed, lines=list(_lines(before, after)))


def _lines(before: str | None, after: str | None) -> Iterator[Line]:
    kinds = {"+": "plus", "-": "minus", "@": "at"}
    told = difflib.unified_diff((before or "").splitlines(), (after or "").splitlines(), lineterm="", n=2)
    for number, line in enumerate(told):
        if number > 1:
            yield Line(kind=kinds.get(line[:1], ""), text=line)


def _fields(path: str, text: str | None) -> dict[tuple[str, str], str]:
    if text is None:
        return {}
    if path.endswith(".csv"):
        return _cells(text)
    found = parse_yaml(text.encode(), Path(path)) if path.endswith(".yaml") else None
    return {} if found is None or found.problems else dict(_leaves(found.value, (), path))


def _cells(text: str) -> dict[tuple[str, str], str]:
    try:
        rows = rows_of(text)
    except csv.Error:
        return {}
    seen: dict[str, int] = {}
    told = {}
    for row in rows:
        code = row.cells.get("code", "")
        seen[code] = seen.get(code, 0) + 1
        entry = code if seen[code] == 1 else f"{code} ({seen[code]})"
        told.update({(entry, name): cell for name, cell in row.cells.items() if cell})
    return told


def _leaves(value: Any, way: tuple[str, ...], path: str) -> Iterator[tuple[tuple[str, str], str]]:
    """Every plain value, by the entry it is in and the way to it."""
    if isinstance(value, dict):
        for word, each in value.items():
            yield from _leaves(each, (*way, word), path)
    elif isinstance(value, list) and any(isinstance(each, dict | list) for each in value):
        for number, each in enumerate(value):
            yield from _leaves(each, (*way, _name(each, number)), path)
    else:
        shown = ", ".join(map(str, value)) if isinstance(value, list) else "" if value is None else str(value)
        entry, field = (way[0], way[1:]) if path in {"agencies.yaml", "systems.yaml"} and way else ("", way)
        yield (entry, " › ".join(field)), shown


def _name(entry: Any, number: int) -> str:
    named = next((entry[word] for word in _NAMES if word in entry), None) if isinstance(entry, dict) else None
    return str(named) if isinstance(named, str) else str(number + 1)
