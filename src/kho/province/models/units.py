"""A model with `kho.on_units`: what its query may give, and where columns come from once figures are brought over."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from sqlglot import exp
from sqlglot.optimizer.scope import Scope

from kho.contracts.measure_use import target_of
from kho.contracts.model import Contract, OnUnits, Problem
from kho.contracts.names import DatasetName
from kho.contracts.problems import Kind, Report
from kho.messages import Message
from kho.province.models.model import How, Influence, InputColumn, Model, ModelColumn, Role
from kho.province.models.telling import Teller
from kho.quality.queries.found import as_written
from kho.quality.queries.scopes import names_of, output, own_columns, query_of, selects, source_of
from kho.standards.numbers.measures import RATIO

FOR_MODELS = Kind(
    code="KHO-P260",
    what=Message("kho.on_units chỉ dành cho bảng tổng hợp.", "kho.on_units is for models alone."),
    mend=Message(
        "Giữ dữ liệu như đã gửi, rồi viết một bảng tổng hợp (models/) đọc nó và có kho.on_units.",
        "Keep the data as they were sent, and write a model that reads them and has kho.on_units.",
    ),
)
SELECTED = Kind(
    code="KHO-P261",
    what=Message(
        "Cột “{column}” do Kho điền, câu SQL không chọn.", "Kho fills “{column}”; the SQL does not select it."
    ),
    mend=Message("Bỏ cột khỏi select.", "Drop it from the select."),
)
NOT_ADDED = Kind(
    code="KHO-P262",
    what=Message(
        "“{column}” = {sql}: trung bình, tỷ lệ, giá trị lớn nhất hay nhỏ nhất và đếm không trùng thì không cộng được.",
        "“{column}” = {sql}: averages, ratios, extremes and distinct counts do not add up.",
    ),
    mend=Message(
        "Đưa tử số và mẫu số về đơn vị mới ở đây, rồi chia ở một bảng tổng hợp khác.",
        "Bring numerator and denominator to the units here, and divide in another model.",
    ),
)
_NOT_ADDED = (exp.Avg, exp.Max, exp.Min, exp.Median, exp.Quantile, exp.Stddev, exp.Variance, exp.Window)


def check_on_units(model: Model, qualified: exp.Query, teller: Teller) -> None:
    """Tell figures that do not add up, and columns that are Kho's to fill, in the query as it was written."""
    use = model.contract.on_units
    if use is None:
        return
    root = selects(qualified)[-1]
    for select in query_of(root).selects:
        if select.alias_or_name in use.filled:
            teller.tell(SELECTED, select, column=select.alias_or_name)
    for figure in use.split:
        wrong = next(_not_added(figure, root), None) if figure in names_of(root) else None
        if wrong is not None:
            teller.tell(NOT_ADDED, wrong, column=figure, sql=as_written(wrong))


def check_shares(model: Model, contracts: Mapping[DatasetName, Contract], teller: Teller) -> None:
    """Tell figures made of columns that are stored as percentages or the like."""
    use = model.contract.on_units
    for column in model.columns if use is not None else ():
        for each in column.inputs if use is not None and column.name in use.split else ():
            source = next((one for one in contracts[each.dataset].columns if one.name == each.column), None)
            measured = target_of(source.measure) if source is not None and source.measure is not None else None
            if measured is not None and (measured.base == RATIO or "/" in measured.name):
                teller.tell_line(NOT_ADDED, 1, column=column.name, sql=f"{each} ({measured.name})")


def refuse_on_units(contracts: Iterable[Contract], problems: list[Problem]) -> None:
    """Tell contracts of delivered data that have `kho.on_units`."""
    for contract in contracts:
        if contract.on_units is not None:
            Report.on(contract, problems).add(FOR_MODELS, ("kho.on_units",))


def _not_added(name: str, scope: Scope) -> Iterator[exp.Expr]:
    """What in the making of a column does not add up, through all selects that it passes."""
    for side, expression in output(scope, name):
        for node in expression.walk():
            if _does_not_add(node):
                yield node
        for column in expression.find_all(exp.Column):
            if column.table and column in set(own_columns(side)):
                source = source_of(side, column)
                if not isinstance(source, exp.Table):
                    yield from _not_added(column.name, source)


def _does_not_add(node: exp.Expr) -> bool:
    if isinstance(node, exp.Div):
        return not isinstance(node.expression.unnest(), exp.Literal)
    if isinstance(node, exp.Count):
        return isinstance(node.this, exp.Distinct)
    return isinstance(node, _NOT_ADDED)


def brought_over(model: Model) -> Model:
    """The model with its columns and influences as they are once its figures stand on other units."""
    use = model.contract.on_units
    if use is None:
        return model
    known = {column.name: column for column in model.columns}
    codes, days = known.get(use.column), known.get(use.of) if isinstance(use.of, str) else None
    inputs = tuple(sorted({*(codes.inputs if codes else ()), *(days.inputs if days else ())}))
    changed = [_changed(column, use, inputs) for column in model.columns]
    filled = [ModelColumn(name=name, inputs=inputs, how=How.DERIVED) for name in use.filled]
    return replace(
        model, columns=(*changed, *filled), influences=tuple(sorted({*model.influences, *_influences(inputs)}))
    )


def _changed(column: ModelColumn, use: OnUnits, units: tuple[InputColumn, ...]) -> ModelColumn:
    if column.name in use.split:
        return replace(column, how=How.AGGREGATED)
    return replace(column, how=How.DERIVED, inputs=units) if column.name == use.column else column


def _influences(inputs: tuple[InputColumn, ...]) -> Iterator[Influence]:
    return (Influence(input=each, role=Role.GROUP) for each in inputs)
