"""What a run leaves on record, and that it comes back as it was."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from kho.contracts.model import Severity
from kho.contracts.names import DatasetName
from kho.messages import Message
from kho.pipeline.runs import (
    BrokenRunRecordError,
    Committed,
    Delivery,
    FileRunLog,
    NoSuchRunError,
    PartRead,
    Run,
    RunStatus,
    new_run_id,
)
from kho.quality.findings import Finding
from kho.quality.plan import Measured
from kho.sources.base import LeftOut, Repair

NOON = datetime(2025, 9, 1, 5, 0, 0, 123456, tzinfo=UTC)
NAME = DatasetName("so-mau", "ho-dan")
FULL = Run(
    id="20250901T050000123456-abc123",
    dataset=NAME,
    contract_version="2.1.0",
    status=RunStatus.LOADED,
    started=NOON,
    ended=NOON + timedelta(seconds=3),
    engine="duckdb",
    delivery=Delivery(
        source="inbox",
        sha256="0" * 64,
        name="hộ dân.xlsx",
        origin="sftp://may/hộ dân.xlsx",
        size=12,
        received=NOON,
        cursor='{"seen": 3}',
    ),
    parts=(
        PartRead(
            part="Sheet1",
            taken=True,
            rows=3,
            columns={"ma": (1, "Mã"), "so": (3, "Dân số / Tổng")},
            absent=("ten",),
            unused=("Ghi chú",),
            found={"header": "[1]"},
            left_out=(LeftOut(place="A1:C1", why=Message(vi="tiêu đề", en="title"), text="DANH SÁCH"),),
            repairs=(Repair(before="Hµ", after="Hà", why="TCVN3", count=2, places=(("Sheet1", 4, "ten"),)),),
        ),
    ),
    read=3,
    accepted=2,
    quarantined=1,
    broken={"so.range": 1},
    measured=(
        Measured(rule="co-dong", value=3, holds=True),
        Measured(rule="ti-le", value=0.5, holds=False),
        Measured(rule="trong", value=None, holds=True),
    ),
    findings=(
        Finding(
            dataset=NAME,
            part="Sheet1",
            row=4,
            column="so",
            rule="so.range",
            severity=Severity.ERROR,
            value="-1",
            what=Message(vi="sai", en="wrong"),
            mend=Message(vi="sửa", en="mend"),
        ),
    ),
    committed=Committed(version=7, inserted=2, updated=1, deleted=0, unchanged=4),
)


@pytest.fixture
def log(tmp_path: Path) -> FileRunLog:
    return FileRunLog(tmp_path / "runs")


@pytest.fixture
def record(tmp_path: Path, log: FileRunLog) -> Callable[[Run], Path]:
    def saved(run: Run) -> Path:
        log.save(run)
        (path,) = (tmp_path / "runs").rglob(f"{run.id}.json")
        return path

    return saved


def test_every_field_comes_back(log: FileRunLog):
    log.save(FULL)
    assert log.get(FULL.id) == FULL


def test_a_failed_run_comes_back_with_its_error(log: FileRunLog):
    failed = replace(FULL, committed=None).failing(NoSuchRunError(where="đâu đó", id="x"), at=NOON)
    log.save(failed)
    kept = log.get(failed.id)
    assert kept == failed
    assert kept.error is not None
    assert (kept.error.code, kept.error.where) == ("KHO-R101", "đâu đó")


def test_a_later_state_replaces_the_earlier(log: FileRunLog):
    log.save(replace(FULL, status=RunStatus.RUNNING))
    log.save(FULL)
    assert [run.status for run in log.newest()] == [RunStatus.LOADED]


def test_last_is_the_newest_of_all_datasets(log: FileRunLog):
    other = replace(FULL, id="20250901T050000123457-000000", dataset=DatasetName("so-khac", "khac"))
    log.save(other)
    log.save(FULL)
    assert log.get("LAST") == log.get("last") == other
    assert list(log.newest()) == [other, FULL]
    assert list(log.newest(NAME)) == [FULL]
    assert log.get(str(NAME)) == FULL


@pytest.mark.parametrize("wanted", ["LAST", "20250901", "so-mau/khac", "*"])
def test_there_is_no_run_without_a_record_of_that_very_id(log: FileRunLog, wanted: str):
    if wanted != "LAST":
        log.save(FULL)
    with pytest.raises(NoSuchRunError):
        log.get(wanted)


@pytest.mark.parametrize("content", ["", "{", "{}", '{"id": 1}', "\udcff"])
def test_a_broken_record_is_told_by_its_file(log: FileRunLog, record: Callable[[Run], Path], content: str):
    path = record(FULL)
    path.write_bytes(content.encode(errors="surrogateescape"))
    with pytest.raises(BrokenRunRecordError) as told:
        log.get(FULL.id)
    assert told.value.where == str(path)


def test_a_half_written_record_is_never_seen(log: FileRunLog, record: Callable[[Run], Path]):
    path = record(FULL)
    path.with_name(f".{path.name}.1.tmp").write_text("{")
    assert list(log.newest()) == [FULL]


def test_ids_sort_by_time_and_differ_within_one_instant():
    early, late = new_run_id(NOON), new_run_id(NOON + timedelta(microseconds=1))
    assert early < late
    assert new_run_id(NOON) != new_run_id(NOON)
