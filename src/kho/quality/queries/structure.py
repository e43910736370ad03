"""The shape of a query: what is outside the portable subset whatever the types are."""

from collections.abc import Callable, Iterator

from sqlglot import exp

from kho.messages import Message
from kho.quality.queries.allowed import (
    AGGREGATES,
    ALLOWED_IN_QUERIES,
    INSTEAD_IN_QUERIES,
    RANKING,
    SHIFTING,
    instead_of,
)
from kho.quality.queries.found import Found, found
from kho.quality.subset import ALLOWED, STRUCTURE

SELECT_PARTS = frozenset(
    {"kind", "expressions", "from_", "joins", "where", "group", "having", "distinct", "order", "limit", "with_"}
)
TABLE_PARTS = frozenset({"this", "db", "alias"})
WINDOW_PARTS = frozenset({"this", "partition_by", "order", "spec", "over"})


def structure_problems(query: exp.Expr) -> list[Found]:
    """Everything in a query, as parsed, that has a shape outside the subset; of one trouble on a line the inmost."""
    inmost: dict[tuple[int, Message], Found] = {}
    for node in query.walk(bfs=False):
        for each in _of_node(node):
            inmost[(each.line, each.instead)] = each
    return sorted(inmost.values(), key=lambda each: each.line)


def _of_node(node: exp.Expr) -> Iterator[Found]:
    kind = type(node)
    if not (kind in STRUCTURE or kind in ALLOWED or kind in ALLOWED_IN_QUERIES):
        name = str(node.this).lower() if isinstance(node, exp.Anonymous) else _name(node)
        yield found(node, instead_of(name))
        return
    check = CHECKS.get(kind)
    wrong = check(node) if check else None
    if wrong is not None:
        yield found(node, wrong)


def _name(node: exp.Expr) -> str:
    return node.sql_name().lower() if isinstance(node, exp.Func) else type(node).__name__.lower()


def _star(node: exp.Expr) -> Message | None:
    return None if isinstance(node.parent, exp.Count) else INSTEAD_IN_QUERIES["star"]


def _column(node: exp.Expr) -> Message | None:
    if not node.args.get("db"):
        return None
    return Message(
        vi="Đặt tên tắt cho bảng (as c) rồi viết c.cột.", en="Give the table an alias (as c), write c.column."
    )


def _table(node: exp.Expr) -> Message | None:
    extra = [part for part, value in node.args.items() if value and part not in TABLE_PARTS]
    if "catalog" in extra or not isinstance(node.this, exp.Identifier):
        return Message(
            vi="Viết tên bảng là cơ_quan.bộ_dữ_liệu hoặc lĩnh_vực.tên.",
            en="Name the table as agency.dataset or domain.name.",
        )
    return instead_of("else") if extra else None


def _select(node: exp.Expr) -> Message | None:
    for part, value in node.args.items():
        if value and part not in SELECT_PARTS and part != "qualify":  # which is told itself
            return instead_of(part)
    if node.args.get("kind"):
        return instead_of("else")
    if bool(node.args.get("order")) != bool(node.args.get("limit")):
        return Message(
            vi="Dùng cả order by và limit, hoặc bỏ: bảng không có thứ tự dòng.",
            en="Use order by and limit together, or neither: a table has no order of rows.",
        )
    return None


def _join(node: exp.Expr) -> Message | None:
    method, side, kind = (str(node.args.get(part) or "").upper() for part in ("method", "side", "kind"))
    if method:
        return instead_of(f"{method.lower()} join")
    if side in {"FULL", "RIGHT"}:
        return instead_of(f"{side.lower()} join")
    if kind not in {"", "INNER", "OUTER", "CROSS"}:
        return _EXISTS if kind in {"SEMI", "ANTI"} else instead_of("else")
    told = node.args.get("on") is not None or bool(node.args.get("using"))
    return None if told or kind == "CROSS" else INSTEAD_IN_QUERIES["from a, b"]


_EXISTS = INSTEAD_IN_QUERIES["except"]


def _group(node: exp.Expr) -> Message | None:
    extra = [part for part, value in node.args.items() if value and part != "expressions"]
    return INSTEAD_IN_QUERIES["group by all"] if extra else None


def _distinct(node: exp.Expr) -> Message | None:
    if node.args.get("on"):
        return INSTEAD_IN_QUERIES["distinct on"]
    if isinstance(node.parent, exp.Count) and len(node.expressions) > 1:
        return Message(
            vi="Đếm trên (select distinct a, b from ...) as t.", en="Count over (select distinct a, b from ...) as t."
        )
    if isinstance(node.parent, exp.Count) and is_over(node.parent):
        return Message(
            vi="Đếm bằng group by trong (select ...) as t rồi join.",
            en="Count with group by in (select ...) as t, then join.",
        )
    return None if isinstance(node.parent, exp.Select | exp.Count) else instead_of("else")


def _with(node: exp.Expr) -> Message | None:
    return INSTEAD_IN_QUERIES["with recursive"] if node.args.get("recursive") else None


def _union(node: exp.Expr) -> Message | None:
    if node.args.get("by_name"):
        return Message(
            vi="Viết các cột cùng thứ tự ở hai bên, bỏ by name.",
            en="Write the columns in one order on both sides, without by name.",
        )
    if node.args.get("distinct"):
        return INSTEAD_IN_QUERIES["union"]
    if node.args.get("order") or node.args.get("limit"):
        return Message(
            vi="Dùng select ... from (select ... union all select ...) as t order by ... limit.",
            en="Use select ... from (select ... union all select ...) as t order by ... limit.",
        )
    return None


