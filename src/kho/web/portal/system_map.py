"""The map of systems and their connections: all on a circle, grouped by owner, each connection an arc inside."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from xml.etree import ElementTree as ET

from kho.messages import Language, Message
from kho.province.agencies import Agency
from kho.province.folder import Province
from kho.province.systems import System

SIZE: Final = 1120
MIDDLE: Final = SIZE / 2
RADIUS: Final = 300
NAME_AT: Final = 12
LONGEST: Final = 34
"""Letters of a system's name on the map."""
TITLE: Final = Message("Kết nối giữa các hệ thống thông tin", "Connections between information systems")
STYLE: Final = """
.km { font: 13px system-ui, "Segoe UI", "Noto Sans", sans-serif; background: #fff }
.km text { fill: #22201d } .km circle { fill: #00664f } .km .alone { fill: #8f877b } .km .shared { fill: #8a5300 }
.km path { fill: none; stroke: #00664f; stroke-opacity: .45; stroke-width: 1.5 }
@media (prefers-color-scheme: dark) {
.km { background: #171614 } .km text { fill: #ece8e1 } .km circle { fill: #5fd0b0 } .km .alone { fill: #7d766c }
.km .shared { fill: #f0b657 } .km path { stroke: #5fd0b0 }
}
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class _Spot:
    """Where a system stands on the circle."""

    system: System
    angle: float

    def at(self, radius: float) -> tuple[float, float]:
        """A point on the way from the middle to the spot."""
        return MIDDLE + radius * math.cos(self.angle), MIDDLE + radius * math.sin(self.angle)


def system_map(province: Province, language: Language) -> str:
    """The map as one self-contained SVG with a title; names stand in it as text."""
    spots = _spots(list(province.systems.values()), province.agencies)
    root = ET.Element(
        "svg", {"xmlns": "http://www.w3.org/2000/svg", "viewBox": f"0 0 {SIZE} {SIZE}", "class": "km", "role": "img"}
    )
    ET.SubElement(root, "title").text = TITLE.in_(language)
    ET.SubElement(root, "style").text = STYLE
    _draw_connections(root, spots)
    for spot in spots.values():
        _draw_system(root, spot, language, is_alone=not _connected(spot.system, province))
    return ET.tostring(root, encoding="unicode")


def _spots(systems: Sequence[System], agencies: Mapping[str, Agency]) -> Mapping[str, _Spot]:
    """Those of one owner stand side by side, owners in the order of agencies.yaml."""
    order = {id_: place for place, id_ in enumerate(agencies)}
    placed = sorted(systems, key=lambda each: order.get(each.owner, len(order)))
    step = 2 * math.pi / max(1, len(placed))
    return {each.id: _Spot(system=each, angle=place * step - math.pi / 2) for place, each in enumerate(placed)}


def _connected(system: System, province: Province) -> bool:
    return bool(system.connections) or any(system.id in each.connections for each in province.systems.values())


def _draw_connections(root: ET.Element, spots: Mapping[str, _Spot]) -> None:
    drawn = {frozenset((spot.system.id, other)) for spot in spots.values() for other in spot.system.connections}
    for pair in sorted(drawn, key=sorted):
        one, other = (spots[id_].at(RADIUS) for id_ in sorted(pair))
        path = f"M{one[0]:.1f} {one[1]:.1f}Q{MIDDLE} {MIDDLE} {other[0]:.1f} {other[1]:.1f}"
        ET.SubElement(root, "path", {"d": path})


def _draw_system(root: ET.Element, spot: _Spot, language: Language, *, is_alone: bool) -> None:
    x, y = spot.at(RADIUS)
    look = "alone" if is_alone else spot.system.kind
    ET.SubElement(root, "circle", {"cx": f"{x:.1f}", "cy": f"{y:.1f}", "r": "5", "class": look})
    degrees = math.degrees(spot.angle)
    is_left = math.cos(spot.angle) < 0
    x, y = spot.at(RADIUS + NAME_AT)
    turned = f"rotate({degrees + 180 if is_left else degrees:.1f} {x:.1f} {y:.1f})"
    anchor = "end" if is_left else "start"
    words = {"x": f"{x:.1f}", "y": f"{y:.1f}", "transform": turned, "text-anchor": anchor, "dy": "0.35em"}
    name = spot.system.name.vi if language == "vi" else spot.system.name.en
    ET.SubElement(root, "text", words).text = name if len(name) <= LONGEST else f"{name[: LONGEST - 1]}…"
