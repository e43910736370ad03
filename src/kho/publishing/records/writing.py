"""Answers as JSON: numbers as such, decimals with all their digits (RFC 8259, section 6)."""

from typing import Final

import msgspec

from kho.publishing.records.answering import Rows

_ENCODER: Final = msgspec.json.Encoder(decimal_format="number")


def as_arrays(rows: Rows) -> bytes:
    """The rows as an array of arrays in the order of `rows.columns`, in UTF-8."""
    return _ENCODER.encode(rows.rows)


def as_objects(rows: Rows) -> bytes:
    """The rows as an array of objects by column, in UTF-8."""
    names = rows.columns
    return _ENCODER.encode([dict(zip(names, row, strict=True)) for row in rows.rows])


def as_json(value: object) -> bytes:
    """Any value of dictionaries, lists and what rows hold, in UTF-8."""
    return _ENCODER.encode(value)
