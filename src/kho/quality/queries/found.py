"""What is wrong with a query, and where."""

from dataclasses import dataclass

from sqlglot import exp

from kho.messages import Message

SHOWN = 80
"""Characters of a construct that are shown."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """One construct outside the subset: its SQL text, its 1-based line in the query, and what to write instead."""

    construct: str
    line: int
    instead: Message


def found(node: exp.Expr, instead: Message, construct: str | None = None) -> Found:
    """A construct that is wrong."""
    text = as_written(node) if construct is None else construct
    return Found(construct=text if len(text) <= SHOWN else f"{text[:SHOWN]}…", line=line_of(node), instead=instead)


def as_written(node: exp.Expr) -> str:
    """The SQL of a construct, names without the quotes they were given."""
    plain = node.copy()
    for identifier in plain.find_all(exp.Identifier):
        identifier.set("quoted", None)
    return plain.sql("duckdb")


def line_of(node: exp.Expr) -> int:
    """The 1-based line a node stands on: of its first word, else of what stands around it; 1 where nobody knows."""
    lines = [each.meta["line"] for each in node.walk() if "line" in each.meta]
    if lines:
        return int(min(lines))
    return line_of(node.parent) if node.parent is not None else 1
