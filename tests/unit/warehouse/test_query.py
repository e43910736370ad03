"""Questions in SQL: answered over tables as of any date; anything else is refused."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from kho.contracts.model import Contract, Layer
from kho.contracts.names import DatasetName
from kho.errors import KhoError
from kho.warehouse.commit import Commit
from kho.warehouse.query import (
    AmbiguousTableError,
    NotAQuestionError,
    QueryFailedError,
    Question,
    UnknownTableError,
)
from kho.warehouse.tables import TableRef
from kho.warehouse.warehouse import Warehouse


@pytest.fixture
def answer(warehouse: Warehouse, households: Contract, load: Callable[..., Commit]) -> Callable[..., Any]:
    load(households, [("01", "An", 4), ("02", "Bình", 2)], "a")
    load(households, [("01", "An", 5)], "b")
    load(replace(households, name=DatasetName("so-khac", "bang")), [("x", "Y", 1)], "c")

    def ask(sql: str, **options: Any) -> list[tuple[Any, ...]]:
        with warehouse.ask(Question(sql=sql, **options)) as reader:
            return [tuple(row.values()) for row in reader.read_all().to_pylist()]

    return ask


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        ("select ten from so_mau.ho_dan order by ma", [("An",), ("Bình",)]),
        ("from so_mau.ho_dan select sum(so_nguoi)::int", [(7,)]),
        ("select so_mau.ho_dan.ma from source.so_mau.ho_dan where so_nguoi > 4", None),
        ("select h.ma from source.so_mau.ho_dan h where so_nguoi > 4", [("01",)]),
        ("with a as (select * from so_mau.ho_dan) select count(*) from a join so_khac.bang on true", [(2,)]),
        ("select 1 union all select count(*) from so_khac.bang", [(1,), (1,)]),
        ("select unnest([1, 2])", [(1,), (2,)]),
        ("select (select max(so_nguoi) from so_mau.ho_dan)", [(5,)]),
        ("values (1)", None),
        ("select * from (values (1)) t(a)", [(1,)]),
    ],
)
def test_a_select_is_answered(sql: str, expected: Any, answer: Callable[..., Any]):
    if expected is not None:
        assert answer(sql) == expected


def test_as_of_and_limit(answer: Callable[..., Any]):
    assert answer("select so_nguoi from so_mau.ho_dan where ma = '01'", as_of=0) == [(4,)]
    assert len(answer("select * from so_mau.ho_dan", limit=1)) == 1
    with pytest.raises(KhoError, match="2001"):
        answer("select * from so_mau.ho_dan", as_of=date(2001, 1, 1))


@pytest.mark.parametrize(
    "sql",
    [
        "copy so_mau.ho_dan to '/tmp/out.csv'",
        "copy (select 1) to '/tmp/out.csv'",
        "select * from read_text('/etc/passwd')",
        "select * from read_csv('../../etc/passwd')",
        "from '/etc/passwd'",
        "select * from '../store/source/so-mau/ho-dan/*.parquet'",
        "select * from glob('/**')",
        "select * from duckdb_settings()",
        "select * from query('select 1')",
        "select * from query_table('so_mau.ho_dan')",
        "select * from parquet_scan(['/etc/passwd'])",
        "select * from sqlite_scan('/tmp/a', 'b')",
        "install httpfs",
        "load httpfs",
        "attach '/tmp/other.db' as other",
        "pragma database_list",
        "set enable_external_access = true",
        "call pragma_version()",
        "create table t as select 1",
        "insert into so_mau.ho_dan values (1)",
        "delete from so_mau.ho_dan",
        "drop view so_mau.ho_dan",
        "select 1; select 2",
        "select 1 into t",
        "export database '/tmp/x'",
        "explain select 1",
        "",
        "select * from information_schema.tables",
        "select * from so_mau.khong_co",
        "select * from ho_dan",
        "with a as (select * from read_blob('/etc/passwd')) select * from a",
        "select (select content from read_text('/etc/passwd'))",
        "select * from so_mau.ho_dan where ma in (from read_text('/etc/hosts') select content)",
        "select * from \"read_text\"('/etc/passwd')",
    ],
)
def test_whatever_else_is_refused(sql: str, answer: Callable[..., Any]):
    with pytest.raises((NotAQuestionError, UnknownTableError)):
        answer(sql)


def test_the_session_itself_reaches_no_file(answer: Callable[..., Any]):
    with pytest.raises(QueryFailedError):
        answer("select getenv('HOME')")
    with pytest.raises(QueryFailedError, match="no_such_column"):
        answer("select no_such_column from so_mau.ho_dan")


def test_a_table_of_two_layers_must_be_named_with_its_layer(
    households: Contract, load: Callable[..., Commit], answer: Callable[..., Any]
):
    load(replace(households, layer=Layer.OPEN), [("01", "An", 1)], "d")
    with pytest.raises(AmbiguousTableError, match="source, open"):
        answer("select * from so_mau.ho_dan")
    assert answer("select count(*) from open.so_mau.ho_dan") == [(1,)]
    both = "select count(*) from open.so_mau.ho_dan a join source.so_mau.ho_dan b using (ma)"
    assert answer(both) == [(1,)]


def test_only_allowed_tables_are_seen(warehouse: Warehouse, answer: Callable[..., Any]):
    allowed = [TableRef(layer=Layer.SOURCE, name=DatasetName("so-khac", "bang"))]
    with pytest.raises(UnknownTableError), warehouse.ask(Question(sql="from so_mau.ho_dan"), allowed=allowed):
        pass
    assert answer("select ma from so_khac.bang") == [("x",)]


def test_a_question_that_takes_too_long_is_stopped(answer: Callable[..., Any]):
    with pytest.raises(QueryFailedError, match=r"(?i)interrupt"):
        answer(
            "select count(*) from range(100000) a, range(100000) b, range(9) c where a.range * b.range = c.range",
            seconds=0.2,
        )
