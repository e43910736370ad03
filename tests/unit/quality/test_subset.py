"""What the linter says of SQL that engines would not answer alike."""

from datetime import date
from pathlib import Path

import pytest
import sqlglot

from kho.contracts.model import Column, Contract, LogicalType, Operator, QualityRule
from kho.contracts.names import DatasetName
from kho.quality.planning import plan
from kho.quality.sqlrules import BadSqlRuleError, check_sql_rules
from kho.quality.sqltypes import Kind
from kho.quality.subset import problems

TYPES = {"t": Kind.TEXT, "i": Kind.INTEGER, "d": Kind.DECIMAL, "f": Kind.DOUBLE, "n": Kind.DATE}
OUTSIDE = [
    ("cast(d as int) > 1", "cast(d as int)", "round(x)"),
    ("f::bigint > 1", "cast(f as bigint)", "round(x)"),
    ("cast(f as text) = '1'", "cast(f as text)", "value itself"),
    ("round(f, 2) = 1", "round(f, 2)", "decimal(p,s)"),
    ("date_diff('month', n, n) > 1", "date_diff('month', n, n)", "Compare dates"),
    ("n - n > 1", "n - n", "Compare dates"),
    ("n + interval 1 month > n", "interval '1' month", "Compare dates"),
    ("hash(t) = 1", "hash(t)", "another number"),
    ("md5(t) = 'x'", "md5(t)", "value itself"),
    ("try_strptime(t, '%d') is null", "try_strptime(t, '%d')", "Declare the column"),
    ("strptime(t, '%d') is null", "strptime(t, '%d')", "Declare the column"),
    ("regexp_full_match(t, 'x')", "regexp_full_match(t, 'x')", "regexp_matches"),
    ("regexp_extract(t, 'x') = ''", "regexp_extract(t, 'x')", "regexp_matches"),
    ("regexp_matches(t, '(?=x)')", "regexp_matches(t, '(?=x)')", "position 1"),
    ("strip_accents(t) = 'a'", "strip_accents(t)", "accents"),
    ("concat(t, t) = 'a'", "concat", "a || b"),
    ("t ilike 'a'", "t ilike 'a'", "lower(x)"),
    ("t like 'a\\_'", "t like 'a\\_'", "without"),
    ("t = 1", "t = 1", "Compare text with text"),
    ("i between symmetric 3 and 1", "between 3 and 1", "lower one first"),
    ("n > 'hôm qua'", "n > 'hôm qua'", "2024-01-31"),
    ("i in (select 1)", "i in (select 1)", "relationships"),
    ("substr(t, 0) = ''", "substring(t, 0)", "from 1 on"),
    ("now() > n", "now()", "current_date"),
    ("row_number() over (order by i) > 1", "row_number() over (order by i)", "group by"),
    ("random() > 0.5", "random()", "same answer"),
    ("unknown_column = 1", "unknown_column", "no column"),
    ("median(i) > 1", "median(i)", "reference"),
]


@pytest.mark.parametrize(("sql", "construct", "instead"), OUTSIDE, ids=[each[0] for each in OUTSIDE])
def test_names_the_construct_and_what_to_write(sql: str, construct: str, instead: str):
    found = problems(sqlglot.parse_one(sql, read="duckdb"), TYPES)
    assert any(construct in each.construct.lower() and instead in each.instead.en for each in found), found
    assert all(each.instead.vi for each in found)


@pytest.mark.parametrize("sql", ["i / 2 > 1", "n > '2024-01-31'", "cast(t as int) > 1", "cast(round(d) as int) = 1"])
def test_lets_portable_sql_pass(sql: str):
    assert problems(sqlglot.parse_one(sql, read="duckdb"), TYPES) == []


def contract(query: str) -> Contract:
    rule = QualityRule(id="q", operator=Operator.MUST_BE, expected=(0,), query=query, path=("schema", 0, "quality", 0))
    return Contract(
        name=DatasetName("so-mau", "vi-du"),
        version="1.0.0",
        title="Ví dụ",
        columns=(Column(name="a"), Column(name="n", logical_type=LogicalType.INTEGER)),
        rules=(rule,),
        file=Path("vi-du.odcs.yaml"),
        lines={("schema", 0, "quality", 0): 12, ("schema", 0, "quality", 0, "query"): 14},
    )


@pytest.mark.parametrize(
    "query",
    [
        "select count(*) from ${table} where",
        "delete from ${table}",
        "select count(*) from ${table} where hash(a) = 1",
        "select count(*) from ${table} qualify row_number() over () = 1 limit 1",
        "select count(*) from other_table where a = 'x'",
        "select count(*) from ${table} join ${table} b on true",
        "select count(*) from ${table} where ${column} = 'x'",
        "select count(*) from ${table} where b = 'x'",
        "select count(*) from ${table} where a = 'x'; drop table x",
    ],
)
def test_check_leads_to_the_line(query: str):
    found = check_sql_rules(contract(query))
    assert found
    assert {(each.line, each.field, each.code) for each in found} == {(14, "schema[0].quality[0].query", "KHO-Q103")}
    with pytest.raises(BadSqlRuleError):
        plan(contract(query), delivered_on=date(2026, 11, 22))


def test_a_good_rule_has_no_problem():
    assert check_sql_rules(contract("select count(*) from ${table} where n > 5 and a <> upper(a)")) == []
