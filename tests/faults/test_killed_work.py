"""`kho work` killed ten times at random instants, its supervisor or one of its workers, and begun again each time."""

import random
import subprocess
import time
from collections import Counter
from pathlib import Path

import pytest
from tests.faults.killed_state import left_over
from tests.faults.provinces import Province
from tests.faults.worked_province import HEADER, Worked, new_worked

from kho.contracts.names import DatasetName
from kho.pipeline.runs import RunStatus

KILLS, SEED = 10, 20_260_102
LOADS = ("append", "replace", "upsert")


@pytest.fixture
def worked(province: Province, tmp_path: Path) -> Worked:
    (province.folder / "contracts" / "so-mau" / "ho-dan.odcs.yaml").unlink()
    return new_worked(province, tmp_path / "plugs")


def send(worked: Worked, name: DatasetName, number: int) -> None:
    rows = "".join(f"{number}-{row},An,{row}\n" for row in range(200))
    worked.province.send(f"{name.dataset}/{number:02}.csv", f"{HEADER}{rows}hỏng-{number},An,-1\n")


def workers(process: "subprocess.Popen[str]") -> list[int]:
    threads = Path(f"/proc/{process.pid}/task").glob("*/children")
    return [int(child) for thread in threads for child in thread.read_text(encoding="ascii").split()]


def kill_one(process: "subprocess.Popen[str]", dice: random.Random) -> None:
    """Kill the supervisor, or a worker and then the supervisor."""
    if dice.random() < 0.5:
        victim = dice.choice(workers(process) or [process.pid])
        subprocess.run(["kill", "-9", str(victim)], check=False)  # noqa: S607 - where the system has it
        time.sleep(dice.uniform(0, 0.5))
    process.kill()
    process.wait()


def test_work_killed_ten_times_takes_each_delivery_once(worked: Worked) -> None:
    dice = random.Random(SEED)  # noqa: S311 - no secret
    worked.settings(strikes=99, attempts=99)
    names = [worked.promise(f"bo-{load}", load=load) for load in LOADS]
    for number in range(KILLS):
        send(worked, names[number % len(names)], number)
        with worked.kho("work", "--processes", "2") as process:
            time.sleep(dice.uniform(0.5, 2.5))
            kill_one(process, dice)
    for _ in range(3):
        code, said = worked.once("--processes", "2")
    assert code == 0, said
    runs = worked.province.runs()
    loaded = [run for run in runs if run.status is RunStatus.LOADED]
    assert Counter(run.delivery.name for run in loaded) == {f"{number:02}.csv": 1 for number in range(KILLS)}
    assert {(run.read, run.accepted, run.quarantined) for run in loaded} == {(201, 200, 1)}
    assert {run.error.code for run in runs if run.error} <= {"KHO-R303"}
    for name, load in zip(names, LOADS, strict=True):
        codes = [row["ma"] for row in worked.province.rows(name)]
        deliveries = len(range(LOADS.index(load), KILLS, len(names)))
        assert len(set(codes)) == len(codes) == 200 * (1 if load == "replace" else deliveries)
    worked.province.nothing_is_lost()
    assert left_over(worked.province.folder) == []
