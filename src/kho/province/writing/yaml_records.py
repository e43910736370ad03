"""One record of a YAML list changed in the file's text: what is not changed keeps its comments, order and spelling."""

import json
import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Final

from kho.contracts.located import Located, parse_yaml, plain, surprising
from kho.province.writing.errors import NotEditableError

_DASH: Final = re.compile(r"(?P<before>\s*)-(?P<gap>\s+)(?P<rest>\S.*)?")
_SAFE: Final = re.compile(r"[^\W\d_][\w ./()-]*")
"""Texts that no YAML reader takes for anything but a text, without quotes."""
Values = Mapping[str, Any]
"""Fields of a record: texts, dates, lists of texts, `{vi, en}`; None: the field is not there."""


def with_record(text: str, path: str, values: Values) -> str:
    """The text with one more record at its end, its fields in this order. Raises NotEditableError."""
    found = _parsed(text, path, str(values["id"]))
    indent = _indent_of(text, found)
    lines = text.splitlines()
    if not found.value:
        lines = [line for line in lines if line.strip() != "[]"]
    lines += _record(values, indent)
    return _checked(lines, text, path, str(values["id"]), [*(found.value or []), _read(values)])


def with_changed(text: str, path: str, id_: str, values: Values) -> str:
    """The text with these fields of a record changed, the others as they are. Raises NotEditableError, KeyError."""
    found = _parsed(text, path, id_)
    index = _index(found, id_)
    old = found.value[index]
    new = {word: value for word, value in _read({**old, **values}).items() if value is not None}
    changed = {word: value for word, value in values.items() if _read({word: value}).get(word) != old.get(word)}
    wanted = [new if number == index else each for number, each in enumerate(found.value)]
    if not changed:
        return text
    for attempt in (_by_fields, _whole):
        lines = attempt(text.splitlines(), found, index, changed, new)
        made = _ended(lines, text)
        if lines and _same(parse_yaml(made.encode(), Path(path)), wanted):
            return made
    raise NotEditableError(where=path, path=path, id=id_)


def _by_fields(lines: list[str], found: Located, index: int, changed: Values, new: Values) -> list[str]:  # noqa: ARG001
    """Only the lines of the fields that change; nothing where the record is not written a field a line."""
    start, end = _span(lines, found, index)
    head = _DASH.fullmatch(lines[start])
    if head is None or not head["rest"] or head["rest"].startswith(("{", "#")):
        return []
    indent = " " * (len(head["before"]) + 1 + len(head["gap"]))
    places = {str(place[1]): line - 1 for place, line in found.lines.items() if len(place) == 2 and place[0] == index}  # noqa: PLR2004
    made = list(lines)
    added = [
        f"{indent}{_field(word, value)}" for word, value in changed.items() if word not in places and value is not None
    ]
    made[end:end] = added
    for word, first in sorted(places.items(), key=lambda each: -each[1]):
        if word in changed:
            stops = [line for line in places.values() if line > first]
            last = _without_tail(lines, first, min(stops, default=end))
            value = changed[word]
            lead = lines[first][: len(indent)] if first == start else indent
            made[first:last] = [] if value is None else [f"{lead}{_field(word, value)}"]
    return made


def _whole(lines: list[str], found: Located, index: int, changed: Values, new: Values) -> list[str]:  # noqa: ARG001
    """The record written anew; those around it stay."""
    start, end = _span(lines, found, index)
    head = _DASH.match(lines[start])
    return [*lines[:start], *_record(new, head["before"] if head else ""), *lines[end:]] if head else []


def _span(lines: Sequence[str], found: Located, index: int) -> tuple[int, int]:
    """The lines of a record, from 0, the end exclusive; comments before the next one belong to that."""
    start = _dash(lines, found.lines[index,] - 1)
    following = found.lines.get((index + 1,))
    return start, _without_tail(lines, start, len(lines) if following is None else _dash(lines, following - 1))


def _dash(lines: Sequence[str], line: int) -> int:
    """Where a record begins: its dash may stand above its first field."""
    while line > 0 and not _DASH.match(lines[line]) and lines[line].strip() != "-":
        line -= 1
    return line


def _without_tail(lines: Sequence[str], first: int, end: int) -> int:
    """The end without blank lines and comments before it."""
    while end > first + 1 and (not lines[end - 1].strip() or lines[end - 1].lstrip().startswith("#")):
        end -= 1
    return end


def _indent_of(text: str, found: Located) -> str:
    head = _DASH.match(text.splitlines()[found.lines[0,] - 1]) if found.value else None
    return head["before"] if head else ""


def _record(values: Values, indent: str) -> list[str]:
    fields = [_field(word, value) for word, value in values.items() if value is not None]
    return [f"{indent}{'- ' if number == 0 else '  '}{line}" for number, line in enumerate(fields)]


def _field(word: str, value: Any) -> str:
    return f"{word}: {_flow(value)}"


def _flow(value: Any) -> str:
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{word}: {_flow(each)}" for word, each in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_flow, value)) + "]"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str):
        value = unicodedata.normalize("NFC", value)
        bare = _SAFE.fullmatch(value) and value == value.strip() and plain(value) == value and not surprising(value)
        day = re.fullmatch(r"\d{4}-\d{2}-\d{2}", value)
        return value if bare or day else json.dumps(value, ensure_ascii=False)
    return json.dumps(value)


def _read(values: Values) -> dict[str, Any]:
    """Fields as they are when they are read again."""
    return {word: _plain(value) for word, value in values.items() if value is not None}


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {word: _plain(each) for word, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return unicodedata.normalize("NFC", value) if isinstance(value, str) else value


def _index(found: Located, id_: str) -> int:
    for index, each in enumerate(found.value or ()):
        if isinstance(each, dict) and each.get("id") == id_:
            return index
    raise KeyError(id_)


def _parsed(text: str, path: str, id_: str) -> Located:
    found = parse_yaml(text.encode(), Path(path))
    if found.problems or not isinstance(found.value, list | None):
        raise NotEditableError(where=path, path=path, id=id_)
    return found


def _checked(lines: Sequence[str], before: str, path: str, id_: str, wanted: list[Any]) -> str:
    made = _ended(lines, before)
    if not _same(parse_yaml(made.encode(), Path(path)), wanted):
        raise NotEditableError(where=path, path=path, id=id_)
    return made


def _same(found: Located, wanted: list[Any]) -> bool:
    return not found.problems and found.value == wanted


def _ended(lines: Sequence[str], before: str) -> str:
    """Lines with the ends that the file has."""
    end = "\r\n" if "\r\n" in before else "\n"
    return end.join(lines) + end
