"""The lineage graph as a value: cells, sources, tables, columns and code lists, and what leads from one to another.

Edges are named by OpenLineage's transformations (columnLineage dataset facet 1-2-0: DIRECT and INDIRECT with their
subtypes); REFERENCE is Kho's own word for a weak edge: values are checked against another table or a code list.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from kho.contracts.model import Classification, Layer
from kho.contracts.names import DatasetName


class NodeKind(StrEnum):
    """What a node of the graph stands for."""

    TABLE = "table"
    COLUMN = "column"
    CODELIST = "codelist"
    DELIVERY = "delivery"
    """One table of a loaded delivery, such as a sheet of a workbook."""
    CELLS = "cells"
    """The cells of one column in a loaded delivery."""
    SOURCE = "source"
    """What a contract says about a source that has brought nothing that is in the table."""
    OLDER = "older"
    """Deliveries that are in the table too and are not shown one by one."""


class EdgeType(StrEnum):
    """How strongly one node leads to another."""

    DIRECT = "DIRECT"
    """Values are made of it."""
    INDIRECT = "INDIRECT"
    """It decides which rows there are, or how they are gathered."""
    REFERENCE = "REFERENCE"
    """Values are only checked against it."""


class Subtype(StrEnum):
    """What is done on the way."""

    IDENTITY = "IDENTITY"
    TRANSFORMATION = "TRANSFORMATION"
    AGGREGATION = "AGGREGATION"
    JOIN = "JOIN"
    FILTER = "FILTER"
    GROUP_BY = "GROUP_BY"
    SORT = "SORT"
    FOREIGN_KEY = "FOREIGN_KEY"
    CODELIST = "CODELIST"
    ROWS = "ROWS"
    """The rows of a table depend on the rows of another."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Arrival:
    """The loaded delivery that cells stand in; times are as recorded. `run` is empty where no record of it is left.

    `corrected` counts the cells that people corrected in the whole delivery.
    """

    sha256: str
    file: str = ""
    part: str = ""
    source: str = ""
    transport: str = ""
    origin: str = ""
    received: datetime | None = None
    run: str = ""
    contract_version: str = ""
    corrected: int = 0
    first_row: int = 0
    last_row: int = 0
    rows: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Node:
    """One node. `id` is unique in its graph; `name` is what a person calls it, `title` its meaning.

    `table` is set for tables and columns. `columns` are those of a table, in its order. `header` is the text at the
    head of the cells, `position` their 1-based column where that says more than the header (text files), `cells` their
    range where they stand on a sheet; where the value is `named`, it stands in the delivery's name, not in a cell.
    `count` says how many deliveries an OLDER node stands for.
    """

    id: str
    kind: NodeKind
    name: str
    title: str = ""
    table: DatasetName | None = None
    column: str = ""
    columns: tuple[str, ...] = ()
    type: str = ""
    layer: Layer | None = None
    classification: Classification | None = None
    model: bool = False
    header: str = ""
    position: int = 0
    cells: str = ""
    named: bool = False
    arrival: Arrival | None = None
    count: int = 0


@dataclass(frozen=True, kw_only=True, order=True, slots=True)
class Edge:
    """One step of the data, from node id to node id. `masking`: what comes out tells nothing of single values."""

    source: str
    target: str
    type: EdgeType
    subtype: Subtype
    masking: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Graph:
    """Nodes by id and the edges between them, each once; `focus` is the id of the node that was asked for."""

    nodes: Mapping[str, Node]
    edges: tuple[Edge, ...]
    focus: str = ""

    def into(self, node: str) -> list[Edge]:
        """The edges that end in a node."""
        return [edge for edge in self.edges if edge.target == node]

    def out_of(self, node: str) -> list[Edge]:
        """The edges that begin in a node."""
        return [edge for edge in self.edges if edge.source == node]


@dataclass(kw_only=True, slots=True)
class Drawing:
    """A graph in the making: every node and edge is kept once, in the order they came."""

    nodes: dict[str, Node] = field(default_factory=dict)
    edges: dict[Edge, None] = field(default_factory=dict)

    def add(self, node: Node) -> str:
        """Keep a node; gives its id."""
        return self.nodes.setdefault(node.id, node).id

    def lead(self, edge: Edge) -> None:
        """Keep an edge."""
        self.edges.setdefault(edge)

    def graph(self, focus: str = "") -> Graph:
        """The graph made so far."""
        return Graph(nodes=dict(self.nodes), edges=tuple(self.edges), focus=focus)


def table_id(name: DatasetName) -> str:
    """The id of a table's node."""
    return f"table:{name}"


def column_id(name: DatasetName, column: str) -> str:
    """The id of a column's node."""
    return f"column:{name}.{column}"


def codelist_id(name: str) -> str:
    """The id of a code list's node."""
    return f"codelist:{name}"


def by_node(edges: Iterable[Edge], *, ends: bool) -> dict[str, list[Edge]]:
    """Edges by the node they end in, or by the one they begin in."""
    found: dict[str, list[Edge]] = {}
    for edge in edges:
        found.setdefault(edge.target if ends else edge.source, []).append(edge)
    return found
