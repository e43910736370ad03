"""Questions as SQL for a replica: every value is a parameter, every name an identifier of a field that is there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlglot import exp

from kho.publishing.records.boxes import within
from kho.publishing.records.question import Order
from kho.publishing.records.shapes import Store, column
from kho.publishing.records.stored import from_stored, to_stored

ROWS, TEXTS, ID = "rows", "texts", "_id"
"""The replica's table of rows, that of their folded texts, and the row's number, in the table's order."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Statement:
    """One SELECT and its parameters."""

    sql: str
    values: Mapping[str, Any]


def _holds(_: Sequence[str], given: Sequence[exp.Expr]) -> exp.Expr:
    """Rows whose folded texts have every word, by the full-text index."""
    asked = exp.EQ(this=exp.column(TEXTS, quoted=True), expression=given[0])
    found = exp.select("rowid").from_(exp.to_identifier(TEXTS, quoted=True)).where(asked)
    return exp.In(this=column(ID), query=exp.Subquery(this=found))


def _matching(asked: Sequence[str], name: str | None) -> list[str]:
    """Words as FTS5 asks for them: all of them, each whole or begun, in one column or in any."""
    every = " AND ".join(f'"{word}"*' for word in asked)
    return [every if name is None else f"{{{_quoted(name)}}} : ({every})"]


def text_column(name: str) -> str:
    """A column's name in the full-text index, which keeps some names for itself."""
    return f"of {name}"


def _quoted(name: str) -> str:
    """A column's name within a question to FTS5."""
    return '"' + text_column(name).replace('"', '""') + '"'


SQLITE: Final = Store(
    dialect="sqlite",
    keep=to_stored,
    words=_matching,
    value=lambda given, _: given,
    holds=_holds,
    within=within,
    told=from_stored,
    is_whole=True,
)


def ordered(order: Sequence[Order]) -> list[exp.Expr]:
    """The order within rows that have a value in its first column: what has none in a later one comes last.

    Rows of the same order stand as in the table, backwards where the first column goes down, so that its index serves.
    """
    parts: list[exp.Expr] = []
    for number, each in enumerate(order):
        if number:
            parts.append(exp.Ordered(this=exp.Is(this=column(each.column), expression=exp.Null()), desc=False))
        parts.append(exp.Ordered(this=column(each.column), desc=each.descending))
    return [*parts, exp.Ordered(this=column(ID), desc=bool(order) and order[0].descending)]
