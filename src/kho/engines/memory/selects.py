"""Selects of set rules over the candidate rows: one table, where, group by, having, distinct."""

from collections.abc import Sequence
from typing import Any

from sqlglot import exp

from kho.engines.memory.expressions import NotInterpretedError, Row, Scope, evaluate

KNOWN = frozenset({"kind", "expressions", "from_", "where", "group", "having", "distinct"})
AGGREGATES = (exp.Count, exp.Sum, exp.Avg, exp.Min, exp.Max)


def single_value(select: exp.Expr, candidate: Sequence[Row]) -> Any:
    """The one value a set rule's select gives; None where it gives no row."""
    rows = select_rows(select, candidate)
    return next(iter(rows[0].values())) if rows else None


def select_rows(select: exp.Expr, candidate: Sequence[Row]) -> list[Row]:
    """The rows of a select. Raises NotInterpretedError."""
    if [name for name, value in select.args.items() if value and name not in KNOWN]:
        raise NotInterpretedError(construct=select.sql("duckdb"))
    rows = _where(select, _source(select, candidate), candidate)
    if not _gathers(select):
        made = [_projected(select, _scope(row, (), candidate)) for row in rows]
    else:
        groups = [_scope(group[0] if group else {}, group, candidate) for group in _groups(select, rows, candidate)]
        made = [_projected(select, scope) for scope in groups if _has(select, scope)]
    return _distinct(made) if select.args.get("distinct") else made


def _scope(row: Row, group: Sequence[Row], candidate: Sequence[Row]) -> Scope:
    return Scope(row=row, group=group, candidate=candidate, select=select_rows)


def _source(select: exp.Expr, candidate: Sequence[Row]) -> Sequence[Row]:
    source = select.args["from_"].this
    return select_rows(source.this, candidate) if isinstance(source, exp.Subquery) else candidate


def _where(select: exp.Expr, rows: Sequence[Row], candidate: Sequence[Row]) -> list[Row]:
    where = select.args.get("where")
    return [row for row in rows if where is None or evaluate(where.this, _scope(row, (), candidate)) is True]


def _gathers(select: exp.Expr) -> bool:
    if select.args.get("group") or select.args.get("having"):
        return True
    return any(found.find_ancestor(exp.Select) is select for found in select.find_all(*AGGREGATES))


def _groups(select: exp.Expr, rows: list[Row], candidate: Sequence[Row]) -> list[list[Row]]:
    """The rows by their group; without `group by` all rows are one group, even when there are none."""
    group = select.args.get("group")
    if group is None:
        return [rows]
    found: dict[tuple[Any, ...], list[Row]] = {}
    for row in rows:
        key = tuple(evaluate(each, _scope(row, (), candidate)) for each in group.expressions)
        found.setdefault(key, []).append(row)
    return list(found.values())


def _has(select: exp.Expr, scope: Scope) -> bool:
    having = select.args.get("having")
    return having is None or evaluate(having.this, scope) is True


def _projected(select: exp.Expr, scope: Scope) -> Row:
    return {each.alias_or_name or f"_{at}": evaluate(each, scope) for at, each in enumerate(select.expressions)}


def _distinct(rows: list[Row]) -> list[Row]:
    return [dict(items) for items in dict.fromkeys(tuple(row.items()) for row in rows)]
