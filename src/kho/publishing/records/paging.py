"""Pages of rows as statements.

A page goes on behind the last row of the one before by that row's values (keyset), so that the thousandth page costs
what the first one does. Rows that have no value in the first column of the order come last, by a statement of their
own: of one that has both kinds the index could give no order.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sqlglot import exp

from kho.publishing.records.fields import Field
from kho.publishing.records.question import Order, Page
from kho.publishing.records.statements import ID, ROWS, Conditions, Statement, column, joined, ordered
from kho.publishing.records.stored import Stored


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
        """What is asked until the page is full: rows with their number first, up to one more than the page has."""
        if not self.order:
            yield self._rows(None, self.last)
            return
        is_empty = exp.Is(this=column(self.order[0].column), expression=exp.Null())
        if self.last is None or self.last.values[0] is not None:
            yield self._rows(exp.Not(this=exp.Paren(this=is_empty.copy())), self.last)
            yield self._rows(is_empty, None)
        else:
            yield self._rows(is_empty, self.last)

    def _rows(self, phase: exp.Expr | None, behind: Last | None) -> Statement:
        conditions = Conditions(fields=self.fields)
        where = [] if phase is None else [phase]
        if self.asked.where is not None:
            where.append(conditions.of(self.asked.where))
        if behind is not None:
            where.append(self._behind(conditions, behind))
        rows = exp.select(column(ID), *map(column, self.columns), copy=False).from_(ROWS, copy=False)
        if where:
            rows = rows.where(joined(exp.And, where), copy=False)
        rows = rows.order_by(*ordered(self.order), copy=False)
        rows = rows.limit(conditions.given(self.asked.limit + 1), copy=False)
        return Statement(sql=rows.sql("sqlite"), values=conditions.values)

    def _behind(self, conditions: Conditions, row: Last) -> exp.Expr:
        """What stands behind a row: equal to it so far, and further in the next column."""
        further = exp.LT if self._is_backwards else exp.GT
        number = conditions.given(row.number)
        if len(self.order) == 1 and row.values[0] is not None:
            pair = exp.Tuple(expressions=[column(self.order[0].column), column(ID)])
            values = exp.Tuple(expressions=[conditions.given(row.values[0]), number])
            return further(this=pair, expression=values)
        ways = self._ways(conditions, row, further(this=column(ID), expression=number))
        if not self.order or row.values[0] is None:
            return joined(exp.Or, ways)
        # What is in the ways already, told again so that the index of the first column is read from there on.
        least = exp.LTE if self._is_backwards else exp.GTE
        bound = least(this=column(self.order[0].column), expression=conditions.given(row.values[0]))
        return joined(exp.And, [bound, joined(exp.Or, ways)])

    def _ways(self, conditions: Conditions, row: Last, by_number: exp.Expr) -> list[exp.Expr]:
        """The ways to stand behind a row, one for each column in which it may differ; behind no value is nothing."""
        equal: list[exp.Expr] = []
        ways: list[exp.Expr] = []
        for place, (each, value) in enumerate(zip(self.order, row.values, strict=True)):
            this = column(each.column)
            is_empty = exp.Is(this=this, expression=exp.Null())
            if value is None:
                equal.append(is_empty)
                continue
            given = conditions.given(value)
            beyond: exp.Expr = (exp.LT if each.descending else exp.GT)(this=this.copy(), expression=given)
            if place:
                beyond = joined(exp.Or, [beyond, is_empty])
            ways.append(joined(exp.And, [*(way.copy() for way in equal), beyond]))
            equal.append(exp.EQ(this=this.copy(), expression=given.copy()))
        return [*ways, joined(exp.And, [*equal, by_number])]

    @property
    def _is_backwards(self) -> bool:
        return bool(self.order) and self.order[0].descending
