"""SQL of the portable subset, interpreted node by node with SQL's three-valued logic. Slow and obvious."""

import math
import operator
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal, localcontext
from functools import reduce
from typing import Any

from sqlglot import exp

from kho.engines.memory.casts import CASTS, midnight
from kho.errors import KhoError
from kho.messages import Message
from kho.quality.patterns import for_python

EXACT = 80
"""Digits of decimal arithmetic: more than any product of two 38-digit decimals has."""

Row = Mapping[str, Any]


class NotInterpretedError(KhoError):
    """The memory engine has no meaning for a construct."""

    code = "KHO-E110"
    what = Message(vi="Máy “memory” không hiểu: {construct}", en="The memory engine does not understand: {construct}")
    mend = Message(vi="Dùng máy duckdb.", en="Use the duckdb engine.")


@dataclass(frozen=True, kw_only=True, slots=True)
class Scope:
    """What names mean: one row, and where rows are gathered, the rows of the group."""

    row: Row
    group: Sequence[Row] = ()
    candidate: Sequence[Row] = ()
    select: Callable[[exp.Expr, Sequence[Row]], list[Row]] | None = field(default=None)


def evaluate(node: exp.Expr, scope: Scope) -> Any:
    """The value of an expression; None is SQL's null. Raises NotInterpretedError."""
    meaning = MEANINGS.get(type(node))
    if meaning is None:
        raise NotInterpretedError(construct=node.sql("duckdb"))
    return meaning(node, scope)


def is_true(node: exp.Expr, row: Row) -> bool:
    """Whether a condition is true for a row; null is not."""
    return evaluate(node, Scope(row=row)) is True


def _this(node: exp.Expr, scope: Scope) -> Any:
    return evaluate(node.this, scope)


def _literal(node: exp.Expr, scope: Scope) -> Any:
    del scope
    text = node.this
    if node.args["is_string"]:
        return text
    return int(text) if text.isdigit() else Decimal(text)


def _column(node: exp.Expr, scope: Scope) -> Any:
    return scope.row[node.name]


def _and(node: exp.Expr, scope: Scope) -> bool | None:
    left, right = _this(node, scope), evaluate(node.expression, scope)
    if left is False or right is False:
        return False
    return None if left is None or right is None else True


def _or(node: exp.Expr, scope: Scope) -> bool | None:
    left, right = _this(node, scope), evaluate(node.expression, scope)
    if left is True or right is True:
        return True
    return None if left is None or right is None else False


def _not(node: exp.Expr, scope: Scope) -> bool | None:
    value = _this(node, scope)
    return None if value is None else not value


def _is(node: exp.Expr, scope: Scope) -> bool:
    return _this(node, scope) is evaluate(node.expression, scope)


def _alike(left: Any, right: Any) -> tuple[Any, Any]:
    """Two values as one kind: a double beside an exact number makes both doubles, a date beside a timestamp both."""
    if isinstance(left, float) != isinstance(right, float):
        return float(left), float(right)
    if isinstance(left, datetime) != isinstance(right, datetime):
        return midnight(left), midnight(right)
    return left, right


def _binary(compute: Callable[[Any, Any], Any]) -> Callable[[exp.Expr, Scope], Any]:
    """A function of two values that is null where either is."""

    def meaning(node: exp.Expr, scope: Scope) -> Any:
        left, right = _this(node, scope), evaluate(node.expression, scope)
        if left is None or right is None:
            return None
        with localcontext(prec=EXACT):
            return compute(*_alike(left, right))

    return meaning


def _unary(compute: Callable[[Any], Any]) -> Callable[[exp.Expr, Scope], Any]:
    """A function of one value that is null where it is."""

    def meaning(node: exp.Expr, scope: Scope) -> Any:
        value = _this(node, scope)
        return None if value is None else compute(value)

    return meaning


def _remainder(left: Any, right: Any) -> Any:
    """The remainder has the sign of the dividend, as in SQL."""
    if isinstance(left, float):
        return math.fmod(left, right)
    return left - right * int(Decimal(left) / Decimal(right))


def _distinct(node: exp.Expr, scope: Scope) -> bool:
    left, right = _this(node, scope), evaluate(node.expression, scope)
    if left is None or right is None:
        return left is not right
    left, right = _alike(left, right)
    return bool(left != right)


def _in(node: exp.Expr, scope: Scope) -> bool | None:
    value = _this(node, scope)
    if value is None:
        return None
    found = [operator.eq(*_alike(value, each)) if each is not None else None for each in _all(node, scope)]
    if True in found:
        return True
    return None if None in found else False


