"""Questions as addresses write them: `?so_dan__gte=1000&sort=-so_dan&select=ma,ten&limit=50`.

A column's name with a value is a filter, with `__` and an operator another one; `column__eq` also serves a column that
is called like a parameter. `q` is text in rows, `filter` is CQL2 text. Whatever means nothing is an error.
"""

import csv
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from kho.publishing.records.conditions import condition, field_of
from kho.publishing.records.failures import NoParameterError, NotAParameterError, TooMuchAskedError
from kho.publishing.records.fields import Field, shown
from kho.publishing.records.question import (
    All,
    Compare,
    Comparison,
    Condition,
    Empty,
    Groups,
    Holds,
    Measure,
    Measured,
    Not,
    OneOf,
    Order,
    Page,
)
from kho.publishing.records.words import words

MOST_ROWS, MOST_GROUPS, MOST_ORDERS, MOST_VALUES, MOST_FILTERS, MOST_WORDS = 1_000, 10_000, 8, 1_000, 100, 32
_ROWS: Final = ("select", "sort", "limit", "after", "q", "filter")
_GROUPED: Final = ("group", "measure", "sort", "limit", "q", "filter")
Fields = Mapping[str, Field]
Given = Iterable[tuple[str, str]]
"""Names and values in the order of the address; a name may stand there several times."""


def page(given: Given, fields: Fields) -> Page:
    """The page of rows that an address asks for. Raises NoParameterError and the errors of its values."""
    read = _Read.of(given, _ROWS, fields)
    return Page(
        columns=tuple(field_of(name, fields).name for name in read.listed("select")),
        where=read.where(fields),
        order=read.order([*fields]),
        after=read.one("after"),
        limit=read.limit(Page().limit, MOST_ROWS),
    )


def groups(given: Given, fields: Fields) -> Groups:
    """The groups that an address asks for: `group=ma_xa&measure=count,sum_so_dan&sort=-count`. Raises as `page`."""
    read = _Read.of(given, _GROUPED, fields)
    by = tuple(dict.fromkeys(field_of(name, fields).name for name in read.listed("group")))
    measures = tuple(_measured(name, fields) for name in read.listed("measure")) or Groups().measures
    return Groups(
        by=by,
        measures=measures,
        where=read.where(fields),
        order=read.order([*by, *(measure.name for measure in measures)]),
        limit=read.limit(Groups().limit, MOST_GROUPS),
    )


def conditions(given: Given, fields: Fields) -> Condition | None:
    """Only which rows an address asks for; what says how they are shown is passed over. Raises as `page`."""
    return _Read.of(given, (*_ROWS, *_GROUPED), fields).where(fields)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Read:
    """An address's parameters, and the filters of columns."""

    named: Mapping[str, str]
    filters: Sequence[tuple[str, str]]

    @classmethod
    def of(cls, given: Given, known: Sequence[str], fields: Fields) -> "_Read":
        """Sorted by what they are. Raises NoParameterError, NotAParameterError for one that is there twice."""
        named: dict[str, str] = {}
        filters = []
        for name, value in given:
            if name not in known:
                filters.append((name, value))
            elif name in named:
                raise NotAParameterError(name=name, value=shown(value), example=f"{name}=…, 1 ×")
            else:
                named[name] = value
        _bounded("filters", len(filters), MOST_FILTERS)
        for name, _ in filters:
            _split(name, known, fields)
        return cls(named=named, filters=filters)

    def one(self, name: str) -> str | None:
        """The value of a parameter; None where there is none."""
        return self.named.get(name) or None

    def listed(self, name: str) -> list[str]:
        """A parameter's names."""
        return [each.strip() for each in self.named.get(name, "").split(",") if each.strip()]

    def limit(self, usual: int, most: int) -> int:
        """How many are asked for."""
        text = self.one("limit") or str(usual)
        if not (text.isascii() and text.isdigit()) or not text.strip("0"):
            raise NotAParameterError(name="limit", value=shown(text), example=f"limit={usual}")
        if len(text) > len(str(most)):
            raise TooMuchAskedError(name="limit", most=most)
        return _bounded("limit", int(text), most)

    def order(self, known: Sequence[str]) -> tuple[Order, ...]:
        """By what is sorted: one of the names that are known, a minus before it from the largest down."""
        named = self.listed("sort")
        _bounded("sort", len(named), MOST_ORDERS)
        order = tuple(Order(column=name.removeprefix("-"), descending=name.startswith("-")) for name in named)
        for each in order:
            if each.column not in known:
                raise NoParameterError(name=shown(each.column), known=", ".join(known))
        return order

    def where(self, fields: Fields) -> Condition | None:
        """Which rows: those of every filter."""
        parts = [_filter(*_split(name, (), fields), value) for name, value in self.filters]
        if text := self.one("q"):
            _bounded("q", len(words(text).split()), MOST_WORDS)
            parts.append(Holds(words=text))
        if text := self.one("filter"):
            parts.append(condition(text, fields))
        return All(of=tuple(parts)) if len(parts) > 1 else next(iter(parts), None)


