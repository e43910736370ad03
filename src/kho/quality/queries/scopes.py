"""What names in a qualified query mean: the select or table a column comes from, and the types of all columns."""

from collections.abc import Callable, Iterator, Mapping

from sqlglot import exp
from sqlglot.optimizer.scope import Scope, traverse_scope

from kho.quality.queries.types import merged, type_of

Types = Mapping[str, exp.DataType]
"""Types by the names of columns."""
TypesOfTable = Callable[[exp.Table], Types]


def selects(query: exp.Query) -> list[Scope]:
    """The scopes of a query, each after those it reads from."""
    return list(traverse_scope(query))


def own_columns(scope: Scope) -> Iterator[exp.Column]:
    """The columns that a select names itself, not in another select inside it; nor its own outputs in `order by`."""
    for column in scope.expression.find_all(exp.Column):
        if column.table and column.find_ancestor(exp.Select) is scope.expression:
            yield column


def source_of(scope: Scope, column: exp.Column) -> exp.Table | Scope:
    """The table or select a qualified column comes from. Raises KeyError where nothing has that name."""
    here: Scope | None = scope
    while here is not None:
        if column.table in here.selected_sources:
            found: exp.Table | Scope = here.selected_sources[column.table][1]
            return found
        here = here.parent
    raise KeyError(column.table)


def columns_read(query: exp.Query) -> dict[tuple[str, str], set[str]]:
    """The columns that a qualified query reads of each table, by the table's schema and name."""
    found: dict[tuple[str, str], set[str]] = {}
    for scope in selects(query):
        for column in own_columns(scope) if isinstance(scope.expression, exp.Select) else ():
            source = source_of(scope, column)
            if isinstance(source, exp.Table):
                found.setdefault((source.db, source.name), set()).add(column.name)
    return found


def output(scope: Scope, name: str) -> list[tuple[Scope, exp.Expr]]:
    """The expressions that make a column of a select: one, or one from every side of a union."""
    at = names_of(scope).index(name)
    return [(side, select_of(side).selects[at]) for side in sides(scope)]


def names_of(scope: Scope) -> list[str]:
    """The names of the output columns."""
    return list(query_of(scope).named_selects)


def query_of(scope: Scope) -> exp.Query:
    """The query of a scope."""
    if not isinstance(scope.expression, exp.Query):
        raise TypeError(type(scope.expression).__name__)
    return scope.expression


def select_of(scope: Scope) -> exp.Select:
    """The select of a scope that is no union."""
    if not isinstance(scope.expression, exp.Select):
        raise TypeError(type(scope.expression).__name__)
    return scope.expression


def sides(scope: Scope) -> list[Scope]:
    """The selects of a union, or the select itself."""
    if isinstance(scope.expression, exp.SetOperation):
        branches: list[Scope] = scope.set_operation_scopes
        return [each for side in branches for each in sides(side)]
    return [scope]


def annotate(query: exp.Query, types_of: TypesOfTable) -> Types:
    """Write its type on every column of a qualified query; gives the types of the output columns, by name."""
    known: dict[int, Types] = {}
    outputs: Types = {}
    for scope in selects(query):
        for column in own_columns(scope) if isinstance(scope.expression, exp.Select) else ():
            source = source_of(scope, column)
            types = types_of(source) if isinstance(source, exp.Table) else known[id(source.expression)]
            column.type = types[column.name]
        outputs = _outputs(scope)
        known[id(scope.expression)] = outputs
    return outputs


def _outputs(scope: Scope) -> Types:
    columns = [[type_of(each) for each in select_of(side).selects] for side in sides(scope)]
    return {name: merged(types) for name, types in zip(names_of(scope), zip(*columns, strict=True), strict=True)}
