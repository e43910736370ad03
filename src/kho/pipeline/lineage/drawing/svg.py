"""The lineage graph as one self-contained SVG: no script, nothing loaded, light or dark as its reader's screen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from xml.etree import ElementTree as ET

from kho.messages import Language, Message
from kho.pipeline.lineage.drawing.layers import Route, layers_of
from kho.pipeline.lineage.drawing.places import MARGIN, WIDTH, Page, Point, placed
from kho.pipeline.lineage.drawing.texts import Line, clean, short, texts
from kho.pipeline.lineage.graph import Edge, EdgeType, Graph, Node, NodeKind
from kho.pipeline.lineage.words import about, arrived, brief, way

LINE = 17
"""Height of a line of text."""
PAD = 9
LABEL = 22
"""Letters on a line."""
LABELLED = frozenset({NodeKind.TABLE, NodeKind.COLUMN})
"""Nodes whose lines say what is done on the way; the others' do by their titles."""
LEGEND = 34
"""Height of the legend."""
TITLE = Message("Nguồn gốc dữ liệu của {name}", "Lineage of {name}")
ABOUT = Message(
    "{nodes} ô, {edges} đường nối; dữ liệu đi từ trái sang phải.",
    "{nodes} boxes, {edges} lines; data goes from left to right.",
)
LEGENDS: Mapping[EdgeType, Message] = {
    EdgeType.DIRECT: Message("giá trị", "values"),
    EdgeType.INDIRECT: Message("gián tiếp (lọc, nối, nhóm)", "indirect (filter, join, group by)"),
    EdgeType.REFERENCE: Message("chỉ đối chiếu", "only checked against"),
}
STYLE = """
.kl { font: 13px system-ui, "Segoe UI", "Noto Sans", sans-serif; background: #fff }
.kl text { fill: #1c2430 } .kl .small { font-size: 11px } .kl .tiny { font-size: 10px }
.kl .dim { fill: #5a6675 } .kl .name { font-weight: 600 }
.kl rect { fill: #f6f8fa; stroke: #8a96a3 } .kl .table rect, .kl .column rect { fill: #eaf2fb; stroke: #2f6fab }
.kl .model rect { fill: #edf7ee; stroke: #2e7d4f }
.kl .cells rect, .kl .delivery rect { fill: #fdf6e7; stroke: #a87b1c }
.kl .focus rect { stroke-width: 3 } .kl .source rect, .kl .older rect { stroke-dasharray: 4 3 }
.kl path { fill: none; stroke: #4a5664; stroke-width: 1.4 } .kl .INDIRECT { stroke-dasharray: 7 4 }
.kl .REFERENCE { stroke-dasharray: 1.5 4; stroke-linecap: round; stroke-width: 2 }
.kl marker path { fill: #4a5664; stroke: none } .kl .on { stroke: #fff; stroke-width: 4; paint-order: stroke }
@media (prefers-color-scheme: dark) {
.kl { background: #14181d } .kl text { fill: #e6e9ed } .kl .dim { fill: #a3adb8 }
.kl rect { fill: #20262d; stroke: #76828f } .kl .table rect, .kl .column rect { fill: #172a3c; stroke: #6aa9e0 }
.kl .model rect { fill: #172d20; stroke: #6fbf8b }
.kl .cells rect, .kl .delivery rect { fill: #302713; stroke: #d3a945 }
.kl path { stroke: #aab4bf } .kl marker path { fill: #aab4bf } .kl .on { stroke: #14181d }
}
"""


def svg(graph: Graph, language: Language) -> str:
    """The picture as text. Every text of the graph stands in it as text, whatever it holds."""
    layers = layers_of(graph)
    lines = {id_: texts(node, language) for id_, node in graph.nodes.items()}
    page = placed(layers, {id_: 2 * PAD + LINE * len(each) for id_, each in lines.items()})
    picture = _Picture(root=_root(graph, page, language), page=page, graph=graph, language=language)
    for route in layers.routes:
        picture.line(route)
    for id_, node in graph.nodes.items():
        picture.box(node, lines[id_])
    picture.legend()
    return ET.tostring(picture.root, encoding="unicode")


