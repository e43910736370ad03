"""Databases read by a DB-API driver (PEP 249): batches of rows stream into one Parquet file of one schema."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Protocol

import pyarrow as pa
import pyarrow.parquet as pq
from sqlglot import exp

from kho.errors import KhoError
from kho.sources import secrets
from kho.sources.sql import select as selects
from kho.sources.sql.failures import QueryFailedError, ValueDoesNotFitError
from kho.sources.sql.select import Select, UnfitCursorError

BATCH = 10_000
"""Rows held in memory at a time."""


class Cursor(Protocol):
    """What is used of PEP 249's cursor."""

    description: Sequence[Sequence[Any]]

    def execute(self, operation: str, parameters: Sequence[Any], /) -> object:
        """Carry out a query."""

    def fetchone(self) -> Sequence[Any] | None:
        """The next row."""

    def fetchmany(self, size: int, /) -> Sequence[Sequence[Any]]:
        """The next rows; none at the end."""

    def close(self) -> None:
        """Give the cursor back."""


class Connection(Protocol):
    """What is used of PEP 249's connection."""

    def cursor(self) -> Any:
        """A new cursor."""

    def close(self) -> None:
        """End the connection without committing anything."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Database:
    """One database with its driver.

    `connect` opens a connection in a transaction that only reads, and raises KhoError where that fails; `arrow_type`
    makes an Arrow type of one entry of a cursor's description: string for what no Arrow type holds exactly;
    `placeholder` gives the n-th bound value's mark, from 1; `errors` are the driver's exceptions.
    """

    dialect: str
    where: str
    connect: Callable[[], Connection]
    arrow_type: Callable[[Sequence[Any]], pa.DataType]
    placeholder: Callable[[int], exp.Expression]
    errors: tuple[type[Exception], ...]
    hidden: tuple[str, ...] = ()


def extract(
    database: Database, query: exp.Query, select: Select, *, into: Path, since: str | None
) -> tuple[Path, str | None]:
    """Write the rows into `into/rows.parquet`; gives the file and the cursor for the next fetch.

    With a cursor and no row behind `since`, the file does not exist and the cursor is `since`.
    Raises QueryFailedError, UnfitCursorError, ValueDoesNotFitError, and what `connect` raises.
    """
    file = into / "rows.parquet"
    with _errors_told(database), closing(database.connect()) as connection, closing(connection.cursor()) as cursor:
        if select.cursor is None:
            _write(database, cursor, query, (), file)
            return file, None
        bound = () if since is None else (_value(since, database.where, select.cursor),)
        top = _top(database, cursor, query, select, bound)
        if top is None:
            return file, since
        lower = database.placeholder(1) if bound else None
        rows = selects.window(query, select, lower, database.placeholder(len(bound) + 1))
        _write(database, cursor, rows, (*bound, top), file)
        return file, _cursor_text(top, database.where, select.cursor)


def _top(database: Database, cursor: Cursor, query: exp.Query, select: Select, bound: tuple[Any, ...]) -> Any:
    """The greatest value behind the last cursor; None where there is no row."""
    greatest = exp.Max(this=selects.column(str(select.cursor))).as_("top")
    lower = database.placeholder(1) if bound else None
    asked = selects.after(selects.around(query).select(greatest), select, lower)
    cursor.execute(asked.sql(database.dialect, comments=False), bound)
    row = cursor.fetchone()
    return None if row is None else row[0]


def _write(database: Database, cursor: Cursor, query: exp.Query, bound: tuple[Any, ...], file: Path) -> None:
    cursor.execute(query.sql(database.dialect, comments=False), bound)
    fields = [pa.field(str(each[0]), database.arrow_type(each)) for each in cursor.description]
    rows = cursor.fetchmany(BATCH)
    columns = list(zip(*rows, strict=True)) or [()] * len(fields)
    schema = pa.schema([_with_zone(field, values) for field, values in zip(fields, columns, strict=True)])
    with pq.ParquetWriter(file, schema, compression="zstd") as writer:
        while rows:
            arrays = [_array(*column, database.where) for column in zip(schema, zip(*rows, strict=True), strict=True)]
            writer.write_batch(pa.RecordBatch.from_arrays(arrays, schema=schema))
            rows = cursor.fetchmany(BATCH)


def _with_zone(field: pa.Field, values: Sequence[Any]) -> pa.Field:
    """Drivers do not tell in advance whether timestamps have a zone: the first ones show it."""
    if pa.types.is_timestamp(field.type) and any(_has_zone(value) for value in values):
        return field.with_type(pa.timestamp("us", "UTC"))
    return field


def _has_zone(value: Any) -> bool:
    return isinstance(value, datetime) and value.tzinfo is not None


def _array(field: pa.Field, values: Sequence[Any], where: str) -> pa.Array:
    if pa.types.is_string(field.type):
        values = [None if value is None else _text(value) for value in values]
    if pa.types.is_timestamp(field.type) and any(_has_zone(v) != bool(field.type.tz) for v in values if v is not None):
        raise ValueDoesNotFitError(where=where, column=field.name, type=field.type, reason="time zone")
    try:
        return pa.array(values, field.type)
    except (pa.ArrowException, TypeError, ValueError) as error:
        raise ValueDoesNotFitError(where=where, column=field.name, type=field.type, reason=str(error)) from error


def _text(value: Any) -> str:
    """A value in the one unambiguous way (`kho.quality.cells.CellKind`)."""
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value)


_KINDS: dict[str, Callable[[str], Any]] = {
    "int": int,
    "decimal": Decimal,
    "timestamp": datetime.fromisoformat,
    "date": date.fromisoformat,
    "text": str,
}


def _cursor_text(value: Any, where: str, column: str) -> str:
    """A value with the name of its type, so that it can be bound again as what it was."""
    kinds = {int: "int", Decimal: "decimal", datetime: "timestamp", date: "date", str: "text"}
    kind = kinds.get(type(value))
    if kind is None:
        vi, en = "giá trị không so sánh được chính xác", "its values do not compare exactly"
        raise UnfitCursorError(where=where, column=column, vi=vi, en=en)
    return f"{kind}:{_text(value)}"


def _value(cursor: str, where: str, column: str) -> Any:
    kind, _, text = cursor.partition(":")
    try:
        return _KINDS[kind](text)
    except (KeyError, ValueError, ArithmeticError):
        vi, en = "mốc của lượt trước không đọc được", "the cursor of the last run cannot be read"
        raise UnfitCursorError(where=where, column=column, vi=vi, en=en) from None


@contextmanager
def _errors_told(database: Database) -> Iterator[None]:
    try:
        yield
    except KhoError:
        raise
    except database.errors as error:
        reason = secrets.redacted(" ".join(str(error).split()), database.hidden)
        raise QueryFailedError(where=database.where, reason=reason) from None
