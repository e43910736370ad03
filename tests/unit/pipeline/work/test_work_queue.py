"""The queue: one order per dataset, one in hand, leases, waits that no clock on the wall can change."""

import multiprocessing
from collections.abc import Collection
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from tests.unit.pipeline.work.machine import MONDAY, Machine

from kho.contracts.names import DatasetName
from kho.messages import Message
from kho.pipeline.runs import RunError
from kho.pipeline.work.clocks import Clocks
from kho.pipeline.work.queue import Before, Job, Mark, Order, QueueFailedError, State, Why
from kho.pipeline.work.sqlite_queue import SqliteQueue

A, B, C = (DatasetName("so-mau", name) for name in ("a", "b", "c"))
ERROR = RunError(code="KHO-X999", where="x", what=Message("hỏng", "broken"), mend=Message("sửa", "mend"))


def arrived(name: DatasetName) -> Order:
    return Order(dataset=name, why=Why.ARRIVAL)


def claim(
    queue: SqliteQueue, worker: str = "w", before: Before | None = None, besides: Collection[DatasetName] = ()
) -> Job | None:
    return queue.claim(worker, lease=60, before=before or {}, besides=besides)


def taken(queue: SqliteQueue, worker: str = "w") -> Job:
    job = claim(queue, worker)
    assert job is not None
    return job


def test_one_order_per_dataset_waits(queue: SqliteQueue) -> None:
    assert queue.add(arrived(A))
    assert not queue.add(arrived(A))
    assert queue.add(Order(dataset=A, why=Why.HAND, file=Path("x.csv"), by="an"))
    assert [(job.order.dataset, job.order.file) for job in queue.jobs()] == [(A, None), (A, Path("x.csv"))]


def test_a_dataset_is_in_hand_once_and_what_comes_meanwhile_waits(queue: SqliteQueue) -> None:
    queue.add(arrived(A))
    job = taken(queue)
    assert queue.add(arrived(A))
    assert claim(queue, "other") is None
    queue.done(job)
    assert taken(queue, "other").attempts == 1


def test_what_another_refers_to_goes_first(queue: SqliteQueue) -> None:
    before = {A: (B,), B: (B,)}
    for name in (A, B, C):
        queue.add(arrived(name))
    first = claim(queue, before=before)
    second = claim(queue, before=before)
    assert first is not None
    assert second is not None
    assert (first.order.dataset, second.order.dataset) == (B, C)
    assert claim(queue, before=before) is None
    queue.done(first)
    last = claim(queue, before=before)
    assert last is not None
    assert last.order.dataset == A


def test_what_waits_after_a_failure_holds_nobody_up_nor_does_a_circle(queue: SqliteQueue) -> None:
    queue.add(arrived(A))
    queue.again(taken(queue), after=100, error=ERROR, attempts=1)
    queue.add(arrived(B))
    assert claim(queue, before={B: (A,)}) is not None
    queue.add(arrived(C))
    assert claim(queue, before={C: (C, A), A: (C,)}) is not None


def test_a_stopped_dataset_is_passed_over(queue: SqliteQueue) -> None:
    queue.add(arrived(A))
    assert claim(queue, besides={A}) is None
    assert claim(queue) is not None


def test_a_failure_waits_whatever_the_clock_on_the_wall_says(queue: SqliteQueue, machine: Machine) -> None:
    queue.add(arrived(A))
    queue.again(taken(queue), after=30, error=ERROR, attempts=1)
    for moved in (timedelta(days=-400), timedelta(days=400)):
        machine.wall += moved
        assert claim(queue) is None
    assert queue.jobs()[0].wait == pytest.approx(30)
    assert queue.jobs()[0].error == ERROR
    machine.steady += 31
    assert taken(queue).attempts == 2


def test_something_new_is_tried_at_once_and_a_schedule_waits(queue: SqliteQueue) -> None:
    queue.add(arrived(A))
    queue.again(taken(queue), after=30, error=ERROR, attempts=1)
    queue.add(Order(dataset=A, why=Why.SCHEDULE))
    assert claim(queue) is None
    queue.add(arrived(A))
    job = taken(queue)
    assert (job.attempts, job.error) == (2, ERROR)
    queue.again(job, after=30, error=ERROR, attempts=2)
    queue.add(Order(dataset=A, why=Why.HAND))
    assert taken(queue).attempts == 1


