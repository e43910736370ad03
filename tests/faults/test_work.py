"""`kho work` in real processes: several at once, killed, stopped, with poison in the inbox."""

import json
import os
import signal
import subprocess
from collections import Counter
from pathlib import Path

import pytest
from tests.faults.provinces import Province
from tests.faults.worked_province import HEADER, PATIENCE, Worked, new_worked, until

from kho.contracts.names import DatasetName
from kho.pipeline.runs import RunStatus
from kho.pipeline.work.status import Status


@pytest.fixture
def worked(province: Province, tmp_path: Path) -> Worked:
    """A province whose one dataset of other tests has nothing to do."""
    (province.folder / "contracts" / "so-mau" / "ho-dan.odcs.yaml").unlink()
    return new_worked(province, tmp_path / "plugs")


def loaded(worked: Worked) -> list[str]:
    return sorted(run.delivery.name for run in worked.province.runs() if run.status is RunStatus.LOADED)


def codes(worked: Worked, name: DatasetName) -> list[str]:
    return sorted(row["ma"] for row in worked.province.rows(name))


def status(worked: Worked) -> dict[str, list[dict[str, object]]]:
    said = worked.province.kho("work", "status", "--format", "json")
    assert said.code == 0, said.err
    found = json.loads(said.out)
    assert set(found) == set(Status.__dataclass_fields__)
    return dict(found)


def begun(worked: Worked) -> int:
    """The process that waits at the gate."""
    until(lambda: worked.began.exists() and worked.began.read_text() != "")
    return int(worked.began.read_text())


def test_two_at_once_share_the_work_and_take_each_delivery_once(worked: Worked) -> None:
    names = [worked.promise(f"bo-{number:02}") for number in range(20)]
    for name in names:
        worked.province.send(f"{name.dataset}/{name.dataset}.csv", f"{HEADER}{name.dataset},An,1\n")
    with worked.kho("work", "--once", "--processes", "2") as one, worked.kho("work", "--once") as other:
        ends = [each.communicate(timeout=PATIENCE) and each.returncode for each in (one, other)]
    assert ends == [0, 0]
    assert loaded(worked) == [f"{name.dataset}.csv" for name in names]
    assert Counter(arrival.name for arrival in worked.province.warehouse.arrivals()).most_common(1)[0][1] == 1
    assert worked.once()[0] == 0
    assert len(worked.province.runs()) == len(names)
    worked.province.nothing_is_lost()


@pytest.mark.parametrize("who", ["worker", "supervisor"])
def test_who_is_killed_loses_the_job_to_another(who: str, worked: Worked) -> None:
    name = worked.promise("bo")
    worked.province.send("bo/a.csv", f"{HEADER}1,CHO,1\n")
    with worked.kho("work") as first:
        worker = begun(worked)
        os.kill(worker if who == "worker" else first.pid, signal.SIGKILL)
        worked.began.unlink()
        with worked.kho("work") as second:
            assert begun(worked) != worker
            worked.gate.touch()
            until(lambda: loaded(worked) == ["a.csv"])
            for each in (first, second):
                each.send_signal(signal.SIGTERM)
                each.communicate(timeout=PATIENCE)
    assert codes(worked, name) == ["1"]
    assert [run.status for run in worked.province.runs()] == [RunStatus.FAILED, RunStatus.LOADED]
    assert status(worked)["jobs"] == []


