"""`kho lineage` as a person sees it: on the screen as trees, or in a file."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import click
from rich.padding import Padding
from rich.text import Text
from rich.tree import Tree

from kho.cli.session import Session
from kho.cli.terminal import CalmConsole
from kho.cli.views import Screen
from kho.messages import Message
from kho.pipeline.lineage.as_json import to_json
from kho.pipeline.lineage.asking import Records, lineage_of, target_of
from kho.pipeline.lineage.graph import Arrival, Edge, EdgeType, Graph, Node
from kho.pipeline.lineage.walking import Reach
from kho.pipeline.lineage.words import about, arrived, details, way

FILE_WIDTH = 120
"""Characters of a line of a text in a file."""
STYLES = {EdgeType.DIRECT: "green", EdgeType.INDIRECT: "yellow", EdgeType.REFERENCE: "blue"}
GUIDES = {EdgeType.DIRECT: "", EdgeType.INDIRECT: "dim", EdgeType.REFERENCE: "dim"}
ABOVE = Message("đã nêu ở trên", "see above")
FROM = Message("Từ đâu", "Comes from")
TO = Message("Đi đâu", "Goes to")
NOTHING = Message("không có gì", "nothing")
DELIVERIES = Message("Đợt gửi", "Deliveries")


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """What a person asked: of what, how far, and how many deliveries of a table are to be shown."""

    target: str
    reach: Reach
    deliveries: int


def show_lineage(session: Session, asked: Asked, shape: str, out: Path | None) -> None:
    """Show the lineage as text, JSON or SVG, or write it to a file.

    Raises NoSuchTableError, NoSuchColumnOfTableError, BrokenRunRecordError and the store's errors.
    """
    from kho.pipeline.opening import open_warehouse

    province = session.province()
    target = target_of(province, asked.target)
    records = Records(warehouse=open_warehouse(province, state=session.state), runs=session.run_log())
    graph = lineage_of(province, records, target, asked.reach, deliveries=asked.deliveries)
    if shape == "text":
        _show_text(session, graph, asked.reach, out)
        return
    text = to_json(graph) if shape == "json" else _svg(session, graph)
    if out is None:
        click.echo(text)
    else:
        out.write_text(text, encoding="utf-8")


def send_waiting(session: Session) -> int:
    """Send the events that wait; tell how many went and what is in the way. Returns 1 where one was not taken.

    Raises NoReceiverError.
    """
    from kho.pipeline.lineage.sending import NoReceiverError
    from kho.pipeline.opening import lineage_sender

    sender = lineage_sender(session.province(), state=session.state)
    if sender is None:
        raise NoReceiverError(where="kho.toml")
    sent, screen = sender.send(), Screen(session.language)
    screen.say(
        f"Đã gửi {sent.taken} sự kiện; còn chờ {sent.waiting}.", f"{sent.taken} events sent; {sent.waiting} wait."
    )
    if sent.refused:
        screen.say(
            f"Nơi nhận từ chối hẳn {sent.refused} sự kiện, đã để riêng ở .kho/lineage/refused.",
            f"The receiver refused {sent.refused} events for good; they lie in .kho/lineage/refused.",
            "yellow",
        )
    if sent.trouble is not None:
        screen.console.print(Text(sent.trouble.text(session.language), style="red"))
    return 1 if sent.refused or sent.waiting or sent.trouble is not None else 0


def _svg(session: Session, graph: Graph) -> str:
    from kho.pipeline.lineage.drawing.svg import svg

    return svg(graph, session.language)


def _show_text(session: Session, graph: Graph, reach: Reach, out: Path | None) -> None:
    if out is None:
        TreeView(Screen(session.language), graph).show(reach)
        return
    with out.open("w", encoding="utf-8") as file:
        TreeView(Screen(session.language, CalmConsole(file, width=FILE_WIDTH)), graph).show(reach)


@dataclass(kw_only=True, slots=True)
class _Branch:
    """One way to walk: up or down."""

    up: bool
    shown: set[str] = field(default_factory=set)


class TreeView:
    """A graph on a screen: a tree up, a tree down; a node met again is only named."""

    def __init__(self, screen: Screen, graph: Graph) -> None:
        self.screen, self.graph = screen, graph

    def show(self, reach: Reach) -> None:
        """The focus, then what leads to it and what it leads to."""
        self.screen.console.print(self._label(self.graph.nodes[self.graph.focus], []))
        for up, wanted, title in ((True, reach.upstream, FROM), (False, reach.downstream, TO)):
            if wanted:
                self._print_tree(title, _Branch(up=up))
        self._deliveries()

    def _deliveries(self) -> None:
        """Each delivery once, whichever columns lead to it: when, from where, by which run."""
        arrivals = list(self._arrivals())
        if arrivals:
            self.screen.console.print()
            self.screen.console.print(Text(self.screen.message(DELIVERIES), style="bold"))
        for arrival in arrivals:
            self.screen.console.print(Text(arrival.file or arrival.sha256))
            self.screen.console.print(Padding(Text(self.screen.message(arrived(arrival)), style="dim"), (0, 0, 0, 4)))

    def _arrivals(self) -> Iterator[Arrival]:
        """The deliveries by their bytes, each with the rows of all its parts."""
        parts = {
            (each.arrival.sha256, each.arrival.part): each.arrival for each in self.graph.nodes.values() if each.arrival
        }
        by_delivery: dict[str, list[Arrival]] = {}
        for (sha256, _), arrival in parts.items():
            by_delivery.setdefault(sha256, []).append(arrival)
        for each in by_delivery.values():
            yield replace(each[0], rows=sum(arrival.rows for arrival in each))

    def _print_tree(self, title: Message, branch: _Branch) -> None:
        tree = Tree(Text(self.screen.message(title), style="bold"))
        self._grow(tree, self.graph.focus, branch)
        if not tree.children:
            tree.add(Text(self.screen.message(NOTHING), style="dim"))
        self.screen.console.print()
        self.screen.console.print(tree)

    def _grow(self, tree: Tree, here: str, branch: _Branch) -> None:
        branch.shown.add(here)
        for other, edges in self._next(here, branch):
            node = self.graph.nodes[other]
            again = other in branch.shown and bool(list(self._next(other, branch)))
            below = tree.add(self._label(node, edges, again=again), guide_style=GUIDES[edges[0].type])
            if not again and edges[0].type is not EdgeType.REFERENCE:
                self._grow(below, other, branch)

    def _next(self, here: str, branch: _Branch) -> Iterator[tuple[str, list[Edge]]]:
        """The neighbours one way, each with all that leads there."""
        edges = self.graph.into(here) if branch.up else self.graph.out_of(here)
        by_other: dict[str, list[Edge]] = {}
        for edge in edges:
            by_other.setdefault(edge.source if branch.up else edge.target, []).append(edge)
        order = list(EdgeType)
        yield from sorted(by_other.items(), key=lambda item: min(order.index(edge.type) for edge in item[1]))

    def _label(self, node: Node, edges: Sequence[Edge], *, again: bool = False) -> Text:
        label = Text(self.screen.message(about(node)), style="bold" if node.id == self.graph.focus else "")
        if edges:
            label.append(f"  {self.screen.message(way(edges))}", STYLES[edges[0].type])
        if again:
            return label.append(f" ({self.screen.message(ABOVE)})", "dim")
        told = self.screen.message(details(node))
        return label.append(f"\n{told}", "dim") if told else label
