"""Names in a model's query: every table and column must be there, and mean one thing."""

from collections.abc import Collection, Mapping

from sqlglot import exp
from sqlglot.optimizer.scope import Scope, traverse_scope

from kho.contracts.problems import Kind, listed, near
from kho.messages import Message
from kho.province.models.tables import Tables
from kho.province.models.telling import Teller
from kho.quality.queries.scopes import select_of

NO_TABLE = Kind(
    code="KHO-P203",
    what=Message("Không có bảng “{table}”.{near}", "There is no table “{table}”.{near}"),
    mend=Message(
        "Viết cơ_quan.bộ_dữ_liệu hoặc lĩnh_vực.tên bằng gạch dưới; xem tên bằng `kho show`.",
        "Write agency.dataset or domain.name with underscores; `kho show` lists the names.",
    ),
)
UNREAD_TABLE = Kind(
    code="KHO-P204",
    what=Message("Cam kết của bảng “{table}” còn lỗi.", "The contract of the table “{table}” has mistakes."),
    mend=Message("Sửa cam kết đó trước.", "Mend that contract first."),
)
NO_ALIAS = Kind(
    code="KHO-P205",
    what=Message(
        "“{column}”: câu này không đọc từ “{alias}”.{near}", "“{column}”: the query reads no “{alias}”.{near}"
    ),
    mend=Message("Ở đây có: {known}.", "Here there are: {known}."),
)
NO_COLUMN = Kind(
    code="KHO-P206",
    what=Message("{table} không có cột “{column}”.{near}", "{table} has no column “{column}”.{near}"),
    mend=Message("Viết tên một cột của nó: {known}.", "Write the name of one of its columns: {known}."),
)
AMBIGUOUS = Kind(
    code="KHO-P207",
    what=Message("Cột “{column}” có ở nhiều bảng: {tables}.", "The column “{column}” is in several tables: {tables}."),
    mend=Message("Viết {example}.", "Write {example}."),
)
UNNAMED = Kind(
    code="KHO-P208",
    what=Message("Cột “{column}” chưa có tên.", "The column “{column}” has no name."),
    mend=Message("Thêm as ten_cot.", "Add as column_name."),
)
DOUBLED = Kind(
    code="KHO-P209",
    what=Message("Cột “{column}” được chọn hai lần.", "The column “{column}” is selected twice."),
    mend=Message("Đổi tên một cột bằng as.", "Rename one of them with as."),
)
SHOWN = 12
"""Names that are listed at most."""

Visible = Mapping[str, Collection[str] | None]
"""Columns by the names a select reads them under; None where they are not known."""


def check_names(query: exp.Query, tables: Tables, teller: Teller) -> None:
    """Tell every name in a parsed query (identifiers in lower case) that is wrong."""
    ctes = {cte.alias for cte in query.find_all(exp.CTE)}
    for table in query.find_all(exp.Table):
        if table.db or table.name not in ctes:
            _check_table(table, tables, teller)
    for scope in traverse_scope(query):
        if isinstance(scope.expression, exp.Select):
            _check_outputs(scope.expression, teller)
            for column in _named_here(scope):
                _check_column(column, scope, tables, teller)


def _check_table(table: exp.Table, tables: Tables, teller: Teller) -> None:
    told = f"{table.db}.{table.name}" if table.db else table.name
    if tables.is_unread(table):
        teller.tell(UNREAD_TABLE, table, table=told)
    elif tables.of(table) is None:
        teller.tell(NO_TABLE, table, table=told, near=tables.near(table))


def _check_outputs(select: exp.Select, teller: Teller) -> None:
    if not _has_names(select):
        return
    seen: set[str] = set()
    for each in select.selects:
        if isinstance(each, exp.Star) or each.is_star:
            continue  # which is refused as such
        name = each.alias_or_name
        if not name or not isinstance(each, exp.Alias | exp.Column):
            teller.tell(UNNAMED, each, column=teller.as_written(each))
        elif name in seen:
            teller.tell(DOUBLED, each, column=name)
        seen.add(name)


def _has_names(select: exp.Select) -> bool:
    """Whether anybody asks for the names of a select's columns."""
    around = select.parent
    if isinstance(around, exp.Union):
        return select.arg_key == "this"
    if isinstance(around, exp.Subquery):
        return isinstance(around.parent, exp.From | exp.Join)
    return not isinstance(around, exp.Exists)


def _named_here(scope: Scope) -> list[exp.Column]:
    return [
        each for each in scope.expression.find_all(exp.Column) if each.find_ancestor(exp.Select) is scope.expression
    ]


def _visible(scope: Scope, tables: Tables) -> Visible:
    found: dict[str, Collection[str] | None] = {}
    for alias, (_, source) in scope.selected_sources.items():
        if isinstance(source, exp.Table):
            table = tables.of(source)
            found[alias] = None if table is None else list(table.columns)
        elif isinstance(source.expression, exp.Query):
            found[alias] = source.expression.named_selects
    return found


def _check_column(column: exp.Column, scope: Scope, tables: Tables, teller: Teller) -> None:
    here, visible = scope, _visible(scope, tables)
    while column.table and column.table not in visible and here.is_correlated_subquery and here.parent is not None:
        here = here.parent
        visible = _visible(here, tables)
    if column.table and column.table not in visible:
        around = _visible(scope, tables)
        close = near(column.table, around)
        told = teller.as_written(column)
        teller.tell(NO_ALIAS, column, column=told, alias=column.table, near=close, known=listed(around))
    elif column.table:
        _check_known(column, column.table, visible[column.table], teller)
    else:
        _check_bare(column, scope, visible, tables, teller)


def _check_known(column: exp.Column, table: str, known: Collection[str] | None, teller: Teller) -> None:
    if known is None or column.name in known:
        return
    teller.tell(NO_COLUMN, column, table=table, column=column.name, near=near(column.name, known), known=_some(known))


def _check_bare(column: exp.Column, scope: Scope, visible: Visible, tables: Tables, teller: Teller) -> None:
    owners = [alias for alias, known in visible.items() if known is None or column.name in known]
    joined = {each.name for join in scope.expression.args.get("joins") or () for each in join.args.get("using") or ()}
    if len(owners) > 1 and column.name not in joined and None not in visible.values():
        example = f"{owners[0]}.{column.name}"
        teller.tell(AMBIGUOUS, column, column=column.name, tables=listed(owners), example=example)
    elif not owners and column.name not in _aliases(scope):
        if scope.is_correlated_subquery and scope.parent is not None:
            _check_bare(column, scope.parent, _visible(scope.parent, tables), tables, teller)
        else:
            every = dict.fromkeys(name for known in visible.values() for name in known or ())
            where = Message(vi=listed(visible), en=listed(visible))
            close = near(column.name, every)
            teller.tell(NO_COLUMN, column, table=where, column=column.name, near=close, known=_some(every))


def _aliases(scope: Scope) -> set[str]:
    """Names that the select itself gives; other parts of it may use them."""
    return {each.alias for each in select_of(scope).selects if isinstance(each, exp.Alias)}


def _some(names: Collection[str]) -> str:
    some = list(names)
    return listed([*some[:SHOWN], "…"] if len(some) > SHOWN else some)
