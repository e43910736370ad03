"""PostgreSQL: a table or one SELECT, read-only, as one Parquet file."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from duckdb import DuckDBPyConnection
from sqlglot import exp

from kho.contracts.model import Source
from kho.sources import options, secrets
from kho.sources.base import Fetched
from kho.sources.options import Trouble
from kho.sources.secrets import Secret
from kho.sources.sql import select as selects
from kho.sources.sql.delivery import delivery, problems
from kho.sources.sql.scanner import Columns, Order, Reading, Readings, Scan, extract, one_row
from kho.sources.sql.select import Select

ALSO = ("format",)
DIALECT = "postgres"


@dataclass(frozen=True, kw_only=True, slots=True)
class Address:
    """ODCS server of type `postgres`."""

    host: str = options.option(options.TEXT)
    port: int = options.option(options.whole(1, 65535), default=5432)
    database: str = options.option(options.TEXT)
    schema: str | None = options.option(options.TEXT, default=None)


@dataclass(frozen=True, kw_only=True, slots=True)
class Fetch(Select):
    """`kho.fetch` of a PostgreSQL source.

    `tls` is libpq's `sslmode`; `tls_ca` a file of trusted certificates, relative to the province folder.
    `memory_mb` is how much memory DuckDB may take while the rows pass.
    """

    user: Secret | str = options.option(secrets.TEXT_OR_SECRET)
    password: Secret | None = options.option(secrets.SECRET, default=None)
    tls: str = options.option(
        options.one_of("disable", "prefer", "require", "verify-ca", "verify-full"), default="prefer"
    )
    tls_ca: str | None = options.option(options.TEXT, default=None)
    timeout_seconds: int = options.option(options.whole(1, 3600), default=30)
    memory_mb: int = options.option(options.whole(128, 2**20), default=1024)


class Postgres:
    """Brings the rows of one query."""

    def problems(self, source: Source) -> list[Trouble]:
        """Mistakes in the address, the query and the other options."""
        return problems(source, Address, Fetch, also=ALSO, dialect=DIALECT)

    def fetch(self, source: Source, *, base: Path, into: Path, since: str | None) -> Iterator[Fetched]:
        """One Parquet file; none where an incremental fetch finds no row.

        Raises DatabaseUnreachableError, DatabaseLoginError, QueryFailedError, UnfitCursorError, MissingSecretError.
        """
        options.refuse(selects.problems(source.fetch, DIALECT))
        address, fetch = options.read(Address, source.address), options.read(Fetch, source.fetch)
        where = f"postgres://{address.host}:{address.port}/{address.database}"
        query = selects.statement(fetch, DIALECT, address.schema)
        yield from delivery(
            fetch, where, *extract(_scan(address, fetch, where, base), query, fetch, into=into, since=since)
        )


def _scan(address: Address, fetch: Fetch, where: str, base: Path) -> Scan:
    login = {"host": address.host, "port": str(address.port), "database": address.database}
    login["user"] = secrets.reveal(fetch.user)
    if fetch.password:
        login["password"] = fetch.password.reveal()
    attach = f"connect_timeout={fetch.timeout_seconds} sslmode={fetch.tls}"
    if fetch.tls_ca:
        attach += f" sslrootcert={_quoted(str(base / fetch.tls_ca))}"
    if address.schema:
        attach += f" options={_quoted('-csearch_path=' + _escaped(address.schema))}"
    return Scan(
        kind="postgres",
        dialect=DIALECT,
        where=where,
        attach=attach,
        secret=login,
        exactly=_unbounded_numbers,
        memory_mb=fetch.memory_mb,
    )


def _quoted(value: str) -> str:
    """A value of a connection string (libpq, section 34.1.1.1)."""
    escaped = value.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"


def _escaped(schema: str) -> str:
    """A schema in `options`, where blanks and backslashes end an argument (libpq, section 34.1.2)."""
    name = exp.to_identifier(schema, quoted=True).sql(DIALECT)
    return name.replace("\\", "\\\\").replace(" ", "\\ ")


def _unbounded_numbers(connection: DuckDBPyConnection, query: exp.Query, columns: Columns) -> Readings:
    """Columns of type `numeric` without precision, or with one past 38 digits, come as text, not as doubles."""
    suspects = [name for name, found in columns.items() if found == "DOUBLE"]
    if not suspects:
        return {}
    asked = {name: _as_text(exp.Anonymous(this="pg_typeof", expressions=[selects.column(name)])) for name in suspects}
    types = one_row(connection, "postgres", DIALECT, query, asked)
    return {
        name: Reading(order=Order.NUMBER, asked=_as_text(selects.column(name)))
        for name, found in types.items()
        if found == "numeric"
    }


def _as_text(value: exp.Expression) -> exp.Cast:
    return exp.cast(value, exp.DataType.Type.TEXT)
