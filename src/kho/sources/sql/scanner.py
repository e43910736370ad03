"""Databases read by DuckDB's scanner extensions: the server runs the query, the rows stream into one Parquet file.

The extensions come as wheels and are loaded by path; nothing is ever downloaded. The database is attached
read-only, so a query that would change something fails there too.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from functools import partial
from pathlib import Path

import duckdb
from duckdb import DuckDBPyConnection
from sqlglot import exp

from kho.sources import secrets
from kho.sources.sql import select as selects
from kho.sources.sql.extensions import load_scanner
from kho.sources.sql.failures import (
    DatabaseLoginError,
    DatabaseUnreachableError,
    QueryFailedError,
)
from kho.sources.sql.select import Select, UnfitCursorError

ALIAS = "src"
_EXACT_NUMBER = re.compile(r"U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?|DECIMAL\(.*\)")
_INEXACT = ("FLOAT", "DOUBLE")
_LOGIN = re.compile(
    r"password authentication failed|access denied for user .*using password|no password supplied",
    re.IGNORECASE,
)

Columns = Mapping[str, str]
"""DuckDB's type of each column, by name."""


class Order(StrEnum):
    """How values of a column compare; a cursor column must compare exactly."""

    NUMBER = "number"
    TEXT = "text"
    INEXACT = "inexact"


@dataclass(frozen=True, kw_only=True, slots=True)
class Reading:
    """How one column is read: what the database is asked for, and what DuckDB makes of its answer (None: nothing)."""

    order: Order
    asked: exp.Expression | None = None
    held: exp.Expression | None = None


Readings = Mapping[str, Reading]
Exactly = Callable[[DuckDBPyConnection, exp.Query, Columns], Readings]
"""Gives the columns that DuckDB would not hold exactly by itself, and how they must be read instead."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Scan:
    """One database as DuckDB attaches it.

    `kind` names the extension and DuckDB's functions, `dialect` the database's SQL for sqlglot. `secret` are the
    connection's parameters, which no error shows; `attach` further ones that are no secret.
    """

    kind: str
    dialect: str
    where: str
    exactly: Exactly
    attach: str = ""
    secret: Mapping[str, str] = field(default_factory=dict)
    settings: Mapping[str, str] = field(default_factory=dict)
    memory_mb: int = 1024


def extract(scan: Scan, query: exp.Query, select: Select, *, into: Path, since: str | None) -> tuple[Path, str | None]:
    """Write the rows into `into/rows.parquet`; gives the file and the cursor for the next fetch.

    With a cursor and no row behind `since`, the file does not exist and the cursor is `since`.
    Raises DatabaseUnreachableError, DatabaseLoginError, QueryFailedError, UnfitCursorError, DriverMissingError.
    """
    file = into / "rows.parquet"
    with _attached(scan, into) as connection, _query_errors_told(scan):
        readings = _readings(connection, scan, query)
        top = since
        if select.cursor is not None:
            literal = _literal(scan, select.cursor, readings)
            lower = None if since is None else literal(since)
            top = _top(connection, scan, selects.after(selects.around(query), select, lower), select.cursor)
            if top is None:
                return file, since
            query = selects.window(query, select, lower, literal(top))
        _write(connection, scan, query, readings, file)
    return file, top


def ask(kind: str, dialect: str, query: exp.Query) -> exp.Select:
    """A SELECT in DuckDB's SQL whose rows are the answer of the attached database to its own query."""
    text = exp.Literal.string(query.sql(dialect, comments=False))
    arguments: list[exp.Expression] = [exp.Literal.string(ALIAS), text]
    return exp.select("*").from_(exp.Anonymous(this=f"{kind}_query", expressions=arguments))


def one_row(
    connection: DuckDBPyConnection, kind: str, dialect: str, query: exp.Query, asked: Mapping[str, exp.Expression]
) -> dict[str, object]:
    """What the database says of its own columns' types: each expression over one row of nulls, by the given names.

    The row comes from an outer join with none of the query's rows, so the query itself is not carried out.
    """
    empty = exp.select("*").from_(query.copy().subquery("kho_none", copy=False)).limit(0)
    names = {f"x{number}": expression for number, expression in enumerate(asked.values())}
    outer = exp.select(*(expression.as_(name) for name, expression in names.items()))
    outer = outer.from_(exp.select(exp.Literal.number(1).as_("kho_one")).subquery("kho_row"))
    outer = outer.join(empty.subquery(selects.INNER), join_type="left", on=exp.condition("1 = 1"))
    row = connection.execute(ask(kind, dialect, outer).sql("duckdb")).fetchone() or ()
    return dict(zip(asked, row, strict=True))


