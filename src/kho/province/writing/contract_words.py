"""One of Kho's words of a contract set or taken away in the file's text: everything else keeps as it was written."""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from kho.contracts.located import parse_yaml
from kho.province.writing.errors import NotEditableError

LIST: Final = "customProperties"
_HEAD: Final = re.compile(rf"{LIST}:\s*(#.*)?")
_ITEM: Final = re.compile(r"(?P<indent>\s*)-\s")


def with_word(text: str, path: str, word: str, value: Mapping[str, str] | None) -> str:
    """The contract's text with `word` among its `customProperties`, in place of what it was; None takes it away.

    Raises NotEditableError where the text is written in a way that cannot be changed line by line.
    """
    lines = _without(text.splitlines(), path, word)
    if value is not None:
        lines = _with(lines, word, value)
    made = "\n".join(lines) + "\n"
    _check(text, made, path, word, value)
    return made


def _properties(text: str, path: str) -> tuple[dict[str, Any], list[dict[str, Any]], Mapping[Any, int]]:
    """The contract but for its words, these, and the lines of everything."""
    found = parse_yaml(text.encode(), Path(path))
    rest = dict(found.value)
    words = rest.pop(LIST, None) or []
    return rest, words, found.lines


def _without(lines: list[str], path: str, word: str) -> list[str]:
    _, words, places = _properties("\n".join(lines), path)
    index = next((number for number, each in enumerate(words) if each.get("property") == word), None)
    if index is None:
        return lines
    first = places[(LIST, index)] - 1
    item = _ITEM.match(lines[first])
    if item is None:
        raise NotEditableError(where=path, path=path, id=word)
    indent, last = len(item["indent"]), first + 1
    while last < len(lines) and _depth(lines[last]) > indent and not lines[last].lstrip().startswith("#"):
        last += 1
    left = [*lines[:first], *lines[last:]]
    if len(words) == 1:  # an empty list would be null
        left = [line for line in left if not _HEAD.fullmatch(line)]
    return left


def _depth(line: str) -> int:
    return len(line) - len(line.lstrip())


def _with(lines: list[str], word: str, value: Mapping[str, str]) -> list[str]:
    """The item goes first in the list, which comes last in the file where there is none."""
    told = ", ".join(f"{key}: {json.dumps(each, ensure_ascii=False)}" for key, each in value.items())
    head = next((number for number, line in enumerate(lines) if _HEAD.fullmatch(line)), None)
    if head is None:
        return [*lines, f"{LIST}:", f"  - property: {word}", f"    value: {{{told}}}"]
    after = next((line for line in lines[head + 1 :] if _ITEM.match(line)), "  - ")
    indent = " " * _depth(after)
    return [*lines[: head + 1], f"{indent}- property: {word}", f"{indent}  value: {{{told}}}", *lines[head + 1 :]]


def _check(before: str, made: str, path: str, word: str, value: Mapping[str, str] | None) -> None:
    """Refuse where the text does not say exactly what it should."""
    old_rest, old_words, _ = _properties(before, path)
    new_rest, new_words, _ = _properties(made, path)
    kept = [each for each in old_words if each.get("property") != word]
    wanted = kept if value is None else [{"property": word, "value": dict(value)}, *kept]
    if (new_rest, new_words) != (old_rest, wanted):
        raise NotEditableError(where=path, path=path, id=word)
