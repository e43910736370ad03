"""Random tables and queries of every shape that models may have: duckdb gives the answer of the memory engine."""

import tempfile
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlglot import exp

from kho.contracts.names import DatasetName
from kho.engines.base import Engine
from kho.province.models.reading import parse_text, read_query
from kho.province.models.tables import Table, Tables
from kho.province.models.telling import Teller
from kho.quality.queries.plan import transform_plan

DAY = date(2026, 11, 22)
TYPES = {
    "k": ("text", pa.string(), st.sampled_from(["a", "b", "c", "Đ", "đ", "z"])),
    "i": ("bigint", pa.int64(), st.integers(-5, 5)),
    "j": ("bigint", pa.int64(), st.integers(-(10**9), 10**9)),
    "d": ("decimal(12,2)", pa.decimal128(12, 2), st.decimals(-100, 100, places=2)),
    "f": ("double", pa.float64(), st.integers(-800, 800).map(lambda each: each / 16)),
    "t": ("date", pa.date32(), st.dates(date(2020, 1, 1), date(2021, 3, 1))),
    "b": ("boolean", pa.bool_(), st.booleans()),
}
ONE, OTHER = "so_mot.bang", "so_hai.bang"
KNOWN = Tables(
    known={
        (name.partition(".")[0], "bang"): Table(
            name=DatasetName(name.partition(".")[0].replace("_", "-"), "bang"),
            columns={column: exp.DataType.build(kind, dialect="duckdb") for column, (kind, _, _) in TYPES.items()},
        )
        for name in (ONE, OTHER)
    }
)

values = st.sampled_from(
    [
        "i",
        "j",
        "d",
        "i + j",
        "d * 2",
        "d - i",
        "round(f, 2)",
        "cast(f as decimal(10,1))",
        "abs(i)",
        "coalesce(i, 0)",
        "month(t)",
    ]
)
keys = st.sampled_from(["k", "i", "b", "t", "year(t)", "case when i > 0 then 'p' else k end", "coalesce(k, '-')", "d"])
tests = st.sampled_from(
    ["i > 0", "d <= 10.5", "k in ('a', 'Đ')", "b", "not b", "t >= '2020-06-01'", "f > 0.5", "i is null", "k > 'b'"]
)
aggregates = st.sampled_from(
    [
        "count(*)",
        "count({v})",
        "count(distinct {v})",
        "sum({v})",
        "avg({v})",
        "min({v})",
        "max({v})",
        "count(*) filter (where {c})",
    ]
)
orders = st.sampled_from(["i", "k desc", "d, i desc", "t desc nulls first", "f", "b, j"])
frames = st.sampled_from(
    ["", " rows between 1 preceding and current row", " rows between unbounded preceding and 1 following"]
)


@st.composite
def aggregate(draw: st.DrawFn) -> str:
    return draw(aggregates).format(v=draw(values), c=draw(tests))


@st.composite
def plain(draw: st.DrawFn) -> str:
    return f"select {draw(keys)} as x, {draw(values)} as y from {ONE} where {draw(tests)} or {draw(tests)}"


@st.composite
def grouped(draw: st.DrawFn) -> str:
    key, other = draw(keys), draw(keys)
    having = f" having {draw(aggregate())} is not null" if draw(st.booleans()) else ""
    return (
        f"select {key} as x, {other} as y, {draw(aggregate())} as z, {draw(aggregate())} as w from {ONE}"
        f" where {draw(tests)} or {draw(tests)} group by {key}, {other}{having}"
    )


@st.composite
def windowed(draw: st.DrawFn) -> str:
    call = draw(
        st.sampled_from(
            ["row_number()", "rank()", "dense_rank()", "lag({v})", "lead({v}, 2)", "sum({v})", "avg({v})", "min({v})"]
        )
    )
    frame = draw(frames) if call.startswith(("sum", "avg", "min")) else ""
    over = f"over (partition by {draw(keys)} order by {draw(orders)}{frame})"
    return f"select k as x, j as y, {call.format(v=draw(values))} {over} as z from {ONE}"


@st.composite
def ranked_groups(draw: st.DrawFn) -> str:
    key, gathered = draw(keys), draw(aggregate())
    return (
        f"select {key} as x, {gathered} as y, rank() over (order by {gathered} desc) as z,"
        f" sum(count(*)) over () as w from {ONE} group by {key}"
    )


@st.composite
def joined(draw: st.DrawFn) -> str:
    side, more = draw(st.sampled_from(["join", "left join"])), draw(st.sampled_from(["", " and p.i < q.i", " and q.b"]))
    key = draw(st.sampled_from(["k", "i", "t"]))
    return f"select p.k as x, q.i as y, q.d as z from {ONE} as p {side} {OTHER} as q on p.{key} = q.{key}{more}"


@st.composite
def semi_joined(draw: st.DrawFn) -> str:
    no, key = draw(st.sampled_from(["", "not "])), draw(st.sampled_from(["k", "i"]))
    return (
        f"select k as x, i as y from {ONE} as p where {no}exists"
        f" (select 1 from {OTHER} as q where q.{key} = p.{key} and q.i >= 0) and p.i in (select j - j + i from {OTHER})"
    )


@st.composite
def gathered_from_parts(draw: st.DrawFn) -> str:
    distinct = draw(st.sampled_from(["", "distinct "]))
    return (
        f"with p as (select k as x, {draw(values)} as y from {ONE}),"
        f" q as (select k as x, {draw(values)} as y from {OTHER}),"
        f" u as (select x, y from p union all select x, y from q)"
        f" select {distinct}x, y from u order by y desc limit {draw(st.integers(1, 6))}"
    )


queries = st.one_of(plain(), grouped(), windowed(), ranked_groups(), joined(), semi_joined(), gathered_from_parts())
rows = st.lists(
    st.fixed_dictionaries({name: st.one_of(st.none(), each) for name, (_, _, each) in TYPES.items()}), max_size=8
)


def answer(engine: Engine, sql: str, tables: Mapping[str, list[dict[str, Any]]]) -> list[tuple[Any, ...]]:
    teller = Teller(file=Path("x.sql"))
    parsed = parse_text(sql, teller)
    query = read_query(parsed, KNOWN, teller) if parsed is not None else None
    assert query is not None, (sql, [(each.what.en, each.mend.en) for each in teller.problems])
    plan = transform_plan(DatasetName("so-mot", "mo-hinh"), query.portable, key=(), on=DAY)
    schema = pa.schema([(name, kind) for name, (_, kind, _) in TYPES.items()])
    with tempfile.TemporaryDirectory() as folder:
        files = {}
        for name, given_rows in tables.items():
            key = name.replace(".", "__")
            files[key] = [Path(folder, f"{key}.parquet")]
            pq.write_table(pa.Table.from_pylist(given_rows, schema=schema), files[key][0])
        out = Path(folder, "out.parquet")
        engine.transform(plan, files, out)
        return [tuple(map(told, row.values())) for row in pq.read_table(out).to_pylist()]


def told(value: Any) -> Any:
    """Numbers of one value in one way, whatever their type."""
    if isinstance(value, Decimal):
        return value.normalize() + 0
    return Decimal(value) if isinstance(value, int) and not isinstance(value, bool) else value


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(sql=queries, one=rows, other=rows)
def test_duckdb_answers_as_memory_does(
    sql: str, one: list[dict[str, Any]], other: list[dict[str, Any]], engines: Callable[[str], Engine]
):
    tables = {ONE: one, OTHER: other}
    assert answer(engines("duckdb"), sql, tables) == answer(engines("memory"), sql, tables), sql
