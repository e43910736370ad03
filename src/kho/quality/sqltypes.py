"""The kind of value an expression gives, as far as the portable subset needs to know."""

from collections.abc import Iterable, Mapping
from enum import Enum, auto

from sqlglot import exp

from kho.contracts.model import Column, LogicalType


class Kind(Enum):
    """What an engine computes with."""

    TEXT = auto()
    INTEGER = auto()
    DECIMAL = auto()
    DOUBLE = auto()
    BOOLEAN = auto()
    DATE = auto()
    TIMESTAMP = auto()
    UNKNOWN = auto()


LOGICAL = {
    LogicalType.INTEGER: Kind.INTEGER,
    LogicalType.BOOLEAN: Kind.BOOLEAN,
    LogicalType.DATE: Kind.DATE,
    LogicalType.TIMESTAMP: Kind.TIMESTAMP,
}
BY_NODE: dict[type[exp.Expr], Kind] = {
    **dict.fromkeys(
        (exp.DPipe, exp.Substring, exp.Left, exp.Right, exp.Upper, exp.Lower, exp.Trim, exp.Replace, exp.SplitPart),
        Kind.TEXT,
    ),
    **dict.fromkeys((exp.Length, exp.Year, exp.Month, exp.Day, exp.Extract, exp.DateDiff, exp.Count), Kind.INTEGER),
    **dict.fromkeys((exp.RowNumber, exp.Rank, exp.DenseRank), Kind.INTEGER),
    **dict.fromkeys((exp.Div, exp.Avg), Kind.DOUBLE),
    exp.CurrentDate: Kind.DATE,
}
SAME_AS_ARGUMENT = (
    exp.Paren,
    exp.Neg,
    exp.Abs,
    exp.Round,
    exp.Floor,
    exp.Ceil,
    exp.Nullif,
    exp.Alias,
    exp.Filter,
    exp.Window,
    exp.Lag,
    exp.Lead,
    exp.Min,
    exp.Max,
    exp.Sum,
)


ALTERNATIVES = (exp.Case, exp.Coalesce, exp.Greatest, exp.Least)
"""Expressions that give one of several values."""


def column_kind(column: Column) -> Kind:
    """The kind of a contract's column; a number without precision is a double."""
    if column.logical_type is LogicalType.NUMBER:
        return Kind.DOUBLE if column.precision is None else Kind.DECIMAL
    return LOGICAL.get(column.logical_type, Kind.TEXT)


def kinds(columns: Iterable[Column]) -> dict[str, Kind]:
    """The kinds of all columns by name."""
    return {column.name: column_kind(column) for column in columns}


def kind_of(node: exp.Expr, types: Mapping[str, Kind]) -> Kind:
    """The kind of the value of an expression; UNKNOWN where the subset does not need it.

    A column that carries its own type (in queries over several tables) has that; else `types` tells by its name.
    """
    if isinstance(node, exp.Column):
        return types.get(node.name.lower(), Kind.UNKNOWN) if node.type is None else _target(node.type.this)
    if isinstance(node, exp.Round) and node.args.get("decimals") is not None:
        return Kind.INTEGER if kind_of(node.this, types) is Kind.INTEGER else Kind.DECIMAL
    if isinstance(node, SAME_AS_ARGUMENT):
        return kind_of(node.this, types)
    if isinstance(node, ALTERNATIVES):
        return _common(kind_of(each, types) for each in alternatives(node))
    if isinstance(node, (exp.Add, exp.Sub, exp.Mul, exp.Mod)):
        return _wider(kind_of(node.this, types), kind_of(node.expression, types))
    return _of_node(node)


def alternatives(node: exp.Expr) -> list[exp.Expr]:
    """The values of which an expression of `ALTERNATIVES` gives one."""
    if not isinstance(node, exp.Case):
        return [node.this, *node.expressions]
    given = [each.args["true"] for each in node.args["ifs"]]
    default = node.args.get("default")
    return given if default is None else [*given, default]


def _of_node(node: exp.Expr) -> Kind:
    if isinstance(node, exp.Literal):
        return _literal(node)
    if isinstance(node, exp.Cast):
        return _target(node.args["to"].this)
    if isinstance(node, (exp.Predicate, exp.Connector, exp.Not, exp.Boolean)):
        return Kind.BOOLEAN
    return BY_NODE.get(type(node), Kind.UNKNOWN)


def _literal(node: exp.Literal) -> Kind:
    if node.is_string:
        return Kind.TEXT
    return Kind.INTEGER if node.is_int else Kind.DECIMAL


def _target(target: exp.DType) -> Kind:
    if target in exp.DataType.INTEGER_TYPES:
        return Kind.INTEGER
    if target in exp.DataType.TEXT_TYPES:
        return Kind.TEXT
    named = {
        exp.DType.DATE: Kind.DATE,
        exp.DType.DECIMAL: Kind.DECIMAL,
        exp.DType.DOUBLE: Kind.DOUBLE,
        exp.DType.BOOLEAN: Kind.BOOLEAN,
        exp.DType.UNKNOWN: Kind.UNKNOWN,
    }
    return named.get(target, Kind.TIMESTAMP)


def _common(kinds_found: Iterable[Kind]) -> Kind:
    """The kind of a value that is one of several; those that nobody knows, such as null, are passed over."""
    common = Kind.UNKNOWN
    for kind in kinds_found:
        if common is Kind.UNKNOWN:
            common = kind
        elif kind not in (common, Kind.UNKNOWN):
            common = _wider(common, kind)
    return common


def _wider(left: Kind, right: Kind) -> Kind:
    """Of two numbers the kind of their sum; UNKNOWN where one is no number."""
    order = [Kind.INTEGER, Kind.DECIMAL, Kind.DOUBLE]
    if left not in order or right not in order:
        return Kind.UNKNOWN
    return order[max(order.index(left), order.index(right))]
