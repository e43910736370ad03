"""What the province folder says of lineage: the queries of models, and what contracts refer to. Nothing is read."""

from collections.abc import Iterator, Mapping

from sqlglot import exp

from kho.contracts.model import Column, Contract, Reference
from kho.contracts.names import DatasetName
from kho.pipeline.lineage.graph import (
    Drawing,
    Edge,
    EdgeType,
    Graph,
    Node,
    NodeKind,
    Subtype,
    codelist_id,
    column_id,
    table_id,
)
from kho.province.codelists import CodeList
from kho.province.folder import Province
from kho.province.matches.model import Match
from kho.province.models.model import How, Model, Role
from kho.province.shipped_lists import PREFIX

HOWS: Mapping[How, Subtype] = {
    How.DIRECT: Subtype.IDENTITY,
    How.DERIVED: Subtype.TRANSFORMATION,
    How.AGGREGATED: Subtype.AGGREGATION,
}
ROLES: Mapping[Role, Subtype] = {
    Role.FILTER: Subtype.FILTER,
    Role.JOIN: Subtype.JOIN,
    Role.GROUP: Subtype.GROUP_BY,
    Role.SORT: Subtype.SORT,
}


def tables_graph(province: Province) -> Graph:
    """All tables and code lists of a province, and which leads to which."""
    drawing = Drawing()
    for contract in province.datasets.values():
        drawing.add(table_node(contract, model=contract.name in province.computed))
    for model in province.computed.values():
        for name in model.inputs:
            drawing.lead(_between(name, model))
    for contract in province.datasets.values():
        for reference in references(contract):
            if reference.to in province.datasets:
                drawing.lead(_weak(table_id(reference.to), table_id(contract.name), Subtype.FOREIGN_KEY))
        for column in contract.columns:
            _codelist(drawing, province, column, table_id(contract.name))
    return drawing.graph()


def columns_graph(province: Province) -> Graph:
    """All columns of a province, and which leads to which; what decides about a model's rows leads to its table."""
    drawing = Drawing()
    for contract in province.datasets.values():
        model = contract.name in province.computed
        drawing.add(table_node(contract, model=model))
        for column in contract.columns:
            drawing.add(column_node(contract, column, model=model))
    for each in province.computed.values():
        _model_columns(drawing, each)
        for name in each.inputs:
            drawing.lead(_rows(name, each.name))
    for contract in province.datasets.values():
        _column_references(drawing, province, contract)
    return drawing.graph()


def table_node(contract: Contract, *, model: bool) -> Node:
    """A table with its columns."""
    return Node(
        id=table_id(contract.name),
        kind=NodeKind.TABLE,
        name=str(contract.name),
        title=contract.title,
        table=contract.name,
        columns=tuple(column.name for column in contract.columns),
        layer=contract.layer,
        model=model,
    )


def column_node(contract: Contract, column: Column, *, model: bool) -> Node:
    """A column of a table."""
    return Node(
        id=column_id(contract.name, column.name),
        kind=NodeKind.COLUMN,
        name=f"{contract.name}.{column.name}",
        title=column.title,
        table=contract.name,
        column=column.name,
        type=str(column.logical_type),
        layer=contract.layer,
        classification=column.classification,
        model=model,
    )


def references(contract: Contract) -> Iterator[Reference]:
    """The references of a contract to other tables."""
    every = (*contract.references, *(each for column in contract.columns for each in column.references))
    return (reference for reference in every if reference.to != contract.name)


def conversion(column: Column) -> Subtype:
    """What conforming does with a column's texts: a text stays itself, everything else is read from it."""
    plain = column.logical_type == "string" and column.from_name is None and column.standard is None
    return Subtype.IDENTITY if plain else Subtype.TRANSFORMATION


def masks(query: exp.Query, column: str) -> bool:
    """Whether an output column only counts: of what it counts nothing can be read in it."""
    selects = [each for each in _sides(query) if column in each.named_selects]
    return bool(selects) and all(_counts(each.selects[each.named_selects.index(column)]) for each in selects)


def _sides(query: exp.Query) -> Iterator[exp.Select]:
    if isinstance(query, exp.SetOperation):
        for side in (query.left, query.right):
            yield from _sides(side)
    elif isinstance(query, exp.Subquery):
        yield from _sides(query.this)
    elif isinstance(query, exp.Select):
        yield query


def _counts(expression: exp.Expr) -> bool:
    columns = list(expression.find_all(exp.Column))
    return bool(columns) and all(column.find_ancestor(exp.Count) is not None for column in columns)


def _model_columns(drawing: Drawing, model: Model | Match) -> None:
    for column in model.columns:
        target = column_id(model.name, column.name)
        masking = isinstance(model, Model) and masks(model.query, column.name)
        for each in column.inputs:
            drawing.lead(
                Edge(
                    source=column_id(each.dataset, each.column),
                    target=target,
                    type=EdgeType.DIRECT,
                    subtype=HOWS[column.how],
                    masking=masking,
                )
            )
    for influence in model.influences:
        source = column_id(influence.input.dataset, influence.input.column)
        drawing.lead(
            Edge(source=source, target=table_id(model.name), type=EdgeType.INDIRECT, subtype=ROLES[influence.role])
        )


def _column_references(drawing: Drawing, province: Province, contract: Contract) -> None:
    for reference in references(contract):
        if reference.to in province.datasets:
            for own, other in zip(reference.columns, reference.to_columns, strict=True):
                source, target = column_id(reference.to, other), column_id(contract.name, own)
                drawing.lead(_weak(source, target, Subtype.FOREIGN_KEY))
    for column in contract.columns:
        _codelist(drawing, province, column, column_id(contract.name, column.name))


def _codelist(drawing: Drawing, province: Province, column: Column, target: str) -> None:
    if column.codelist is not None and (found := province.known_codelists.get(column.codelist.name)) is not None:
        drawing.lead(_weak(drawing.add(_codelist_node(found)), target, Subtype.CODELIST))


def _codelist_node(found: CodeList) -> Node:
    name = found.name if found.name.startswith(PREFIX) else f"codelists/{found.name}.csv"
    return Node(id=codelist_id(found.name), kind=NodeKind.CODELIST, name=name)


def _between(name: DatasetName, model: Model | Match) -> Edge:
    """A table that a model reads: for its values, or for its rows alone."""
    hows = [column.how for column in model.columns if any(each.dataset == name for each in column.inputs)]
    if hows:
        how = max(hows, key=list(How).index)
        return Edge(source=table_id(name), target=table_id(model.name), type=EdgeType.DIRECT, subtype=HOWS[how])
    return _rows(name, model.name)


def _rows(name: DatasetName, model: DatasetName) -> Edge:
    return Edge(source=table_id(name), target=table_id(model), type=EdgeType.INDIRECT, subtype=Subtype.ROWS)


def _weak(source: str, target: str, subtype: Subtype) -> Edge:
    return Edge(source=source, target=target, type=EdgeType.REFERENCE, subtype=subtype)
