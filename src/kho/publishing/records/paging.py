"""Pages of rows as statements.

A page goes on behind the last row of the one before by that row's values (keyset), so that the thousandth page costs
what the first one does. Rows that have no value in the first column of the order come last, by a statement of their
own: of one that has both kinds the index could give no order.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from sqlglot import exp

from kho.publishing.records.fields import Field
from kho.publishing.records.question import Order, Page
from kho.publishing.records.statements import ID, ROWS, Conditions, Statement, column, joined, ordered
from kho.publishing.records.stored import Stored

_FIRST: Final = exp.Placeholder(this="first")
_NOTHING: Final[Mapping[str, Stored]] = {}


@dataclass(frozen=True, kw_only=True, slots=True)
class Last:
    """The row where the page before ended: its number, and its values in the columns of the order."""

    number: int
    values: tuple[Stored, ...]


def last(number: int, order: tuple[Order, ...]) -> Statement:
    """The values of one row in the columns of an order."""
    columns = [column(each.column) for each in order] or [column(ID)]
    this = exp.EQ(this=column(ID), expression=exp.Placeholder(this="number"))
    return Statement(sql=exp.select(*columns).from_(ROWS).where(this).sql("sqlite"), values={"number": number})


@dataclass(frozen=True, kw_only=True, slots=True)
class Paging:
    """A page of these columns in this order, behind `last`; all of them fields that are there."""

    asked: Page
    columns: tuple[str, ...]
    order: tuple[Order, ...]
    fields: Mapping[str, Field]
    last: Last | None = None

    def statements(self) -> Iterator[Statement]:
        """What is asked until the page is full: rows with their number first, up to one more than the page has.

        Rows of the same value in the first column come before those further on, so that the index leads to each.
        """
        if not self.order:
            yield self._rows(behind=self.last)
            return
        first, value = self.order[0], None if self.last is None else self.last.values[0]
        is_empty = exp.Is(this=column(first.column), expression=exp.Null())
        if self.last is None:
            yield self._rows(exp.Not(this=exp.Paren(this=is_empty.copy())))
        elif value is not None:
            given = {"first": value}
            same, further = (
                kind(this=column(first.column), expression=_FIRST.copy()) for kind in (exp.EQ, _further(first))
            )
            yield self._rows(same, behind=self.last, given=given)
            yield self._rows(further, given=given)
        yield self._rows(is_empty, behind=self.last if value is None else None)

    def _rows(
        self, first: exp.Expr | None = None, *, behind: Last | None = None, given: Mapping[str, Stored] = _NOTHING
    ) -> Statement:
        """Rows of which something is so of the first column, behind a row with the same value in it."""
        conditions = Conditions(fields=self.fields, values=dict(given))
        where = [] if first is None else [first]
        if self.asked.where is not None:
            where.append(conditions.of(self.asked.where))
        if behind is not None:
            where.append(self._behind(conditions, behind))
        # Made by hand: what parses and copies as it builds takes longer than SQLite does to answer.
        rows = exp.Select(expressions=[column(ID), *map(column, self.columns)])
        rows.set("from_", exp.From(this=exp.to_table(ROWS)))
        if where:
            rows.set("where", exp.Where(this=joined(exp.And, where)))
        rows.set("order", exp.Order(expressions=ordered(self.order)))
        rows.set("limit", exp.Limit(expression=conditions.given(self.asked.limit + 1)))
        return Statement(sql=rows.sql("sqlite", copy=False), values=conditions.values)

    def _behind(self, conditions: Conditions, row: Last) -> exp.Expr:
        """What stands behind a row of the same first value: equal so far, and further in one of the next columns.

        Behind no value stands nothing; rows of the same values all stand by their number.
        """
        equal: list[exp.Expr] = []
        ways: list[exp.Expr] = []
        for each, value in zip(self.order[1:], row.values[1:], strict=True):
            is_empty = exp.Is(this=column(each.column), expression=exp.Null())
            if value is None:
                equal.append(is_empty)
                continue
            given = conditions.given(value)
            further = _further(each)(this=column(each.column), expression=given)
            ways.append(joined(exp.And, [*(way.copy() for way in equal), joined(exp.Or, [further, is_empty])]))
            equal.append(exp.EQ(this=column(each.column), expression=given.copy()))
        way = _further(self.order[0] if self.order else Order(column=ID))
        by_number = way(this=column(ID), expression=conditions.given(row.number))
        return joined(exp.Or, [*ways, joined(exp.And, [*equal, by_number])])


def _further(order: Order) -> type[exp.Binary]:
    return exp.LT if order.descending else exp.GT
