"""What a feature is called for good: by its key, or, where the key is not published, by its place in the version.

An id is made of letters, digits and `-._~:` alone, so that it stands in an address as it is, whoever writes that.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Final

from kho.publishing.features.failures import NoSuchFeatureError
from kho.publishing.records.fields import Field, NotAValueError, shown
from kho.publishing.records.question import All, Compare, Comparison, Condition

BETWEEN: Final = ":"
NOTHING: Final = "~"
_ODD: Final = re.compile(r"[^0-9A-Za-z._-]|^\.")
_HIDDEN: Final = re.compile(r"~([0-9a-f]{2})")
_NUMBERED: Final = re.compile(r"v([0-9]{1,18})-([0-9]{1,18})")
_LONGEST: Final = 2_000


def of_key(values: Sequence[object]) -> str:
    """The id of the row of a key."""
    return BETWEEN.join(map(_part, values))


def of_number(version: int, number: int) -> str:
    """The id of a row without a published key: of that version alone."""
    return f"v{version}-{number}"


def key_of(text: str, key: Sequence[str], fields: Mapping[str, Field]) -> Condition:
    """The row that an id means. Raises NoSuchFeatureError."""
    parts = text.split(BETWEEN)
    if len(parts) != len(key) or len(text) > _LONGEST:
        raise NoSuchFeatureError(id=shown(text))
    try:
        return All(of=tuple(_same(fields[name], part) for name, part in zip(key, parts, strict=True)))
    except (NotAValueError, UnicodeDecodeError):
        raise NoSuchFeatureError(id=shown(text)) from None


def number_of(text: str, version: int) -> int:
    """The number of the row that an id means in that version. Raises NoSuchFeatureError."""
    found = _NUMBERED.fullmatch(text)
    if found is None or int(found[1]) != version:
        raise NoSuchFeatureError(id=shown(text))
    return int(found[2])


def _part(value: object) -> str:
    if value is None:
        return NOTHING
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return _ODD.sub(_hidden, text)


def _hidden(found: re.Match[str]) -> str:
    return "".join(f"~{byte:02x}" for byte in found[0].encode())


def _same(field: Field, part: str) -> Condition:
    raw = _HIDDEN.sub(lambda found: chr(int(found[1], 16)), part).encode("latin-1", "replace")
    return Compare(column=field.name, how=Comparison.EQUAL, value=field.value(raw.decode()))
