"""Where the ends of a graph are: the cells of the deliveries whose rows are in a table now, each with its run."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlglot import exp

from kho.contracts.model import Column, Contract, Source
from kho.contracts.names import DatasetName
from kho.pipeline.lineage.design import conversion
from kho.pipeline.lineage.graph import Arrival, Drawing, Edge, EdgeType, Node, NodeKind, Subtype, column_id, table_id
from kho.pipeline.parts import sheet_of
from kho.pipeline.runs import PartRead, Run, RunLog
from kho.quality.cells import DELIVERY, PART, ROW
from kho.sources.workbooks.grid import column_name
from kho.warehouse.query import Question
from kho.warehouse.tables import TableRef
from kho.warehouse.warehouse import Warehouse

DATABASES = frozenset({"postgres", "mysql", "sqlite", "oracle", "sqlserver"})
"""Transports whose deliveries are the answer to a query: a header is the name of a column there."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Brought:
    """One part of a delivery whose rows are in the table, with the run that brought it and how it was read."""

    arrival: Arrival
    read: PartRead | None


def brought(warehouse: Warehouse, runs: RunLog, contract: Contract) -> list[Brought]:
    """The deliveries, part by part, whose rows are in the table now, newest first; none where there is no table.

    The table itself is asked, so it is so after a restore or an erasure too. Raises the store's errors,
    BrokenRunRecordError.
    """
    if not warehouse.exists(TableRef.of(contract)):
        return []
    with warehouse.ask(Question(sql=_question(contract))) as answer:
        found = [row for batch in answer for row in batch.to_pylist()]
    by_delivery = _runs(runs, contract.name, {row["sha256"] for row in found})
    made = [_brought(contract, by_delivery.get(row["sha256"]), Arrival(**row)) for row in found]
    return sorted(made, key=lambda each: (each.arrival.run, each.arrival.part), reverse=True)


def _question(contract: Contract) -> str:
    name, row = contract.name, exp.column(ROW, quoted=True)
    table = exp.table_(name.sql_table, db=name.sql_schema, catalog=str(contract.layer), quoted=True)
    keys = [exp.column(DELIVERY, quoted=True), exp.column(PART, quoted=True)]
    return (
        exp.select(
            keys[0].as_("sha256"),
            keys[1].as_("part"),
            exp.func("min", row).as_("first_row"),
            exp.func("max", row).as_("last_row"),
            exp.func("count", exp.Star()).as_("rows"),
        )
        .from_(table)
        .group_by(*keys)
        .sql("duckdb")
    )


def _runs(runs: RunLog, name: DatasetName, wanted: set[str]) -> dict[str, Run]:
    """The newest run that loaded each delivery."""
    found: dict[str, Run] = {}
    for run in runs.newest(name):
        if len(found) == len(wanted):
            break
        if run.committed is not None and run.delivery.sha256 in wanted:
            found.setdefault(run.delivery.sha256, run)
    return found


def _brought(contract: Contract, run: Run | None, counted: Arrival) -> Brought:
    """The delivery with what its run tells of it; `counted` is what the table itself tells."""
    if run is None:
        return Brought(arrival=counted, read=None)
    transports = {source.name: source.transport for source in contract.sources}
    came = run.delivery
    arrival = replace(
        counted,
        file=came.name,
        source=came.source,
        transport=transports.get(came.source, "local"),
        origin=came.origin,
        received=came.received,
        run=run.id,
        contract_version=run.contract_version,
        corrected=run.corrected,
    )
    return Brought(arrival=arrival, read=next((part for part in run.parts if part.part == counted.part), None))