def _all(node: exp.Expr, scope: Scope) -> list[Any]:
    return [evaluate(each, scope) for each in node.expressions]


def _between(node: exp.Expr, scope: Scope) -> bool | None:
    low = exp.GTE(this=node.this.copy(), expression=node.args["low"].copy())
    high = exp.LTE(this=node.this.copy(), expression=node.args["high"].copy())
    return _and(exp.And(this=low, expression=high), scope)


def _case(node: exp.Expr, scope: Scope) -> Any:
    for branch in node.args["ifs"]:
        condition = evaluate(branch.this, scope)
        if node.this is not None:
            subject = _this(node, scope)
            condition = None if None in (subject, condition) else operator.eq(*_alike(subject, condition))
        if condition is True:
            return evaluate(branch.args["true"], scope)
    default = node.args.get("default")
    return None if default is None else evaluate(default, scope)


def _if(node: exp.Expr, scope: Scope) -> Any:
    branch = node.args["true"] if _this(node, scope) is True else node.args.get("false")
    return None if branch is None else evaluate(branch, scope)


def _coalesce(node: exp.Expr, scope: Scope) -> Any:
    values = (evaluate(each, scope) for each in (node.this, *node.expressions))
    return next((value for value in values if value is not None), None)


def _nullif(node: exp.Expr, scope: Scope) -> Any:
    value, unwanted = _this(node, scope), evaluate(node.expression, scope)
    if value is None or unwanted is None:
        return value
    return None if operator.eq(*_alike(value, unwanted)) else value


def _extreme(wins: Callable[[Any, Any], bool]) -> Callable[[exp.Expr, Scope], Any]:
    def meaning(node: exp.Expr, scope: Scope) -> Any:
        given = [evaluate(each, scope) for each in (node.this, *node.expressions)]
        values = [value for value in given if value is not None]
        return reduce(lambda a, b: a if wins(*_alike(a, b)) else b, values) if values else None

    return meaning


def _rounded(rounding: str) -> Callable[[exp.Expr, Scope], Any]:
    def meaning(node: exp.Expr, scope: Scope) -> Any:
        value, digits = _this(node, scope), node.args.get("decimals")
        if value is None or isinstance(value, int):
            return value
        step = Decimal(1).scaleb(-int(digits.this)) if digits is not None else Decimal(1)
        with localcontext(prec=400):
            made = Decimal(value).quantize(step, rounding)
        return float(made) if isinstance(value, float) else made

    return meaning


def _cast(node: exp.Expr, scope: Scope) -> Any:
    """A cast after planning: texts have been looked at already, so only values of the target's range may fail."""
    value, target = _this(node, scope), node.args["to"]
    if value is None:
        return None
    try:
        return CASTS[target.this](value, target)
    except KeyError:
        raise NotInterpretedError(construct=node.sql("duckdb")) from None
    except ValueError:
        return None


def _substring(node: exp.Expr, scope: Scope) -> str | None:
    text, start = _this(node, scope), evaluate(node.args["start"], scope)
    length = evaluate(node.args["length"], scope) if node.args.get("length") is not None else None
    if text is None:
        return None
    return str(text[start - 1 :] if length is None else text[start - 1 : start - 1 + max(length, 0)])


def _replace(node: exp.Expr, scope: Scope) -> str | None:
    parts = [evaluate(each, scope) for each in (node.this, node.expression, node.args["replacement"])]
    if None in parts:
        return None
    return str(parts[0].replace(parts[1], parts[2])) if parts[1] else str(parts[0])


def _split_part(node: exp.Expr, scope: Scope) -> str | None:
    text, delimiter = _this(node, scope), evaluate(node.args["delimiter"], scope)
    if text is None or delimiter is None:
        return None
    parts = text.split(delimiter) if delimiter else [text]
    number = int(node.args["part_index"].this)
    return str(parts[number - 1]) if number <= len(parts) else ""


def _likeness(node: exp.Expr, scope: Scope) -> bool | None:
    """`x like p`, and `x not like p`, which sqlglot keeps in one node."""
    found: bool | None = _binary(_like)(node, scope)
    return not found if found is not None and node.args.get("negate") else found


def _like(text: str, pattern: str) -> bool:
    wild = {"%": ".*", "_": "."}
    return re.fullmatch("".join(wild.get(char) or re.escape(char) for char in pattern), text, re.DOTALL) is not None


def _extract(node: exp.Expr, scope: Scope) -> int | None:
    moment = evaluate(node.expression, scope)
    return None if moment is None else int(getattr(moment, node.name.lower()))


