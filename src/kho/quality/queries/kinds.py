"""What of a qualified, annotated query is outside the portable subset because of the types of its values."""

from collections.abc import Callable, Iterator

from sqlglot import exp
from sqlglot.optimizer.scope import Scope

from kho.messages import Message
from kho.quality import subset
from kho.quality.queries.allowed import AGGREGATES, MOST_SCALE
from kho.quality.queries.found import Found, found
from kho.quality.queries.scopes import own_columns, select_of, selects, sides
from kho.quality.queries.structure import is_over
from kho.quality.queries.types import merged, scale_in, scale_of, type_of, values_of
from kho.quality.sqltypes import Kind, kind_of

NUMBERS = frozenset({Kind.INTEGER, Kind.DECIMAL, Kind.DOUBLE})
OWN = frozenset({exp.Column, exp.Table, exp.In, exp.Round})
"""Nodes that rules look at in their own way."""

_EXACT = Message(
    vi="Cộng số thực thì mỗi lần chạy ra một số khác ở chữ số cuối: viết sum(cast(x as decimal(18,4))).",
    en="Sums of doubles differ in their last digits from run to run: write sum(cast(x as decimal(18,4))).",
)
_NUMBERS_ALONE = Message(vi="Chỉ cộng và lấy trung bình các số.", en="Sum and average numbers alone.")
_ONE_KIND = Message(
    vi="Cho mọi nhánh cùng một kiểu (số, chữ, ngày, đúng/sai), bằng cast nếu cần.",
    en="Give all branches one kind (number, text, date, boolean), with cast where needed.",
)
_FEWER_DIGITS = Message(
    vi=f"Giữ tối đa {MOST_SCALE} chữ số thập phân: cast(x as decimal(18,2)) trước khi nhân.",
    en=f"Keep at most {MOST_SCALE} digits after the point: cast(x as decimal(18,2)) before multiplying.",
)
_NOT_GROUPED = Message(
    vi="Thêm cột vào group by, hoặc dùng min, max, sum, count.", en="Add it to group by, or use min, max, sum, count."
)
_SAME_COLUMNS = Message(
    vi="Hai bên union all phải cùng số cột, từng cột cùng kiểu.",
    en="Both sides of union all need the same number of columns, each of one kind.",
)


def kind_problems(query: exp.Query) -> list[Found]:
    """Everything in an annotated query that engines would not compute alike, in the order of the text."""
    problems = [each for node in query.walk(bfs=False) for each in _of_node(node)]
    problems += [each for scope in selects(query) for each in _of_scope(scope)]
    return sorted(problems, key=lambda each: each.line)


def same_width(scope: Scope) -> Found | None:
    """What is wrong where the sides of a union have different numbers of columns."""
    widths = {len(select_of(side).selects) for side in sides(scope)}
    return found(scope.expression, _SAME_COLUMNS) if len(widths) > 1 else None


def _of_node(node: exp.Expr) -> Iterator[Found]:
    check = CHECKS.get(type(node))
    base = subset.CHECKS.get(type(node)) if type(node) not in OWN else None
    wrong = (check(node) if check else None) or (base(node, {}) if base else None)
    if wrong is not None:
        yield found(node, wrong)


def _summed(node: exp.Expr) -> Message | None:
    kind = kind_of(node.this, {})
    if kind is Kind.DOUBLE:
        return _EXACT
    return None if kind in NUMBERS else _NUMBERS_ALONE


def _one_kind(node: exp.Expr) -> Message | None:
    known = [type_of(each) for each in values_of(node)]
    known = [each for each in known if each.this is not exp.DType.UNKNOWN]
    return _ONE_KIND if known and merged(known).this is exp.DType.UNKNOWN else None


def _product(node: exp.Expr) -> Message | None:
    exact = kind_of(node, {}) is Kind.DECIMAL
    return _FEWER_DIGITS if exact and scale_of(node) > MOST_SCALE else None


