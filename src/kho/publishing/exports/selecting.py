"""Which rows and columns of a version an export reads, as SQL over its files."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

import duckdb
from sqlglot import exp

from kho.blocks import block
from kho.publishing.catalogue import PublishedColumn
from kho.publishing.exports.asking import Wanted
from kho.publishing.exports.source import Source
from kho.publishing.records.conditions import field_of
from kho.publishing.records.fields import Field, published
from kho.publishing.records.question import Order
from kho.quality.cells import DELIVERY, PART, ROW
from kho.warehouse.reading import Snapshot

ROWS: Final = "kept"
"""What statements call the rows of the table."""
PLACE: Final = (DELIVERY, PART, ROW)
_DECIMAL: Final = re.compile(r"DECIMAL\((\d+),(\d+)\)")


class Kind(StrEnum):
    """What values of a column are in the file that is made, by the type that the version has them in."""

    TEXT = "text"
    INTEGER = "integer"
    DECIMAL = "decimal"
    NUMBER = "number"
    BOOLEAN = "boolean"
    DATE = "date"
    MOMENT = "moment"


_KINDS: Final[Mapping[str, Kind]] = {
    "BIGINT": Kind.INTEGER,
    "DOUBLE": Kind.NUMBER,
    "BOOLEAN": Kind.BOOLEAN,
    "DATE": Kind.DATE,
    "TIMESTAMP": Kind.MOMENT,
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Cell:
    """A column of the file. `digits` and `scale` are a decimal's."""

    column: PublishedColumn
    kind: Kind
    value: exp.Expr
    digits: int | None = None
    scale: int | None = None

    @property
    def name(self) -> str:
        """What the file calls it, where it calls it by name."""
        return self.column.name


@dataclass(frozen=True, kw_only=True, slots=True)
class Table:
    """A version's files as DuckDB sees them: `types` by column."""

    session: duckdb.DuckDBPyConnection
    files: exp.Select
    types: Mapping[str, str]


def opened(session: duckdb.DuckDBPyConnection, snapshot: Snapshot) -> Table:
    """The files of a version."""
    listed = exp.Array(expressions=[exp.Literal.string(str(file)) for file in snapshot.files])
    files = exp.select("*").from_(block("read_parquet($files, hive_partitioning = false)", files=listed))
    described = session.execute(f"DESCRIBE {files.sql('duckdb')}").fetchall()
    types = {str(row[0]): str(row[1]) for row in described}
    return Table(session=session, files=files, types={name: types[name] for name in snapshot.columns})


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """What is asked, held against what is published."""

    source: Source
    wanted: Wanted
    fields: Mapping[str, Field] = field(default_factory=dict)

    @classmethod
    def of(cls, source: Source, wanted: Wanted) -> "Asked":
        """What is asked. Raises NoFieldError."""
        fields = {each.name: each for each in published(source.contract, source.dataset.columns)}
        for name in (*wanted.columns, *(each.column for each in wanted.order)):
            field_of(name, fields)
        return cls(source=source, wanted=wanted, fields=fields)

    @property
    def columns(self) -> tuple[PublishedColumn, ...]:
        """The columns that are wanted, in the order in which they are."""
        known = {column.name: column for column in self.source.dataset.columns}
        return tuple(known[name] for name in dict.fromkeys(self.wanted.columns or known))

    @property
    def order(self) -> tuple[Order, ...]:
        """The order without what says nothing any more."""
        first: dict[str, Order] = {}
        for each in self.wanted.order:
            first.setdefault(each.column, each)
        return tuple(first.values())

    @property
    def read(self) -> tuple[str, ...]:
        """The columns of the table that are read: published ones, and where each row came from."""
        return (*self.fields, *PLACE)


def cell(column: PublishedColumn, table: Table) -> Cell:
    """A published column as the version has it; one that it does not have yet has no values."""
    kind = table.types.get(column.name)
    if kind is None:
        return Cell(column=column, kind=Kind.TEXT, value=exp.Cast(this=exp.Null(), to=exp.DataType.build("text")))
    value = exp.column(column.name, table=ROWS, quoted=True)
    decimal = _DECIMAL.fullmatch(kind)
    if decimal is not None:
        digits, scale = map(int, decimal.groups())
        return Cell(column=column, kind=Kind.DECIMAL, value=value, digits=digits, scale=scale)
    return Cell(column=column, kind=_KINDS.get(kind, Kind.TEXT), value=value)


def rows(asked: Asked, table: Table, source: exp.Select) -> exp.Select:
    """Rows in the order that is wanted, without any column; `source` gives all columns of the table."""
    kept = exp.select().from_(exp.Subquery(this=source, alias=exp.TableAlias(this=exp.to_identifier(ROWS))))
    return kept.order_by(*_ordered(asked, table)) if asked.wanted.order else kept


def _ordered(asked: Asked, table: Table) -> Sequence[exp.Expr]:
    """As a replica orders: values before none, and rows alike as the replica's stand, backwards where it goes down."""
    order = [exp.Ordered(this=_column(each.column), desc=each.descending, nulls_first=False) for each in asked.order]
    back = asked.order[0].descending
    key = [name for name in asked.source.contract.primary_key if name in asked.fields]
    ties = [name for name in (*key, *PLACE) if name in table.types]
    return [*order, *(exp.Ordered(this=_column(name), desc=back, nulls_first=back) for name in ties)]


def _column(name: str) -> exp.Column:
    return exp.column(name, table=ROWS, quoted=True)
