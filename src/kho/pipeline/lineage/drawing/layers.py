"""In which layer each node stands, and in which order within it: layered drawing after Sugiyama, made small."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from kho.pipeline.lineage.graph import Edge, EdgeType, Graph

SWEEPS = 8


@dataclass(frozen=True, kw_only=True, slots=True)
class Route:
    """A line from node to node; on its way past other layers it goes through bends, which have ids of their own."""

    through: tuple[str, ...]
    edges: tuple[Edge, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Layers:
    """Ids of nodes and bends from left to right, each layer from top to bottom, and the lines between them."""

    layers: tuple[tuple[str, ...], ...]
    routes: tuple[Route, ...]


def layers_of(graph: Graph) -> Layers:
    """What leads to the focus stands left of it, the longest way deciding how far; what it leads to stands right."""
    ranks = _ranks(graph)
    rows: list[list[str]] = [[] for _ in range(max(ranks.values()) + 1)]
    for node, rank in ranks.items():
        rows[rank].append(node)
    routes = []
    for (source, target), edges in _between(graph.edges).items():
        bends = _bends(source, target, ranks)
        for rank, bend in bends.items():
            rows[rank].append(bend)
        ends = [source, *bends.values(), target]
        routes.append(Route(through=tuple(ends), edges=tuple(edges)))
    return Layers(layers=_ordered(rows, neighbours(routes)), routes=tuple(routes))


def neighbours(routes: Iterable[Route]) -> dict[str, list[str]]:
    """Which nodes and bends are joined by a line."""
    found: dict[str, list[str]] = {}
    for route in routes:
        for one, other in pairwise(route.through):
            found.setdefault(one, []).append(other)
            found.setdefault(other, []).append(one)
    return found


def _ranks(graph: Graph) -> dict[str, int]:
    """The layer of every node, from 0."""
    strong = [edge for edge in graph.edges if edge.type is not EdgeType.REFERENCE]
    left = _longest(graph.focus, [(edge.target, edge.source) for edge in strong])
    right = _longest(graph.focus, [(edge.source, edge.target) for edge in strong])
    ranks = {**right, **{node: -steps for node, steps in left.items()}}
    for edge in graph.edges:
        if edge.type is EdgeType.REFERENCE:
            ranks.setdefault(edge.source, ranks.get(edge.target, 0) - 1)
            ranks.setdefault(edge.target, ranks.get(edge.source, 0) + 1)
    lowest = min(ranks.values())
    return {node: ranks[node] - lowest for node in graph.nodes if node in ranks}


def _longest(start: str, steps: Sequence[tuple[str, str]]) -> dict[str, int]:
    """The longest way from a node to each that it reaches; among strong edges there is no circle."""
    after: dict[str, list[str]] = {}
    for here, there in steps:
        after.setdefault(here, []).append(there)
    found, front = {start: 0}, [start]
    while front:
        reached = dict.fromkeys(there for here in front for there in after.get(here, []))
        length = found[front[0]] + 1
        found.update(dict.fromkeys(reached, length))
        front = list(reached)
    return found


def _between(edges: Iterable[Edge]) -> dict[tuple[str, str], list[Edge]]:
    """Edges by their ends: between two nodes one line is drawn."""
    found: dict[tuple[str, str], list[Edge]] = {}
    for edge in edges:
        found.setdefault((edge.source, edge.target), []).append(edge)
    return found


def _bends(source: str, target: str, ranks: Mapping[str, int]) -> dict[int, str]:
    """The bends of a line in the layers it passes."""
    step = 1 if ranks[target] > ranks[source] else -1
    return {rank: f"bend:{source}>{target}@{rank}" for rank in range(ranks[source] + step, ranks[target], step)}


def _ordered(rows: list[list[str]], joined: Mapping[str, list[str]]) -> tuple[tuple[str, ...], ...]:
    """Each layer in the order of the middle of its neighbours, from both sides in turn, so that few lines cross."""
    for sweep in range(SWEEPS):
        there = range(1, len(rows)) if sweep % 2 == 0 else range(len(rows) - 2, -1, -1)
        for rank in there:
            rows[rank] = _beside(rows[rank - 1 if sweep % 2 == 0 else rank + 1], rows[rank], joined)
    return tuple(map(tuple, rows))


def _beside(neighbours: list[str], row: list[str], joined: Mapping[str, list[str]]) -> list[str]:
    """The row in the order of the middle of its neighbours; who has none there stays where it is."""
    places = {node: at for at, node in enumerate(neighbours)}
    middles = {node: _middle(joined, places, node, now) for now, node in enumerate(row)}
    return sorted(row, key=middles.__getitem__)


def _middle(joined: Mapping[str, list[str]], beside: Mapping[str, int], node: str, otherwise: int) -> float:
    places = [beside[other] for other in joined.get(node, []) if other in beside]
    return sum(places) / len(places) if places else otherwise
