"""The lineage of a published dataset as the public may see it: open datasets and code lists, and nothing else.

What is not open is not drawn as a nameless box either: how many there are would tell something of them.
"""

from dataclasses import replace

from kho.contracts.names import DatasetName
from kho.pipeline.lineage.design import tables_graph
from kho.pipeline.lineage.graph import Edge, Graph, Node, NodeKind, Subtype, codelist_id, table_id
from kho.pipeline.lineage.walking import Reach, around
from kho.province.folder import Province
from kho.publishing.catalogue import Catalogue


def open_lineage(province: Province, catalogue: Catalogue, name: DatasetName) -> Graph:
    """What leads to a published dataset and what it leads to, as far as only open datasets lie between."""
    whole = tables_graph(province)
    nodes = {id_: _told(catalogue, node) for id_, node in whole.nodes.items() if _is_open(catalogue, node)}
    drawn = (edge for edge in whole.edges if edge.source in nodes and edge.target in nodes)
    edges = tuple(edge for edge in drawn if edge.subtype is not Subtype.CODELIST or _is_checked(catalogue, edge))
    return around(Graph(nodes=nodes, edges=edges), table_id(name), Reach()).graph


def _is_open(catalogue: Catalogue, node: Node) -> bool:
    return node.kind is NodeKind.CODELIST or node.table in catalogue.datasets


def _is_checked(catalogue: Catalogue, edge: Edge) -> bool:
    """Whether a column that is published has the codes of the list."""
    return any(
        edge.source == codelist_id(column.codes)
        for name, dataset in catalogue.datasets.items()
        if edge.target == table_id(name)
        for column in dataset.columns
        if column.codes is not None
    )


def _told(catalogue: Catalogue, node: Node) -> Node:
    """A table with the columns that are published, and no other."""
    published = catalogue.datasets.get(node.table) if node.table is not None else None
    if published is None:
        return node
    known = {each.name for each in published.columns}
    return replace(node, columns=tuple(each for each in node.columns if each in known))
