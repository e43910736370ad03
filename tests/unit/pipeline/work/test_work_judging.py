"""What becomes of a job that ended: whose fault it was, whether it is tried again, and when it is enough."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from kho.contracts.names import DatasetName
from kho.messages import Message
from kho.pipeline.runs import Delivery, FileRunLog, Run, RunError, RunStatus
from kho.pipeline.set_aside import FileTroubles
from kho.pipeline.work.doing import Done
from kho.pipeline.work.judging import Fate, Judge, death
from kho.pipeline.work.queue import Job, Order, State, Why
from kho.province.settings import WorkSettings

NAME = DatasetName("so-mau", "ho-dan")
NOW = datetime(2026, 11, 23, tzinfo=UTC)
SETTINGS = WorkSettings(attempts=4, strikes=3, wait=30, longest_wait=3600)


@dataclass
class Bench:
    """A judge with its records, and the runs that it is told of."""

    folder: Path
    runs: FileRunLog = field(init=False)
    troubles: FileTroubles = field(init=False)
    judge: Judge = field(init=False)

    def __post_init__(self) -> None:
        self.runs, self.troubles = FileRunLog(self.folder / "runs"), FileTroubles(self.folder / "set-aside")
        self.judge = Judge(
            settings=SETTINGS,
            runs=self.runs,
            record=self.runs.save,
            troubles=self.troubles,
            now=lambda: NOW,
            chance=lambda: 1.0,
        )


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    return Bench(tmp_path)


def error(code: str) -> RunError:
    return RunError(code=code, where="", what=Message("hỏng", "broken"), mend=Message("sửa", "mend"))


def run(sha256: str, code: str | None = None, status: RunStatus = RunStatus.FAILED) -> Run:
    return Run(
        id=f"run-{sha256}",
        dataset=NAME,
        contract_version="1.0.0",
        status=status if code is not None else RunStatus.LOADED,
        started=NOW,
        delivery=Delivery(source="inbox", sha256=sha256, name=f"{sha256}.csv"),
        error=error(code) if code is not None else None,
    )


def job(attempts: int = 1, **order: object) -> Job:
    asked = replace(Order(dataset=NAME, why=Why.ARRIVAL), **order)
    return Job(id=1, order=asked, state=State.IN_HAND, queued=NOW, wait=0, attempts=attempts, worker="w")


def test_all_well(bench: Bench) -> None:
    assert bench.judge.ended(job(), Done(runs=(run("a"),))).fate is Fate.DONE
    assert bench.judge.ended(job(), Done()).fate is Fate.DONE


def test_a_failure_is_tried_again_later_each_time_until_it_is_enough(bench: Bench) -> None:
    failed = Done(runs=(run("", "KHO-T102"),))
    verdicts = [bench.judge.ended(job(attempts), failed) for attempts in (1, 2, 3, 4)]
    assert [each.fate for each in verdicts] == [Fate.AGAIN, Fate.AGAIN, Fate.AGAIN, Fate.GIVEN_UP]
    assert [each.wait for each in verdicts] == [30, 60, 120, 0]


@pytest.mark.parametrize("code", ["KHO-W101", "KHO-T104", "KHO-R301", "KHO-R302"])
def test_what_is_no_deliverys_fault_is_not_counted_against_it(bench: Bench, code: str) -> None:
    for _ in range(9):
        assert bench.judge.ended(job(), Done(runs=(run("a", code),))).aside == ()
    assert list(bench.troubles.all()) == []


def test_a_delivery_that_fails_three_times_is_set_aside_and_the_rest_goes_on_at_once(bench: Bench) -> None:
    failed = Done(runs=(run("a", "KHO-S201"), run("b")))
    verdicts = [bench.judge.ended(job(attempts), failed) for attempts in (1, 2, 3)]
    assert [len(each.aside) for each in verdicts] == [0, 0, 1]
    last = verdicts[-1]
    assert (last.fate, last.wait, last.attempts) == (Fate.AGAIN, 0, 0)
    assert last.aside[0].since == NOW


def test_what_fails_although_it_was_set_aside_is_given_up_in_the_end(bench: Bench) -> None:
    failed = Done(runs=(run("a", "KHO-S201"),))
    for _ in range(3):
        bench.judge.ended(job(), failed)
    assert bench.judge.ended(job(4), failed).fate is Fate.GIVEN_UP


def test_a_model_is_never_set_aside(bench: Bench) -> None:
    made = run("a", "KHO-E102")
    failed = Done(runs=(replace(made, delivery=replace(made.delivery, source="model")),))
    assert [bench.judge.ended(job(attempts), failed).fate for attempts in (1, 2, 3, 4)][-1] is Fate.GIVEN_UP
    assert list(bench.troubles.all()) == []


def test_another_version_of_the_contract_counts_anew(bench: Bench) -> None:
    failed = run("a", "KHO-S201")
    for _ in range(2):
        bench.judge.ended(job(), Done(runs=(failed,)))
    assert bench.judge.ended(job(), Done(runs=(replace(failed, contract_version="1.1.0"),))).aside == ()


def test_a_death_is_counted_against_the_delivery_in_hand(bench: Bench) -> None:
    verdicts = []
    for attempts in (1, 2, 3):
        bench.runs.save(replace(run("a", "KHO-X1", RunStatus.RUNNING), error=None))
        verdicts.append(bench.judge.died(job(attempts), death(-9)))
        assert bench.runs.get("LAST").status is RunStatus.FAILED
    assert [len(each.aside) for each in verdicts] == [0, 0, 1]
    assert verdicts[0].error is not None
    assert verdicts[0].error.code == "KHO-R713"
    assert "SIGKILL" in verdicts[0].error.what.en


def test_a_death_between_deliveries_is_nobodys_fault(bench: Bench) -> None:
    bench.runs.save(run("a"))
    verdicts = [bench.judge.died(job(attempts), death(-11)) for attempts in (1, 4)]
    assert [each.fate for each in verdicts] == [Fate.AGAIN, Fate.GIVEN_UP]
    assert list(bench.troubles.all()) == []


def test_a_broken_record_of_runs_stops_no_verdict(bench: Bench) -> None:
    bench.runs.save(run("a"))
    (file,) = bench.folder.glob("runs/*/*.json")
    file.write_text("{", encoding="utf-8")
    assert bench.judge.died(job(), death(-9)).fate is Fate.AGAIN


def test_what_a_mistake_stopped_is_not_tried_again(bench: Bench) -> None:
    verdict = bench.judge.ended(job(), Done(error=error("KHO-R712"), hopeless=True))
    assert verdict.fate is Fate.GIVEN_UP


def test_one_delivery_that_a_person_asked_for_is_given_up_not_set_aside(bench: Bench) -> None:
    failed = Done(runs=(run("a", "KHO-S201"),))
    for order in ({"file": Path("a.csv")}, {"run": "run-a"}):
        verdicts = [bench.judge.ended(job(attempts, **order), failed) for attempts in (1, 2, 3)]
        assert [each.fate for each in verdicts] == [Fate.AGAIN, Fate.AGAIN, Fate.GIVEN_UP]
    assert list(bench.troubles.all()) == []


@pytest.mark.parametrize(("code", "told"), [(None, "?"), (1, "exit 1"), (-15, "SIGTERM")])
def test_how_a_process_ended(code: int | None, told: str) -> None:
    assert told in death(code).text("en")
