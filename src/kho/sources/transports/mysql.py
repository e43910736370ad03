"""MySQL and MariaDB: a table or one SELECT, read-only, as one Parquet file."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from duckdb import DuckDBPyConnection
from sqlglot import exp

from kho.contracts.model import Source
from kho.messages import Message
from kho.sources import options, secrets
from kho.sources.base import Fetched
from kho.sources.options import Trouble
from kho.sources.secrets import Secret
from kho.sources.sql import select as selects
from kho.sources.sql.delivery import delivery, problems
from kho.sources.sql.scanner import Columns, Order, Reading, Readings, Scan, extract, one_row
from kho.sources.sql.select import Select

ALSO = ("format",)
DIALECT = "mysql"
_OFFSET = re.compile(r"[+-][0-9]{2}:[0-9]{2}")
_TIME_ZONE = options.Plain(
    expected=Message(vi="độ lệch giờ dạng +07:00", en="an offset such as +07:00"),
    accepts=lambda value: isinstance(value, str) and _OFFSET.fullmatch(value) is not None,
)
_LARGE = 10**22
"""A number that a DOUBLE writes with an exponent and a DECIMAL does not."""
_ORDERS = {"BLOB": Order.TEXT, "DOUBLE": Order.NUMBER}
_DOUBLE = re.compile(r"1e\+?22")


@dataclass(frozen=True, kw_only=True, slots=True)
class Address:
    """ODCS server of type `mysql`."""

    host: str = options.option(options.TEXT)
    port: int = options.option(options.whole(1, 65535), default=3306)
    database: str = options.option(options.TEXT)


@dataclass(frozen=True, kw_only=True, slots=True)
class Fetch(Select):
    """`kho.fetch` of a MySQL or MariaDB source.

    `tls` is MySQL's `ssl-mode`; `tls_ca` a file of trusted certificates, relative to the province folder.
    `time_zone` is in which TIMESTAMP columns are told; the server's own where it is not given. Zero dates
    (`0000-00-00`) come as empty. `memory_mb` is how much memory DuckDB may take while the rows pass.
    """

    user: Secret | str = options.option(secrets.TEXT_OR_SECRET)
    password: Secret | None = options.option(secrets.SECRET, default=None)
    tls: str = options.option(
        options.one_of("disabled", "preferred", "required", "verify_ca", "verify_identity"), default="preferred"
    )
    tls_ca: str | None = options.option(options.TEXT, default=None)
    time_zone: str | None = options.option(_TIME_ZONE, default=None)
    memory_mb: int = options.option(options.whole(128, 2**20), default=1024)


class Mysql:
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
        where = f"mysql://{address.host}:{address.port}/{address.database}"
        query = selects.statement(fetch, DIALECT)
        yield from delivery(
            fetch, where, *extract(_scan(address, fetch, where, base), query, fetch, into=into, since=since)
        )


def _scan(address: Address, fetch: Fetch, where: str, base: Path) -> Scan:
    login = {"host": address.host, "port": str(address.port), "database": address.database, "ssl_mode": fetch.tls}
    login["user"] = secrets.reveal(fetch.user)
    if fetch.password:
        login["password"] = fetch.password.reveal()
    if fetch.tls_ca:
        login["ssl_ca"] = str(base / fetch.tls_ca)
    # TINYINT(1) may hold more than 0 and 1; the hint that bounds a query's time is not for long extracts.
    settings = {"mysql_tinyint1_as_boolean": "false", "mysql_query_timeout_enabled": "false"}
    if fetch.time_zone:
        settings["mysql_session_time_zone"] = fetch.time_zone
    return Scan(
        kind="mysql",
        dialect=DIALECT,
        where=where,
        secret=login,
        settings=settings,
        exactly=_texts_and_long_decimals,
        memory_mb=fetch.memory_mb,
    )


def _texts_and_long_decimals(connection: DuckDBPyConnection, query: exp.Query, columns: Columns) -> Readings:
    """Texts of a binary collation (JSON of MariaDB among them) and decimals of more than 38 digits come as text.

    DuckDB would make bytes of the first and doubles of the second.
    """
    asked = {name: _question(name, found) for name, found in columns.items() if found in _ORDERS}
    answers = one_row(connection, "mysql", DIALECT, query, asked) if asked else {}
    return {
        name: Reading(order=_ORDERS[columns[name]], asked=_as_text(selects.column(name)))
        for name, answer in answers.items()
        if answer != "binary" and not _DOUBLE.fullmatch(str(answer))
    }


def _question(name: str, found: str) -> exp.Expression:
    if found == "BLOB":
        return exp.Anonymous(this="charset", expressions=[selects.column(name)])
    return _as_text(exp.Coalesce(this=selects.column(name), expressions=[exp.Literal.number(_LARGE)]))


def _as_text(value: exp.Expression) -> exp.Cast:
    return exp.cast(value, exp.DataType.Type.TEXT)
