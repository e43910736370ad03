"""Values as texts and as JSON has them, the same in every format."""

from collections.abc import Iterable
from typing import Final

from sqlglot import exp

from kho.blocks import block, named_as
from kho.publishing.exports.selecting import Cell, Kind

_MOMENT: Final = "replace(cast($value as varchar), ' ', 'T')"
_FINITE: Final = "case when isfinite($value) then $value end"


def moment(value: exp.Expr) -> exp.Expr:
    """A moment in ISO 8601, without a zone, as tables hold it."""
    return block(_MOMENT, value=value)


def finite(value: exp.Expr) -> exp.Expr:
    """A floating number; none for one that JSON and workbooks cannot hold."""
    return block(_FINITE, value=value)


def as_json(cell: Cell) -> exp.Expr:
    """A value that DuckDB writes as JSON: numbers with all their digits, days and moments in ISO 8601."""
    if cell.kind is Kind.MOMENT:
        return moment(cell.value)
    return finite(cell.value) if cell.kind is Kind.NUMBER else cell.value


def named(cells: Iterable[Cell]) -> list[exp.Expr]:
    """The values of a row as JSON has them, by name."""
    return [named_as(as_json(cell), cell.name) for cell in cells]
