"""A SQLite database file: a table or one SELECT, read-only, as one Parquet file."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from duckdb import DuckDBPyConnection
from sqlglot import exp

from kho.contracts.model import Source
from kho.sources import listing, options
from kho.sources.base import Fetched
from kho.sources.options import Trouble
from kho.sources.sql import select as selects
from kho.sources.sql.delivery import delivery, problems
from kho.sources.sql.scanner import Columns, Order, Reading, Readings, Scan, ask, extract
from kho.sources.sql.select import Select

ALSO = ("format",)
DIALECT = "sqlite"


@dataclass(frozen=True, kw_only=True, slots=True)
class Address:
    """ODCS server of type `custom` with `kho.transport: sqlite`; `path` starts at the province folder."""

    path: str = options.option(options.TEXT)


@dataclass(frozen=True, kw_only=True, slots=True)
class Fetch(Select):
    """`kho.fetch` of a SQLite source. `memory_mb` is how much memory DuckDB may take while the rows pass."""

    memory_mb: int = options.option(options.whole(128, 2**20), default=1024)


class Sqlite:
    """Brings the rows of one query."""

    def problems(self, source: Source) -> list[Trouble]:
        """Mistakes in the address, the query and the other options."""
        return problems(source, Address, Fetch, also=ALSO, dialect=DIALECT)

    def fetch(self, source: Source, *, base: Path, into: Path, since: str | None) -> Iterator[Fetched]:
        """One Parquet file; none where an incremental fetch finds no row.

        SQLite types values, not columns: a column whose values are all integers, reals or blobs comes as such, any
        other as text. Raises NothingThereError, DatabaseUnreachableError, QueryFailedError, UnfitCursorError.
        """
        options.refuse(selects.problems(source.fetch, DIALECT))
        fetch = options.read(Fetch, source.fetch)
        path = base / options.read(Address, source.address).path
        if not path.is_file():
            raise listing.NothingThereError(where=str(path))
        where = path.resolve().as_uri()
        scan = Scan(
            kind="sqlite", dialect=DIALECT, where=where, attach=str(path), exactly=_by_values, memory_mb=fetch.memory_mb
        )
        yield from delivery(
            fetch, where, *extract(scan, selects.statement(fetch, DIALECT), fetch, into=into, since=since)
        )


def _by_values(connection: DuckDBPyConnection, query: exp.Query, columns: Columns) -> Readings:
    """Every column by the types of its values, as DuckDB has SQLite's answers to queries as text."""
    kinds = [
        exp.GroupConcat(this=exp.Distinct(expressions=[_kind(name)])).as_(f"x{number}")
        for number, name in enumerate(columns)
    ]
    asked = selects.around(query).select(*kinds)
    row = connection.execute(ask("sqlite", DIALECT, asked).sql("duckdb")).fetchone() or ()
    return {name: _reading(name, str(found or "text")) for name, found in zip(columns, row, strict=True)}


def _kind(name: str) -> exp.Expression:
    """The type of a value; null where there is none, which an aggregate leaves out."""
    found = exp.Anonymous(this="typeof", expressions=[selects.column(name)])
    return exp.Nullif(this=found, expression=exp.Literal.string("null"))


def _reading(name: str, found: str) -> Reading:
    column = selects.column(name)
    match found:
        case "integer":
            return Reading(order=Order.NUMBER, held=exp.cast(column, "bigint"))
        case "real":
            # 17 digits give every double back; SQLite's own text of it has 15.
            digits = exp.Anonymous(this="printf", expressions=[exp.Literal.string("%!.17g"), column])
            return Reading(order=Order.INEXACT, asked=_or_null(name, digits), held=exp.cast(column.copy(), "double"))
        case "blob":
            digits = exp.Anonymous(this="hex", expressions=[column])
            held = exp.Anonymous(this="unhex", expressions=[column.copy()])
            return Reading(order=Order.INEXACT, asked=_or_null(name, digits), held=held)
        case "text":
            return Reading(order=Order.TEXT)
    return Reading(order=Order.INEXACT)


def _or_null(name: str, value: exp.Expression) -> exp.Expression:
    """The value, but null for null, of which SQLite's functions make a zero or an empty text."""
    return exp.Case().when(exp.Is(this=selects.column(name), expression=exp.Null()).not_(), value)
