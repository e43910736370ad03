"""Pages of rows as statements.

A page goes on behind the last row of the one before by that row's values (keyset), so that the thousandth page costs
what the first one does. Rows that have no value in the first column of the order come last, by a statement of their
own: of one that has both kinds the index could give no order.

The SQL of a question is written once for all values that are asked for: to write it takes longer than SQLite to answer.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum, auto
from functools import lru_cache
from typing import Final

from sqlglot import exp

from kho.publishing.records.fields import Field
from kho.publishing.records.question import Order
from kho.publishing.records.shapes import NONE, Shape, column, joined, named
from kho.publishing.records.statements import ID, ROWS, SQLITE, Statement, ordered
from kho.publishing.records.stored import Stored

_KEPT: Final = 2048
"""Statements whose SQL is kept."""
_LONGEST: Final = 64
"""Conditions of more values than that are asked rarely, each in a shape of its own."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Last:
    """The row where the page before ended: its number, and its values in the columns of the order."""

    number: int
    values: tuple[Stored, ...]


class _Part(Enum):
    """Which rows one statement of a page gives, by the first column of the order."""

    ALL = auto()
    FILLED = auto()
    SAME = auto()
    FURTHER = auto()
    EMPTY = auto()


@dataclass(frozen=True, slots=True)
class _Asked:
    """What the SQL of a statement depends on; `behind`: which values of the last row are there, without the first."""

    fields: Mapping[str, Field] = field(compare=False)  # SQLite takes values as they are
    columns: tuple[str, ...]
    where: Shape
    order: tuple[tuple[str, bool], ...]
    part: _Part
    behind: tuple[bool, ...] | None
    skips: bool


def last(number: int, order: tuple[Order, ...]) -> Statement:
    """The values of one row in the columns of an order."""
    columns = [column(each.column) for each in order] or [column(ID)]
    this = exp.EQ(this=column(ID), expression=exp.Placeholder(this="number"))
    return Statement(sql=exp.select(*columns).from_(ROWS).where(this).sql("sqlite"), values={"number": number})


@dataclass(frozen=True, kw_only=True, slots=True)
class Paging:
    """A page of these columns in this order, behind `last`; `where` takes `values`, each statement skips rows."""

    columns: tuple[str, ...]
    where: Shape
    values: Sequence[Stored]
    fields: Mapping[str, Field]
    order: tuple[Order, ...]
    limit: int
    last: Last | None = None
    skip: int = 0

    def statements(self) -> Iterator[Statement]:
        """What is asked until the page is full: rows with their number first, up to one more than the page has.

        Rows of the same value in the first column come before those further on, so that the index leads to each.
        """
        value = self.last.values[0] if self.last is not None and self.order else None
        if not self.order:
            yield self._rows(_Part.ALL, behind=self.last is not None)
            return
        if self.last is None:
            yield self._rows(_Part.FILLED)
        elif value is not None:
            yield self._rows(_Part.SAME, behind=True)
            yield self._rows(_Part.FURTHER)
        yield self._rows(_Part.EMPTY, behind=self.last is not None and value is None)

    def _rows(self, part: _Part, *, behind: bool = False) -> Statement:
        row = self.last if self.last is not None and behind else None
        order = tuple((each.column, each.descending) for each in self.order)
        there = None if row is None else tuple(value is not None for value in row.values[1:])
        asked = _Asked(
            fields=self.fields,
            columns=self.columns,
            where=self.where,
            order=order,
            part=part,
            behind=there,
            skips=self.skip > 0,
        )
        sql = _kept(asked) if len(self.values) <= _LONGEST else _sql(asked)
        return Statement(sql=sql, values=self._given(part, row))

    def _given(self, part: _Part, row: Last | None) -> dict[str, Stored]:
        given: dict[str, Stored] = {**named(self.values), "most": self.limit + 1}
        if self.skip:
            given["skip"] = self.skip
        if part in (_Part.SAME, _Part.FURTHER) and self.last is not None:
            given["first"] = self.last.values[0]
        if row is not None:
            given["number"] = row.number
            given |= {f"l{number}": each for number, each in enumerate(row.values[1:]) if each is not None}
        return given


def _sql(asked: _Asked) -> str:
    order = tuple(Order(column=name, descending=descending) for name, descending in asked.order)
    where = [*_of_first(order, asked.part)]
    if asked.where != NONE:
        where.append(SQLITE.written(asked.where, asked.fields))
    if asked.behind is not None:
        where.append(_behind(order, asked.behind))
    # Made by hand: what parses and copies as it builds takes several times as long.
    rows = exp.Select(expressions=[column(ID), *map(column, asked.columns)])
    rows.set("from_", exp.From(this=exp.to_table(ROWS)))
    if where:
        rows.set("where", exp.Where(this=joined(exp.And, where)))
    rows.set("order", exp.Order(expressions=ordered(order)))
    rows.set("limit", exp.Limit(expression=exp.Placeholder(this="most")))
    if asked.skips:
        rows.set("offset", exp.Offset(expression=exp.Placeholder(this="skip")))
    return rows.sql("sqlite", copy=False)


_kept: Final = lru_cache(maxsize=_KEPT)(_sql)


def _of_first(order: Sequence[Order], part: _Part) -> Iterator[exp.Expr]:
    """What is so of the first column of the order."""
    if part is _Part.ALL:
        return
    first, given = order[0], exp.Placeholder(this="first")
    is_empty = exp.Is(this=column(first.column), expression=exp.Null())
    if part is _Part.EMPTY:
        yield is_empty
    elif part is _Part.FILLED:
        yield exp.Not(this=exp.Paren(this=is_empty))
    else:
        how = exp.EQ if part is _Part.SAME else _further(first.descending)
        yield how(this=column(first.column), expression=given)


def _behind(order: Sequence[Order], there: Sequence[bool]) -> exp.Expr:
    """What stands behind a row of the same first value: equal so far, and further in one of the next columns.

    Behind no value stands nothing; rows of the same values all stand by their number.
    """
    equal: list[exp.Expr] = []
    ways: list[exp.Expr] = []
    for number, (each, has_value) in enumerate(zip(order[1:], there, strict=True)):
        is_empty = exp.Is(this=column(each.column), expression=exp.Null())
        if not has_value:
            equal.append(is_empty)
            continue
        given = exp.Placeholder(this=f"l{number}")
        further = _further(each.descending)(this=column(each.column), expression=given)
        ways.append(joined(exp.And, [*(way.copy() for way in equal), joined(exp.Or, [further, is_empty])]))
        equal.append(exp.EQ(this=column(each.column), expression=given.copy()))
    way = _further(bool(order) and order[0].descending)
    by_number = way(this=column(ID), expression=exp.Placeholder(this="number"))
    return joined(exp.Or, [*ways, joined(exp.And, [*equal, by_number])])


def _further(descending: bool) -> type[exp.Binary]:  # noqa: FBT001 - the way
    return exp.LT if descending else exp.GT
