"""Kills `kho run` again and again, at instants drawn from a seed, and looks at what is left each time.

    python -m tests.faults.soak --kills 1000 --seed 7

A third of the instants are spread evenly over the run's time, a third over its steps, whatever their length, and a
third over its changes on the disk, so that the instants between two writes are met too.
"""

import argparse
import os
import random
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from subprocess import PIPE, STDOUT, Popen

from tests.faults import killing
from tests.faults.killed_state import Held, has_ended_alike, held, is_cleaned, is_whole
from tests.faults.killing import Aim, Measured, forked, measure, ready, run, run_killed
from tests.faults.provinces import COLUMNS, Province, new_province

HEADER = "Mã,Tên,Số,Ghi chú\n"
ROWS, BAD = 240, 12
SEED = 20_260_101
MODEL = "select ten, count(*) as so_ho, sum(so) as so_nguoi from so_mau.ho_dan group by ten"
PROMISE = """apiVersion: v3.1.0
kind: DataContract
id: mau/theo-ten
name: Theo tên
version: 1.0.0
status: active
team: {name: so-mau}
schema:
  - name: theo_ten
    properties:
      - {name: ten, logicalType: string, required: true, primaryKey: true, primaryKeyPosition: 1}
      - {name: so_ho, logicalType: integer}
      - {name: so_nguoi, logicalType: integer, logicalTypeOptions: {maximum: 400}}
"""
NEW_COLUMN = {"name": "ghi_chu", "businessName": "Ghi chú"}
CHECKED_WHOLE = 10
"""After each so many kills, it is also looked at whether `kho table maintain` cleans up and a run finds nothing."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Scenario:
    """What is killed: a load of that kind, and when.

    `stage`: the first load, a later one, the first under a contract with a new column, or one that a model follows.
    `contended`: another process runs the same at the same time.
    """

    load: str
    stage: str
    contended: bool = False

    def __str__(self) -> str:
        return f"{self.load} {self.stage}{' contended' if self.contended else ''}"


SCENARIOS = (
    *(
        Scenario(load=load, stage=stage, contended=contended)
        for load in ("append", "replace", "upsert")
        for stage, contended in (("first", False), ("later", False), ("evolved", False), ("later", True))
    ),
    Scenario(load="upsert", stage="model"),
)


@dataclass(frozen=True, kw_only=True)
class Ground:
    """A scenario made ready: a province before the run, kept aside, what it holds then and after an undisturbed run."""

    scenario: Scenario
    folder: Path
    aside: Path
    before: Held
    after: Held
    measured: Measured

    @property
    def province(self) -> Province:
        """The province that runs are killed in."""
        return Province(folder=self.folder)

    def restored(self) -> None:
        """Put the province back as it was before the run."""
        shutil.rmtree(self.folder)
        shutil.copytree(self.aside, self.folder)


def made_ready(scenario: Scenario, place: Path) -> Ground:
    """Make the province of a scenario, and see what an undisturbed run does to it."""
    folder, aside = place / "p", place / "aside"
    province = new_province(folder, load=scenario.load)
    if scenario.stage == "model":
        _put_model(folder / "models" / "mau")
    if scenario.stage != "first":
        first = province.send("1.csv", _delivery(0))
        _must_end_well(run(folder, "run"))
        first.unlink()
    if scenario.stage == "evolved":
        province.promise(load=scenario.load, version="1.1.0", columns=[*COLUMNS, NEW_COLUMN])
    province.send("2.csv", _delivery(ROWS // 2))
    before = forked(lambda: held(province))
    shutil.copytree(folder, aside)
    measured = measure(folder, "run")
    _must_end_well(measured)
    after = forked(lambda: held(province))
    return Ground(scenario=scenario, folder=folder, aside=aside, before=before, after=after, measured=measured)


def _put_model(into: Path) -> None:
    into.mkdir(parents=True)
    (into / "theo-ten.sql").write_text(MODEL, encoding="utf-8")
    (into / "theo-ten.odcs.yaml").write_text(PROMISE, encoding="utf-8")


def _delivery(begin: int) -> str:
    """Rows of which half are also in the other delivery, some of them changed, and a few break a rule."""
    numbers = range(begin, begin + ROWS)
    return HEADER + "".join(f"{n},An {n},{_count(n, begin)},ghi {n}\n" for n in numbers)


def _count(number: int, begin: int) -> int:
    return -1 if number % (ROWS // BAD) == 0 else number + (begin if number % 3 else 0)


def _must_end_well(ended: Measured | killing.Ended) -> None:
    assert ended.code == 0, ended.said


def aim(dice: random.Random, measured: Measured) -> Aim:
    """Draw an instant."""
    way = dice.randrange(3)
    if way == 0:
        return Aim(seconds=dice.uniform(0, measured.seconds))
    if way == 1:
        step = dice.choice(sorted(measured.steps))
        return Aim(step=step, seconds=dice.uniform(0, measured.steps[step]))
    return Aim(changes=dice.randint(1, measured.changes))


def kill_once(ground: Ground, dice: random.Random, *, whole: bool) -> killing.Ended:
    """Kill one run and look at what is left. Raises RuntimeError, AssertionError where it is not as it must be."""
    ground.restored()
    at, contended = aim(dice, ground.measured), ground.scenario.contended
    ended = run_killed(ground.folder, ["run"], at, contended=contended)
    assert set(ended.others) <= {0}, f"another process ended with {ended.others}"
    forked(lambda: judge(ground, whole=whole))
    return ended


def judge(ground: Ground, *, whole: bool) -> None:
    """Look at what is left, run again, and look at that. Raises AssertionError where it is not as it must be."""
    province = ground.province
    is_whole(province, ground.before, ground.after)
    said = province.kho("run")
    assert said.code == 0, said.out + said.err
    has_ended_alike(province, ground.after)
    if whole:
        is_cleaned(province)


def soak(scenarios: Sequence[Scenario], kills: int, seed: int, place: Path) -> Iterator[str]:
    """Kill that many runs over the scenarios in turn; gives a line for each kill and each failure."""
    ready()
    grounds = [made_ready(each, place / str(number)) for number, each in enumerate(scenarios)]
    number = killed = 0
    while killed < kills:
        ground, dice = grounds[number % len(grounds)], random.Random(f"{seed}/{number}")  # noqa: S311 - no secret
        try:
            ended = kill_once(ground, dice, whole=number % CHECKED_WHOLE == 0)
        except (RuntimeError, AssertionError) as error:
            kept = shutil.copytree(ground.folder, place / f"failed-{number}")
            yield f"FAILED {ground.scenario}: instant {number}, kept in {kept}\n{error}"
            killed += 1
        else:
            killed += ended.killed
            yield f"killed {ended.step} {ground.scenario}" if ended.killed else f"missed {ground.scenario}"
        number += 1


def work(arguments: argparse.Namespace) -> None:
    """Be one of the processes: a share of the scenarios and of the kills, told line by line."""
    place = Path(arguments.place)
    place.mkdir(parents=True)
    for line in soak(SCENARIOS[arguments.share :: arguments.jobs], arguments.kills, arguments.seed, place):
        print(line, flush=True)  # noqa: T201 - told to the process that adds up


def shared_out(arguments: argparse.Namespace, place: Path) -> int:
    """Kill in several processes, add up what they tell, print it. Returns 1 where something was not as it must be."""
    told: Counter[str] = Counter()
    shares = [len(range(share, arguments.kills, arguments.jobs)) for share in range(arguments.jobs)]
    with ThreadPoolExecutor(arguments.jobs) as pool:
        works = [pool.submit(partial(_followed, arguments, place, s, kills, told)) for s, kills in enumerate(shares)]
        ends = [each.result() for each in works]
    _summary(told)
    return 1 if any(ends) or told["FAILED"] else 0


def _followed(arguments: argparse.Namespace, place: Path, share: int, kills: int, told: Counter[str]) -> int:
    """Follow one process: what it says of kills is counted, the rest is passed on."""
    options = {"share": share, "kills": kills, "seed": arguments.seed, "jobs": arguments.jobs}
    options |= {"place": str(place / str(share))}
    words = [word for name, value in options.items() for word in (f"--{name}", str(value))]
    command = [sys.executable, "-m", "tests.faults.soak", *words]
    environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1"}
    with Popen(command, stdout=PIPE, stderr=STDOUT, text=True, env=environment) as process:
        assert process.stdout is not None
        for line in process.stdout:
            _count_up(line.rstrip("\n"), told)
    return process.returncode


def _count_up(line: str, told: Counter[str]) -> None:
    kind, _, rest = line.partition(" ")
    if kind not in ("killed", "missed"):
        told["FAILED"] += kind == "FAILED"
        print(line, flush=True)  # noqa: T201 - a report
        return
    told[kind] += 1
    if kind == "killed":
        step, _, scenario = rest.partition(" ")
        told[f"at {step}"] += 1
        told[f"in {scenario}"] += 1
        if told[kind] % 50 == 0:
            print(f"{told[kind]} kills, {told['FAILED']} failures", flush=True)  # noqa: T201 - progress


def _summary(told: Counter[str]) -> None:
    print(f"{told['killed']} kills, {told['FAILED']} failures, {told['missed']} runs ended before")  # noqa: T201
    for kind in ("at ", "in "):
        for name, count in sorted(told.items(), key=lambda each: -each[1]):
            if name.startswith(kind):
                print(f"  {count:5}  {name}")  # noqa: T201 - a report


def main() -> None:
    """Read the words of the command line."""
    parser = argparse.ArgumentParser(description="Kill runs of kho and look at what is left.")
    parser.add_argument("--kills", type=int, default=int(os.environ.get("KHO_KILLS", "1000")))
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--share", type=int)
    parser.add_argument("--place")
    arguments = parser.parse_args()
    if arguments.share is not None:
        work(arguments)
        return
    place = Path(arguments.place or tempfile.mkdtemp(prefix="kho-soak-"))
    code = shared_out(arguments, place)
    if code == 0:
        shutil.rmtree(place)
    sys.exit(code)


if __name__ == "__main__":
    main()
