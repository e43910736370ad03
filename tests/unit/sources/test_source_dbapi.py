"""The path of DB-API drivers, run with Python's own SQLite driver; and what Oracle and SQL Server are asked.

No Oracle and no SQL Server takes part: these tests show the common path and the SQL, not those servers.
"""

import sqlite3
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from sqlglot import exp

from kho.contracts.model import Source
from kho.sources import registry
from kho.sources.sql import dbapi
from kho.sources.sql import select as selects
from kho.sources.sql.dbapi import Database
from kho.sources.sql.failures import DatabaseUnreachableError, QueryFailedError, ValueDoesNotFitError
from kho.sources.sql.select import Select, UnfitCursorError
from kho.sources.transports import oracle, sqlserver

Types = dict[str, pa.DataType]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    file = tmp_path / "x.sqlite"
    connection = sqlite3.connect(file)
    connection.execute("create table t (id integer, ten text, tien dec, luc ts)")
    connection.executemany(
        "insert into t values (?, ?, ?, ?)", [(2, "b", "1.25", "2024-01-02T00:00:00"), (1, "a", None, None)]
    )
    connection.commit()
    connection.close()
    return file


@pytest.fixture
def database(file: Path) -> Callable[..., Database]:
    sqlite3.register_converter("dec", lambda text: Decimal(text.decode()))
    sqlite3.register_converter("ts", lambda text: datetime.fromisoformat(text.decode()))

    def make(**types: pa.DataType) -> Database:
        return Database(
            dialect="sqlite",
            where="sqlite://x",
            connect=lambda: sqlite3.connect(file, detect_types=sqlite3.PARSE_DECLTYPES),
            arrow_type=lambda entry: types.get(entry[0], pa.string()),
            placeholder=lambda _: exp.Placeholder(),
            errors=(sqlite3.Error,),
            hidden=("canary",),
        )

    return make


def rows(
    database: Database, into: Path, since: str | None = None, **select: Any
) -> tuple[list[dict[str, Any]], str | None]:
    chosen = Select(**({"table": "t"} | select if "query" not in select else select))
    query = selects.statement(chosen, "sqlite")
    file, cursor = dbapi.extract(database, query, chosen, into=into, since=since)
    return (pq.read_table(file).to_pylist() if file.exists() else []), cursor


def test_rows_stream_into_one_file_with_their_types(database: Callable[..., Database], tmp_path: Path) -> None:
    typed = database(id=pa.int64(), tien=pa.decimal128(12, 2), luc=pa.timestamp("us"))
    found, cursor = rows(typed, tmp_path)
    assert cursor is None
    assert found == [
        {"id": 2, "ten": "b", "tien": Decimal("1.25"), "luc": datetime(2024, 1, 2)},  # noqa: DTZ001 (the column has no zone)
        {"id": 1, "ten": "a", "tien": None, "luc": None},
    ]


def test_what_no_type_holds_comes_as_plain_text(database: Callable[..., Database], tmp_path: Path) -> None:
    [first, _] = rows(database(), tmp_path)[0]
    assert first == {"id": "2", "ten": "b", "tien": "1.25", "luc": "2024-01-02T00:00:00"}


def test_more_rows_than_a_batch(database: Callable[..., Database], tmp_path: Path) -> None:
    query = "with recursive n(i) as (select 1 union all select i + 1 from n where i < 25000) select i from n"
    found, _ = rows(database(i=pa.int64()), tmp_path, query=query)
    assert [row["i"] for row in found] == list(range(1, 25_001))


def test_no_row_gives_a_file_with_the_columns(database: Callable[..., Database], tmp_path: Path) -> None:
    assert rows(database(), tmp_path, query="select id from t where id > 5")[0] == []
    assert pq.read_schema(tmp_path / "rows.parquet").names == ["id"]


@pytest.mark.parametrize("ties", ["again", "never"])
def test_an_incremental_fetch(database: Callable[..., Database], tmp_path: Path, ties: str) -> None:
    found, cursor = rows(database(id=pa.int64()), tmp_path, cursor="id", ties=ties)
    assert [row["id"] for row in found] == [1, 2]
    assert cursor == "int:2"
    (tmp_path / "rows.parquet").unlink()
    again, cursor = rows(database(id=pa.int64()), tmp_path, cursor, cursor="id", ties=ties)
    assert [row["id"] for row in again] == ([2] if ties == "again" else [])
    assert cursor == "int:2"


@pytest.mark.parametrize(
    "value", [7, Decimal("1.25"), date(2024, 1, 31), datetime(2024, 1, 31, 10, tzinfo=UTC), "đường: 5"]
)
def test_a_cursor_is_bound_again_as_what_it_was(value: object) -> None:
    text = dbapi._cursor_text(value, "x", "c")  # noqa: SLF001 (both directions belong together)
    assert dbapi._value(text, "x", "c") == value  # noqa: SLF001


@pytest.mark.parametrize("since", ["2", "int:x", "float:1.5", "decimal:x", ""])
def test_a_cursor_that_cannot_be_read_is_said(database: Callable[..., Database], tmp_path: Path, since: str) -> None:
    with pytest.raises(UnfitCursorError):
        rows(database(), tmp_path, since, cursor="id")


def test_a_value_that_does_not_fit_names_its_column(database: Callable[..., Database], tmp_path: Path) -> None:
    with pytest.raises(ValueDoesNotFitError) as caught:
        rows(database(ten=pa.int64()), tmp_path)
    assert "ten" in caught.value.text("vi")


