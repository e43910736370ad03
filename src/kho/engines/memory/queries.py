"""Queries of models, interpreted clause by clause over rows in memory. Slow and obvious."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlglot import exp

from kho.engines.memory.expressions import NotInterpretedError, Row, is_true
from kho.engines.memory.relations import Relation, Unit, conjuncts, is_among, joined, place, sorted_by
from kho.engines.memory.windows import window_values
from kho.quality.queries.kinds import gathers

NOWHERE: Row = {}


def answer(query: exp.Expr, tables: Mapping[str, Relation]) -> Relation:
    """The answer to a query in the portable subset. Raises NotInterpretedError."""
    return _answer(_flat(query), tables, NOWHERE)


def _flat(query: exp.Expr) -> exp.Expr:
    """The query with every column `t.x` as the one name under which rows hold it."""
    made = query.copy()
    for column in list(made.find_all(exp.Column)):
        if column.table:
            column.replace(exp.column(exp.to_identifier(place(column.table, column.name), quoted=True)))
    return made


def _answer(query: exp.Expr, tables: Mapping[str, Relation], outer: Row) -> Relation:
    known = dict(tables)
    for cte in query.args["with_"].expressions if query.args.get("with_") else ():
        known[cte.alias] = _answer(cte.this, known, NOWHERE)
    if isinstance(query, exp.Union):
        left, right = (_answer(side, known, outer) for side in (query.this, query.expression))
        below = [dict(zip(left.columns, row.values(), strict=True)) for row in right.rows]
        return Relation(columns=left.columns, rows=[*left.rows, *below])
    if isinstance(query, exp.Select):
        return _selected(query, known, outer)
    raise NotInterpretedError(construct=query.sql("duckdb"))


def _selected(select: exp.Select, tables: Mapping[str, Relation], outer: Row) -> Relation:
    rows = _kept(select, _sources(select, tables, outer), tables, outer)
    units = _units(select, rows)
    outputs = [_with_windows(each, units, number) for number, each in enumerate(select.selects)]
    made = [(unit, {each.alias_or_name: unit.value(each) for each in outputs}) for unit in units]
    if select.args.get("distinct"):
        made = list({tuple(row.values()): (unit, row) for unit, row in reversed(made)}.values())
    if select.args.get("order"):
        order = select.args["order"].expressions
        made = sorted_by(made, order, lambda pair, key: pair[0].value(key, pair[1]))
    if select.args.get("limit"):
        made = made[: int(select.args["limit"].expression.name)]
    return Relation(columns=tuple(select.named_selects), rows=[row for _, row in made])


def _sources(select: exp.Select, tables: Mapping[str, Relation], outer: Row) -> Relation:
    start = select.args.get("from_")
    if start is None:
        return Relation(columns=(), rows=[{}])
    found = _source(start.this, tables)
    for join in select.args.get("joins") or ():
        found = joined(found, _source(join.this, tables), join, outer)
    return found


def _source(node: exp.Expr, tables: Mapping[str, Relation]) -> Relation:
    if isinstance(node, exp.Subquery):
        return _answer(node.this, tables, NOWHERE).known_as(node.alias)
    return tables[node.name].known_as(node.alias_or_name)


def _kept(select: exp.Select, source: Relation, tables: Mapping[str, Relation], outer: Row) -> list[Row]:
    where = select.args.get("where")
    rows: list[Row] = [{**outer, **row} for row in source.rows]
    for condition in conjuncts(where.this) if where is not None else ():
        rows = [row for row in rows if _holds(condition, row, tables)]
    return rows


def _holds(condition: exp.Expr, row: Row, tables: Mapping[str, Relation]) -> bool:
    if isinstance(condition, exp.Not) and isinstance(condition.this, exp.Exists):
        return not _holds(condition.this, row, tables)
    if isinstance(condition, exp.Exists):
        return bool(_answer(condition.this, tables, row).rows)
    if isinstance(condition, exp.In) and condition.args.get("query") is not None:
        found = [next(iter(each.values())) for each in _answer(condition.args["query"].this, tables, row).rows]
        return is_among(Unit(row=dict(row)).value(condition.this), found)
    return is_true(condition, row)


def _units(select: exp.Select, rows: Sequence[Row]) -> list[Unit]:
    """The rows, or the groups of them that `having` keeps."""
    if not gathers(select):
        return [Unit(row=dict(row)) for row in rows]
    groups = [Unit(row=dict(group[0]) if group else {}, group=group) for group in _groups(select, rows)]
    having = select.args.get("having")
    return [unit for unit in groups if having is None or unit.value(having.this) is True]


def _groups(select: exp.Select, rows: Sequence[Row]) -> list[Sequence[Row]]:
    """The rows by their group; without `group by` all rows are one group, even when there are none."""
    group = select.args.get("group")
    if group is None:
        return [rows]
    found: dict[tuple[Any, ...], list[Row]] = {}
    for row in rows:
        found.setdefault(tuple(Unit(row=dict(row)).value(each) for each in group.expressions), []).append(row)
    return list(found.values())


def _with_windows(output: exp.Expr, units: Sequence[Unit], number: int) -> exp.Expr:
    """An output whose window functions are columns, computed and put into the units' rows."""
    made = exp.Paren(this=output.copy())
    for at, window in enumerate(list(made.find_all(exp.Window))):
        name = f"window {number} {at}"
        for unit, value in zip(units, window_values(window, units), strict=True):
            unit.row[name] = value
        window.replace(exp.column(exp.to_identifier(name, quoted=True)))
    plain: exp.Expr = made.this.pop()
    return plain