@dataclass(frozen=True, kw_only=True, slots=True)
class _Picture:
    """The picture being drawn."""

    root: ET.Element
    page: Page
    graph: Graph
    language: Language

    def box(self, node: Node, lines: Sequence[Line]) -> None:
        """A node as a rectangle with its lines of text; its title tells everything."""
        box, focus = self.page.boxes[node.id], node.id == self.graph.focus
        kinds = [node.kind.value, *(["model"] if node.model else []), *(["focus"] if focus else [])]
        group = ET.SubElement(self.root, "g", {"class": " ".join(kinds)})
        more = arrived(node.arrival).in_(self.language) if node.arrival is not None else ", ".join(node.columns)
        told = about(node).in_(self.language)
        ET.SubElement(group, "title").text = clean(f"{told}\n{more}".rstrip())
        place = {"x": f"{box.x:.0f}", "y": f"{box.y:.1f}", "width": str(WIDTH), "height": f"{box.height:.1f}"}
        ET.SubElement(group, "rect", {**place, "rx": "5"})
        for number, line in enumerate(lines, start=1):
            at = {"x": f"{box.x + PAD:.0f}", "y": f"{box.y + PAD + number * LINE - 4:.1f}", "class": line.style}
            ET.SubElement(group, "text", at).text = line.text

    def line(self, route: Route) -> None:
        """A line between two boxes; its title tells both and what is done on the way."""
        points = self.page.line(route)
        group = ET.SubElement(self.root, "g")
        source, target = (self.graph.nodes[route.through[end]] for end in (0, -1))
        told = way(route.edges).in_(self.language)
        ET.SubElement(group, "title").text = clean(f"{source.name} → {target.name}: {told}")
        drawn = {"class": _strongest(route.edges).value, "d": _curve(points), "marker-end": "url(#kl-tip)"}
        ET.SubElement(group, "path", drawn)
        if source.kind in LABELLED:
            late = len(self.graph.out_of(source.id)) > len(self.graph.into(target.id))
            _label(group, points, short(brief(route.edges).in_(self.language), LABEL), late=late)

    def legend(self) -> None:
        """What solid, dashed and dotted lines mean, as far as there are such lines."""
        x, y = float(MARGIN), self.page.height + LEGEND / 2
        for kind, message in LEGENDS.items():
            if any(edge.type is kind for edge in self.graph.edges):
                text, at = message.in_(self.language), {"y": f"{y + 4:.0f}", "class": "small dim"}
                ET.SubElement(self.root, "path", {"class": kind.value, "d": f"M{x:.0f} {y:.0f} h34"})
                ET.SubElement(self.root, "text", {"x": f"{x + 42:.0f}", **at}).text = text
                x += 42 + 6.2 * len(text) + MARGIN


def _root(graph: Graph, page: Page, language: Language) -> ET.Element:
    width, height = page.width, page.height + LEGEND
    root = ET.Element(
        "svg",
        {
            "xmlns": "http://www.w3.org/2000/svg",
            "class": "kl",
            "role": "img",
            "aria-labelledby": "kl-title kl-about",
            "lang": language,
            "viewBox": f"0 0 {width:.0f} {height:.0f}",
            "width": f"{width:.0f}",
            "height": f"{height:.0f}",
        },
    )
    name = graph.nodes[graph.focus].name
    told = {
        "title": ("kl-title", TITLE.filled(name=clean(name))),
        "desc": ("kl-about", ABOUT.filled(nodes=len(graph.nodes), edges=len(graph.edges))),
    }
    for tag, (id_, message) in told.items():
        ET.SubElement(root, tag, {"id": id_}).text = message.in_(language)
    ET.SubElement(root, "style").text = STYLE
    marker = {"id": "kl-tip", "viewBox": "0 0 8 8", "refX": "8", "refY": "4", "markerWidth": "7", "markerHeight": "7"}
    tip = ET.SubElement(ET.SubElement(root, "defs"), "marker", {**marker, "orient": "auto-start-reverse"})
    ET.SubElement(tip, "path", {"d": "M0 0 L8 4 L0 8 z"})
    return root


def _strongest(edges: Sequence[Edge]) -> EdgeType:
    return min((edge.type for edge in edges), key=list(EdgeType).index)


def _curve(points: Sequence[Point]) -> str:
    """A smooth line through the points: level where it leaves and where it arrives."""
    path = f"M{points[0][0]:.0f} {points[0][1]:.1f}"
    for (x, y), (to_x, to_y) in pairwise(points):
        middle = (x + to_x) / 2
        path += f" C{middle:.0f} {y:.1f} {middle:.0f} {to_y:.1f} {to_x:.0f} {to_y:.1f}"
    return path


def _label(group: ET.Element, points: Sequence[Point], text: str, *, late: bool) -> None:
    """What is done on the way, at that end of the line where fewer lines meet."""
    x, y = points[-1] if late else points[0]
    ahead = points[1][0] >= points[0][0]
    shift = 10 if ahead != late else -10
    place = {"x": f"{x + shift:.0f}", "y": f"{y - 3:.1f}", "class": "tiny dim on"}
    ET.SubElement(group, "text", {**place, "text-anchor": "start" if shift > 0 else "end"}).text = text