def _split(name: str, known: Sequence[str], fields: Fields) -> tuple[Field, str]:
    """The column and the operator that a filter's name says."""
    if name in fields:
        return fields[name], "eq"
    column, parted, operator = name.rpartition("__")
    if not parted or column not in fields:
        raise NoParameterError(name=shown(name), known=", ".join([*known, *fields]))
    if operator not in _OPERATORS:
        operators = ", ".join(f"{column}__{each}" for each in _OPERATORS)
        raise NoParameterError(name=shown(name), known=operators)
    return fields[column], operator


def _filter(field: Field, operator: str, text: str) -> Condition:
    return _OPERATORS[operator](field, text)


def _compared(how: Comparison) -> Callable[[Field, str], Condition]:
    return lambda field, text: Compare(column=field.name, how=how, value=field.value(text))


def _one_of(field: Field, text: str) -> Condition:
    """Values are parted by commas; one that has a comma itself stands in double quotes."""
    try:
        values = next(csv.reader([text], skipinitialspace=True), []) or [""]
    except csv.Error:
        raise NotAParameterError(name=f"{field.name}__in", value=shown(text), example='a,b,"c, d"') from None
    _bounded(f"{field.name}__in", len(values), MOST_VALUES)
    return OneOf(column=field.name, values=tuple(map(field.value, values)))


def _empty(field: Field, text: str) -> Condition:
    if text not in ("true", "false"):
        name = f"{field.name}__null"
        raise NotAParameterError(name=name, value=shown(text), example=f"{name}=true, {name}=false")
    empty = Empty(column=field.name)
    return empty if text == "true" else Not(of=empty)


def _holds(field: Field, text: str) -> Condition:
    if not field.is_searched:
        raise NotAParameterError(name=f"{field.name}__holds", value=shown(text), example=f"{field.name}={text[:20]}")
    _bounded(f"{field.name}__holds", len(words(text).split()), MOST_WORDS)
    return Holds(words=text, column=field.name)


def _measured(name: str, fields: Fields) -> Measured:
    """A measure by the name it has in the answer: `count`, `sum_so_dan`."""
    if name == Measure.COUNT:
        return Measured(what=Measure.COUNT)
    what, parted, column = name.partition("_")
    if not parted or what not in [*Measure]:
        known = ", ".join([Measure.COUNT, *(f"{each}_…" for each in Measure)])
        raise NoParameterError(name=shown(name), known=known)
    return Measured(what=Measure(what), column=field_of(column, fields).name)


def _bounded(name: str, number: int, most: int) -> int:
    if number > most:
        raise TooMuchAskedError(name=name, most=most)
    return number


_OPERATORS: Final[Mapping[str, Callable[[Field, str], Condition]]] = {
    "eq": _compared(Comparison.EQUAL),
    "ne": _compared(Comparison.NOT_EQUAL),
    "gt": _compared(Comparison.GREATER),
    "gte": _compared(Comparison.GREATER_OR_EQUAL),
    "lt": _compared(Comparison.LESS),
    "lte": _compared(Comparison.LESS_OR_EQUAL),
    "in": _one_of,
    "null": _empty,
    "holds": _holds,
}
