"""Answers questions about the rows of one version of a published table, from its replica."""

import json
import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from sqlglot import exp

from kho.contracts.model import LogicalType
from kho.publishing.records.boxes import AROUND
from kho.publishing.records.building import ABOUT, columns_of
from kho.publishing.records.columnar import Columnar
from kho.publishing.records.conditions import field_of
from kho.publishing.records.connecting import Connections, Row, SumTooLargeError
from kho.publishing.records.failures import NotAMarkError, TooSlowError
from kho.publishing.records.fields import Field, shown
from kho.publishing.records.grouping import Grouping
from kho.publishing.records.marks import marked, number_of
from kho.publishing.records.natural import DUCKDB
from kho.publishing.records.paging import Last, Paging, last
from kho.publishing.records.question import All, Condition, Empty, Groups, Not, Order, Page, has_boxes
from kho.publishing.records.shapes import Store, named
from kho.publishing.records.statements import ROWS, SQLITE, Statement
from kho.publishing.records.stored import from_stored, is_changed

SECONDS: Final = 5.0
"""How long a question may take to answer."""
LARGE: Final = 100_000
"""Rows from which on groups, and counts that take SQLite a while, are worked out by columns."""
QUICK: Final = 0.02
"""Seconds that SQLite has for a count of a large table, before it is counted by columns."""
_ABOUT: Final = f"SELECT version, row_count, fields, plan FROM {ABOUT}"  # noqa: S608 - a fixed name


@dataclass(frozen=True, kw_only=True, slots=True)
class Rows:
    """Rows of a page; `after` leads on, None at the end."""

    columns: tuple[str, ...]
    rows: tuple[tuple[object, ...], ...]
    after: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class _About:
    """What a replica says of itself."""

    version: int
    rows: int
    fields: tuple[Field, ...]
    plan: str


