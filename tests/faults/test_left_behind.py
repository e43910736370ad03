"""What a killed process leaves behind is told from what a living one is at, taken no notice of, and cleared away."""

import json
import signal
import subprocess
import sys
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from tests.faults.provinces import HO_DAN, Province

from kho.pipeline.runs import RunStatus
from kho.scratch import scratch_folder, sweep
from kho.warehouse import commit
from kho.warehouse.warehouse import Warehouse

HEADER = "Mã,Tên,Số\n"
HOLDS = """
import sys, time
from pathlib import Path
from kho.scratch import scratch_folder
with scratch_folder(Path(sys.argv[1])) as mine:
    print(mine, flush=True)
    time.sleep(600)
"""


@pytest.fixture
def loaded(province: Province) -> Province:
    province.send("a.csv", HEADER + "1,An,1\n2,Anh,-2\n")
    assert province.run().status is RunStatus.LOADED
    return province


def test_scratch_is_swept_when_its_process_is_dead_and_not_before(tmp_path: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", HOLDS, str(tmp_path)], stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None
        theirs = Path(other.stdout.readline().strip())
        with scratch_folder(tmp_path) as mine:
            assert sweep(tmp_path) == 0
            assert theirs.is_dir()
            other.send_signal(signal.SIGKILL)
            other.wait()
            assert sweep(tmp_path) == 1
            assert mine.is_dir()
    assert list(tmp_path.iterdir()) == []


def test_a_run_clears_scratch_away(loaded: Province) -> None:
    left = loaded.folder / ".kho" / "scratch" / "kho-duckdb-ngat"
    left.mkdir()
    (left / "duckdb_temp_storage.tmp").write_bytes(b"x")
    assert loaded.kho("run").code == 0
    assert not left.exists()


@pytest.mark.parametrize("folder", ["landing/arrivals", "landing/sha256/ab", "quarantine/so-mau/ho-dan"])
def test_a_half_file_in_the_warehouse_counts_for_nothing_and_is_swept(folder: str, loaded: Province) -> None:
    half = loaded.folder / "warehouse" / folder / ".x.0a0b0c0d.tmp"
    half.parent.mkdir(parents=True, exist_ok=True)
    half.write_text('{"sha256": "', encoding="utf-8")
    assert [arrival.name for arrival in loaded.warehouse.arrivals()] == ["a.csv"]
    said = loaded.kho("erase", "--match", "so-mau/ho-dan:ma=khong-co", "--reason", "thử", "--yes")
    assert said.code == 0, said.err
    assert not half.exists()
    half.write_text("", encoding="utf-8")
    assert "1 unfinished files" in loaded.kho("table", "maintain").out
    assert not half.exists()


def test_lineage_that_was_not_told_is_told_by_the_next_run(loaded: Province) -> None:
    """Killed between the run's record and its lineage."""
    (run,) = loaded.runs()
    file = loaded.folder / ".kho" / "lineage" / f"{run.id}.jsonl"
    start, complete, _ = file.read_text(encoding="utf-8").splitlines()
    file.write_text(f"{start}\n", encoding="utf-8")
    assert loaded.kho("run").code == 0
    told = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    assert told[:2] == [json.loads(start), json.loads(complete)]
    assert [each["eventType"] for each in told[2:]] == ["OTHER"]
    assert loaded.runs() == [run]


def test_a_table_that_was_not_profiled_is_profiled_by_the_next_run(loaded: Province) -> None:
    """Killed while the table was profiled."""
    (profile,) = (loaded.folder / ".kho" / "profiles").rglob("*.json")
    profile.unlink()
    assert loaded.kho("run").code == 0
    assert profile.exists()
    assert len(loaded.runs()) == 1


def test_a_half_written_record_is_written_over(loaded: Province) -> None:
    folder = loaded.folder / ".kho" / "runs" / "so-mau.ho-dan"
    (folder / ".unfinished.tmp").write_text('{"id": "', encoding="utf-8")
    loaded.send("a.csv", HEADER + "1,An,10\n")
    assert loaded.run().status is RunStatus.LOADED
    assert not (folder / ".unfinished.tmp").exists()
    assert loaded.version(HO_DAN) == 1


def test_a_killed_load_under_a_new_contract_leaves_its_description_to_the_next(loaded: Province) -> None:
    """Killed between the commit and the table's description."""
    loaded.promise(version="1.1.0")
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(commit, "_describe", _dies)
        assert loaded.kho("run").code == 1
    assert loaded.runs()[-1].status is RunStatus.RUNNING
    assert loaded.kho("run").code == 0
    log = sorted((loaded.folder / "warehouse" / "source" / "so-mau" / "ho-dan" / "_delta_log").glob("*.json"))
    assert '\\"contract\\": \\"1.1.0\\"' in log[-1].read_text(encoding="utf-8")
    assert [run.status for run in loaded.runs()] == [RunStatus.LOADED, RunStatus.FAILED, RunStatus.LOADED]


def _dies(*_: object) -> None:
    """What no code of Kho's catches."""
    raise KeyboardInterrupt


@pytest.fixture
def committed(province: Province) -> Province:
    """Killed between the commit and the run's record, and its file is gone from the source since."""
    file = province.send("a.csv", HEADER + "012345678901,An,1\n2,Anh,2\n")
    load = Warehouse.load

    def dies(*args: object, **options: object) -> None:
        load(*args, **options)  # type: ignore[arg-type]  # passed on as they came
        raise KeyboardInterrupt

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(Warehouse, "load", dies)
        assert province.kho("run").code == 1
    file.unlink()
    province.send("b.txt", "")
    province.promise(path="inbox/*.csv")
    province.kho("run")
    assert [run.status for run in province.runs()] == [RunStatus.FAILED]
    assert len(province.rows()) == 2
    return province


def test_rows_of_a_killed_run_can_be_traced(committed: Province) -> None:
    said = committed.kho("trace", str(HO_DAN), "--where", "ma = '2'")
    assert said.code == 0, said.err
    assert "Anh" in said.out


def test_who_came_with_a_killed_run_can_be_erased(committed: Province) -> None:
    (run,) = committed.runs()
    said = committed.kho("erase", "--match", f"{HO_DAN}:ma=012345678901", "--reason", "thử", "--yes")
    assert said.code == 0, said.err
    assert [row["ma"] for row in committed.rows()] == ["2"]
    assert committed.warehouse.was_erased(run.delivery.sha256)
    with committed.warehouse.redacted(run.delivery.sha256, HO_DAN) as kept:
        assert pq.read_table(kept)["_text_ma"].to_pylist() == ["2"]
