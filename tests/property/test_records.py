"""Random tables and questions: a replica answers as plain Python does, page by page and all at once."""

import math
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Context, Decimal
from functools import cmp_to_key
from pathlib import Path
from typing import Any
from unittest import mock

import duckdb
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st
from sqlglot import exp
from tests.unit.publishing.replicas import COLUMNS, FIELDS, replica

from kho.publishing.records import answering
from kho.publishing.records.answering import Replica
from kho.publishing.records.natural import selected
from kho.publishing.records.question import (
    All,
    Compare,
    Comparison,
    Condition,
    Empty,
    Groups,
    Holds,
    Measure,
    Measured,
    Not,
    OneOf,
    Order,
    Page,
    Some,
)
from kho.publishing.records.words import ODD as ODD_TEXTS
from kho.publishing.records.words import in_words, learn, words

Row = Mapping[str, Any]
few = st.sampled_from
# A table takes a while to make: what fails is told as it was found.
PHASES = (Phase.explicit, Phase.generate)
EXACT = Context(prec=200)
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "ten": few(["Đất đai", "dat", "Hoà Bình", "HOÀ – bình", "a\0b", "b'; drop table rows --", "", "Ж ж", "xã 12"]),
    "rank": st.text("aàđ 1-²Жо\u0301\u00a0'\"%_*", max_size=6),
    "so": few([0, 1, -1, 2**62, -(2**63) + 1, 2**63 - 1]) | st.integers(-3, 3),
    "ty_le": few([0.0, 0.1, -2.5, 1e300, 1e-9]),
    "tien": st.decimals(Decimal(-3), Decimal(3), places=2) | few([Decimal("9999999999.99"), Decimal("-9999999999.99")]),
    "lon": few(
        [Decimal("0.0001"), Decimal("-0.0001"), Decimal("9" * 34 + ".9999"), Decimal("-" + "9" * 34), Decimal(5)]
    ),
    "ngay": few([date(1, 1, 1), date(2025, 7, 1), date(2025, 7, 2), date(9999, 12, 31)]),
    "luc": few([datetime(2025, 7, 1), datetime(2025, 7, 1, 8, 30, 0, 1), datetime(1900, 1, 1)]),  # noqa: DTZ001
    "co": st.booleans(),
}
ODD = {
    "so": few([Decimal("0.5"), Decimal("1e500"), Decimal("-1e500"), Decimal("1e-500"), Decimal("-1e-500")]),
    "tien": few([Decimal("0.005"), Decimal("-0.005"), Decimal("1." + "0" * 60 + "1"), Decimal("1e30")]),
    "lon": few([Decimal("0.00005"), Decimal("-1e200"), Decimal(12345678901234567890123456789012345678901234567890)]),
}
tables = st.lists(st.fixed_dictionaries({name: st.none() | value for name, value in VALUES.items()}), max_size=12)


def asked_of(name: str) -> st.SearchStrategy[Any]:
    """Values that a question may compare a column with."""
    known = VALUES[name] | ODD.get(name, st.nothing())
    return known.map(Decimal) if name in ("so", "ty_le", "tien", "lon") else known


names = few(sorted(VALUES))
compares = names.flatmap(
    lambda name: st.builds(Compare, column=st.just(name), how=few([*Comparison]), value=asked_of(name))
)
one_ofs = names.flatmap(
    lambda name: st.builds(
        OneOf, column=st.just(name), values=st.lists(asked_of(name), min_size=1, max_size=3).map(tuple)
    )
)
texts = few(["dat", "ĐẤT", "hoa bình", "h", "ж", "12 xa", "--", "o", "a'b", "drop t"]) | VALUES["rank"]
holds = st.builds(Holds, words=texts, column=st.none() | few(["ten", "rank"]))
simple = compares | one_ofs | st.builds(Empty, column=names) | holds
conditions = st.recursive(
    simple,
    lambda inner: (
        st.builds(Not, of=inner)
        | st.builds(All, of=st.lists(inner, max_size=3).map(tuple))
        | st.builds(Some, of=st.lists(inner, max_size=3).map(tuple))
    ),
    max_leaves=5,
)
orders = st.lists(st.builds(Order, column=names, descending=st.booleans()), max_size=3).map(tuple)
measures = names.flatmap(
    lambda name: st.builds(
        Measured,
        what=few(
            [*Measure] if FIELDS[name].is_number else [Measure.COUNT, Measure.LEAST, Measure.MOST, Measure.DISTINCT]
        ),
        column=st.just(name),
    )
)
SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large]
quick = settings(max_examples=15, phases=PHASES, suppress_health_check=SLOW)


