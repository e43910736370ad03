"""Rows of real PostgreSQL, MariaDB and SQLite databases."""

import logging
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import uuid4

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from kho.contracts.model import Source
from kho.errors import KhoError
from kho.sources import registry
from kho.sources.base import Fetched
from kho.sources.sql.failures import DatabaseLoginError, DatabaseUnreachableError, QueryFailedError
from kho.sources.sql.select import UnfitCursorError

KINDS = ("postgres", "mysql", "sqlite")


@dataclass(frozen=True, kw_only=True, slots=True)
class Database:
    """One database of any kind with a table of its own for the test."""

    kind: str
    address: dict[str, Any]
    login: dict[str, Any]
    run: Callable[[str], object]
    table: str
    folder: Path

    def source(self, address: dict[str, Any] | None = None, **fetch: Any) -> Source:
        """The source as a contract would declare it."""
        given = {"table": self.table} if "query" not in fetch else {}
        return Source(
            name="s", transport=self.kind, address=self.address | (address or {}), fetch=self.login | given | fetch
        )

    def bring(self, since: str | None = None, address: dict[str, Any] | None = None, **fetch: Any) -> list[Fetched]:
        """Fetch from it."""
        source = self.source(address, **fetch)
        assert registry.transport(self.kind).problems(source) == []
        into = self.folder / uuid4().hex
        into.mkdir()
        return list(registry.transport(self.kind).fetch(source, base=self.folder, into=into, since=since))

    def rows(self, since: str | None = None, **fetch: Any) -> pa.Table:
        """The rows it brings as one delivery."""
        [fetched] = self.bring(since, **fetch)
        return pq.read_table(fetched.file)