def test_poison_is_set_aside_and_the_others_go_on(worked: Worked) -> None:
    bad, good = worked.promise("bo-xau", load="append"), worked.promise("bo-tot")
    worked.province.send("bo-xau/1.csv", f"{HEADER}1,An,1\n")
    worked.province.send("bo-xau/2.csv", f"{HEADER}2,CHET,1\n")
    worked.province.send("bo-xau/3.csv", "")
    worked.province.send("bo-tot/1.csv", f"{HEADER}1,An,1\n")
    with worked.kho("work", "--processes", "2") as process:
        until(lambda: [run.status for run in worked.province.runs()].count(RunStatus.SET_ASIDE) == 2)
        worked.province.send("bo-xau/4.csv", f"{HEADER}4,An,1\n")
        until(lambda: codes(worked, bad) == ["1", "4"] and not status(worked)["jobs"])
        process.send_signal(signal.SIGTERM)
        said, _ = process.communicate(timeout=PATIENCE)
    assert codes(worked, good) == ["1"]
    found = status(worked)
    assert found["jobs"] == []
    assert sorted(each["delivery"]["name"] for each in found["aside"]) == ["2.csv", "3.csv"]  # type: ignore[index]
    assert "SIGKILL" in said
    assert "kho work retry so-mau/bo-xau" in said
    for language, word in (("vi", "để riêng"), ("en", "set aside")):
        assert word in worked.province.kho("runs", lang=language).out.lower()
        assert "2.csv" in worked.province.kho("work", "status", lang=language).out
    worked.province.nothing_is_lost()


def test_a_person_tries_what_was_set_aside_again(worked: Worked) -> None:
    name = worked.promise("bo")
    file = worked.province.send("bo/a.csv", f"{HEADER}1,CHET,1\n")
    worked.settings(strikes=1)
    assert worked.once()[0] == 1
    file.unlink()
    assert "Queued" in worked.province.kho("work", "retry", str(name)).out
    (worked.plugs / "moody.py").write_text(
        (worked.plugs / "moody.py").read_text(encoding="utf-8").replace("signal.SIGKILL", "0"), encoding="utf-8"
    )
    assert worked.once()[0] == 0
    assert codes(worked, name) == ["1"]
    found = status(worked)
    assert (found["jobs"], found["aside"]) == ([], [])
    assert worked.province.kho("work", "retry").code == 2


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_stopping_lets_the_work_in_hand_finish(number: signal.Signals, worked: Worked) -> None:
    name = worked.promise("bo")
    worked.province.send("bo/a.csv", f"{HEADER}1,CHO,1\n")
    with worked.kho("work") as process:
        begun(worked)
        process.send_signal(number)
        assert process.stdout is not None
        until(lambda: "Stopping" in (process.stdout.readline() if process.stdout else ""))
        worked.gate.touch()
        process.communicate(timeout=PATIENCE)
    assert process.returncode == 0
    assert codes(worked, name) == ["1"]
    assert [run.status for run in worked.province.runs()] == [RunStatus.LOADED]


def test_work_that_does_not_finish_in_time_is_returned_uncounted(worked: Worked) -> None:
    name = worked.promise("bo")
    worked.province.send("bo/a.csv", f"{HEADER}1,CHO,1\n")
    worked.settings(grace=0.2)
    with worked.kho("work") as process:
        begun(worked)
        process.send_signal(signal.SIGTERM)
        said, _ = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0
    assert "returned to the queue" in said
    (job,) = status(worked)["jobs"]
    assert (job["state"], job["attempts"], job["wait"]) == ("waiting", 0, 0)
    worked.gate.touch()
    assert worked.once()[0] == 0
    assert codes(worked, name) == ["1"]
    assert status(worked)["aside"] == []


def test_a_delivery_that_takes_too_long_is_ended_and_set_aside(worked: Worked) -> None:
    name = worked.promise("bo")
    worked.province.send("bo/a.csv", f"{HEADER}1,CHO,1\n")
    worked.settings(strikes=1)
    with worked.kho("work") as process:
        worker = begun(worked)
        worked.settings(strikes=1, limit=0.1)
        until(lambda: not alive(worker))
        worked.settings(strikes=1)
        until(lambda: RunStatus.SET_ASIDE in [run.status for run in worked.province.runs()])
        worked.gate.touch()
        assert worked.province.kho("work", "retry", str(name)).code == 0
        until(lambda: loaded(worked) == ["a.csv"])
        process.send_signal(signal.SIGTERM)
        said, _ = process.communicate(timeout=PATIENCE)
    assert "KHO-R714" in said
    assert status(worked)["aside"] == []