def attach_to_table(drawing: Drawing, contract: Contract, found: Sequence[Brought], shown: int) -> None:
    """Let the deliveries, or the sources where nothing came, lead to the table."""
    for each in found[:shown]:
        node = drawing.add(_delivery_node(each.arrival))
        drawing.lead(_edge(node, table_id(contract.name), Subtype.TRANSFORMATION))
    _others(drawing, _edge("", table_id(contract.name), Subtype.TRANSFORMATION), found[shown:])
    for source in contract.sources if not found else ():
        node = drawing.add(_source_node(contract.name, source))
        drawing.lead(_edge(node, table_id(contract.name), Subtype.TRANSFORMATION))


def attach_to_column(
    drawing: Drawing, contract: Contract, column: Column, found: Sequence[Brought], shown: int
) -> None:
    """Let the cells of a column, or the sources where nothing came, lead to it."""
    target = column_id(contract.name, column.name)
    having = [each for each in found if column.from_name or each.read is None or column.name in each.read.columns]
    for each in having[:shown]:
        node = drawing.add(_cells_node(each, column))
        drawing.lead(_edge(node, target, conversion(column)))
    _others(drawing, _edge("", target, conversion(column)), having[shown:])
    for source in contract.sources if not found else ():
        node = drawing.add(_source_node(contract.name, source, column))
        drawing.lead(_edge(node, target, conversion(column)))


def _edge(source: str, target: str, subtype: Subtype) -> Edge:
    return Edge(source=source, target=target, type=EdgeType.DIRECT, subtype=subtype)


def _others(drawing: Drawing, edge: Edge, rest: Sequence[Brought]) -> None:
    """One node for all that are not shown one by one, at the beginning of the edge."""
    if rest:
        node = Node(id=f"older:{edge.target}", kind=NodeKind.OLDER, name="…", count=len(rest))
        drawing.lead(replace(edge, source=drawing.add(node)))


def _delivery_node(arrival: Arrival) -> Node:
    return Node(
        id=f"delivery:{arrival.sha256}#{arrival.part}",
        kind=NodeKind.DELIVERY,
        name=file_and_sheet(arrival),
        arrival=arrival,
    )


def _cells_node(each: Brought, column: Column) -> Node:
    """The cells as their kind of file names them: `a.xlsx#S!C6:C105`, column 3 of `a.csv`, `a.json $[*].so`."""
    arrival, found = each.arrival, each.read.found if each.read else {}
    position, header = (each.read.columns if each.read else {}).get(column.name, (0, ""))
    where = column.name if column.from_name else str(position)
    node = Node(
        id=f"cells:{arrival.sha256}#{arrival.part}!{where}",
        kind=NodeKind.CELLS,
        name=file_and_sheet(arrival),
        header=header,
        named=column.from_name is not None,
        arrival=arrival,
    )
    if node.named:
        return node
    if "sheet" in found:
        letter = column_name(position - 1)
        cells = f"{letter}{arrival.first_row}:{letter}{arrival.last_row}"
        return replace(node, name=f"{node.name}!{cells}", cells=cells)
    if "records" in found:
        return replace(node, name=f"{node.name} {found['records']}.{header}")
    if arrival.transport in DATABASES:
        return replace(node, name=f"{arrival.origin}.{header}")
    return replace(node, position=position)


def _source_node(name: DatasetName, source: Source, column: Column | None = None) -> Node:
    """A source by its declared place; for a column with the header it is looked for under."""
    place = next((str(value) for key, value in source.address.items() if key in ("path", "location", "host")), "")
    header = "" if column is None else next(iter(column.headers), column.title or column.name)
    return Node(
        id=f"source:{name}#{source.name}" + (f"!{column.name}" if column else ""),
        kind=NodeKind.SOURCE,
        name=f"{source.transport}: {place}" if place else source.transport,
        title=header,
        table=name,
        header=header,
    )


def file_and_sheet(arrival: Arrival) -> str:
    """The file's name, with the sheet or member in it; where no run is on record, its SHA-256."""
    name = arrival.file or f"sha256 {arrival.sha256[:12]}…"
    sheet = sheet_of(arrival.part)
    return f"{name}#{sheet}" if sheet else name