@quick
@given(tables, st.lists(st.tuples(st.none() | conditions, orders, st.integers(1, 5)), min_size=1, max_size=8))
def test_pages_are_all_rows_once_and_in_order(rows: list[Row], asked: list[tuple[Condition | None, Any, int]]):
    with tempfile.TemporaryDirectory() as folder, replica(Path(folder), rows) as made:
        for where, order, limit in asked:
            expected = [told(row) for row in sorted_by(order, chosen(where, rows))]
            page = Page(where=where, order=order, limit=limit)
            assert list(all_pages(made, page)) == expected
            assert made.count(where) == len(expected)
            assert list(made.page(replace(page, limit=100)).rows) == expected
            assert selected_by_columns(made, where, order) == expected
            if where is not None:
                assert made._counted_by_columns(where) == len(expected)  # noqa: SLF001 - what large tables are asked


@quick
@given(
    tables,
    st.lists(
        st.tuples(
            st.none() | conditions,
            st.lists(names, max_size=2, unique=True).map(tuple),
            st.lists(measures, min_size=1, max_size=4, unique=True).map(tuple),
        ),
        min_size=1,
        max_size=8,
    ),
)
def test_groups_are_measured_as_plain_python_measures_them(rows: list[Row], asked: list[Any]):
    with tempfile.TemporaryDirectory() as folder, replica(Path(folder), rows) as made:
        for where, by, measured in asked:
            expected = grouped(chosen(where, rows), by, measured)
            asking = Groups(by=by, measures=measured, where=where)
            with mock.patch.object(answering, "LARGE", -1):
                by_columns = made.groups(asking).rows
            for found in (made.groups(asking).rows, by_columns):
                assert len(found) == len(expected)
                for left, right in zip(found, expected, strict=True):
                    assert all(map(same, left, right)), (left, right)


@given(st.text(max_size=20) | st.text("aàăắđĐƠ 1-–“”…²Жο\u0301ð\0'\"\u00ad\u0489", max_size=12))
@example("\u00d0\u1ea4T \u2013 m\u00b2")
def test_duckdb_folds_texts_to_the_same_words(text: str):
    with duckdb.connect() as session:
        session.execute("create table given as select $text as text", {"text": text})
        learn(session, exp.to_table("given"), ["text"])
        odd = exp.select("words").from_(ODD_TEXTS).subquery()
        folded = session.execute(f"select {in_words(exp.column('text'), odd).sql('duckdb')} from given")
        found = folded.fetchone()
    assert found is not None
    assert split(found[0]) == split(words(text))


def split(text: str) -> list[str]:
    """As FTS5's tokenizer for ASCII does: any other character is one of a word."""
    return "".join(each if each.isalnum() or not each.isascii() else " " for each in text).split()


def selected_by_columns(made: Replica, where: Condition | None, order: Any) -> list[tuple[object, ...]]:
    with duckdb.connect() as session:
        session.execute(f"attach '{made.columns}' as kho (read_only)")
        session.execute(f"create table found as {selected(made.fields, 'kho', where=where, order=order).sql('duckdb')}")
        return [tuple(map(told_value, row)) for row in session.execute("from found").fetchall()]


def all_pages(made: Replica, asked: Page) -> Iterator[tuple[object, ...]]:
    while True:
        found = made.page(asked)
        assert len(found.rows) == asked.limit or found.after is None
        yield from found.rows
        if found.after is None:
            return
        asked = replace(asked, after=found.after)


def chosen(where: Condition | None, rows: Sequence[Row]) -> list[Row]:
    return [row for row in rows if where is None or holds_for(where, row) is True]