def _subquery(node: exp.Expr) -> Message | None:
    if isinstance(node.parent, exp.From | exp.Join):
        return None if node.alias else Message(vi="Viết (select ...) as t.", en="Write (select ...) as t.")
    if isinstance(node.parent, exp.In):
        return None
    return INSTEAD_IN_QUERIES["(select ...) as a value"]


def _in(node: exp.Expr) -> Message | None:
    if not node.args.get("query"):
        return None
    if isinstance(node.parent, exp.Not):
        return INSTEAD_IN_QUERIES["not in (select ...)"]
    return None if is_conjunct(node) else _ALONE


def _exists(node: exp.Expr) -> Message | None:
    return None if is_conjunct(node.parent if isinstance(node.parent, exp.Not) else node) else _ALONE


_ALONE = Message(
    vi="Đặt exists và in (select ...) thẳng trong where, nối với phần khác bằng and.",
    en="Put exists and in (select ...) right into where, beside the rest by and.",
)


def is_conjunct(node: exp.Expr | None) -> bool:
    """Whether a condition stands in `where` by itself, or beside others by `and` alone."""
    while node is not None and isinstance(node.parent, exp.And | exp.Paren):
        node = node.parent
    return node is not None and isinstance(node.parent, exp.Where) and isinstance(node.parent.parent, exp.Select)


def _aggregate(node: exp.Expr) -> Message | None:
    if node.args.get("expressions"):
        return Message(
            vi="Dùng greatest, least cho nhiều giá trị của một dòng.", en="Use greatest, least for values of a row."
        )
    call = node.parent if isinstance(node.parent, exp.Filter) and node.parent.this is node else node
    around = call.find_ancestor(exp.Where, exp.Join, exp.Group, exp.Select, *AGGREGATES)
    if isinstance(around, exp.Select) or (isinstance(around, AGGREGATES) and is_over(around)):
        return None
    return Message(
        vi="Tính trong (select ... group by ...) as t, hoặc dùng having.",
        en="Compute it in (select ... group by ...) as t, or use having.",
    )


def is_over(node: exp.Expr) -> bool:
    """Whether an aggregate is computed over a window."""
    call = node.parent if isinstance(node.parent, exp.Filter) else node
    return call is not None and isinstance(call.parent, exp.Window) and call.parent.this is call


def _window(node: exp.Expr) -> Message | None:
    if [part for part, value in node.args.items() if value and part not in WINDOW_PARTS]:
        return Message(
            vi="Viết over (partition by ... order by ...) tại chỗ.",
            en="Write over (partition by ... order by ...) in place.",
        )
    call = node.this.this if isinstance(node.this, exp.Filter) else node.this
    if not isinstance(call, (*AGGREGATES, *RANKING, *SHIFTING)):
        return instead_of(_name(call))
    if not isinstance(
        node.find_ancestor(exp.Where, exp.Having, exp.Join, exp.Group, exp.Order, exp.Select), exp.Select
    ):
        return INSTEAD_IN_QUERIES["qualify"]
    if not node.args.get("order") and (node.args.get("spec") or isinstance(call, (*RANKING, *SHIFTING))):
        return Message(vi="Thêm order by trong over (...).", en="Add order by within over (...).")
    return None


def _spec(node: exp.Expr) -> Message | None:
    bounds = [node.args.get(part) for part in ("start", "end")]
    whole = all(isinstance(each, str) or (isinstance(each, exp.Literal) and each.is_int) for each in bounds if each)
    if str(node.args.get("kind")).upper() == "ROWS" and whole and not node.args.get("exclude"):
        return None
    return Message(
        vi="Dùng rows between 2 preceding and current row (số dòng).",
        en="Use rows between 2 preceding and current row (a number of rows).",
    )


def _called_over(node: exp.Expr) -> Message | None:
    if not isinstance(node.parent, exp.Window):
        return Message(vi="Thêm over (order by ...).", en="Add over (order by ...).")
    offset, default = node.args.get("offset"), node.args.get("default")
    if default is not None:
        return Message(vi="Dùng coalesce(lag(x) over (...), 0).", en="Use coalesce(lag(x) over (...), 0).")
    whole = offset is None or (isinstance(offset, exp.Literal) and offset.is_int)
    return None if whole else Message(vi="Viết số dòng là một số.", en="Write how many rows as a number.")


def _limit(node: exp.Expr) -> Message | None:
    whole = isinstance(node.expression, exp.Literal) and node.expression.is_int
    return None if whole else Message(vi="Viết limit là một số.", en="Write limit as a number.")


def _alias(node: exp.Expr) -> Message | None:
    if not node.args.get("columns"):
        return None
    return Message(vi="Đặt tên cột bằng as trong (select ...).", en="Name the columns with as within (select ...).")


def _filter(node: exp.Expr) -> Message | None:
    return None if isinstance(node.this, AGGREGATES) else instead_of("else")


CHECKS: dict[type[exp.Expr], Callable[[exp.Expr], Message | None]] = {
    exp.Star: _star,
    exp.Column: _column,
    exp.Table: _table,
    exp.Select: _select,
    exp.Join: _join,
    exp.Group: _group,
    exp.Distinct: _distinct,
    exp.With: _with,
    exp.Union: _union,
    exp.Subquery: _subquery,
    exp.In: _in,
    exp.Exists: _exists,
    exp.Window: _window,
    exp.WindowSpec: _spec,
    exp.Limit: _limit,
    exp.TableAlias: _alias,
    exp.Filter: _filter,
    **dict.fromkeys((*RANKING, *SHIFTING), _called_over),
    **dict.fromkeys(AGGREGATES, _aggregate),
}
"""What is looked at beyond the node's kind; each answers what to write instead, or None."""