def test_given_up_until_something_new(queue: SqliteQueue) -> None:
    queue.add(arrived(A))
    queue.give_up(taken(queue), ERROR)
    assert [job.state for job in queue.jobs()] == [State.GIVEN_UP]
    assert claim(queue) is None
    assert queue.add(Order(dataset=A, why=Why.SCHEDULE))
    queue.done(taken(queue))
    assert queue.jobs() == []


def test_what_was_ordered_meanwhile_takes_over_from_what_failed(queue: SqliteQueue) -> None:
    queue.add(arrived(A))
    job = taken(queue)
    queue.add(arrived(A))
    queue.again(job, after=500, error=ERROR, attempts=1)
    (left,) = queue.jobs()
    assert (left.wait, left.attempts, left.error) == (0, 1, ERROR)


def test_a_lease_that_ended_is_taken_over_by_one_and_its_holder_has_no_say(
    queue: SqliteQueue, machine: Machine
) -> None:
    queue.add(arrived(A))
    dead = taken(queue, "dead")
    machine.steady += 59
    queue.renew("dead", lease=60)
    machine.steady += 59
    assert queue.lost() == []
    machine.steady += 2
    (lost,) = queue.lost()
    assert lost.attempts == 1
    mine = queue.reclaim(lost, "one", lease=60)
    assert mine is not None
    assert (mine.worker, mine.attempts) == ("one", 1)
    assert queue.reclaim(lost, "two", lease=60) is None
    queue.done(dead)
    queue.give_up(dead, ERROR)
    assert [(job.worker, job.state) for job in queue.jobs()] == [("one", State.IN_HAND)]


def test_after_the_machine_started_anew_all_is_lost_and_due_and_nobody_is_blamed(
    queue: SqliteQueue, machine: Machine
) -> None:
    for name in (A, B):
        queue.add(arrived(name))
    queue.again(taken(queue), after=500, error=ERROR, attempts=1)
    taken(queue)
    machine.boot, machine.steady = "second", 5.0
    (lost,) = queue.lost()
    assert (lost.order.dataset, lost.attempts, lost.cut_off) == (B, 0, True)
    assert taken(queue).order.dataset == A


def test_a_mark_moves_once(queue: SqliteQueue) -> None:
    mark = Mark(schedule="0 6 * * 1", until=MONDAY, seen="x")
    assert queue.note(A, None, mark, arrived(A))
    assert not queue.note(A, None, replace(mark, seen="y"), arrived(B))
    assert queue.marks() == {A: mark}
    assert queue.note(A, mark, replace(mark, seen="y"), None)
    assert [job.order.dataset for job in queue.jobs()] == [A]


def test_a_broken_file_is_told(tmp_path: Path) -> None:
    file = tmp_path / "queue.sqlite3"
    file.write_bytes(b"no database at all, but long enough to be looked at" * 40)
    with pytest.raises(QueueFailedError, match="KHO-R711"):
        SqliteQueue(file, Clocks())


def take_all(file: Path, worker: str, into: "multiprocessing.Queue[list[str]]") -> None:
    """Take and end jobs until there are none."""
    queue, got = SqliteQueue(file, Clocks()), []
    while (job := queue.claim(worker, lease=60, before={}, besides=())) is not None:
        got.append(str(job.order.dataset))
        queue.done(job)
    into.put(got)


def test_processes_share_the_work_and_none_is_taken_twice(tmp_path: Path) -> None:
    file = tmp_path / "queue.sqlite3"
    queue = SqliteQueue(file, Clocks())
    names = [f"so-mau/bo-{number}" for number in range(60)]
    for name in names:
        queue.add(arrived(DatasetName.parse(name)))
    context = multiprocessing.get_context("spawn")
    results: multiprocessing.Queue[list[str]] = context.Queue()
    workers = [context.Process(target=take_all, args=(file, f"w{each}", results)) for each in range(3)]
    for worker in workers:
        worker.start()
    got = [name for _ in workers for name in results.get(timeout=60)]
    for worker in workers:
        worker.join()
    assert sorted(got) == sorted(names)
    queue.close()
