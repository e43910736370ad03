"""The picture: layers from left to right, nothing over another, and every text only a text."""

from itertools import combinations
from xml.etree import ElementTree as ET

import pytest

from kho.contracts.names import DatasetName
from kho.messages import Language
from kho.pipeline.lineage.drawing.layers import layers_of
from kho.pipeline.lineage.drawing.places import WIDTH, Box, placed
from kho.pipeline.lineage.drawing.svg import svg
from kho.pipeline.lineage.graph import Arrival, Edge, EdgeType, Graph, Node, NodeKind, Subtype, table_id

SVG = "{http://www.w3.org/2000/svg}"
EVIL = '"/><script>alert(1)</script><a xlink:href="javascript:x">&\x00\x1b]]>'


def parsed(text: str) -> ET.Element:
    return ET.fromstring(text)  # noqa: S314 - our own picture


def node(name: str, **more: object) -> Node:
    dataset = DatasetName("a", name)
    return Node(id=table_id(dataset), kind=NodeKind.TABLE, name=str(dataset), table=dataset, **more)  # type: ignore[arg-type]  # any field


def graph(lines: str, focus: str) -> Graph:
    """A graph written `a>b c>d e~b`: `>` for values, `-` for influence, `~` for a reference."""
    types = {
        ">": (EdgeType.DIRECT, Subtype.IDENTITY),
        "-": (EdgeType.INDIRECT, Subtype.FILTER),
        "~": (EdgeType.REFERENCE, Subtype.FOREIGN_KEY),
    }
    edges = tuple(
        Edge(source=f"table:a/{one}", target=f"table:a/{other}", type=types[sign][0], subtype=types[sign][1])
        for one, sign, other in lines.split()
    )
    names = dict.fromkeys([focus, *(letter for line in lines.split() for letter in (line[0], line[2]))])
    nodes = {each.id: each for each in map(node, names)}
    return Graph(nodes=nodes, edges=edges, focus=f"table:a/{focus}")


def names(layers: tuple[tuple[str, ...], ...]) -> list[set[str]]:
    return [{each.rpartition("/")[2] for each in row if not each.startswith("bend:")} for row in layers]


def test_layers_follow_the_longest_way_and_long_lines_bend():
    layers = layers_of(graph("a>b b>c a>c c>d e~c c~f", "c"))
    assert names(layers.layers) == [{"a"}, {"b", "e"}, {"c"}, {"d", "f"}]
    (long,) = [route for route in layers.routes if len(route.through) > 2]
    assert (long.through[0], long.through[-1]) == ("table:a/a", "table:a/c")


def test_a_reference_back_to_the_focus_is_no_endless_way():
    layers = layers_of(graph("a>b b~a a~b", "b"))
    assert names(layers.layers) == [{"a"}, {"b"}]


def test_a_node_alone_is_drawn():
    assert len(list(parsed(svg(graph("", "a"), "vi")).iter(f"{SVG}rect"))) == 1


def overlap(one: Box, other: Box) -> bool:
    apart = one.x + WIDTH <= other.x or other.x + WIDTH <= one.x
    return not (apart or one.y + one.height <= other.y or other.y + other.height <= one.y)


def test_no_box_lies_on_another():
    made = graph(" ".join(f"{one}>m" for one in "abcdefgh") + " a>b m>x m>y m-z x>z", "m")
    layers = layers_of(made)
    page = placed(layers, {id_: 40.0 + 7 * at for at, id_ in enumerate(made.nodes)})
    assert not any(overlap(one, other) for one, other in combinations(page.boxes.values(), 2))
    assert all(box.y >= 0 and box.y + box.height <= page.height for box in page.boxes.values())
    assert all(box.x + WIDTH <= page.width for box in page.boxes.values())


@pytest.mark.parametrize(("language", "title"), [("vi", "Nguồn gốc dữ liệu của a/b"), ("en", "Lineage of a/b")])
def test_it_can_be_read_without_seeing_it(language: Language, title: str):
    root = parsed(svg(graph("a>b b-c", "b"), language))
    assert root.get("role") == "img"
    told = {each.get("id"): each.text for each in root if each.tag in (f"{SVG}title", f"{SVG}desc")}
    assert set(root.get("aria-labelledby", "").split()) == set(told)
    assert told["kl-title"] == title
    assert any("a/a → a/b" in (each.text or "") for each in root.iter(f"{SVG}title"))


def test_direct_indirect_and_weak_lines_look_different_and_the_legend_says_so():
    text = svg(graph("a>b c-b d~b", "b"), "en")
    for kind, told in (("DIRECT", "values"), ("INDIRECT", "indirect"), ("REFERENCE", "only checked against")):
        assert f'class="{kind}"' in text
        assert told in text
    assert "prefers-color-scheme: dark" in text


def test_names_and_headers_cannot_become_anything_but_text():
    arrival = Arrival(sha256="0" * 64, file=EVIL, origin=EVIL, run="r")
    evil = Node(id="cells:x", kind=NodeKind.CELLS, name=EVIL, header=EVIL, arrival=arrival)
    focus = node("b", title=EVIL, columns=(EVIL,))
    edge = Edge(source=evil.id, target=focus.id, type=EdgeType.DIRECT, subtype=Subtype.IDENTITY)
    text = svg(Graph(nodes={evil.id: evil, focus.id: focus}, edges=(edge,), focus=focus.id), "vi")
    root = parsed(text)
    allowed = {"svg", "title", "desc", "style", "defs", "marker", "path", "g", "rect", "text"}
    assert {each.tag.removeprefix(SVG) for each in root.iter()} <= allowed
    assert not any(name.startswith("on") or "href" in name for each in root.iter() for name in each.attrib)
    assert any("<script>" in (each.text or "") for each in root.iter(f"{SVG}title"))


def test_long_names_are_cut_and_told_whole_beside():
    long = "ten-rat-dai-" * 12
    root = parsed(svg(Graph(nodes={"x": Node(id="x", kind=NodeKind.TABLE, name=long)}, edges=(), focus="x"), "vi"))
    (rect,) = root.iter(f"{SVG}rect")
    texts = [each.text or "" for each in root.iter(f"{SVG}text")]
    assert max(map(len, texts)) <= 40
    assert any(each.endswith("…") for each in texts)
    assert any(long in (each.text or "") for each in root.iter(f"{SVG}title"))
    assert rect.get("width") == str(WIDTH)
