"""Groups of rows and their measures, as a statement."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlglot import exp

from kho.publishing.records.conditions import NoFieldError, field_of
from kho.publishing.records.connecting import MEAN, SUM
from kho.publishing.records.failures import NotMeasuredError
from kho.publishing.records.fields import Field, shown
from kho.publishing.records.question import Groups, Measure, Measured, Order
from kho.publishing.records.shapes import Store, column, named
from kho.publishing.records.statements import ROWS, SQLITE, Statement
from kho.publishing.records.stored import is_floating, is_wide, whole

_PLAIN = {
    Measure.COUNT: exp.Count,
    Measure.SUM: exp.Sum,
    Measure.MEAN: exp.Avg,
    Measure.LEAST: exp.Min,
    Measure.MOST: exp.Max,
}
_OWN = {Measure.SUM: SUM, Measure.MEAN: MEAN}


@dataclass(frozen=True, kw_only=True, slots=True)
class Grouping:
    """Groups of fields that are there. `largest`: whole numbers are summed by us, since SQLite's have 64 bits.

    `database` is the name that the table's database has where it is asked.
    """

    asked: Groups
    fields: Mapping[str, Field]
    store: Store = SQLITE
    database: str | None = None
    largest: bool = False

    @property
    def is_beyond_decimals(self) -> bool:
        """Whether numbers are summed of which a sum may have more than 38 digits: only SQLite's side can."""
        summed = (each.column for each in self.asked.measures if each.what in _OWN and each.column is not None)
        return any(is_wide(field_of(name, self.fields)) for name in summed)

    def statement(self) -> Statement:
        """One row for each group: its values, then its measures. Raises NoFieldError, NotMeasuredError."""
        shapes = self.store.shaping(self.fields)
        by = [column(field_of(name, self.fields).name) for name in self.asked.by]
        found = exp.select(*by, *map(self._measure, self.asked.measures)).from_(exp.table_(ROWS, db=self.database))
        if self.asked.where is not None:
            found = found.where(self.store.written(shapes.of(self.asked.where), self.fields))
        found = found.group_by(*by) if by else found
        found = found.order_by(*self._order()) if by else found
        found = found.limit(exp.Placeholder(this="most"))
        return Statement(sql=found.sql(self.store.dialect), values={**named(shapes.values), "most": self.asked.limit})

    def told(self, row: Sequence[Any]) -> tuple[object, ...]:
        """A row of the answer as it is told."""
        kept = len(self.asked.by)
        by = [self.store.told(value, self.fields[name]) for name, value in zip(self.asked.by, row, strict=False)]
        measured = zip(self.asked.measures, row[kept:], strict=True)
        return (*by, *(self._told(measure, value) for measure, value in measured))

    def _measure(self, measure: Measured) -> exp.Expr:
        if measure.column is None:
            return exp.Count(this=exp.Star())
        field = field_of(measure.column, self.fields)
        this = column(field.name)
        if measure.what is Measure.DISTINCT:
            return exp.Count(this=exp.Distinct(expressions=[this]))
        if measure.what in _OWN and not field.is_number:
            raise NotMeasuredError(measure=measure.what, column=field.name)
        if self.store is SQLITE and measure.what in _OWN and self._is_summed_by_us(field):
            return exp.Anonymous(this=_OWN[measure.what], expressions=[this])
        return _PLAIN[measure.what](this=this)

    def _is_summed_by_us(self, field: Field) -> bool:
        return is_wide(field) or (self.largest and not is_floating(field))

    def _told(self, measure: Measured, value: Any) -> object:
        if value is None or measure.column is None or measure.what in (Measure.COUNT, Measure.DISTINCT):
            return value
        field = self.fields[measure.column]
        if measure.what is Measure.MEAN:
            return float(value) / 10 ** ((field.scale or 0) if self.store.is_whole else 0)
        if measure.what is Measure.SUM and field.scale is None and isinstance(value, str):
            return whole(value)
        return self.store.told(value, field)

    def _order(self) -> list[exp.Expr]:
        """As was asked, then by the groups' values, so that the order is always the same; no value comes last."""
        asked = [*self.asked.order, *(Order(column=name) for name in self.asked.by)]
        parts: list[exp.Expr] = []
        for each in asked:
            this = self._ordering(each.column)
            parts.append(exp.Ordered(this=exp.Is(this=this, expression=exp.Null()), desc=False))
            parts.append(exp.Ordered(this=this.copy(), desc=each.descending))
        return parts

    def _ordering(self, name: str) -> exp.Expr:
        measures = {each.name: each for each in self.asked.measures}
        if name in measures:
            return self._measure(measures[name])
        if name in self.asked.by:
            return column(name)
        raise NoFieldError(name=shown(name), known=", ".join([*self.asked.by, *measures]))
