"""Answers as JSON: numbers as such, decimals with all their digits (RFC 8259, section 6)."""

from collections.abc import Callable
from functools import lru_cache
from itertools import starmap
from typing import Final

import msgspec

from kho.publishing.records.answering import Rows

_ENCODER: Final = msgspec.json.Encoder(decimal_format="number")
_KEPT: Final = 1024
"""Choices of columns whose rows' type is kept."""


def as_arrays(rows: Rows) -> bytes:
    """The rows as an array of arrays in the order of `rows.columns`, in UTF-8."""
    return _ENCODER.encode(rows.rows)


def as_objects(rows: Rows) -> bytes:
    """The rows as an array of objects by column, in UTF-8."""
    return _ENCODER.encode(objects(rows))


def objects(rows: Rows) -> list[object]:
    """The rows as `as_json` writes them as objects by column."""
    return list(starmap(_row(rows.columns), rows.rows))


@lru_cache(maxsize=_KEPT)
def _row(columns: tuple[str, ...]) -> Callable[..., object]:
    """What makes an object of a row's values: a structure takes a tenth of the time that a dictionary does.

    It takes no name twice, and none that JSON writes with a backslash.
    """
    if len({*columns}) < len(columns) or not all(map(str.isidentifier, columns)):
        return lambda *values: dict(zip(columns, values, strict=True))
    names = {f"column_{number}": name for number, name in enumerate(columns)}
    return msgspec.defstruct("Row", [(each, object) for each in names], rename=names, gc=False)


def as_json(value: object) -> bytes:
    """Any value of dictionaries, lists and what rows hold, in UTF-8."""
    return _ENCODER.encode(value)