class Replica:
    """One version of a table, to be asked by any number of threads. Raises ReplicaDamagedError wherever it is read."""

    def __init__(self, file: Path, *, seconds: float = SECONDS, columnar: Columnar | None = None) -> None:
        self._file = file
        self._seconds = seconds
        self._connections = Connections(file, seconds=seconds)
        self._columnar = columnar or Columnar()
        self._attaching = threading.Lock()
        self._database = ""

    @property
    def columns(self) -> Path:
        """The file of the same rows by columns, for DuckDB (see `kho.publishing.records.natural.selected`)."""
        return columns_of(self._file)

    @property
    def version(self) -> int:
        """The version of the table."""
        return self._about.version

    @property
    def rows(self) -> int:
        """How many rows there are."""
        return self._about.rows

    @property
    def plan(self) -> str:
        """The digest of the plan that it was made by."""
        return self._about.plan

    @cached_property
    def fields(self) -> dict[str, Field]:
        """The columns that may be asked for, by name."""
        return {field.name: field for field in self._about.fields}

    @cached_property
    def _about(self) -> _About:
        version, rows, fields, plan = self._connections.ask(Statement(sql=_ABOUT, values={}))[0]
        return _About(
            version=int(version or 0), rows=int(rows or 0), fields=tuple(_fields(str(fields))), plan=str(plan)
        )

    def close(self) -> None:
        """Let go of the file; nobody may be asking."""
        self._connections.close()
        if self._database:
            self._columnar.detach(self.columns)

    def page(self, asked: Page) -> Rows:
        """Some rows. Raises NoFieldError, NotAMarkError, OtherVersionError, TooSlowError."""
        order = self._order(asked)
        return self._page(asked, self._filled(self._paging(asked, last=self._last(asked, order))))[0]

    def numbered_page(self, asked: Page, *, skip: int = 0) -> tuple[Rows, tuple[int, ...]]:
        """A page and the number of each row; `skip` rows are passed over where it is the first one. Raises as `page`.

        What skips many rows takes long.
        """
        if skip and asked.after is None:
            return self._page(asked, self._beyond(asked, skip))
        return self._page(asked, self._filled(self._paging(asked, last=self._last(asked, self._order(asked)))))

    def _page(self, asked: Page, found: list[Row]) -> tuple[Rows, tuple[int, ...]]:
        """The page of rows that were found, which may be one more than it has."""
        columns, rows = self._columns(asked), found[: asked.limit]
        numbers = tuple(int(row[0] or 0) for row in rows)
        after = marked(self._identity, asked, numbers[-1]) if len(found) > len(rows) and rows else None
        return Rows(columns=columns, rows=self._told(columns, rows), after=after), numbers

    def numbered(self, asked: Page, *, skip: int = 0) -> tuple[tuple[object, ...], ...]:
        """The rows of a page but the first ones, each with its number before its values; `after` says nothing here.

        What skips many rows takes long, but where all rows are asked for as they stand. Raises as `page`.
        """
        columns, rows = self._columns(asked), self._beyond(asked, skip)[: asked.limit]
        return tuple((row[0], *values) for row, values in zip(rows, self._told(columns, rows), strict=True))

    def _beyond(self, asked: Page, skip: int) -> list[Row]:
        """The rows behind so many: rows as they stand are numbered from one on."""
        if asked.where is None and not asked.order:
            return self._filled(self._paging(asked, last=Last(number=skip, values=())))
        return self._skipped(asked, skip)

    def _skipped(self, asked: Page, skip: int) -> list[Row]:
        """Rows without a value in the first column of the order are skipped after all that have one."""
        first, *empty = self._paging(asked, skip=skip).statements()
        found = self._connections.ask(first)
        if not empty or len(found) > asked.limit:
            return found
        filled = Not(of=Empty(column=asked.order[0].column))
        left = skip - self.count(All(of=(filled,) if asked.where is None else (asked.where, filled)))
        [*_, last] = self._paging(asked, skip=max(0, left)).statements()
        return [*found, *self._connections.ask(last)]

    def _columns(self, asked: Page) -> tuple[str, ...]:
        return tuple(field_of(name, self.fields).name for name in asked.columns) or tuple(self.fields)

    def _paging(self, asked: Page, *, last: Last | None = None, skip: int = 0) -> Paging:
        shapes = SQLITE.shaping(self.fields)
        where = shapes.of(asked.where)
        return Paging(
            columns=self._columns(asked),
            where=where,
            values=shapes.values,
            fields=self.fields,
            order=self._order(asked),
            limit=asked.limit,
            last=last,
            skip=skip,
        )

    def count(self, where: Condition | None = None) -> int:
        """How many rows there are for which a condition holds, exactly. Raises TooSlowError."""
        if where is None:
            return self.rows
        goes_by_columns = self.rows > LARGE and not has_boxes(where)
        try:
            return self._counted(where, seconds=QUICK if goes_by_columns else None)
        except TooSlowError:
            if not goes_by_columns:
                raise
            return self._counted_by_columns(where)

    def around(self) -> tuple[float, float, float, float] | None:
        """West, south, east and north of all shapes; None where there are none. Raises TooSlowError."""
        [found] = self._connections.ask(Statement(sql=AROUND, values={}))
        west, south, east, north = (None if each is None else float(each) for each in found)
        if west is None or south is None or east is None or north is None:
            return None
        return west, south, east, north

    def groups(self, asked: Groups) -> Rows:
        """Groups and their measures. Raises NoFieldError, NotMeasuredError, TooSlowError, TooLargeError."""
        grouping = Grouping(asked=asked, fields=self.fields)
        if self.rows > LARGE and not grouping.is_beyond_decimals:
            grouping = Grouping(asked=asked, fields=self.fields, store=DUCKDB, database=self._attached())
            found = self._columnar.ask(grouping.statement(), seconds=self._seconds)
        else:
            found, grouping = self._grouped(grouping)
        columns = (*asked.by, *(measure.name for measure in asked.measures))
        return Rows(columns=columns, rows=tuple(map(grouping.told, found)))

    def _grouped(self, grouping: Grouping) -> tuple[Sequence[Row], Grouping]:
        try:
            return self._connections.ask(grouping.statement()), grouping
        except SumTooLargeError:
            larger = replace(grouping, largest=True)
            return self._connections.ask(larger.statement()), larger

    def _counted(self, where: Condition, seconds: float | None) -> int:
        asked = _counting(SQLITE, self.fields, where, None)
        return int(self._connections.ask(asked, seconds=seconds)[0][0] or 0)

    def _counted_by_columns(self, where: Condition) -> int:
        asked = _counting(DUCKDB, self.fields, where, self._attached())
        return int(self._columnar.ask(asked, seconds=self._seconds)[0][0])

    def _attached(self) -> str:
        """The name of the columns' database, which is opened with the first question that needs it."""
        with self._attaching:
            if not self._database:
                self._database = self._columnar.attach(self.columns)
            return self._database

    @cached_property
    def _identity(self) -> str:
        """What marks are bound to: the version of the table, and which columns of it are published."""
        return f"{self.version} {self._about.fields!r}"

    def _order(self, asked: Page) -> tuple[Order, ...]:
        """The order without columns that say nothing any more."""
        order: dict[str, Order] = {}
        for each in asked.order:
            order.setdefault(field_of(each.column, self.fields).name, each)
        return tuple(order.values())

    def _last(self, asked: Page, order: tuple[Order, ...]) -> Last | None:
        if asked.after is None:
            return None
        number = number_of(self._identity, asked, asked.after)
        found = self._connections.ask(last(number, order))
        if not found:
            raise NotAMarkError(mark=shown(asked.after))
        return Last(number=number, values=found[0] if order else ())

    def _filled(self, paging: Paging) -> list[Row]:
        found: list[Row] = []
        for statement in paging.statements():
            found += self._connections.ask(statement)
            if len(found) > paging.limit:
                break
        return found[: paging.limit + 1]

    def _told(self, columns: tuple[str, ...], rows: list[Row]) -> tuple[tuple[object, ...], ...]:
        """The rows without their numbers, as they are told; only columns that are kept otherwise are looked at."""
        if not any(is_changed(self.fields[name]) for name in columns):
            return tuple(row[1:] for row in rows)
        by_column: list[Sequence[Any]] = [*zip(*rows, strict=True)][1:]  # type: ignore[assignment]  # tuples first
        for place, name in enumerate(columns):
            field = self.fields[name]
            if rows and is_changed(field):
                by_column[place] = [from_stored(value, field) for value in by_column[place]]
        return tuple(zip(*by_column, strict=True))


def _counting(store: Store, fields: Mapping[str, Field], where: Condition, database: str | None) -> Statement:
    shapes = store.shaping(fields)
    shape = shapes.of(where)
    counted = exp.select(exp.Count(this=exp.Star())).from_(exp.table_(ROWS, db=database))
    counted = counted.where(store.written(shape, fields))
    return Statement(sql=counted.sql(store.dialect), values=named(shapes.values))


def _fields(text: str) -> Iterator[Field]:
    for name, kind, title, precision, scale in json.loads(text):
        yield Field(name=name, kind=LogicalType(kind), title=title, precision=precision, scale=scale)
