"""Oracle Database by its thin driver `oracledb`: a table or one SELECT, read-only, as one Parquet file."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
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
from kho.sources.sql.failures import (
    DatabaseLoginError,
    DatabaseUnreachableError,
    DriverMissingError,
    ValueDoesNotFitError,
)
from kho.sources.sql.select import Select

ALSO = ("format",)
DIALECT = "oracle"
_REFUSED = ("ORA-01017", "ORA-28000", "ORA-28001", "ORA-01045")
"""Wrong user or password, account locked, password expired, no right to log in."""
_MOST_DIGITS = 38


@dataclass(frozen=True, kw_only=True, slots=True)
class Address:
    """ODCS server of type `oracle`."""

    host: str = options.option(options.TEXT)
    port: int = options.option(options.whole(1, 65535), default=1521)
    service_name: str = options.option(options.TEXT, name="serviceName")


@dataclass(frozen=True, kw_only=True, slots=True)
class Fetch(Select):
    """`kho.fetch` of an Oracle source. `owner` is the schema of `table`; names are in capitals unless made otherwise.

    `tls: true` connects by TCPS. A NUMBER without precision comes as text, as no decimal type of Arrow holds all.
    """

    user: Secret | str = options.option(secrets.TEXT_OR_SECRET)
    password: Secret = options.option(secrets.SECRET)
    owner: str | None = options.option(options.TEXT, default=None)
    tls: bool = options.option(options.YES_NO, default=False)
    timeout_seconds: int = options.option(options.whole(1, 3600), default=30)


class Oracle:
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
        where = f"oracle://{address.host}:{address.port}/{address.service_name}"
        query = selects.statement(fetch, DIALECT, fetch.owner)
        yield from delivery(
            fetch, where, *extract(_database(address, fetch, where), query, fetch, into=into, since=since)
        )


def _database(address: Address, fetch: Fetch, where: str) -> Database:
    try:
        import oracledb  # an extra: most provinces have no Oracle
    except ImportError:
        raise DriverMissingError(where=where, package="oracledb", extra="oracle") from None
    password = fetch.password.reveal()
    return Database(
        dialect=DIALECT,
        where=where,
        connect=lambda: _connected(oracledb, address, fetch, where),
        arrow_type=lambda entry: arrow_type(oracledb, entry),
        placeholder=lambda number: exp.Placeholder(this=str(number)),
        errors=(oracledb.Error,),
        hidden=(password,),
    )


def _connected(oracledb: Any, address: Address, fetch: Fetch, where: str) -> Connection:
    try:
        connection = oracledb.connect(
            user=secrets.reveal(fetch.user),
            password=fetch.password.reveal(),
            host=address.host,
            port=address.port,
            service_name=address.service_name,
            protocol="tcps" if fetch.tls else "tcp",
            tcp_connect_timeout=fetch.timeout_seconds,
        )
        connection.outputtypehandler = lambda cursor, metadata: _fetched_as(oracledb, cursor, metadata)
        with connection.cursor() as cursor:
            cursor.execute("set transaction read only")
    except oracledb.Error as error:
        reason = secrets.redacted(str(error), [fetch.password.reveal()])
        if any(code in reason for code in _REFUSED):
            raise DatabaseLoginError(where=where) from None
        raise DatabaseUnreachableError(where=where, reason=reason) from None
    return connection  # type: ignore[no-any-return]  # the driver is loaded by name


def _fetched_as(oracledb: Any, cursor: Any, metadata: Any) -> Any:
    """Numbers as exact decimals, long texts and bytes as they are rather than as handles."""
    chosen = {
        oracledb.DB_TYPE_NUMBER: Decimal,
        oracledb.DB_TYPE_CLOB: oracledb.DB_TYPE_LONG,
        oracledb.DB_TYPE_NCLOB: oracledb.DB_TYPE_LONG_NVARCHAR,
        oracledb.DB_TYPE_BLOB: oracledb.DB_TYPE_LONG_RAW,
    }
    wanted = chosen.get(metadata.type_code)
    return None if wanted is None else cursor.var(wanted, arraysize=cursor.arraysize)


def arrow_type(oracledb: Any, entry: Sequence[Any]) -> pa.DataType:
    """The Arrow type of one column, string for what no Arrow type holds exactly.

    Raises ValueDoesNotFitError for a timestamp with a time zone, which the driver would drop.
    """
    kind, precision, scale = entry[1], entry[4] or 0, entry[5] or 0
    if kind is oracledb.DB_TYPE_TIMESTAMP_TZ:
        raise ValueDoesNotFitError(column=entry[0], type="TIMESTAMP WITH TIME ZONE", reason="time zone")
    if kind is oracledb.DB_TYPE_NUMBER and 0 < precision <= _MOST_DIGITS and 0 <= scale <= precision:
        return pa.decimal128(precision, scale)
    exact = {
        oracledb.DB_TYPE_DATE: pa.timestamp("us"),
        oracledb.DB_TYPE_TIMESTAMP: pa.timestamp("us"),
        oracledb.DB_TYPE_TIMESTAMP_LTZ: pa.timestamp("us"),
        oracledb.DB_TYPE_BINARY_DOUBLE: pa.float64(),
        oracledb.DB_TYPE_BINARY_FLOAT: pa.float32(),
        oracledb.DB_TYPE_BOOLEAN: pa.bool_(),
        oracledb.DB_TYPE_RAW: pa.binary(),
        oracledb.DB_TYPE_LONG_RAW: pa.binary(),
        oracledb.DB_TYPE_BLOB: pa.binary(),
    }
    return exact.get(kind, pa.string())