def holds_for(where: Condition, row: Row) -> bool | None:  # noqa: PLR0911 - one for each kind
    match where:
        case Compare(column=column, how=how, value=value):
            own = row[column]
            if own is None:
                return None
            return compared(own, how, value)
        case OneOf(column=column, values=values):
            return (
                None if row[column] is None else any(compared(row[column], Comparison.EQUAL, each) for each in values)
            )
        case Empty(column=column):
            return row[column] is None
        case Holds(words=asked, column=column):
            wanted = words(asked).split()
            columns = ["ten", "rank"] if column is None else [column]
            own = " ".join(words(row[each] or "") for each in columns).split()
            return all(any(each.startswith(word) for each in own) for word in wanted)
        case Not(of=inner):
            answer = holds_for(inner, row)
            return None if answer is None else not answer
        case All(of=parts):
            answers = [holds_for(each, row) for each in parts]
            return False if False in answers else None if None in answers else True
        case Some(of=parts):
            answers = [holds_for(each, row) for each in parts]
            return True if True in answers else None if None in answers else False


def compared(own: Any, how: Comparison, value: Any) -> bool:
    if isinstance(own, float):
        value = float(value)
    match how:
        case Comparison.EQUAL:
            return bool(own == value)
        case Comparison.NOT_EQUAL:
            return bool(own != value)
        case Comparison.LESS:
            return bool(own < value)
        case Comparison.LESS_OR_EQUAL:
            return bool(own <= value)
        case Comparison.GREATER:
            return bool(own > value)
        case Comparison.GREATER_OR_EQUAL:
            return bool(own >= value)


def sorted_by(order: Sequence[Order], rows: Sequence[Row]) -> list[Row]:
    numbered = list(enumerate(rows))
    backwards = bool(order) and order[0].descending
    firsts = {each.column: each for each in reversed(order)}
    seen = dict.fromkeys(each.column for each in order)

    def compare(left: tuple[int, Row], right: tuple[int, Row]) -> int:
        for name in seen:
            a, b = left[1][name], right[1][name]
            if a == b:
                continue
            if a is None or b is None:
                return 1 if a is None else -1
            return (1 if a > b else -1) * (-1 if firsts[name].descending else 1)
        return (left[0] - right[0]) * (-1 if backwards else 1)

    return [row for _, row in sorted(numbered, key=cmp_to_key(compare))]


def told(row: Row) -> tuple[object, ...]:
    return tuple(told_value(row[column.name]) for column in COLUMNS)


def told_value(value: Any) -> object:
    return value.isoformat() if isinstance(value, date) else value


def grouped(rows: Sequence[Row], by: Sequence[str], measured: Sequence[Measured]) -> list[tuple[object, ...]]:
    groups: dict[tuple[object, ...], list[Row]] = {} if by else {(): []}
    for row in rows:
        groups.setdefault(tuple(row[name] for name in by), []).append(row)
    ordered = sorted(
        groups.items(), key=lambda group: [(value is None, 0 if value is None else value) for value in group[0]]
    )
    return [
        (
            *(told_value(value) for value in key),
            *(measure(each, part) for each in measured),
        )
        for key, part in ordered
    ]


def measure(asked: Measured, rows: Sequence[Row]) -> object:
    values = [row[asked.column] for row in rows if row[asked.column or ""] is not None]
    if asked.what is Measure.COUNT:
        return len(values)
    if asked.what is Measure.DISTINCT:
        return len(set(values))
    if not values:
        return None
    if asked.what in (Measure.LEAST, Measure.MOST):
        return told_value((min if asked.what is Measure.LEAST else max)(values))
    if isinstance(values[0], float):
        total: Any = math.fsum(values)
    elif isinstance(values[0], int):
        total = sum(values)
    else:
        total = Decimal(sum(int(value.scaleb(4, EXACT)) for value in values)).scaleb(-4, EXACT)
    return total if asked.what is Measure.SUM else float(total) / len(values)


def same(left: object, right: object) -> bool:
    if isinstance(left, float) and isinstance(right, float):
        return math.isclose(left, right, rel_tol=1e-9, abs_tol=1e-6)
    return left == right and isinstance(left, type(right))