@contextmanager
def _attached(scan: Scan, into: Path) -> Iterator[DuckDBPyConnection]:
    connection = duckdb.connect(config={"autoinstall_known_extensions": "false", "autoload_known_extensions": "false"})
    try:
        load_scanner(connection, scan.kind)
        limits = {"memory_limit": f"{scan.memory_mb}MiB", "temp_directory": str(into / "spill"), "threads": "2"}
        for name, value in (limits | dict(scan.settings)).items():
            connection.execute(f"set {exp.to_identifier(name)} = {_text(value)}")
        _attach(connection, scan)
        yield connection
    finally:
        connection.close()


def _attach(connection: DuckDBPyConnection, scan: Scan) -> None:
    login = ""
    if scan.secret:
        parameters = "".join(f", {exp.to_identifier(name)} {_text(value)}" for name, value in scan.secret.items())
        connection.execute(f"create temporary secret source_login (type {scan.kind}{parameters})")
        login = ", secret source_login"
    try:
        connection.execute(f"attach {_text(scan.attach)} as {ALIAS} (type {scan.kind}{login}, read_only)")
    except duckdb.Error as error:
        reason = _reason(error, scan)
        if _LOGIN.search(reason):
            raise DatabaseLoginError(where=scan.where) from None
        raise DatabaseUnreachableError(where=scan.where, reason=reason) from None


def _readings(connection: DuckDBPyConnection, scan: Scan, query: exp.Query) -> Readings:
    described = connection.execute(f"describe {ask(scan.kind, scan.dialect, query).sql('duckdb')}")
    columns = {row[0]: row[1] for row in described.fetchall()}
    return {name: Reading(order=_order(found)) for name, found in columns.items()} | dict(
        scan.exactly(connection, query, columns)
    )


def _order(found: str) -> Order:
    if found in _INEXACT:
        return Order.INEXACT
    return Order.NUMBER if _EXACT_NUMBER.fullmatch(found) else Order.TEXT


def _literal(scan: Scan, name: str, readings: Readings) -> Callable[[str], exp.Expression]:
    """How values of the cursor column are written in SQL. Raises UnfitCursorError where it cannot serve."""
    reading = readings.get(name)
    if reading is None:
        raise UnfitCursorError(
            where=scan.where, column=name, vi="kết quả không có cột này", en="there is no such column"
        )
    if reading.order is Order.INEXACT:
        vi, en = "giá trị không so sánh được chính xác", "its values do not compare exactly"
        raise UnfitCursorError(where=scan.where, column=name, vi=vi, en=en)
    if reading.order is Order.TEXT:
        return exp.Literal.string
    return partial(selects.number, where=scan.where, name=name)


def _top(connection: DuckDBPyConnection, scan: Scan, rows: exp.Select, name: str) -> str | None:
    """The greatest value there is, as the database itself writes it; None where there is no row."""
    greatest = exp.cast(exp.Max(this=selects.column(name)), exp.DataType.Type.TEXT).as_("top")
    asked = ask(scan.kind, scan.dialect, rows.select(greatest))
    row = connection.execute(asked.sql("duckdb")).fetchone()
    return None if row is None or row[0] is None else str(row[0])


def _asking(query: exp.Query, readings: Readings) -> exp.Query:
    """The same rows, with the columns that need it asked for in another form."""
    if not any(reading.asked for reading in readings.values()):
        return query
    chosen = [
        reading.asked.as_(name, quoted=True) if reading.asked else selects.column(name)
        for name, reading in readings.items()
    ]
    outer = selects.around(query).select(*chosen)
    order = query.args.get("order")
    return outer.order_by(*order.expressions) if order and isinstance(query, exp.Select) else outer


def _write(connection: DuckDBPyConnection, scan: Scan, query: exp.Query, readings: Readings, file: Path) -> None:
    answer = ask(scan.kind, scan.dialect, _asking(query, readings))
    held = [
        reading.held.as_(name, quoted=True) if reading.held else selects.column(name)
        for name, reading in readings.items()
    ]
    rows = answer.select(*held, append=False).sql("duckdb")
    connection.execute(f"copy ({rows}) to {_text(str(file))} (format parquet, compression zstd, row_group_size 65536)")


def _text(value: str) -> str:
    return exp.Literal.string(value).sql("duckdb")


@contextmanager
def _query_errors_told(scan: Scan) -> Iterator[None]:
    try:
        yield
    except duckdb.Error as error:
        raise QueryFailedError(where=scan.where, reason=_reason(error, scan)) from None


def _reason(error: Exception, scan: Scan) -> str:
    """The database's own words in one line, without DuckDB's names of its errors and without secrets."""
    words = " ".join(str(error).split())
    _, _, said = words.rpartition("ERROR: ")
    return secrets.redacted(said, [scan.secret[name] for name in ("password", "user") if name in scan.secret])
