"""The type an expression of a query has, as far as all engines agree on it.

`kho.quality.sqltypes` tells the kind; of a decimal its scale is told here too. Columns carry their type (`annotate` in
`kho.quality.queries.scopes` writes it on them).
"""

from collections.abc import Callable, Iterable

from sqlglot import exp

from kho.contracts.model import Column, LogicalType
from kho.quality.sqltypes import ALTERNATIVES, SAME_AS_ARGUMENT, Kind, alternatives, kind_of

WIDEST = 38
SUMMED = 28
"""Digits of a sum of decimals: enough for any province, and a product with it still fits."""
_NAMES = {
    Kind.TEXT: "text",
    Kind.INTEGER: "bigint",
    Kind.DOUBLE: "double",
    Kind.BOOLEAN: "boolean",
    Kind.DATE: "date",
    Kind.TIMESTAMP: "timestamp",
    Kind.UNKNOWN: "unknown",
}
_LOGICAL = {
    LogicalType.INTEGER: "bigint",
    LogicalType.BOOLEAN: "boolean",
    LogicalType.DATE: "date",
    LogicalType.TIMESTAMP: "timestamp",
}


def column_type(column: Column) -> exp.DataType:
    """The type a contract's column has in its table."""
    if column.logical_type is LogicalType.NUMBER:
        return exp.DataType.build(
            "double" if column.precision is None else f"decimal({column.precision},{column.scale or 0})"
        )
    return exp.DataType.build(_LOGICAL.get(column.logical_type, "text"))


def type_of(node: exp.Expr) -> exp.DataType:
    """The type of an expression whose columns are annotated; decimals are as wide as can be."""
    return _built(kind_of(node, {}), scale_of(node))


def scale_of(node: exp.Expr) -> int:
    """Digits after the point of an exact number; 0 for whole numbers and all that is no number."""
    own = _SCALES.get(type(node))
    if own is not None:
        return own(node)
    return max((scale_of(each) for each in values_of(node)), default=0)


def values_of(node: exp.Expr) -> list[exp.Expr]:
    """The parts of an expression of which one is its value, or of whose values it is made."""
    if isinstance(node, ALTERNATIVES):
        return alternatives(node)
    if isinstance(node, SAME_AS_ARGUMENT):
        return [node.this]
    return [node.this, node.expression] if isinstance(node, exp.Add | exp.Sub | exp.Mod) else []


def _digits(literal: exp.Expr) -> int:
    return 0 if literal.args["is_string"] else len(literal.name.partition(".")[2])


def _rounded(node: exp.Expr) -> int:
    digits = node.args.get("decimals")
    return int(digits.name) if isinstance(digits, exp.Literal) else 0


_SCALES: dict[type[exp.Expr], Callable[[exp.Expr], int]] = {
    exp.Column: lambda node: 0 if node.type is None else scale_in(node.type),
    exp.Literal: _digits,
    exp.Cast: lambda node: scale_in(node.args["to"]),
    exp.TryCast: lambda node: scale_in(node.args["to"]),
    exp.Round: _rounded,
    exp.Floor: lambda _node: 0,
    exp.Ceil: lambda _node: 0,
    exp.Mul: lambda node: scale_of(node.this) + scale_of(node.expression),
}


def scale_in(type_: exp.DataType) -> int:
    """The scale a decimal type says; 0 for others."""
    sizes = [int(each.name) for each in type_.expressions]
    return sizes[1] if type_.this is exp.DType.DECIMAL and len(sizes) > 1 else 0


def merged(types: Iterable[exp.DataType]) -> exp.DataType:
    """The type of a column that takes values of several types; `unknown` where they do not go together."""
    given = list(types)
    kinds = {kind_in(each) for each in given} - {Kind.UNKNOWN}
    scale = max(scale_in(each) for each in given)
    if kinds <= {Kind.INTEGER, Kind.DECIMAL, Kind.DOUBLE} and kinds:
        widest = max(kinds, key=[Kind.INTEGER, Kind.DECIMAL, Kind.DOUBLE].index)
        return _built(widest, scale)
    return _built(kinds.pop(), scale) if len(kinds) == 1 else exp.DataType.build("unknown")


def kind_in(type_: exp.DataType) -> Kind:
    """The kind of values of a type."""
    column = exp.column("x")
    column.type = type_
    return kind_of(column, {})


def _built(kind: Kind, scale: int) -> exp.DataType:
    return exp.DataType.build(f"decimal({WIDEST},{scale})" if kind is Kind.DECIMAL else _NAMES[kind], dialect="duckdb")
