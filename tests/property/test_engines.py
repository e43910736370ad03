"""Random contracts and random dirty rows: every engine gives the answer of the memory engine."""

import string
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.dataset as ds
import pyarrow.parquet as pq
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kho.contracts.model import (
    CodeListUse,
    Column,
    Contract,
    LogicalType,
    Metric,
    Operator,
    QualityRule,
    Severity,
)
from kho.contracts.names import DatasetName
from kho.engines.base import Engine
from kho.engines.schemas import staged_schema
from kho.engines.staged import write as write_staged
from kho.quality.cells import PART, ROW, CellKind, kind_column, text_column
from kho.quality.plan import CheckPlan, CheckResult
from kho.quality.planning import codelist_lookup, plan

NAMES = ("a", "b", "c")
FORMATS = ("dd/MM/yyyy", "d-M-yyyy", "yyyyMMdd", "dd.MM.yy", "dd/MM/yyyy HH:mm:ss", "yyyy/MM/dd")
PATTERNS = (r"\d+", r"[A-Z]\w*", ".*", r"[^\s]{1,3}", r"(a|b)+-?", r"\p{L}+")
DIRT = (
    *("", " ", "-", "0", "-0", "+1", "1.", ".5", ",5", "1,5", "1.5", "1,234", "1.234", "1.234.567,8", "1,23.4", "12.0"),
    *("9223372036854775807", "9223372036854775808", "99999999.99", "1e3", "nan", "inf", "1_000", "0x1", "1 2", "１"),
    *("31/12/2024", "31/02/2024", "1/2/24", "1-2-2024", "20240131", "2024-01-31", "01.02.49", "01.02.50", "epoch"),
    *("infinity", "2024/01/31", "0001-01-01", "9999-12-31", "31/12/9999", "1/2/2024 3:4:5", "2024-01-31T10:15:00Z"),
    *("2024-01-31 10:15", "2024-01-31T00:00:00", "2024-01-31T10:15:00.5", "10:15", "7:05:09.25", "24:00", "9:60"),
    *(
        "true",
        "Có",
        "không",
        "x",
        "1",
        "a",
        "b",
        "ab-",
        "Đặng",
        "đ",
        "\u00a0a\u2003",
        "\ufeff1",
        "a\nb",
        "🤦",
        "a\u0000b",
    ),
)
TYPES = [each for each in LogicalType if each not in (LogicalType.OBJECT, LogicalType.ARRAY)]
DAY = date(2026, 11, 22)
CODES = ["a", "b", "1", "Đặng", "x"]

days = st.dates(date(1000, 1, 1), date(9999, 12, 31))
numbers = st.one_of(
    st.integers(-(10**20), 10**20).map(str),
    st.decimals(allow_nan=False, allow_infinity=False, places=3).map(lambda each: f"{each:f}"),
    st.decimals(-(10**9), 10**9, places=2).map(lambda each: f"{each:,}".translate(str.maketrans(",.", ".,"))),
    st.text("0123456789.,+-", max_size=12),
)
moments = st.one_of(
    days.map(lambda each: f"{each.day}/{each.month}/{each.year}"),
    days.map(date.isoformat),
    st.datetimes().map(lambda each: each.isoformat()),
    st.text("0123456789/-.: TZ", min_size=6, max_size=20),
)
texts = st.one_of(
    st.none(),
    st.sampled_from(DIRT),
    numbers,
    moments,
    st.text(string.ascii_letters + string.digits + " \u00a0\tĐđặế-_.", max_size=5),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=6),
)
kinds = st.sampled_from([None] * 12 + list(CellKind))


@st.composite
def columns(draw: st.DrawFn, name: str) -> Column:
    logical_type = draw(st.sampled_from(TYPES))
    number = logical_type is LogicalType.NUMBER
    precision = draw(st.sampled_from([None, 5, 10, 38])) if number else None
    moment = logical_type in (LogicalType.DATE, LogicalType.TIMESTAMP)
    is_text = logical_type is LogicalType.STRING
    return Column(
        name=name,
        logical_type=logical_type,
        precision=precision,
        scale=draw(st.integers(0, 4)) if precision else None,
        decimal_mark=draw(st.sampled_from(".,")),
        formats=tuple(draw(st.lists(st.sampled_from(FORMATS), max_size=3, unique=True))) if moment else (),
        missing=tuple(draw(st.lists(st.sampled_from(["-", "x", "0"]), max_size=2, unique=True))),
        required=draw(st.booleans()),
        unique=draw(st.booleans()),
        minimum=draw(_limit(logical_type)),
        exclusive_maximum=draw(_limit(logical_type)),
        min_length=draw(st.sampled_from([None, 1, 2])) if is_text else None,
        max_length=draw(st.sampled_from([None, 3, 5])) if is_text else None,
        pattern=draw(st.sampled_from([None, *PATTERNS])) if is_text else None,
        codelist=CodeListUse(name="ma") if is_text and draw(st.booleans()) else None,
        rules=tuple(draw(st.lists(rules(name), max_size=2, unique_by=lambda rule: rule.id))),
    )


