"""The lineage graph as JSON, for other programs."""

import json
from dataclasses import asdict
from typing import Any

from kho.pipeline.lineage.graph import Arrival, Edge, Graph, Node


def to_json(graph: Graph) -> str:
    """`focus`, `nodes` and `edges`; what a node or an edge does not have is left out."""
    document = {
        "focus": graph.focus,
        "nodes": [_node(node) for node in graph.nodes.values()],
        "edges": [_edge(edge) for edge in graph.edges],
    }
    return json.dumps(document, ensure_ascii=False, indent=1)


def _node(node: Node) -> dict[str, Any]:
    given = {
        "id": node.id,
        "kind": node.kind,
        "name": node.name,
        "title": node.title,
        "table": str(node.table) if node.table is not None else "",
        "column": node.column,
        "columns": list(node.columns),
        "type": node.type,
        "layer": node.layer,
        "classification": node.classification,
        "model": node.model,
        "header": node.header,
        "position": node.position,
        "cells": node.cells,
        "named": node.named,
        "count": node.count,
        "arrival": _arrival(node.arrival) if node.arrival is not None else None,
    }
    return {key: value for key, value in given.items() if value}


def _arrival(arrival: Arrival) -> dict[str, Any]:
    received = arrival.received.isoformat() if arrival.received is not None else None
    return {key: value for key, value in {**asdict(arrival), "received": received}.items() if value}


def _edge(edge: Edge) -> dict[str, Any]:
    return {key: value for key, value in asdict(edge).items() if value}