def test_timestamps_keep_their_zone_and_never_lose_one(
    database: Callable[..., Database], tmp_path: Path, file: Path
) -> None:
    typed = database(luc=pa.timestamp("us"))
    connection = sqlite3.connect(file)
    connection.execute("update t set luc = '2024-01-02T07:00:00+07:00' where id = 1")
    connection.commit()
    [row] = rows(typed, tmp_path, query="select luc from t where id = 1")[0]
    assert row["luc"].isoformat() == "2024-01-02T00:00:00+00:00"
    with pytest.raises(ValueDoesNotFitError):
        rows(typed, tmp_path, query="select luc from t")
    connection.close()


def test_an_error_of_the_driver_is_told_without_secrets(database: Callable[..., Database], tmp_path: Path) -> None:
    with pytest.raises(QueryFailedError) as caught:
        rows(database(), tmp_path, table="canary")
    assert "no such table" in caught.value.text("vi")
    assert "canary" not in caught.value.text("vi")


@pytest.mark.parametrize(
    ("dialect", "marks", "expected"),
    [
        (
            "oracle",
            [exp.Placeholder(this="1"), exp.Placeholder(this="2")],
            (
                'SELECT * FROM (SELECT * FROM "HT"."DÂN ""CƯ""") kho_source '
                'WHERE "SUA_LUC" >= :1 AND "SUA_LUC" <= :2 ORDER BY "SUA_LUC"'
            ),
        ),
        (
            "tsql",
            [exp.Placeholder(), exp.Placeholder()],
            (
                'SELECT * FROM (SELECT * FROM [HT].[DÂN "CƯ"]) AS kho_source '
                "WHERE [SUA_LUC] >= ? AND [SUA_LUC] <= ? ORDER BY [SUA_LUC]"
            ),
        ),
    ],
)
def test_the_sql_of_oracle_and_sql_server(dialect: str, marks: list[exp.Expression], expected: str) -> None:
    select = Select(table='DÂN "CƯ"', cursor="SUA_LUC")
    window = selects.window(selects.statement(select, dialect, "HT"), select, *marks)
    assert window.sql(dialect) == expected


def test_a_query_with_cte_and_order_becomes_one_sql_server_accepts() -> None:
    select = Select(query="with x as (select id from t) select id from x order by id", cursor="id")
    window = selects.window(selects.statement(select, "tsql"), select, None, exp.Placeholder())
    assert window.sql("tsql") == (
        "WITH x AS (SELECT id AS id FROM t) SELECT * FROM (SELECT id AS id FROM x) AS kho_source "
        "WHERE [id] <= ? ORDER BY [id]"
    )


def test_oracle_types() -> None:
    oracledb = pytest.importorskip("oracledb")
    cases = [
        (oracledb.DB_TYPE_NUMBER, 12, 2, pa.decimal128(12, 2)),
        (oracledb.DB_TYPE_NUMBER, 0, -127, pa.string()),
        (oracledb.DB_TYPE_NUMBER, 5, -2, pa.string()),
        (oracledb.DB_TYPE_DATE, None, None, pa.timestamp("us")),
        (oracledb.DB_TYPE_VARCHAR, None, None, pa.string()),
        (oracledb.DB_TYPE_CLOB, None, None, pa.string()),
    ]
    for kind, precision, scale, expected in cases:
        assert oracle.arrow_type(oracledb, ("C", kind, None, None, precision, scale, True)) == expected
    with pytest.raises(ValueDoesNotFitError):
        oracle.arrow_type(oracledb, ("C", oracledb.DB_TYPE_TIMESTAMP_TZ, None, None, None, None, True))


def test_sql_server_types() -> None:
    assert sqlserver.arrow_type(("c", Decimal, None, 18, 18, 4, True)) == pa.decimal128(18, 4)
    assert sqlserver.arrow_type(("c", datetime, None, 27, 27, 7, True)) == pa.timestamp("us")
    assert sqlserver.arrow_type(("c", object, None, 0, 0, 0, True)) == pa.string()


@pytest.mark.parametrize(
    ("kind", "address"),
    [
        ("oracle", {"host": "127.0.0.1", "port": 9, "serviceName": "X"}),
        ("sqlserver", {"host": "127.0.0.1", "port": 9, "database": "x"}),
    ],
)
def test_a_dead_server_is_said_by_the_real_driver(
    kind: str, address: dict[str, object], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("oracledb" if kind == "oracle" else "mssql_python")
    monkeypatch.setenv("KHO_SECRET_DB", "canary'};")
    fetch = {"user": "u", "password": {"secret": "db"}, "table": "T", "timeout_seconds": 1}
    source = Source(name="s", transport=kind, address=address, fetch=fetch)
    assert registry.transport(kind).problems(source) == []
    with pytest.raises(DatabaseUnreachableError) as caught:
        list(registry.transport(kind).fetch(source, base=tmp_path, into=tmp_path, since=None))
    assert "canary" not in caught.value.text("vi")


@pytest.mark.parametrize("kind", ["oracle", "sqlserver"])
@pytest.mark.parametrize("query", ["delete from t", "select 1 from dual; select 2 from dual", "begin null; end;"])
def test_a_query_must_be_one_select_there_too(kind: str, query: str) -> None:
    source = Source(name="s", transport=kind, fetch={"query": query})
    assert "kho.fetch.query" in [field for field, _, _ in registry.transport(kind).problems(source)]