def alive(process: int) -> bool:
    return Path(f"/proc/{process}").exists()


def test_a_file_that_grows_slowly_is_loaded_whole(worked: Worked) -> None:
    name = worked.promise("bo")
    worked.settings(settle=1)
    with worked.kho("work") as process:
        file = worked.province.send("bo/a.csv", HEADER)
        for number in range(8):
            with file.open("a", encoding="utf-8") as growing:
                growing.write(f"{number},An,1\n")
            subprocess.run(["sleep", "0.1"], check=True)  # noqa: S607 - where the system has it
        until(lambda: len(codes(worked, name)) == 8)
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=PATIENCE)
    worked.province.nothing_is_lost()


def test_a_source_that_fails_holds_no_other_up_and_is_given_up_in_the_end(worked: Worked) -> None:
    words = {"kho.transport": "sqlite", "kho.fetch": {"table": "ho_dan"}}
    source = {
        "server": "may-xa",
        "type": "custom",
        "path": "inbox/chua-co.db",
        "customProperties": [{"property": name, "value": value} for name, value in words.items()],
    }
    down = DatasetName("so-mau", "bo-xa")
    worked.province.promise(down, server=source)
    good = worked.promise("bo-gan")
    worked.province.send("bo-gan/a.csv", f"{HEADER}1,An,1\n")
    worked.settings(attempts=3)
    assert "Queued" in worked.province.kho("work", "add", str(down)).out
    with worked.kho("work", "--processes", "2") as process:
        until(lambda: [job["state"] for job in status(worked)["jobs"]] == ["given up"])
        process.send_signal(signal.SIGTERM)
        said, _ = process.communicate(timeout=PATIENCE)
    assert codes(worked, good) == ["1"]
    (job,) = status(worked)["jobs"]
    assert (job["state"], job["attempts"]) == ("given up", 3)
    assert "Tried 3 times" in said
    assert "bo-xa" in worked.province.kho("work", "status").out


def test_a_mistake_in_a_contract_stops_that_dataset_alone_and_is_told(worked: Worked) -> None:
    bad, good = worked.promise("bo-xau"), worked.promise("bo-tot")
    file = worked.province.folder / "contracts" / "so-mau" / "bo-xau.odcs.yaml"
    whole = file.read_text(encoding="utf-8")
    file.write_text(whole.replace("integer", "intege"), encoding="utf-8")
    for name in (bad, good):
        worked.province.send(f"{name.dataset}/a.csv", f"{HEADER}1,An,1\n")
    assert worked.province.kho("work", "add", str(bad)).code == 0
    with worked.kho("work") as process:
        until(lambda: loaded(worked) == ["a.csv"])
        assert "bo-xau" in worked.province.kho("work", "status").out
        file.write_text(whole, encoding="utf-8")
        until(lambda: loaded(worked) == ["a.csv", "a.csv"])
        process.send_signal(signal.SIGTERM)
        said, _ = process.communicate(timeout=PATIENCE)
    assert "bo-xau.odcs.yaml" in said
    assert "The folder has no mistakes any more" in said
    assert codes(worked, bad) == codes(worked, good) == ["1"]


def test_a_file_handed_over_is_run_and_its_copy_taken_away(worked: Worked, tmp_path: Path) -> None:
    name = worked.promise("bo")
    mine = tmp_path / "cua-toi.csv"
    mine.write_text(f"{HEADER}1,An,1\n", encoding="utf-8")
    assert "cua-toi.csv" in worked.province.kho("work", "add", str(name), "--file", mine).out
    mine.unlink()
    code, said = worked.once("--log", "json")
    assert code == 0
    assert codes(worked, name) == ["1"]
    told = [json.loads(line) for line in said.splitlines()]
    assert [each["event"] for each in told] == ["started", "taken", "ran", "stopped"]
    assert {"time", "dataset", "run", "status", "message"} <= told[2].keys()
    assert list((worked.province.folder / ".kho" / "handed").iterdir()) == []
