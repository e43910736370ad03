"""Microsoft SQL Server by its driver `mssql-python`: a table or one SELECT as one Parquet file."""

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
from sqlglot import exp

from kho.contracts.model import Source
from kho.sources import options, secrets
from kho.sources.base import Fetched
from kho.sources.options import Trouble
from kho.sources.secrets import Secret
from kho.sources.sql import select as selects
from kho.sources.sql.dbapi import Connection, Database, extract
from kho.sources.sql.delivery import delivery, problems
from kho.sources.sql.failures import DatabaseLoginError, DatabaseUnreachableError, DriverMissingError
from kho.sources.sql.select import Select

ALSO = ("format",)
DIALECT = "tsql"
_REFUSED = ("Login failed", "18456")
_MOST_DIGITS = 38


@dataclass(frozen=True, kw_only=True, slots=True)
class Address:
    """ODCS server of type `sqlserver`."""

    host: str = options.option(options.TEXT)
    port: int = options.option(options.whole(1, 65535), default=1433)
    database: str = options.option(options.TEXT)
    schema: str | None = options.option(options.TEXT, default=None)


@dataclass(frozen=True, kw_only=True, slots=True)
class Fetch(Select):
    """`kho.fetch` of a SQL Server source.

    The connection is encrypted; `trust_certificate: true` accepts a certificate that nobody vouches for, as servers
    inside an agency often have. Give the user the right to read alone: SQL Server has no read-only transactions.
    """

    user: Secret | str = options.option(secrets.TEXT_OR_SECRET)
    password: Secret = options.option(secrets.SECRET)
    trust_certificate: bool = options.option(options.YES_NO, default=False)
    timeout_seconds: int = options.option(options.whole(1, 3600), default=30)


class SqlServer:
    """Brings the rows of one query."""

    def problems(self, source: Source) -> list[Trouble]:
        """Mistakes in the address, the query and the other options."""
        return problems(source, Address, Fetch, also=ALSO, dialect=DIALECT)

    def fetch(self, source: Source, *, base: Path, into: Path, since: str | None) -> Iterator[Fetched]:  # noqa: ARG002 (base: nothing here is relative)
        """One Parquet file; none where an incremental fetch finds no row.

        Raises DriverMissingError, DatabaseUnreachableError, DatabaseLoginError, QueryFailedError, UnfitCursorError,
        ValueDoesNotFitError, MissingSecretError.
        """
        options.refuse(selects.problems(source.fetch, DIALECT))
        address, fetch = options.read(Address, source.address), options.read(Fetch, source.fetch)
        where = f"sqlserver://{address.host}:{address.port}/{address.database}"
        query = selects.statement(fetch, DIALECT, address.schema)
        yield from delivery(
            fetch, where, *extract(_database(address, fetch, where), query, fetch, into=into, since=since)
        )


def _database(address: Address, fetch: Fetch, where: str) -> Database:
    try:
        import mssql_python  # an extra: it brings Microsoft's own driver
    except ImportError:
        raise DriverMissingError(where=where, package="mssql-python", extra="sqlserver") from None
    return Database(
        dialect=DIALECT,
        where=where,
        connect=lambda: _connected(mssql_python, address, fetch, where),
        arrow_type=arrow_type,
        placeholder=lambda _: exp.Placeholder(),
        errors=(mssql_python.Error,),
        hidden=(fetch.password.reveal(),),
    )


def _connected(mssql_python: Any, address: Address, fetch: Fetch, where: str) -> Connection:
    try:
        return mssql_python.connect(  # type: ignore[no-any-return]  # the driver is loaded by name
            server=f"{address.host},{address.port}",
            database=address.database,
            uid=secrets.reveal(fetch.user),
            pwd=fetch.password.reveal(),
            encrypt="yes",
            trustservercertificate="yes" if fetch.trust_certificate else "no",
            applicationintent="ReadOnly",
            autocommit=False,
            timeout=fetch.timeout_seconds,
        )
    except (mssql_python.Error, RuntimeError) as error:
        reason = secrets.redacted(str(error), [fetch.password.reveal()])
        if any(sign in reason for sign in _REFUSED):
            raise DatabaseLoginError(where=where) from None
        raise DatabaseUnreachableError(where=where, reason=reason) from None


_TYPES: dict[type, pa.DataType] = {
    int: pa.int64(),
    float: pa.float64(),
    bool: pa.bool_(),
    bytes: pa.binary(),
    date: pa.date32(),
    datetime: pa.timestamp("us"),
    time: pa.time64("us"),
    str: pa.string(),
    uuid.UUID: pa.string(),
}


def arrow_type(entry: Sequence[Any]) -> pa.DataType:
    """The Arrow type of one column of a description whose types are Python's; string for any other."""
    kind, precision, scale = entry[1], entry[4] or 0, entry[5] or 0
    if kind is Decimal and 0 < precision <= _MOST_DIGITS and 0 <= scale <= precision:
        return pa.decimal128(precision, scale)
    return _TYPES.get(kind, pa.string())
