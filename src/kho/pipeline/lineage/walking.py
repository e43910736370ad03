"""Walking a graph from one node: what leads to it, and what it leads to."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, replace

from kho.pipeline.lineage.graph import Drawing, Edge, EdgeType, Graph, NodeKind, Subtype, by_node, table_id

Steps = Callable[[str], list[Edge]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Reach:
    """Which ways to walk, and how many steps at most; None: to the ends."""

    upstream: bool = True
    downstream: bool = True
    depth: int | None = None

    def allows(self, steps: int) -> bool:
        """Whether so many steps are allowed."""
        return self.depth is None or steps <= self.depth


@dataclass(frozen=True, kw_only=True, slots=True)
class Walked:
    """What was met. `before` are the nodes that lead to the focus, the focus among them, with their steps from it."""

    graph: Graph
    before: dict[str, int]


def around(graph: Graph, focus: str, reach: Reach) -> Walked:
    """The part of a graph around one node.

    Along values and influences one walks to the ends, along references one step from the focus. What decides about
    the rows of a model leads, walking up, to each of its columns that is met; walking down, to the model as a whole.
    """
    into, out_of = by_node(graph.edges, ends=True), by_node(graph.edges, ends=False)
    drawing = Drawing()
    drawing.add(graph.nodes[focus])
    before = {focus: 0}
    if reach.upstream:
        before = _walk(graph, drawing, focus, reach, lambda node: _leading_to(graph, into, node))
    if reach.downstream:
        _walk(graph, drawing, focus, reach, lambda node: out_of.get(node, []))
    return Walked(graph=drawing.graph(focus), before=before)


def _walk(graph: Graph, drawing: Drawing, focus: str, reach: Reach, steps: Steps) -> dict[str, int]:
    met, queue = {focus: 0}, deque([focus])
    while queue:
        here = queue.popleft()
        for edge in steps(here) if reach.allows(met[here] + 1) else ():
            other = edge.source if edge.source != here else edge.target
            weak = edge.type is EdgeType.REFERENCE
            if weak and here != focus:
                continue
            drawing.add(graph.nodes[other])
            drawing.lead(edge)
            if not weak and other not in met:
                met[other] = met[here] + 1
                queue.append(other)
    return met


def _leading_to(graph: Graph, into: dict[str, list[Edge]], node: str) -> list[Edge]:
    here = graph.nodes[node]
    found = [*into.get(node, [])]
    if here.kind is NodeKind.COLUMN and here.table is not None:
        rows = [edge for edge in into.get(table_id(here.table), []) if edge.subtype is not Subtype.ROWS]
        found += [replace(edge, target=node) for edge in rows if edge.type is EdgeType.INDIRECT]
    return found
