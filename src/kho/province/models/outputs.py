"""What a model's query gives against what its contract promises."""

from sqlglot import exp

from kho.contracts.model import Column, LogicalType
from kho.contracts.problems import Kind, Report, listed, near
from kho.messages import Message
from kho.province.models.model import Model
from kho.province.models.telling import Teller
from kho.quality.queries.scopes import Types
from kho.quality.queries.types import kind_in, scale_in
from kho.quality.sqltypes import Kind as ValueKind
from kho.quality.sqltypes import column_kind

NOT_MADE = Kind(
    code="KHO-P210",
    what=Message("{sql} không cho cột “{column}”.{near}", "{sql} gives no column “{column}”.{near}"),
    mend=Message("Thêm cột vào select, hoặc bỏ khỏi cam kết.", "Select the column, or drop it from the contract."),
)
NOT_PROMISED = Kind(
    code="KHO-P211",
    what=Message("Cam kết không có cột “{column}”.{near}", "The contract has no column “{column}”.{near}"),
    mend=Message("Thêm cột vào {contract}, hoặc bỏ khỏi select.", "Add it to {contract}, or drop it from the select."),
)
OTHER_TYPE = Kind(
    code="KHO-P212",
    what=Message(
        "Cột “{column}” trong cam kết là {type}, câu SQL cho {made}.",
        "The contract says “{column}” is {type}; the SQL gives {made}.",
    ),
    mend=Message("Viết {cast}, hoặc sửa kiểu trong cam kết.", "Write {cast}, or correct the type in the contract."),
)

_WIDER = {
    ValueKind.DECIMAL: {ValueKind.DECIMAL, ValueKind.INTEGER},
    ValueKind.DOUBLE: {ValueKind.DOUBLE, ValueKind.DECIMAL, ValueKind.INTEGER},
    ValueKind.TIMESTAMP: {ValueKind.TIMESTAMP, ValueKind.DATE},
}
"""Kinds of values that a column of a kind takes without loss."""
_SQL = {
    LogicalType.INTEGER: "bigint",
    LogicalType.DATE: "date",
    LogicalType.TIMESTAMP: "timestamp",
    LogicalType.BOOLEAN: "boolean",
}


def check_outputs(model: Model, made: Types, teller: Teller, report: Report) -> None:
    """Tell columns that are missing, too many, or of another type; `made` are the query's types by column."""
    promised = {column.name: column for column in model.contract.columns}
    filled = model.contract.on_units.filled if model.contract.on_units is not None else ()
    for name, column in promised.items():
        if name in filled:
            continue
        if name not in made:
            report.add(NOT_MADE, column.path, sql=model.file.name, column=name, near=near(name, made))
        elif not _fits(column, made[name]):
            node = _selected(model, name)
            told = {"column": name, "type": _told(column), "made": _type(made[name]), "cast": _cast(column, name)}
            teller.tell(OTHER_TYPE, node, **told)
    for name in made:
        if name not in promised:
            contract = model.contract.file.name if model.contract.file is not None else ""
            teller.tell(NOT_PROMISED, _selected(model, name), column=name, near=near(name, promised), contract=contract)


def _fits(column: Column, made: exp.DataType) -> bool:
    kind, wanted = kind_in(made), column_kind(column)
    if kind is ValueKind.UNKNOWN:
        return True
    if kind not in _WIDER.get(wanted, {wanted}):
        return False
    return wanted is not ValueKind.DECIMAL or scale_in(made) <= (column.scale or 0)


def _selected(model: Model, name: str) -> exp.Expr:
    return next(each for each in model.query.selects if each.alias_or_name == name)


def _told(column: Column) -> str:
    return f"decimal({column.precision},{column.scale or 0})" if column.precision else str(column.logical_type)


def _type(made: exp.DataType) -> str:
    kind = kind_in(made)
    return f"decimal({listed(['…', scale_in(made)])})" if kind is ValueKind.DECIMAL else kind.name.lower()


def _cast(column: Column, name: str) -> str:
    target = _told(column) if column.precision else _SQL.get(column.logical_type, "text")
    target = "double" if column.logical_type is LogicalType.NUMBER and not column.precision else target
    inner = f"round({name})" if target == "bigint" else name
    return f"cast({inner} as {target}) as {name}"
