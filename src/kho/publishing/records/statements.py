"""Questions as SQL for a replica: every value is a parameter, every name an identifier of a field that is there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from sqlglot import exp

from kho.publishing.records.fields import Field
from kho.publishing.records.question import (
    All,
    Compare,
    Comparison,
    Condition,
    Empty,
    Holds,
    Not,
    OneOf,
    Order,
    Some,
)
from kho.publishing.records.stored import Stored, to_stored
from kho.publishing.records.words import words

ROWS, TEXTS, ID = "rows", "texts", "_id"
"""The replica's table of rows, that of their folded texts, and the row's number, in the table's order."""
_NODES: Final[Mapping[Comparison, type[exp.Binary]]] = {
    Comparison.EQUAL: exp.EQ,
    Comparison.NOT_EQUAL: exp.NEQ,
    Comparison.LESS: exp.LT,
    Comparison.LESS_OR_EQUAL: exp.LTE,
    Comparison.GREATER: exp.GT,
    Comparison.GREATER_OR_EQUAL: exp.GTE,
}
_BETWEEN_TWO: Final = {Comparison.LESS: Comparison.LESS_OR_EQUAL, Comparison.GREATER_OR_EQUAL: Comparison.GREATER}
"""What compares with the next value below as the one that no row has compares with the value itself."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Statement:
    """One SELECT and its parameters."""

    sql: str
    values: Mapping[str, Stored]


@dataclass(frozen=True, kw_only=True, slots=True)
class Conditions:
    """Writes conditions over some fields; `values` are the parameters so far."""

    fields: Mapping[str, Field]
    values: dict[str, Stored] = field(default_factory=dict)

    def given(self, value: Stored) -> exp.Expr:
        """A parameter with that value."""
        name = f"v{len(self.values)}"
        self.values[name] = value
        return exp.Placeholder(this=name)

    def of(self, condition: Condition) -> exp.Expr:  # noqa: PLR0911 - one for each kind
        """A condition as an expression; true, false, or null where it cannot be asked."""
        match condition:
            case Compare():
                return self._compare(condition)
            case OneOf():
                return self._one_of(condition)
            case Empty():
                return exp.Is(this=column(condition.column), expression=exp.Null())
            case Holds():
                return self._holds(condition)
            case Not():
                return exp.Not(this=exp.Paren(this=self.of(condition.of)))
            case All():
                return joined(exp.And, [*map(self.of, condition.of)]) if condition.of else exp.true()
            case Some():
                return joined(exp.Or, [*map(self.of, condition.of)]) if condition.of else exp.false()

    def _compare(self, condition: Compare) -> exp.Expr:
        value, is_exact = to_stored(condition.value, self.fields[condition.column])
        how = condition.how if is_exact else _BETWEEN_TWO.get(condition.how, condition.how)
        if not is_exact and how in (Comparison.EQUAL, Comparison.NOT_EQUAL):
            return self._of_any_value(condition.column, how is Comparison.NOT_EQUAL)
        return _NODES[how](this=column(condition.column), expression=self.given(value))

    def _of_any_value(self, name: str, holds: bool) -> exp.Expr:  # noqa: FBT001  the answer itself
        """What is so of every value of a column, and unknown of none."""
        always = exp.EQ(this=column(name), expression=column(name))
        return always if holds else exp.Not(this=exp.Paren(this=always))

    def _one_of(self, condition: OneOf) -> exp.Expr:
        found = [to_stored(value, self.fields[condition.column]) for value in condition.values]
        exact = [self.given(value) for value, is_exact in found if is_exact]
        if not exact:
            return self._of_any_value(condition.column, holds=False)
        return exp.In(this=column(condition.column), expressions=exact)

    def _holds(self, condition: Holds) -> exp.Expr:
        """Rows whose folded texts have every word, by the full-text index."""
        match = matching(condition.words, condition.column)
        if not match:
            return exp.true()
        asked = exp.EQ(this=exp.column(TEXTS, quoted=True), expression=self.given(match))
        found = exp.select("rowid").from_(exp.to_identifier(TEXTS, quoted=True)).where(asked)
        return exp.In(this=column(ID), query=exp.Subquery(this=found))


def matching(text: str, name: str | None = None) -> str:
    """Words as FTS5 asks for them: all of them, each whole or begun, in one column or in any."""
    asked = [f'"{word}"*' for word in dict.fromkeys(words(text).split())]
    if not asked:
        return ""
    return " AND ".join(asked) if name is None else f"{{{_quoted(name)}}} : ({' AND '.join(asked)})"


def text_column(name: str) -> str:
    """A column's name in the full-text index, which keeps some names for itself."""
    return f"of {name}"


def _quoted(name: str) -> str:
    """A column's name within a question to FTS5."""
    return '"' + text_column(name).replace('"', '""') + '"'


def joined(how: type[exp.Connector], parts: Sequence[exp.Expr]) -> exp.Expr:
    """Conditions joined as a tree of little depth: SQLite refuses what is deeper than a thousand."""
    if len(parts) == 1:
        return parts[0]
    middle = len(parts) // 2
    left, right = (exp.Paren(this=joined(how, each)) for each in (parts[:middle], parts[middle:]))
    return how(this=left, expression=right)


def column(name: str) -> exp.Column:
    """A column of the table of rows."""
    return exp.column(name, quoted=True)


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