def _limit(logical_type: LogicalType) -> st.SearchStrategy[Any]:
    if logical_type in (LogicalType.INTEGER, LogicalType.NUMBER):
        return st.sampled_from([None, -1, 0, 0.5, 1000])
    if logical_type is LogicalType.DATE:
        return st.sampled_from([None, "1900-01-01", "2024-01-31"])
    if logical_type is LogicalType.TIMESTAMP:
        return st.sampled_from([None, "2024-01-31T10:15:00"])
    return st.none()


@st.composite
def rules(draw: st.DrawFn, column: str) -> QualityRule:
    metric = draw(st.sampled_from([each for each in Metric if each is not Metric.ROW_COUNT]))
    arguments = {Metric.INVALID_VALUES: {"pattern": r"[a-z0-9]+"}} if draw(st.booleans()) else {}
    operator, expected = draw(
        st.sampled_from([(Operator.MUST_BE, (0,)), (Operator.LESS_THAN, (3,)), (Operator.BETWEEN, (0, 50))])
    )
    text_pattern = arguments.get(metric, {"validValues": [1, "a", "2024-01-31", "true"]})
    return QualityRule(
        id=f"{column}_{metric}_{operator}",
        metric=metric if metric is not Metric.INVALID_VALUES or "pattern" not in text_pattern else Metric.NULL_VALUES,
        operator=operator,
        expected=expected,
        arguments=text_pattern if metric is Metric.INVALID_VALUES else {},
        unit=draw(st.sampled_from(["rows", "percent"])),
        severity=draw(st.sampled_from(list(Severity))),
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class Delivery:
    contract: Contract
    rows: list[dict[str, tuple[str | None, CellKind | None]]]


@st.composite
def deliveries(draw: st.DrawFn) -> Delivery:
    contract = Contract(
        name=DatasetName("so-mau", "vi-du"),
        version="1.0.0",
        title="Ví dụ",
        columns=tuple(draw(columns(name)) for name in NAMES),
    )
    row = st.fixed_dictionaries({name: st.tuples(texts, kinds) for name in NAMES})
    return Delivery(contract=contract, rows=draw(st.lists(row, max_size=12)))


def answer(engine: Engine, checks: CheckPlan, folder: Path) -> tuple[CheckResult, list[list[dict[str, Any]]]]:
    out = folder / engine.name
    result = engine.check(checks, folder / "staged", {codelist_lookup("ma"): folder / "codes.parquet"}, out)
    tables = [ds.dataset(out / each, format="parquet").to_table() for each in ("good", "bad", "warned")]
    return result, [sorted(each.to_pylist(), key=lambda row: row[ROW]) for each in tables]


def write(delivery: Delivery, checks: CheckPlan, folder: Path) -> None:
    staged: dict[str, list[Any]] = {PART: [""] * len(delivery.rows), ROW: list(range(len(delivery.rows)))}
    for name in NAMES:
        staged[text_column(name)] = [row[name][0] for row in delivery.rows]
        staged[kind_column(name)] = [row[name][1] and row[name][1].value for row in delivery.rows]
    (folder / "staged").mkdir()
    write_staged(folder / "staged" / "0.arrow", pa.table(staged, schema=staged_schema(checks)))
    dates = pa.nulls(len(CODES), pa.date32())
    pq.write_table(pa.table({"key_1": CODES, "valid_from": dates, "valid_to": dates}), folder / "codes.parquet")


def agree(engine: Engine, oracle: Engine, delivery: Delivery) -> None:
    checks = plan(delivery.contract, delivered_on=DAY)
    with tempfile.TemporaryDirectory() as folder:
        write(delivery, checks, Path(folder))
        expected, expected_rows = answer(oracle, checks, Path(folder))
        result, rows = answer(engine, checks, Path(folder))
    assert rows == expected_rows
    assert result == expected


@given(delivery=deliveries())
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_duckdb_agrees_with_memory(engines: Callable[[str], Engine], delivery: Delivery):
    agree(engines("duckdb"), engines("memory"), delivery)


@given(delivery=deliveries())
@settings(max_examples=5, deadline=None, suppress_health_check=list(HealthCheck))
def test_spark_agrees_with_memory(engines: Callable[[str], Engine], delivery: Delivery):
    agree(engines("spark"), engines("memory"), delivery)