def _days_between(node: exp.Expr, scope: Scope) -> int | None:
    """`date_diff('day', a, b)`: midnights passed from a to b."""
    later, earlier = _this(node, scope), evaluate(node.expression, scope)
    if later is None or earlier is None:
        return None
    return (midnight(later).date() - midnight(earlier).date()).days


def _subquery(node: exp.Expr, scope: Scope) -> Any:
    if scope.select is None:
        raise NotInterpretedError(construct=node.sql("duckdb"))
    rows = scope.select(node.this, scope.candidate)
    return next(iter(rows[0].values())) if rows else None


def _aggregate(compute: Callable[[list[Any]], Any]) -> Callable[[exp.Expr, Scope], Any]:
    """An aggregate over the values, nulls left out, of the group's rows."""

    def meaning(node: exp.Expr, scope: Scope) -> Any:
        argument, distinct = node.this, False
        if isinstance(argument, exp.Distinct):
            argument, distinct = argument.expressions[0], True
        if isinstance(argument, exp.Star):
            return len(scope.group)
        given = [evaluate(argument, Scope(row=row)) for row in scope.group]
        values = [value for value in given if value is not None]
        with localcontext(prec=EXACT):
            return compute(list(dict.fromkeys(values)) if distinct else values)

    return meaning


def _filter(node: exp.Expr, scope: Scope) -> Any:
    condition = node.expression.this
    group = [row for row in scope.group if is_true(condition, row)]
    return evaluate(node.this, Scope(row=scope.row, group=group))


MEANINGS: dict[type[exp.Expr], Callable[[exp.Expr, Scope], Any]] = {
    exp.Paren: _this,
    exp.Alias: _this,
    exp.Literal: _literal,
    exp.Column: _column,
    exp.Null: lambda _node, _scope: None,
    exp.Boolean: lambda node, _scope: node.this,
    exp.And: _and,
    exp.Or: _or,
    exp.Not: _not,
    exp.Is: _is,
    exp.EQ: _binary(operator.eq),
    exp.NEQ: _binary(operator.ne),
    exp.LT: _binary(operator.lt),
    exp.LTE: _binary(operator.le),
    exp.GT: _binary(operator.gt),
    exp.GTE: _binary(operator.ge),
    exp.NullSafeNEQ: _distinct,
    exp.NullSafeEQ: lambda node, scope: not _distinct(node, scope),
    exp.In: _in,
    exp.Between: _between,
    exp.Case: _case,
    exp.If: _if,
    exp.Coalesce: _coalesce,
    exp.Nullif: _nullif,
    exp.Greatest: _extreme(operator.ge),
    exp.Least: _extreme(operator.le),
    exp.Add: _binary(operator.add),
    exp.Sub: _binary(operator.sub),
    exp.Mul: _binary(operator.mul),
    exp.Div: _binary(operator.truediv),
    exp.Mod: _binary(_remainder),
    exp.Neg: _unary(operator.neg),
    exp.Abs: _unary(abs),
    exp.Round: _rounded(ROUND_HALF_UP),
    exp.Floor: _rounded(ROUND_FLOOR),
    exp.Ceil: _rounded(ROUND_CEILING),
    exp.Cast: _cast,
    exp.TryCast: _cast,
    exp.DPipe: _binary(lambda left, right: f"{left}{right}"),
    exp.Length: _unary(len),
    exp.Substring: _substring,
    exp.Left: _binary(lambda text, count: text[: max(count, 0)]),
    exp.Right: _binary(lambda text, count: text[-count:] if count > 0 else ""),
    exp.Upper: _unary(str.upper),
    exp.Lower: _unary(str.lower),
    exp.Trim: _unary(lambda text: text.strip(" ")),
    exp.Replace: _replace,
    exp.SplitPart: _split_part,
    exp.StartsWith: _binary(lambda text, start: text.startswith(start)),
    exp.Contains: _binary(lambda text, part: part in text),
    exp.Like: _likeness,
    exp.RegexpLike: _binary(lambda text, pattern: re.search(for_python(pattern), text) is not None),
    exp.Year: _unary(lambda moment: moment.year),
    exp.Month: _unary(lambda moment: moment.month),
    exp.Day: _unary(lambda moment: moment.day),
    exp.Extract: _extract,
    exp.DateDiff: _days_between,
    exp.Subquery: _subquery,
    exp.Filter: _filter,
    exp.Count: _aggregate(len),
    exp.Sum: _aggregate(lambda values: sum(values) if values else None),
    exp.Avg: _aggregate(lambda values: sum(values) / len(values) if values else None),
    exp.Min: _aggregate(lambda values: min(values, default=None)),
    exp.Max: _aggregate(lambda values: max(values, default=None)),
}
"""What each construct of `kho.quality.subset` means."""
