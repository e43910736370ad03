"""Replicas: what gets in, what hostile questions get, how indexes serve."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from tests.unit.publishing.replicas import COLUMNS, FIELDS, made, replica

from kho.contracts.model import Column, LogicalType
from kho.errors import KhoError
from kho.publishing.records import answering
from kho.publishing.records.answering import Replica
from kho.publishing.records.columnar import Columnar
from kho.publishing.records.conditions import condition
from kho.publishing.records.connecting import Connections
from kho.publishing.records.failures import (
    NotAMarkError,
    NotMeasuredError,
    OtherVersionError,
    TooLargeError,
    TooSlowError,
)
from kho.publishing.records.parameters import page
from kho.publishing.records.question import Compare, Comparison, Groups, Holds, Measure, Measured, Order, Page
from kho.publishing.records.statements import Statement
from kho.publishing.records.writing import as_arrays, as_objects

ROWS = [
    {"ten": "Bệnh viện Đa khoa", "so": 5, "tien": Decimal("12.50"), "ngay": date(2025, 7, 1), "co": True},
    {"ten": "Trạm y tế", "so": None, "tien": Decimal("-0.05"), "co": False},
    {"ten": None, "so": 7, "rank": "'; drop table rows; --"},
]


def test_values_come_back_as_they_are_told(tmp_path: Path):
    with replica(tmp_path, ROWS) as opened:
        found = opened.page(Page(columns=("ten", "so", "tien", "ngay", "co"), limit=2))
    assert found.rows == (
        ("Bệnh viện Đa khoa", 5, Decimal("12.50"), "2025-07-01", True),
        ("Trạm y tế", None, Decimal("-0.05"), None, False),
    )
    assert found.after is not None


def test_rows_stand_by_the_key(tmp_path: Path):
    rows = [{"ten": "b", "so": 2}, {"ten": "a", "so": 9}, {"ten": "c", "so": 1}]
    with replica(tmp_path, rows, key=("ten",)) as opened:
        assert [row[0] for row in opened.page(Page(columns=("ten",))).rows] == ["a", "b", "c"]


def test_a_key_that_is_not_published_does_not_show_in_the_order(tmp_path: Path):
    rows = [{"ten": "b"}, {"ten": "a"}]
    with replica(tmp_path, rows, key=("so_cccd",)) as opened:
        assert [row[0] for row in opened.page(Page(columns=("ten",))).rows] == ["b", "a"]


def test_of_columns_that_are_not_published_nothing_is_in_the_file(tmp_path: Path):
    secret = "khong-ai-duoc-thay"
    rows = [{"ten": "a", "so_cccd": secret}]
    with_secret = (*COLUMNS, Column(name="so_cccd"))
    file = made(tmp_path, rows, with_secret)
    assert secret.encode() in file.read_bytes()
    made_without = made(tmp_path, rows, COLUMNS, version=1)
    assert secret.encode() not in made_without.read_bytes()


def test_columns_that_the_table_does_not_have_yet_have_no_values(tmp_path: Path):
    file = made(tmp_path, ROWS, key=("ten",))
    with closing(Replica(file)) as opened:
        assert set(opened.fields) == set(FIELDS)


def test_a_table_without_rows_or_texts(tmp_path: Path):
    with replica(tmp_path, [], (Column(name="so", logical_type=LogicalType.INTEGER),)) as opened:
        assert opened.page(Page()).rows == ()
        assert opened.count(Holds(words="a")) == 0
        assert opened.groups(Groups()).rows == ((0,),)


def test_text_is_found_without_accents_in_any_column_or_one(tmp_path: Path):
    with replica(tmp_path, ROWS) as opened:
        assert opened.count(Holds(words="benh vien da")) == 1
        assert opened.count(Holds(words="DROP tab")) == 1
        assert opened.count(Holds(words="drop", column="ten")) == 0


def test_a_question_says_the_same_as_its_text(tmp_path: Path):
    text = "so > 4 and (ten like 'benh%' or not (co = true)) or tien between -1 and 0 or ten in ('x', 'Trạm y tế')"
    with replica(tmp_path, ROWS) as opened:
        assert opened.count(condition(text, opened.fields)) == 2


@pytest.mark.parametrize(
    "value", ["'; drop table rows; --", '" or 1=1', "a\0b", "%", "_", "\\", "x" * 100_000, "NULL", "{ten} : a", "*"]
)
def test_hostile_values_are_only_values(tmp_path: Path, value: str):
    rows = [{"ten": value}, {"ten": "khác"}]
    with replica(tmp_path, rows) as opened:
        asked = page([("ten", value)], opened.fields)
        assert [row[0] for row in opened.page(asked).rows] == [value]
        opened.count(Holds(words=value))
        opened.count(Holds(words=value, column="rank"))
        assert opened.rows == 2


@pytest.mark.parametrize("name", ['a"b', "rowid", "rank", "select", "a'; drop table rows; --", "ngày sinh", "texts"])
def test_hostile_names_are_only_names(tmp_path: Path, name: str):
    with replica(tmp_path, [{name: "một"}, {name: "hai"}], (Column(name=name),)) as opened:
        where = Compare(column=name, how=Comparison.NOT_EQUAL, value="a")
        assert opened.page(Page(where=where, order=(Order(column=name),))).rows == (("hai",), ("một",))
        assert opened.count(Holds(words="mot", column=name)) == 1
        assert opened.groups(Groups(by=(name,))).rows == (("hai", 1), ("một", 1))


@pytest.mark.parametrize("number", ["1e400", "-1e400", "9" * 99, "1e-400", "1e99999999", "-0", "1E+40", "0.1e99"])
def test_huge_numbers_compare_as_numbers(tmp_path: Path, number: str):
    with replica(tmp_path, ROWS) as opened:
        for name in ("so", "ty_le", "tien", "lon"):
            for operator in ("eq", "ne", "gt", "lt", "in"):
                opened.page(page([(f"{name}__{operator}", number)], opened.fields))
        less = opened.count(page([("so__lt", number)], opened.fields).where)
        assert less == (2 if Decimal(number) > 100 else 0)


def test_a_condition_as_long_as_may_be(tmp_path: Path):
    with replica(tmp_path, ROWS) as opened:
        parts = ["so=5"] * 1100
        assert opened.count(condition(" or ".join(parts), opened.fields)) == 1
        assert opened.count(condition(" and ".join(parts), opened.fields)) == 1
        assert opened.count(condition(" and ".join(["ten like 'benh%'"] * 400), opened.fields)) == 1
        words = " ".join(f"w{number}" for number in range(1500))
        assert opened.count(condition(f"ten like '{words}%'", opened.fields)) == 0


def test_sums_are_exact_however_large(tmp_path: Path):
    rows = [{"so": 2**63 - 1, "lon": Decimal("9" * 34 + ".9999")}] * 3
    asked = Groups(measures=tuple(Measured(what=Measure.SUM, column=name) for name in ("so", "lon")))
    with replica(tmp_path, rows) as opened:
        assert opened.groups(asked).rows == ((3 * (2**63 - 1), Decimal("29999999999999999999999999999999999.9997")),)


def test_texts_have_no_sum(tmp_path: Path):
    with replica(tmp_path, ROWS) as opened, pytest.raises(NotMeasuredError, match="ten"):
        opened.groups(Groups(measures=(Measured(what=Measure.SUM, column="ten"),)))


def test_a_mark_is_of_one_question_and_one_version(tmp_path: Path):
    asked = Page(order=(Order(column="so"),), limit=1)
    with replica(tmp_path, ROWS) as opened:
        after = opened.page(asked).after
        assert opened.page(replace(asked, after=after, columns=("ten",), limit=2)).rows == ((None,), ("Trạm y tế",))
        for other in (Page(limit=1), replace(asked, where=Holds(words="a"))):
            with pytest.raises(NotAMarkError):
                opened.page(replace(other, after=after))
        for mark in ("a", "", "%%%", "\ud800", "AAAA" * 8, "A" * 10_000, "đ"):
            with pytest.raises(KhoError):
                opened.page(replace(asked, after=mark))
    with replica(tmp_path, ROWS, version=1) as newer, pytest.raises(OtherVersionError):
        newer.page(replace(asked, after=after))


def test_indexes_serve_filters_orders_and_later_pages(tmp_path: Path):
    file = made(tmp_path, [{"so": number % 7, "ten": str(number)} for number in range(3000)])
    asked: list[Statement] = []

    class Spy(Connections):
        def ask(
            self, statement: Statement, *, seconds: float | None = None
        ) -> list[tuple[str | int | float | None, ...]]:
            asked.append(statement)
            return super().ask(statement, seconds=seconds)

    opened = Replica(file)
    opened._connections = Spy(file, seconds=5)  # noqa: SLF001 - what is asked is what is looked at
    question = Page(order=(Order(column="so", descending=True),))
    opened.page(replace(question, after=opened.page(question).after))
    opened.count(Compare(column="ten", how=Comparison.EQUAL, value="5"))
    opened.close()
    with closing(sqlite3.connect(file)) as plain:
        plans = [str(plain.execute(f"explain query plan {each.sql}", each.values).fetchall()) for each in asked]
    assert not [plan for plan in plans if "TEMP B-TREE" in plan]
    assert not [plan for plan in plans if "SCAN rows" in plan and "INDEX" not in plan]
    assert any("(so=? AND rowid<?)" in plan for plan in plans), plans


def test_json_has_numbers_with_all_their_digits(tmp_path: Path):
    rows = [{"ten": "Đất", "so": 2**63 - 1, "tien": Decimal("12.50"), "ty_le": 0.1, "co": True}]
    with replica(tmp_path, rows) as opened:
        found = opened.page(Page(columns=("ten", "so", "tien", "ty_le", "co", "ngay")))
    values = '"Đất",9223372036854775807,12.50,0.1,true,null'
    assert as_arrays(found).decode() == f"[[{values}]]"
    names = ("ten", "so", "tien", "ty_le", "co", "ngay")
    told = ",".join(f'"{name}":{value}' for name, value in zip(names, values.split(","), strict=True))
    assert as_objects(found).decode() == f"[{{{told}}}]"


def test_rows_of_one_value_stand_in_the_order_of_another_by_an_index(tmp_path: Path):
    rows = [{"rank": str(number % 3), "so": number % 50} for number in range(600)]
    with replica(tmp_path, rows, pairs=(("rank", "so"),)) as opened:
        asked = Page(where=Compare(column="rank", how=Comparison.EQUAL, value="1"), order=(Order(column="so"),))
        found = opened.page(replace(asked, columns=("so",), limit=1000)).rows
    assert found == tuple(sorted((row["so"],) for row in rows if row["rank"] == "1"))
    with closing(sqlite3.connect(tmp_path / "0.sqlite")) as plain:
        query = "select _id from rows where rank = '1' and so is not null order by so desc, _id desc limit 5"
        plan = str(plain.execute(f"explain query plan {query}").fetchall())
    assert "by rank, so" in plan
    assert "TEMP B-TREE" not in plan


def test_large_tables_are_counted_and_grouped_by_columns(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    endless = Columnar(at_once=1)
    with replica(tmp_path, ROWS) as opened:
        monkeypatch.setattr(answering, "LARGE", -1)
        asked = Groups(by=("co",), measures=(Measured(what=Measure.SUM, column="tien"),))
        with ThreadPoolExecutor(4) as several:
            found = set(several.map(lambda _: opened.groups(asked).rows, range(12)))
    assert found == {((False, Decimal("-0.05")), (True, Decimal("12.50")), (None, None))}
    slow = Statement(sql="select count(*) from range(100000) as a, range(100000) as b, range(1000) as c", values={})
    with pytest.raises(TooSlowError):
        endless.ask(slow, seconds=0.1)
    assert endless.ask(Statement(sql="select 1", values={}), seconds=5) == [(1,)]


def test_what_takes_too_much_memory_is_given_up():
    long = "select distinct cast(a as varchar) || repeat('x', 200) as b from range(3000000) as t(a)"
    large = f"select count(*), min(b) from ({long})"
    with pytest.raises(TooLargeError, match="KHO-D113"):
        Columnar(memory="20MB").ask(Statement(sql=large, values={}), seconds=60)


def test_a_question_that_takes_too_long_is_given_up(tmp_path: Path):
    file = made(tmp_path, ROWS)
    endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"
    connections = Connections(file, seconds=0.05)
    with closing(connections), pytest.raises(TooSlowError, match="KHO-D106"):
        connections.ask(Statement(sql=endless, values={}))


def test_nothing_can_be_written(tmp_path: Path):
    connections = Connections(made(tmp_path, ROWS), seconds=5)
    with closing(connections), pytest.raises(KhoError, match="readonly"):
        connections.ask(Statement(sql="DELETE FROM rows", values={}))
