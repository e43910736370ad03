"""From which columns of which tables every output column of a query comes, and what else decides about its rows."""

from collections.abc import Iterable, Iterator, Mapping

from sqlglot import exp
from sqlglot.optimizer.scope import Scope

from kho.province.models.model import How, Influence, InputColumn, ModelColumn, Role
from kho.province.models.tables import Tables
from kho.quality.queries.allowed import AGGREGATES, RANKING
from kho.quality.queries.scopes import names_of, output, own_columns, select_of, selects, source_of

Made = Mapping[InputColumn, How]
"""The input columns a value is made of, each with the most that is done with it."""
_STRENGTH = list(How)
_PARTS = {"where": Role.FILTER, "having": Role.FILTER, "joins": Role.JOIN, "group": Role.GROUP, "order": Role.SORT}


def columns_of(query: exp.Query, tables: Tables) -> tuple[ModelColumn, ...]:
    """The output columns of a qualified query with their inputs."""
    root = selects(query)[-1]
    return tuple(_column(name, root, tables) for name in names_of(root))


def influences_of(query: exp.Query, tables: Tables) -> tuple[Influence, ...]:
    """What decides about the rows of a qualified query, each once, sorted."""
    told = {each for scope in selects(query) for each in _influences(scope, tables)}
    return tuple(sorted(told))


def _column(name: str, scope: Scope, tables: Tables) -> ModelColumn:
    made = _origins(scope, name, tables)
    how = _strongest(made.values()) if made else How.DERIVED
    return ModelColumn(name=name, inputs=tuple(sorted(made)), how=how)


def _strongest(hows: Iterable[How]) -> How:
    return max(hows, key=_STRENGTH.index)


def _origins(scope: Scope, name: str, tables: Tables) -> dict[InputColumn, How]:
    """What a column of a select, or of any side of a union, is made of."""
    found: dict[InputColumn, How] = {}
    for side, expression in output(scope, name):
        _join(found, _made_of(expression, side, tables))
    return found


def _join(found: dict[InputColumn, How], more: Made) -> None:
    for column, how in more.items():
        found[column] = _strongest((found.get(column, how), how))


def _made_of(expression: exp.Expr, scope: Scope, tables: Tables) -> dict[InputColumn, How]:
    plain = expression.unalias()
    while isinstance(plain, exp.Paren):
        plain = plain.this
    found: dict[InputColumn, How] = {}
    for column in _valued(plain):
        own = How.DIRECT if column is plain else How.AGGREGATED if _is_gathered(column, plain) else How.DERIVED
        inner = _origins_of(column, scope, tables)
        _join(found, {each: _strongest((how, own)) for each, how in inner.items()})
    return found


def _valued(expression: exp.Expr) -> Iterator[exp.Column]:
    """Columns whose values go into a value: not those a window is parted by, nor ordered by unless it ranks."""
    for column in expression.find_all(exp.Column):
        around = column.find_ancestor(exp.Window)
        inside = around is not None and around.this is not None and _is_within(column, around.this)
        if around is None or inside or (isinstance(around.this, RANKING) and _is_within(column, around.args["order"])):
            yield column


def _is_within(node: exp.Expr, whole: exp.Expr) -> bool:
    here: exp.Expr | None = node
    while here is not None and here is not whole:
        here = here.parent
    return here is whole


def _is_gathered(column: exp.Expr, top: exp.Expr) -> bool:
    here: exp.Expr | None = column
    while here is not None:
        if isinstance(here, (*AGGREGATES, exp.Window)):
            return True
        if here is top:
            return False
        here = here.parent
    return False


def _origins_of(column: exp.Column, scope: Scope, tables: Tables) -> Made:
    if not column.table:  # an output of the same select, in `order by`
        return _made_of(dict(zip(names_of(scope), select_of(scope).selects, strict=True))[column.name], scope, tables)
    source = source_of(scope, column)
    if isinstance(source, exp.Table):
        table = tables.of(source)
        return {InputColumn(table.name, column.name): How.DIRECT} if table is not None else {}
    return _origins(source, column.name, tables)


def _influences(scope: Scope, tables: Tables) -> Iterator[Influence]:
    if not isinstance(scope.expression, exp.Select):
        return
    select = scope.expression
    for column in own_columns(scope):
        role = _role(column, select)
        if role is not None:
            yield from (Influence(input=each, role=role) for each in _origins_of(column, scope, tables))
    if select.args.get("distinct"):
        for each in select.selects:
            yield from (Influence(input=made, role=Role.GROUP) for made in _made_of(each, scope, tables))
    for ordered in select.args["order"].expressions if select.args.get("order") else ():
        yield from (Influence(input=made, role=Role.SORT) for made in _made_of(ordered.this, scope, tables))


def _role(column: exp.Column, select: exp.Select) -> Role | None:
    """What a column decides about rows; None where it is selected alone."""
    if select.find_ancestor(exp.In) is not None:
        return Role.FILTER
    top: exp.Expr = column
    while top.parent is not None and top.parent is not select:
        top = top.parent
    if top.arg_key in _PARTS:
        return _PARTS[top.arg_key]
    window = column.find_ancestor(exp.Window)
    return Role.SORT if window is not None and not _is_within(column, window.this) else None
