"""One delivery's way, and what stops it: the table is then as it was."""

import errno
from dataclasses import replace

import pyarrow as pa
import pytest
from tests.unit.pipeline.small_province import HOUSEHOLDS, NewProvince, SmallProvince

from kho.contracts.model import Metric, Operator, QualityRule
from kho.engines.duckdb import DuckdbEngine
from kho.errors import KhoError
from kho.messages import Message
from kho.pipeline.runs import RunStatus

FIRST = "Mã,Tên,Số người\n01,Hộ A,3\n02,Hộ B,4\n"
MIXED = "Mã,Tên,Số người\n01,Hộ A,3\n,Hộ B,-4\n03,Hộ C,ba\n03,Hộ D,1\n"
AT_LEAST_TWO = QualityRule(
    id="du-dong", operator=Operator.GREATER_OR_EQUAL, expected=(2,), metric=Metric.ROW_COUNT, path=()
)


class EngineDownError(KhoError):
    code = "KHO-E999"
    what = Message(vi="Máy xử lý hỏng.", en="The engine is down.")
    mend = Message(vi="Bật lại.", en="Start it again.")


def test_every_row_is_loaded_or_quarantined_with_all_its_reasons(province: SmallProvince):
    province.send("a.csv", MIXED)
    (run,) = province.run()
    assert (run.read, run.accepted, run.quarantined) == (4, 1, 3)
    assert {rule: count for rule, count in run.broken.items() if count} == {
        "ma.required": 1,
        "so.range": 1,
        "so.type": 1,
        "key": 2,
    }
    assert province.rows() == [("01", "Hộ A", 3)]
    with province.open().warehouse.quarantined(run.dataset, run.delivery.sha256) as rows:
        kept = pa.Table.from_batches(rows).to_pylist()
    assert sorted((row["_row"], row["_text_so"]) for row in kept) == [(3, "-4"), (4, "ba"), (5, "1")]
    assert {row["_row"]: row["_reasons"] for row in kept}[4] == ["so.type", "key"]


def test_examples_are_told_in_the_rules_order_with_place_and_text(province: SmallProvince):
    province.send("a.csv", MIXED)
    (run,) = province.run()
    told = [(each.rule, each.row, each.value) for each in run.findings]
    assert told == [
        ("ma.required", 3, None),
        ("so.type", 4, "ba"),
        ("so.range", 3, "-4"),
        ("key", 4, "03"),
        ("key", 5, "03"),
    ]


def test_a_few_examples_stand_for_many_findings_and_long_texts_are_cut(province: SmallProvince):
    rows = "".join(f"{number},x,{'9' * 5_000}z\n" for number in range(100))
    province.send("a.csv", f"Mã,Tên,Số người\n{rows}")
    (run,) = province.run()
    assert run.broken["so.type"] == 100
    assert len(run.findings) == 20
    assert all(len(each.value or "") < 1_000 for each in run.findings)


def test_a_broken_promise_about_the_whole_holds_every_row_and_the_table_stays(new_province: NewProvince):
    province = new_province(replace(HOUSEHOLDS, rules=(AT_LEAST_TWO,)))
    province.send("a.csv", FIRST)
    province.run()
    province.send("b.csv", "Mã,Tên,Số người\n09,Hộ Z,1\n")
    runs = province.run()
    (held,) = (run for run in runs if run.delivery.name == "b.csv")
    assert held.status is RunStatus.HELD
    assert (held.read, held.accepted, held.quarantined, held.committed) == (1, 0, 1, None)
    assert [(each.rule, each.value, each.holds) for each in held.measured] == [("du-dong", 1, False)]
    assert len(province.rows()) == 2
    with province.open().warehouse.quarantined(held.dataset, held.delivery.sha256) as rows:
        assert [row["_reasons"] for row in pa.Table.from_batches(rows).to_pylist()] == [["du-dong"]]


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (EngineDownError(), "KHO-E999"),
        (OSError(errno.ENOSPC, "No space left on device", "/tam"), "KHO-R301"),
        (PermissionError(errno.EACCES, "Permission denied", "/tam"), "KHO-R302"),
        (pa.ArrowInvalid("a\n surprise"), "KHO-R304"),
        (MemoryError(), "KHO-R304"),
    ],
    ids=lambda value: value if isinstance(value, str) else type(value).__name__,
)
def test_what_stops_an_engine_ends_in_a_failed_run(
    province: SmallProvince, monkeypatch: pytest.MonkeyPatch, error: Exception, code: str
):
    province.send("a.csv", FIRST)
    province.run()
    before = province.rows()

    def broken(*_: object) -> None:
        raise error

    monkeypatch.setattr(DuckdbEngine, "check", broken)
    province.send("b.csv", MIXED)
    run = next(run for run in province.run() if run.delivery.name == "b.csv")
    assert run.status is RunStatus.FAILED
    assert run.error is not None
    assert run.error.code == code
    assert province.open().runs.get(run.id) == run
    assert province.rows() == before
    assert list((province.folder / ".kho" / "work").rglob("*.parquet")) == []


def test_after_a_failure_the_same_command_completes(province: SmallProvince, monkeypatch: pytest.MonkeyPatch):
    province.send("a.csv", FIRST)
    with monkeypatch.context() as patched:
        patched.setattr(DuckdbEngine, "check", lambda *_: 1 / 0)
        province.run()
    (run,) = province.run()
    assert run.status is RunStatus.LOADED
    assert len(province.rows()) == 2
