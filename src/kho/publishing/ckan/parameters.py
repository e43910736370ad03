"""A request's parameters, texts of an address and values of JSON alike, read as CKAN's validators read them.

Rule: CKAN 2.11, "Validator functions reference": `natural_number_validator`, `int_validator`, `boolean_validator`,
`convert_to_json_if_string`, `list_of_strings`, and their messages.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from kho.publishing.ckan.answers import invalid

MISSING, NOT_A_NUMBER, NOT_NATURAL = "Missing value", "Invalid integer", "Must be a natural number"
_TRUE: Final = frozenset({"true", "yes", "t", "y", "1", "on"})
_NAME: Final = re.compile(r"[A-Za-z_]\w*")
_MOST: Final = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Parameters:
    """What a request gave; None and blank texts are as if not given. Every method raises RefusedError."""

    given: Mapping[str, Any]

    def text(self, name: str, default: str = "") -> str:
        """A text; numbers as they are written."""
        value = self.given.get(name)
        if isinstance(value, list | dict):
            raise invalid(name, "Must be a Unicode string value")
        return default if value is None or value == "" else str(value)

    def needed(self, name: str) -> str:
        """A text that must be given."""
        value = self.text(name)
        if not value:
            raise invalid(name, MISSING)
        return value

    def whole(self, name: str) -> int | None:
        """A whole number of either sign; None where none is given."""
        value = self.given.get(name)
        if value is None or value == "":
            return None
        try:
            number = int(value)
        except (TypeError, ValueError, OverflowError):
            raise invalid(name, NOT_A_NUMBER) from None
        return max(-_MOST, min(_MOST, number))

    def natural(self, name: str, default: int) -> int:
        """A whole number from 0."""
        number = self.whole(name)
        if number is not None and number < 0:
            raise invalid(name, NOT_NATURAL)
        return default if number is None else number

    def truth(self, name: str, *, default: bool = False) -> bool:
        """Whether something is wanted; what is not said to be so is not."""
        value = self.given.get(name)
        return default if value is None or value == "" else str(value).strip().lower() in _TRUE

    def texts(self, name: str) -> tuple[str, ...]:
        """A list of texts, as such, as JSON, or one alone."""
        value = self.given.get(name)
        if isinstance(value, str):
            value = [value] if _NAME.fullmatch(value) else self.json(name)
        if value is None or value == "":
            return ()
        if not isinstance(value, list):
            raise invalid(name, "Not a list")
        if not all(isinstance(each, str) for each in value):
            raise invalid(name, "Not a string")
        return tuple(value)

    def listed(self, name: str) -> tuple[str, ...]:
        """A list of texts, or one text with commas between them."""
        value = self.given.get(name)
        parts = map(str, value) if isinstance(value, list) else self.text(name).split(",")
        return tuple(part for each in parts if (part := each.strip()))

    def each(self, name: str) -> tuple[str, ...]:
        """Texts that are given one by one, none of them parted."""
        value = self.given.get(name)
        return tuple(str(part) for part in value) if isinstance(value, list) else tuple(filter(None, [self.text(name)]))

    def json(self, name: str) -> Any:
        """A value of JSON, or one that a text says in JSON."""
        value = self.given.get(name)
        if not isinstance(value, str) or not value:
            return None if value == "" else value
        try:
            return json.loads(value)
        except (ValueError, RecursionError):
            raise invalid(name, "Could not parse as valid JSON") from None