@pytest.fixture(params=KINDS)
def database(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Database:
    """Each kind of database in turn."""
    return opened(request.param, request, tmp_path, monkeypatch)


def opened(kind: str, request: pytest.FixtureRequest, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Database:
    table = f"t_{uuid4().hex}"
    if kind == "sqlite":
        file = folder / "nguon.sqlite"
        return Database(
            kind=kind,
            address={"path": file.name},
            login={},
            run=lambda sql: run_sqlite(file, sql),
            table=table,
            folder=folder,
        )
    service = request.getfixturevalue("postgres" if kind == "postgres" else "mariadb")
    monkeypatch.setenv("KHO_SECRET_DB_PASSWORD", service.password)
    login = {"user": service.user, "password": {"secret": "db_password"}}
    address = {"host": service.host, "port": service.port, "database": service.database}
    return Database(kind=kind, address=address, login=login, run=service.run, table=table, folder=folder)


def run_sqlite(file: Path, sql: str) -> None:
    connection = sqlite3.connect(file)
    connection.executescript(sql)
    connection.close()


def people(database: Database, *rows: tuple[int, str]) -> None:
    database.run(f"create table {database.table} (id integer, ten varchar(50), luc varchar(30))")
    add(database, *rows)


def add(database: Database, *rows: tuple[int, str]) -> None:
    for number, name in rows:
        database.run(f"insert into {database.table} values ({number}, '{name}', '2024-01-{number:02}')")


def test_a_table_comes_as_one_parquet_file(database: Database) -> None:
    people(database, (1, "Đỗ Thị Ví Dụ"), (2, "Nguyễn Văn Mẫu"))
    [fetched] = database.bring()
    assert fetched.name == f"{database.table}.parquet"
    assert fetched.origin.endswith(f"#{database.table}")
    assert pq.read_table(fetched.file).to_pydict() == {
        "id": [1, 2],
        "ten": ["Đỗ Thị Ví Dụ", "Nguyễn Văn Mẫu"],
        "luc": ["2024-01-01", "2024-01-02"],
    }


def test_a_query_comes_as_one_parquet_file(database: Database) -> None:
    people(database, (1, "a"), (2, "b"), (3, "c"))
    query = (
        f"with x as (select id * 10 as n, ten from {database.table}) select n, ten from x where n > 10 order by n desc;"
    )
    assert database.rows(query=query).to_pydict() == {"n": [30, 20], "ten": ["c", "b"]}


def test_an_empty_table_comes_as_an_empty_file(database: Database) -> None:
    people(database)
    assert database.rows().num_rows == 0
    assert database.rows().column_names == ["id", "ten", "luc"]


@pytest.mark.parametrize("cursor", ["id", "luc"])
def test_an_incremental_fetch_goes_on_where_the_last_ended(database: Database, cursor: str) -> None:
    people(database, (2, "b"), (1, "a"))
    [first] = database.bring(cursor=cursor)
    assert pq.read_table(first.file)["ten"].to_pylist() == ["a", "b"]
    assert first.cursor == ("2" if cursor == "id" else "2024-01-02")
    add(database, (3, "c"), (2, "also b"))
    again = database.rows(first.cursor, cursor=cursor)
    assert sorted(again["ten"].to_pylist()) == ["also b", "b", "c"]
    assert database.rows(first.cursor, cursor=cursor, ties="never")["ten"].to_pylist() == ["c"]


def test_an_incremental_fetch_without_news_brings_nothing(database: Database) -> None:
    people(database, (1, "a"))
    assert database.bring("1", cursor="id", ties="never") == []
    assert database.bring("5", cursor="id") == []


def test_numbers_of_a_cursor_compare_as_numbers(database: Database) -> None:
    people(database, (9, "a"), (10, "b"))
    assert database.rows("9", cursor="id", ties="never")["ten"].to_pylist() == ["b"]
    with pytest.raises(UnfitCursorError):
        database.bring("9 or 1=1", cursor="id")


def test_a_cursor_of_text_cannot_smuggle_sql(database: Database) -> None:
    people(database, (1, "a"))
    assert database.bring("zzz' or '1'='1", cursor="ten") == []


def test_a_missing_cursor_column_is_said(database: Database) -> None:
    people(database, (1, "a"))
    with pytest.raises(UnfitCursorError) as caught:
        database.bring(cursor="khong_co")
    assert "khong_co" in caught.value.text("vi")


def test_names_with_quotes_and_blanks_are_names(database: Database) -> None:
    quote = "`" if database.kind == "mysql" else '"'
    name = f"{database.table} của 'tôi'; drop"
    database.run(f"create table {quote}{name}{quote} ({quote}cột 'a'{quote} integer)")
    database.run(f"insert into {quote}{name}{quote} values (7)")
    assert database.rows(table=name, cursor="cột 'a'").to_pydict() == {"cột 'a'": [7]}


def test_a_missing_table_is_said(database: Database) -> None:
    people(database)
    with pytest.raises(QueryFailedError) as caught:
        database.bring(table="khong_co_bang_nay")
    assert "khong_co_bang_nay" in caught.value.text("vi")
    assert caught.value.where


def test_many_rows_pass_in_bounded_memory(database: Database) -> None:
    numbers = "with recursive n(i) as (select 1 union all select i + 1 from n where i < 20000) select i from n"
    if database.kind == "mysql":
        numbers = "select seq as i from seq_1_to_20000"
    people(database)
    query = f"select a.i * 20000 + b.i as i from ({numbers}) a cross join ({numbers}) b where b.i <= 25"
    table = database.rows(query=query, memory_mb=128)
    assert table.num_rows == 500_000


@pytest.mark.parametrize(
    "query",
    [
        "",
        "select 1; select 2",
        "delete from t",
        "drop table t",
        "select * into x from t",
        "select * from t for update",
        "with x as (delete from t returning *) select * from x",
        "explain select 1",
        "select '",
        "call p()",
    ],
)
@pytest.mark.parametrize("kind", KINDS)
def test_a_query_must_be_one_select(kind: str, query: str) -> None:
    source = Source(name="s", transport=kind, fetch={"query": query})
    fields = [field for field, _, _ in registry.transport(kind).problems(source)]
    assert "kho.fetch.query" in fields
    with pytest.raises(KhoError):
        list(registry.transport(kind).fetch(source, base=Path(), into=Path(), since=None))


@pytest.fixture
def postgres_database(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Database:
    return opened("postgres", request, tmp_path, monkeypatch)


@pytest.fixture
def mysql_database(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Database:
    return opened("mysql", request, tmp_path, monkeypatch)


@pytest.fixture
def sqlite_database(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Database:
    return opened("sqlite", request, tmp_path, monkeypatch)


def test_postgres_types_are_kept(postgres_database: Database) -> None:
    long = "123456789012345678901234567890.123456789"
    postgres_database.run(
        f"create table {postgres_database.table} (a numeric, b numeric(12,2), c date, d timestamptz, e timestamp,"
        " f float8, g boolean, h numeric(60,20), i bigint);"
        f"insert into {postgres_database.table} values ({long}, 1.50, '2024-01-31', '2024-01-31 10:00+07',"
        " '2024-01-31 10:00:00.123456', 0.1, true, 1.5, 9007199254740993)"
    )
    table = postgres_database.rows()
    assert {field.name: str(field.type) for field in table.schema} == {
        "a": "string",
        "b": "decimal128(12, 2)",
        "c": "date32[day]",
        "d": "timestamp[us, tz=UTC]",
        "e": "timestamp[us]",
        "f": "double",
        "g": "bool",
        "h": "string",
        "i": "int64",
    }
    [row] = table.to_pylist()
    assert (row["a"], row["b"], row["f"], row["i"]) == (long, Decimal("1.50"), 0.1, 9007199254740993)
    assert row["h"] == "1.50000000000000000000"
    assert row["d"].isoformat() == "2024-01-31T03:00:00+00:00"
    [fetched] = postgres_database.bring(cursor="a")
    assert fetched.cursor == long


def test_mariadb_types_are_kept(mysql_database: Database) -> None:
    mysql_database.run(
        f"create table {mysql_database.table} (a tinyint(1), b decimal(12,2), c decimal(65,30), d date, e datetime(6),"
        " f double, g bigint unsigned, h json, i varbinary(9));"
        f"insert into {mysql_database.table} values (2, 1.50, 12345678901234567890.5, '2024-01-31',"
        " '2024-01-31 10:00:00.123456', 0.1, 18446744073709551615, '{\"x\": \"đ\"}', x'00ff')"
    )
    table = mysql_database.rows()
    assert {field.name: str(field.type) for field in table.schema} == {
        "a": "int8",
        "b": "decimal128(12, 2)",
        "c": "string",
        "d": "date32[day]",
        "e": "timestamp[us]",
        "f": "double",
        "g": "uint64",
        "h": "string",
        "i": "binary",
    }
    [row] = table.to_pylist()
    assert (row["a"], row["b"], row["f"], row["g"]) == (2, Decimal("1.50"), 0.1, 18446744073709551615)
    assert row["c"] == "12345678901234567890.500000000000000000000000000000"
    assert (row["h"], row["i"]) == ('{"x": "đ"}', b"\x00\xff")
    [fetched] = mysql_database.bring(cursor="e")
    assert fetched.cursor == "2024-01-31 10:00:00.123456"
    assert mysql_database.bring(fetched.cursor, cursor="e", ties="never") == []


def test_sqlite_columns_have_the_type_of_their_values(sqlite_database: Database) -> None:
    sqlite_database.run(
        f"create table {sqlite_database.table} (a integer, b integer, c real, d date, e blob, f);"
        f"insert into {sqlite_database.table} values (9007199254740993, 1, {0.1 + 0.2!r}, '2024-01-31', x'00ff', null);"
        f"insert into {sqlite_database.table} values (null, 'không rõ', null, '31/12/2024', null, null);"
    )
    assert sqlite_database.rows().to_pydict() == {
        "a": [9007199254740993, None],
        "b": ["1", "không rõ"],
        "c": [0.1 + 0.2, None],
        "d": ["2024-01-31", "31/12/2024"],
        "e": [b"\x00\xff", None],
        "f": [None, None],
    }
    with pytest.raises(UnfitCursorError):
        sqlite_database.bring(cursor="b")


def test_a_file_that_is_no_sqlite_database_is_said(sqlite_database: Database) -> None:
    (sqlite_database.folder / "x.sqlite").write_bytes(b"x" * 5000)
    with pytest.raises((QueryFailedError, DatabaseUnreachableError)):
        sqlite_database.bring(address={"path": "x.sqlite"}, table="t")


def test_a_schema_is_where_the_table_is_looked_for(postgres_database: Database) -> None:
    schema = f"{postgres_database.table} s'1"
    postgres_database.run(
        f'create schema "{schema}"; create table "{schema}".t (a int); insert into "{schema}".t values (5)'
    )
    [fetched] = postgres_database.bring(address={"schema": schema}, table="t")
    assert pq.read_table(fetched.file).to_pydict() == {"a": [5]}
    [fetched] = postgres_database.bring(address={"schema": schema}, query="select a from t")
    assert pq.read_table(fetched.file).to_pydict() == {"a": [5]}


def test_a_function_that_writes_fails_as_the_database_is_attached_read_only(postgres_database: Database) -> None:
    people(postgres_database)
    name = postgres_database.table
    postgres_database.run(
        f"create function f_{name}() returns int language sql security definer as "
        f"'insert into {name}(id) values (1) returning id'"
    )
    with pytest.raises(QueryFailedError) as caught:
        postgres_database.bring(query=f"select f_{name}() as x")
    assert "read-only" in caught.value.text("en")
    assert postgres_database.rows().num_rows == 0


@pytest.mark.parametrize("kind", ["postgres", "mysql"])
def test_a_wrong_password_is_said_and_not_shown(
    kind: str,
    request: pytest.FixtureRequest,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    database = opened(kind, request, tmp_path, monkeypatch)
    monkeypatch.setenv("KHO_SECRET_DB_PASSWORD", "sai 'canary' \\")
    with pytest.raises(DatabaseLoginError) as caught:
        database.bring()
    assert "canary" not in caught.value.text("vi") + repr(caught.value.__cause__) + caplog.text


@pytest.mark.parametrize("kind", ["postgres", "mysql"])
@pytest.mark.parametrize("address", [{"port": 9}, {"database": "khong_co"}])
def test_a_dead_server_or_missing_database_is_said_and_no_password_shown(
    kind: str,
    address: dict[str, Any],
    request: pytest.FixtureRequest,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    database = opened(kind, request, tmp_path, monkeypatch)
    with pytest.raises(DatabaseUnreachableError) as caught:
        database.bring(address=address)
    assert "mật khẩu 'thử'" not in caught.value.text("vi")
    assert str(address.get("port", address.get("database"))) in caught.value.text("vi")
