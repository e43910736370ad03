"""A column given another type by a person, read in the way in which its values are written."""

from dataclasses import replace

from kho.contracts.guess.moments import moments
from kho.contracts.guess.numbers import numbers
from kho.contracts.guess.samples import SampleColumn, cells_of
from kho.contracts.model import Column, LogicalType

_MOMENTS = frozenset({LogicalType.DATE, LogicalType.TIMESTAMP})
_FIGURES = frozenset({LogicalType.INTEGER, LogicalType.NUMBER})
_VIETNAMESE = ("dd/MM/yyyy", "d/M/yyyy")


def retyped(column: Column, kind: LogicalType, sample: SampleColumn) -> Column:
    """The column with that type, its date formats and decimal mark those of the sample; without what does not go along.

    Where the sample tells neither, as a Vietnamese sender writes: the day first, the comma before decimals.
    """
    texts = cells_of(sample).texts
    bare = replace(
        column, logical_type=kind, formats=(), decimal_mark=".", point_told=False, precision=None, scale=None
    )
    if kind in _MOMENTS:
        readable = [text for text in texts if moments([text]) is not None]
        found = moments(readable)
        return replace(bare, formats=found.formats if found else _VIETNAMESE if texts else ())
    if kind in _FIGURES:
        plain = numbers([text for text in texts if numbers([text]) is not None])
        mark = (plain.mark if plain else None) or ("," if any("." in text or "," in text for text in texts) else ".")
        return replace(bare, decimal_mark=mark, point_told=mark == "." and plain is not None and plain.mark == ".")
    return replace(bare, measure=None)