def _cast(node: exp.Expr) -> Message | None:
    from_double = kind_of(node.this, {}) is Kind.DOUBLE
    return _FEWER_DIGITS if from_double and scale_in(node.args["to"]) > MOST_SCALE else None


def _round(node: exp.Expr) -> Message | None:
    digits = node.args.get("decimals")
    if digits is None:
        return None
    if not (isinstance(digits, exp.Literal) and digits.is_int):
        return Message(vi="Viết số chữ số là một số.", en="Write how many digits as a number.")
    return _FEWER_DIGITS if int(digits.name) > MOST_SCALE else None


def _in(node: exp.Expr) -> Message | None:
    query = node.args.get("query")
    if query is None:
        return subset.CHECKS[exp.EQ](node, {})
    columns = query.this.selects if isinstance(query.this, exp.Select) else []
    if len(columns) != 1:
        return Message(
            vi="Chọn đúng một cột trong in (select ...).", en="Select exactly one column in in (select ...)."
        )
    both = [type_of(node.this), type_of(columns[0])]
    return _ONE_KIND if merged(both).this is exp.DType.UNKNOWN else None


def _condition(node: exp.Expr) -> Message | None:
    kind = kind_of(node.this, {})
    if kind in (Kind.BOOLEAN, Kind.UNKNOWN):
        return None
    return Message(vi="Viết một điều kiện đúng hoặc sai.", en="Write a condition, true or false.")


def _of_scope(scope: Scope) -> Iterator[Found]:
    if isinstance(scope.expression, exp.Select):
        yield from _not_grouped(scope, scope.expression)
    elif len(sides(scope)) > 1:
        columns = [[type_of(each) for each in select_of(side).selects] for side in sides(scope)]
        for types in zip(*columns, strict=True):
            known = [each for each in types if each.this is not exp.DType.UNKNOWN]
            if known and merged(known).this is exp.DType.UNKNOWN:
                yield found(scope.expression, _SAME_COLUMNS)


def _not_grouped(scope: Scope, select: exp.Select) -> Iterator[Found]:
    """Columns beside aggregates that are not grouped by."""
    if not gathers(select):
        return
    group = select.args.get("group")
    keys = list(group.expressions) if group else []
    outside = [*select.selects, *filter(None, [select.args.get("having"), select.args.get("order")])]
    for column in own_columns(scope):
        around = list(_up_to(column, select))
        stands = any(around[-1] is part for part in outside)
        grouped = any(step == key for step in around for key in keys)
        gathered = any(_gathers_rows(step) for step in around)
        if stands and not grouped and not gathered:
            yield found(column, _NOT_GROUPED)


def _gathers_rows(step: exp.Expr) -> bool:
    call = step.this if isinstance(step, exp.Filter) else step
    return isinstance(call, AGGREGATES) and not is_over(call)


def gathers(select: exp.Select) -> bool:
    """Whether a select makes one row of several."""
    if select.args.get("group") or select.args.get("having"):
        return True
    return any(each.find_ancestor(exp.Select) is select and not is_over(each) for each in select.find_all(*AGGREGATES))


def _up_to(node: exp.Expr, select: exp.Select) -> Iterator[exp.Expr]:
    """A node and what stands around it, up to the part of the select it belongs to."""
    here: exp.Expr | None = node
    while here is not None and here is not select:
        yield here
        here = here.parent


CHECKS: dict[type[exp.Expr], Callable[[exp.Expr], Message | None]] = {
    exp.Sum: _summed,
    exp.Avg: _summed,
    exp.Mul: _product,
    exp.Cast: _cast,
    exp.TryCast: _cast,
    exp.Round: _round,
    exp.In: _in,
    exp.Where: _condition,
    exp.Having: _condition,
    **dict.fromkeys((exp.Case, exp.Coalesce, exp.Greatest, exp.Least, exp.Nullif), _one_kind),
}
