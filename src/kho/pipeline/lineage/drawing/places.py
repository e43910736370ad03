"""Where everything stands on the page, in pixels: boxes in their layers, lines between their sides."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from kho.pipeline.lineage.drawing.layers import Layers, Route, neighbours

WIDTH = 250
"""Of a box."""
BETWEEN = 130
"""Layers."""
GAP = 14
"""Between boxes of a layer."""
MARGIN = 24
BEND = 10
"""Height of the room a line has beside boxes."""
SWEEPS = 12

Point = tuple[float, float]


@dataclass(frozen=True, kw_only=True, slots=True)
class Box:
    """A node's rectangle by its left upper corner."""

    x: float
    y: float
    height: float

    @property
    def middle(self) -> float:
        """Its vertical middle."""
        return self.y + self.height / 2


@dataclass(frozen=True, kw_only=True, slots=True)
class Page:
    """Boxes by node or bend, the size of the whole, and where on a box's side each line meets it, by its ends."""

    boxes: Mapping[str, Box]
    ports: Mapping[tuple[str, str], float]
    width: float
    height: float

    def line(self, route: Route) -> list[Point]:
        """The points a line goes through: from the side of a box to the facing side of the next."""
        points: list[Point] = []
        for one, other in pairwise(route.through):
            ahead = self.boxes[other].x > self.boxes[one].x
            points.append((self.boxes[one].x + (WIDTH if ahead else 0), self.ports[one, other]))
            points.append((self.boxes[other].x + (0 if ahead else WIDTH), self.ports[other, one]))
        return points


def placed(layers: Layers, heights: Mapping[str, float]) -> Page:
    """Put every box near the middle of its neighbours, keeping the order of its layer and the gaps."""
    joined = neighbours(layers.routes)
    tall = {node: heights.get(node, BEND) for row in layers.layers for node in row}
    tops: dict[str, float] = {}
    for row in layers.layers:
        tops.update(_stacked(row, dict.fromkeys(row, 0.0), tall))
    for sweep in range(SWEEPS):
        for row in layers.layers if sweep % 2 == 0 else layers.layers[::-1]:
            tops.update(_stacked(row, {node: _wanted(node, joined, tops, tall) for node in row}, tall))
    highest = min(tops.values())
    boxes = {
        node: Box(x=MARGIN + rank * (WIDTH + BETWEEN), y=MARGIN + tops[node] - highest, height=tall[node])
        for rank, row in enumerate(layers.layers)
        for node in row
    }
    return Page(
        boxes=boxes,
        ports=_ports(boxes, joined),
        width=2 * MARGIN + len(layers.layers) * (WIDTH + BETWEEN) - BETWEEN,
        height=MARGIN + max(box.y + box.height for box in boxes.values()),
    )


def _wanted(
    node: str, joined: Mapping[str, Sequence[str]], tops: Mapping[str, float], tall: Mapping[str, float]
) -> float:
    """The top of a box whose middle is that of its neighbours."""
    middles = [tops[other] + tall[other] / 2 for other in joined.get(node, [])]
    return (sum(middles) / len(middles) if middles else tops[node] + tall[node] / 2) - tall[node] / 2


def _stacked(row: Sequence[str], wanted: Mapping[str, float], tall: Mapping[str, float]) -> dict[str, float]:
    """Tops as wanted where there is room, else below the box above; then all moved so that none is favoured."""
    tops: dict[str, float] = {}
    floor = float("-inf")
    for node in row:
        tops[node] = max(wanted[node], floor)
        floor = tops[node] + tall[node] + GAP
    pushed = sum(tops[node] - wanted[node] for node in row) / len(row)
    return {node: top - pushed for node, top in tops.items()}


def _ports(boxes: Mapping[str, Box], joined: Mapping[str, Sequence[str]]) -> dict[tuple[str, str], float]:
    """Heights at which lines meet a box: spread over each side in the order of their other ends, so that none hides."""
    ports: dict[tuple[str, str], float] = {}
    for node, others in joined.items():
        box = boxes[node]
        for side in (True, False):
            there = sorted((other for other in set(others) if (boxes[other].x > box.x) is side), key=_middle_of(boxes))
            step = box.height / (len(there) + 1)
            ports.update({(node, other): box.y + step * at for at, other in enumerate(there, start=1)})
    return ports


def _middle_of(boxes: Mapping[str, Box]) -> Callable[[str], tuple[float, str]]:
    return lambda node: (boxes[node].middle, node)
