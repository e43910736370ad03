"""A checked query in the one spelling that every engine answers alike.

Sums are exact and of a known width, averages quotients of exact sums, a double becomes a decimal by rounding a whole
number; where rows stand equal in an order that numbers or cuts them, their other columns decide.
"""

from collections.abc import Sequence
from datetime import date

from sqlglot import exp
from sqlglot.optimizer.scope import Scope

from kho.quality.queries.allowed import SHIFTING
from kho.quality.queries.kinds import gathers
from kho.quality.queries.scopes import own_columns, selects
from kho.quality.queries.types import SUMMED, scale_in, scale_of
from kho.quality.sqlrules import date_literal, portable_node
from kho.quality.sqltypes import Kind, kind_of

WHOLE = "decimal(30,0)"
"""Whole numbers on the way from a double to a decimal."""


def portable_query(query: exp.Query) -> exp.Query:
    """The portable spelling of a qualified, annotated query without problems; the argument is not changed."""
    made = query.copy()
    for scope in selects(made):
        if isinstance(scope.expression, exp.Select):
            _break_ties(scope, scope.expression)
    for node in reversed(list(made.walk())):
        new = _rewritten(node)
        if new is not node:
            node.replace(new)
    return made


def on_day(query: exp.Query, day: date) -> exp.Query:
    """The query with `current_date` as that day; the argument is not changed."""
    made = query.copy()
    for node in list(made.find_all(exp.CurrentDate)):
        node.replace(date_literal(day))
    return made


def _break_ties(scope: Scope, select: exp.Select) -> None:
    """Write into every order that numbers or cuts rows what decides between equal ones."""
    group = select.args.get("group")
    if gathers(select):
        keys: Sequence[exp.Expr] = group.expressions if group else []
    else:
        keys = [each for each in own_columns(scope) if each.table in scope.selected_sources]
    for window in [each for each in select.find_all(exp.Window) if each.find_ancestor(exp.Select) is select]:
        if isinstance(window.this, (exp.RowNumber, *SHIFTING)) or window.args.get("spec"):
            _append(window.args["order"], keys, besides=window.args.get("partition_by") or [])
    if select.args.get("limit"):
        outputs = [exp.column(exp.to_identifier(each.alias_or_name, quoted=True)) for each in select.selects]
        _append(select.args["order"], outputs, besides=[])


def _append(order: exp.Expr, keys: Sequence[exp.Expr], *, besides: Sequence[exp.Expr]) -> None:
    told = {each.sql() for each in (*besides, *(ordered.this for ordered in order.expressions))}
    missing = {each.sql(): each for each in keys if each.sql() not in told}
    for _, key in sorted(missing.items()):
        order.append("expressions", exp.Ordered(this=key.copy(), nulls_first=False))


def _rewritten(node: exp.Expr) -> exp.Expr:
    if isinstance(node, exp.Sum | exp.Avg | exp.Filter | exp.Window):
        return _gathered(node)
    if isinstance(node, exp.Cast) and node.args["to"].this is exp.DType.DECIMAL and _is_double(node.this):
        return _decimal(node.this, node.args["to"])
    if isinstance(node, exp.Round) and node.args.get("decimals") is not None and _is_double(node.this):
        return _decimal(node.this, exp.DataType.build(f"decimal({SUMMED},{node.args['decimals'].name})"))
    return portable_node(node, {})


def _gathered(node: exp.Expr) -> exp.Expr:
    """A sum of a known width; an average as the quotient of an exact sum and a count."""
    call = _call(node)
    if node.arg_key == "this" and isinstance(node.parent, exp.Filter | exp.Window):
        return node  # the filter or window around it is looked at
    if isinstance(call, exp.Sum):
        return exp.Cast(this=node.copy(), to=_sum_type(call))
    if isinstance(call, exp.Avg):
        total, count = (
            _with_call(node, exp.Sum(this=call.this.copy())),
            _with_call(node, exp.Count(this=call.this.copy())),
        )
        exact = exp.Cast(this=total, to=_sum_type(call))
        return exp.Paren(this=portable_node(exp.Div(this=exact, expression=count), {}))
    return node


def _call(node: exp.Expr) -> exp.Expr:
    if isinstance(node, exp.Filter | exp.Window):
        inner: exp.Expr = node.args["this"]
        return _call(inner)
    return node


def _with_call(node: exp.Expr, call: exp.Expr) -> exp.Expr:
    """The same filter and window around another aggregate."""
    if not isinstance(node, exp.Filter | exp.Window):
        return call
    made = node.copy()
    made.set("this", _with_call(node.this, call))
    return made


def _sum_type(call: exp.Expr) -> exp.DataType:
    exact = kind_of(call.this, {}) is Kind.DECIMAL
    return exp.DataType.build(f"decimal({SUMMED},{scale_of(call.this)})" if exact else "bigint")


def _is_double(node: exp.Expr) -> bool:
    return kind_of(node, {}) is Kind.DOUBLE


def _decimal(value: exp.Expr, to: exp.DataType) -> exp.Expr:
    """A double as a decimal, rounded half away from zero: engines cast it in ways that differ at the last digit."""
    scale = scale_in(to)
    shifted = exp.Mul(this=exp.Paren(this=value.copy()), expression=_double(f"1{'0' * scale}"))
    whole = exp.TryCast(this=exp.Round(this=shifted), to=exp.DataType.build(WHOLE))
    if scale == 0:
        return exp.TryCast(this=whole, to=to.copy())
    step = exp.Literal.number(f"0.{'1'.zfill(scale)}")
    return exp.TryCast(this=exp.Mul(this=whole, expression=step), to=to.copy())


def _double(text: str) -> exp.Expr:
    return exp.Cast(this=exp.Literal.number(text), to=exp.DataType.build("double"))
