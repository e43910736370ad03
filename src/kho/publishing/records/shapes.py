"""Conditions apart from their values: what is left is the same for many questions, so that its SQL is written once.

How a value is kept is the store's affair: SQLite keeps decimals as whole numbers, DuckDB as they are.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Any, Final

from sqlglot import exp

from kho.publishing.records.fields import Field, Value
from kho.publishing.records.question import (
    All,
    Compare,
    Comparison,
    Condition,
    Empty,
    Holds,
    Not,
    OneOf,
    Some,
    Within,
)
from kho.publishing.records.words import words

_SIDES: Final = 4
Shape = tuple[Any, ...]
"""A kind of condition, the names in it, how many values it takes, and the shapes inside."""
NONE: Final[Shape] = ()
"""The shape of no condition."""


class Fit(Enum):
    """How a value stands to those that a column can have: one of them, above the given one, above or below all."""

    EXACT = auto()
    ABOVE = auto()
    OVER = auto()
    UNDER = auto()


Keep = Callable[[Value, Field], tuple[Any, Fit]]
Words = Callable[[Sequence[str], str | None], Sequence[str]]
_ABOVE: Final = {Comparison.LESS: Comparison.LESS_OR_EQUAL, Comparison.GREATER_OR_EQUAL: Comparison.GREATER}
"""What compares with the next value below as the one that no row has compares with the value itself."""
_ALWAYS: Final = {
    Fit.ABOVE: {Comparison.NOT_EQUAL},
    Fit.OVER: {Comparison.NOT_EQUAL, Comparison.LESS, Comparison.LESS_OR_EQUAL},
    Fit.UNDER: {Comparison.NOT_EQUAL, Comparison.GREATER, Comparison.GREATER_OR_EQUAL},
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Shaping:
    """Takes conditions apart for a store that keeps values, and asks for words, in its own way; gathers the values."""

    fields: Mapping[str, Field]
    keep: Keep
    words: Words
    values: list[Any] = field(default_factory=list)

    def of(self, condition: Condition | None) -> Shape:  # noqa: PLR0911 - one for each kind
        """The shape of a condition, whose values are added to `values` in the order in which it takes them."""
        match condition:
            case None:
                return NONE
            case Compare():
                return self._compare(condition)
            case OneOf():
                return self._one_of(condition)
            case Empty():
                return ("empty", condition.column)
            case Holds():
                return self._holds(condition)
            case Within():
                self.values.extend((condition.west, condition.south, condition.east, condition.north))
                return ("within", condition.column)
            case Not():
                return ("not", self.of(condition.of))
            case All():
                return ("all", *map(self.of, condition.of))
            case Some():
                return ("some", *map(self.of, condition.of))

    def _compare(self, condition: Compare) -> Shape:
        value, fit = self.keep(condition.value, self.fields[condition.column])
        how = condition.how
        if fit is Fit.ABOVE and how not in (Comparison.EQUAL, Comparison.NOT_EQUAL):
            fit, how = Fit.EXACT, _ABOVE.get(how, how)
        if fit is not Fit.EXACT:
            return ("always" if how in _ALWAYS[fit] else "never", condition.column)
        self.values.append(value)
        return (how.value, condition.column)

    def _one_of(self, condition: OneOf) -> Shape:
        kept = [self.keep(value, self.fields[condition.column]) for value in condition.values]
        exact = [value for value, fit in kept if fit is Fit.EXACT]
        self.values.extend(exact)
        return ("in", condition.column, len(exact)) if exact else ("never", condition.column)

    def _holds(self, condition: Holds) -> Shape:
        asked = [*dict.fromkeys(words(condition.words).split())]
        given = self.words(asked, condition.column) if asked else ()
        self.values.extend(given)
        return ("holds", condition.column, len(given))


_NODES: Final[Mapping[str, type[exp.Binary]]] = {
    "=": exp.EQ,
    "<>": exp.NEQ,
    "<": exp.LT,
    "<=": exp.LTE,
    ">": exp.GT,
    ">=": exp.GTE,
}


@dataclass(kw_only=True, slots=True)
class _Writing:
    """Writes a shape as an expression, whose parameters are `v0`, `v1` and so on."""

    store: "Store"
    fields: Mapping[str, Field]
    _given: int = 0

    def of(self, shape: Shape) -> exp.Expr:  # noqa: PLR0911 - one for each kind
        """True, false, or null where it cannot be asked."""
        match shape:
            case ("empty", name):
                return exp.Is(this=column(name), expression=exp.Null())
            case ("always" | "never" as how, name):
                return (exp.EQ if how == "always" else exp.NEQ)(this=column(name), expression=column(name))
            case ("in", name, number):
                return exp.In(this=column(name), expressions=[self._value(name) for _ in range(number)])
            case ("holds", name, number):
                return self._holds(name, number) if number else exp.true()
            case ("within", name):
                return self.store.within(name, [self._parameter() for _ in range(_SIDES)])
            case ("not", inner):
                return exp.Not(this=exp.Paren(this=self.of(inner)))
            case ("all", *parts):
                return joined(exp.And, [*map(self.of, parts)]) if parts else exp.true()
            case ("some", *parts):
                return joined(exp.Or, [*map(self.of, parts)]) if parts else exp.false()
            case (how, name):
                return _NODES[how](this=column(name), expression=self._value(name))
        raise AssertionError(shape)

    def _value(self, name: str) -> exp.Expr:
        return self.store.value(self._parameter(), self.fields[name])

    def _holds(self, name: str | None, number: int) -> exp.Expr:
        searched = [field.name for field in self.fields.values() if field.is_searched and name in (None, field.name)]
        return self.store.holds(searched, [self._parameter() for _ in range(number)])

    def _parameter(self) -> exp.Expr:
        self._given += 1
        return exp.Placeholder(this=f"v{self._given - 1}")


@dataclass(frozen=True, kw_only=True, slots=True)
class Store:
    """How one kind of database is asked: how it keeps values, how words are asked for, how its values are told.

    `value` writes a column's parameter; `holds` which rows have words, given as parameters, in any of some columns.
    `within` writes which shapes of a column meet a box, given by its sides.
    `is_whole`: decimals are kept as whole numbers of their last place.
    """

    dialect: str
    keep: Keep
    words: Words
    value: Callable[[exp.Expr, Field], exp.Expr]
    holds: Callable[[Sequence[str], Sequence[exp.Expr]], exp.Expr]
    within: Callable[[str, Sequence[exp.Expr]], exp.Expr]
    told: Callable[[Any, Field], object]
    is_whole: bool

    def shaping(self, fields: Mapping[str, Field]) -> Shaping:
        """Takes conditions apart."""
        return Shaping(fields=fields, keep=self.keep, words=self.words)

    def written(self, shape: Shape, fields: Mapping[str, Field]) -> exp.Expr:
        """A shape as an expression: true, false, or null where it cannot be asked."""
        return _Writing(store=self, fields=fields).of(shape)


def named(values: Sequence[Any]) -> dict[str, Any]:
    """Values by the names of their parameters."""
    return {f"v{number}": value for number, value in enumerate(values)}


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
