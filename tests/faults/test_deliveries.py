"""Deliveries that come twice, at once, late, back, or after one that failed: each once, in order, none forgotten."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from tests.faults.provinces import COLUMNS, HO_DAN, Province

from kho.pipeline.runs import RunStatus

HEADER = "Mã,Tên,Số\n"
KHO = "import sys; from kho.cli.main import main; main()"


def codes(province: Province) -> list[str]:
    return [row["ma"] for row in province.rows()]


def statuses(province: Province) -> list[RunStatus]:
    return [run.status for run in province.runs()]


@pytest.mark.parametrize("load", ["replace", "append", "upsert"])
def test_the_same_delivery_twice_is_taken_once(load: str, province: Province) -> None:
    province.promise(load=load)
    province.send("a.csv", HEADER + "1,An,1\n")
    assert province.kho("run").code == 0
    province.send("b.csv", HEADER + "1,An,1\n")
    for _ in range(2):
        assert province.kho("run").code == 0
    assert statuses(province) == [RunStatus.LOADED]
    assert province.version() == 0
    assert codes(province) == ["1"]
    landed = [arrival.sha256 for arrival in province.warehouse.arrivals()]
    assert len(landed) >= 2
    assert len(set(landed)) == 1


@pytest.mark.parametrize("load", ["replace", "append", "upsert"])
def test_run_again_on_demand_doubles_nothing(load: str, province: Province) -> None:
    province.promise(load=load)
    province.send("a.csv", HEADER + "1,An,1\n2,Anh,2\n")
    province.run()
    run = province.run("--again")
    assert (run.status, run.accepted) == (RunStatus.LOADED, 2)
    assert codes(province) == ["1", "2"]


def test_two_runs_at_once_are_serialised_and_both_there(province: Province) -> None:
    province.promise(load="append")
    files = [province.folder.parent / name for name in ("a.csv", "b.csv")]
    for number, file in enumerate(files):
        rows = "".join(f"{number}-{row},An,{row}\n" for row in range(2_000))
        file.write_text(HEADER + rows, encoding="utf-8")
    with ThreadPoolExecutor() as both:
        ended = list(both.map(lambda file: hand_over(province, file), files))
    assert ended == [0, 0]
    assert statuses(province) == [RunStatus.LOADED] * 2
    assert len(set(codes(province))) == 4_000
    assert province.version() == 1
    province.nothing_is_lost()


def hand_over(province: Province, file: Path) -> int:
    """Run a file in a process of its own."""
    words = ["-C", str(province.folder), "run", str(HO_DAN), "--file", str(file)]
    return subprocess.run([sys.executable, "-c", KHO, *words], check=False, capture_output=True).returncode


def test_a_late_correction_is_a_new_version_with_its_difference(province: Province) -> None:
    province.promise(load="upsert")
    province.send("2025-09.csv", HEADER + "1,An,1\n2,Anh,2\n")
    province.run()
    province.send("2025-09-dinh-chinh.csv", HEADER + "2,Anh,20\n3,Em,3\n")
    run = province.run()
    assert run.committed is not None
    assert (run.committed.version, run.committed.inserted, run.committed.updated) == (1, 1, 1)
    assert sorted((row["ma"], row["so"]) for row in province.rows()) == [("1", 1), ("2", 20), ("3", 3)]
    said = province.kho("table", "diff", str(HO_DAN), "0").out
    assert "20" in said
    before = province.kho("sql", "select so from so_mau.ho_dan where ma = '2'", "--format", "csv").out.split()
    assert before == ["so", "20"]


def test_the_same_name_with_other_bytes(province: Province) -> None:
    file = province.send("a.csv", HEADER + "1,An,1\n")
    province.run()
    file.write_text(HEADER + "1,An,10\n", encoding="utf-8")
    province.run()
    assert [row["so"] for row in province.rows()] == [10]
    assert province.version() == 1


@pytest.mark.parametrize(("load", "then"), [("replace", ["1"]), ("upsert", ["1", "2"]), ("append", ["1", "2"])])
def test_going_back_to_an_earlier_file(load: str, then: list[str], province: Province) -> None:
    """A sender who sends September, then October, then September again means September."""
    province.promise(load=load)
    for content in ("1,An,1\n", "2,Anh,2\n", "1,An,1\n"):
        province.send("a.csv", HEADER + content)
        assert province.kho("run").code == 0
    assert sorted(codes(province)) == then
    assert province.kho("run").code == 0
    assert sorted(codes(province)) == then


@pytest.mark.parametrize("load", ["append", "upsert"])
def test_a_delivery_that_failed_is_met_again_and_holds_no_other_back(load: str, province: Province) -> None:
    province.promise(load=load)
    province.send("1.csv", HEADER + "1,An,1\n")
    bad = province.send("2.csv", "")
    province.send("3.csv", HEADER + "3,Em,3\n")
    assert province.kho("run").code == 1
    assert statuses(province) == [RunStatus.LOADED, RunStatus.FAILED, RunStatus.LOADED]
    assert sorted(codes(province)) == ["1", "3"]
    assert province.kho("run").code == 1
    assert statuses(province)[3:] == [RunStatus.FAILED]
    bad.write_text(HEADER + "2,Anh,2\n", encoding="utf-8")
    assert province.kho("run").code == 0
    assert statuses(province)[4:] == [RunStatus.LOADED]
    assert sorted(codes(province)) == ["1", "2", "3"]
    assert province.kho("run").out.strip() == "Nothing has arrived."
    province.nothing_is_lost()


def test_a_fetch_that_fails_is_on_record_and_the_next_run_brings_it(province: Province) -> None:
    province.promise(path="inbox/hom-nay/a.csv")
    said = province.kho("run")
    assert said.code == 1
    (failed,) = province.runs()
    assert failed.error is not None
    assert (failed.error.code, failed.delivery.sha256) == ("KHO-T102", "")
    province.send("hom-nay/a.csv", HEADER + "1,An,1\n")
    assert province.kho("run").code == 0
    assert codes(province) == ["1"]


def test_a_new_version_of_the_contract_takes_the_files_again(province: Province) -> None:
    province.send("a.csv", HEADER + "1,An,1\n2,Anh,-2\n")
    assert province.run().quarantined == 1
    province.promise(version="1.1.0", columns=[*COLUMNS[:2], {**COLUMNS[2], "logicalTypeOptions": {}}])
    run = province.run()
    assert (run.contract_version, run.accepted, run.quarantined) == ("1.1.0", 2, 0)
    assert [row["so"] for row in province.rows()] == [1, -2]
    assert (province.version() or 0) > 0


def test_an_appended_row_that_is_loaded_already_is_set_apart(province: Province) -> None:
    province.promise(load="append")
    province.send("a.csv", HEADER + "1,An,1\n2,Anh,2\n")
    province.run()
    province.send("b.csv", HEADER + "2,Anh,2\n3,Em,3\n")
    run = province.run()
    assert (run.accepted, run.quarantined, set(run.broken)) == (1, 1, {"key"})
    assert sorted(codes(province)) == ["1", "2", "3"]
    province.nothing_is_lost()


def test_a_file_that_is_still_being_written_waits(province: Province) -> None:
    part = province.send("a.csv.part", HEADER + "1,A")
    assert province.kho("run").code == 0
    assert province.runs() == []
    part.write_text(HEADER + "1,An,1\n", encoding="utf-8")
    part.rename(part.with_suffix(""))
    province.run()
    assert codes(province) == ["1"]
