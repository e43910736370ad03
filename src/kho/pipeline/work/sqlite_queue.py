"""The queue as one SQLite file in the province's `.kho`, for any number of processes of one machine."""

import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from pydantic import TypeAdapter

from kho.contracts.names import DatasetName
from kho.pipeline.runs import RunError
from kho.pipeline.work.clocks import Clocks
from kho.pipeline.work.queue import Before, Job, Mark, Order, QueueFailedError, State, Why

PATIENCE = 30.0
"""How long a process waits for another's transaction, in seconds."""

# `due` and `lease` are seconds of the steady clock of the machine's start `boot`. The key tells orders apart: of one
# key at most one order is not in hand.
SCHEMA = """
create table if not exists job (
    id integer primary key autoincrement,
    key text not null,
    dataset text not null,
    why text not null,
    file text,
    person text not null,
    run text,
    state text not null,
    queued text not null,
    due real not null,
    boot text not null,
    attempts integer not null default 0,
    worker text not null default '',
    since text,
    lease real not null default 0,
    error text
);
create unique index if not exists job_not_in_hand on job (key) where state <> 'in hand';
create table if not exists mark (
    dataset text primary key,
    schedule text not null,
    until text not null,
    seen text not null
);
"""
ADD = """
insert into job (key, dataset, why, file, person, run, state, queued, due, boot)
values (:key, :dataset, :why, :file, :person, :run, 'waiting', :queued, :due, :boot)
"""
PENDING = "select id, state from job where key = :key and state <> 'in hand'"
PROMPT = "update job set due = :due, boot = :boot, why = :why where id = :id"
ANEW = """
update job set state = 'waiting', due = :due, boot = :boot, why = :why, person = :person, queued = :queued, attempts = 0
where id = :id
"""
OPEN = "select * from job where state <> 'given up' order by due, id"
TAKE = """
update job set state = 'in hand', worker = :worker, since = :since, lease = :lease, boot = :boot, attempts = :attempts
where id = :id
"""
RENEW = "update job set lease = :lease, boot = :boot where state = 'in hand' and worker = :worker"
HELD = "select 1 from job where id = :id and state = 'in hand' and worker = :worker"
TWIN = "select id from job where key = (select key from job where id = :id) and state <> 'in hand'"
DROP = "delete from job where id = :id"
PUT_BACK = """
update job set state = :state, due = :due, boot = :boot, attempts = :attempts, error = :error, worker = '', since = null
where id = :id
"""
MERGE = "update job set attempts = :attempts, error = :error where id = :id"
LOST = "select * from job where state = 'in hand' and (lease < :now or boot <> :boot)"
ALL = "select * from job order by state <> 'in hand', state <> 'waiting', due, id"
MARKS = "select * from mark order by dataset"
MARK = "select * from mark where dataset = :dataset"
SET_MARK = """
insert into mark (dataset, schedule, until, seen) values (:dataset, :schedule, :until, :seen)
on conflict (dataset) do update set schedule = excluded.schedule, until = excluded.until, seen = excluded.seen
"""

_ERROR = TypeAdapter(RunError)
_Values = Mapping[str, str | float | int | None]


class SqliteQueue:
    """See `kho.pipeline.work.queue.Queue`; one object per process, used by one thread."""

    def __init__(self, file: Path, clocks: Clocks) -> None:
        self._file, self._clocks = file, clocks
        file.parent.mkdir(parents=True, exist_ok=True)
        with self._told():
            self._connection = sqlite3.connect(file, timeout=PATIENCE, isolation_level=None)
            self._connection.row_factory = sqlite3.Row
            self._connection.execute("pragma journal_mode = wal")
            self._connection.executescript(SCHEMA)

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    def add(self, order: Order) -> bool:
        """Queue an order, due at once; False where the same one waits already."""
        with self._transaction():
            return self._add(order)

    def note(self, dataset: DatasetName, before: Mark | None, after: Mark, order: Order | None) -> bool:
        """Move a dataset's mark and queue the order with it; False where another process moved it meanwhile."""
        with self._transaction():
            found = self._connection.execute(MARK, {"dataset": str(dataset)}).fetchone()
            if (None if found is None else _mark(found)) != before:
                return False
            told = {"schedule": after.schedule, "until": after.until.isoformat(), "seen": after.seen}
            self._connection.execute(SET_MARK, {"dataset": str(dataset), **told})
            if order is not None:
                self._add(order)
            return True

    def marks(self) -> Mapping[DatasetName, Mark]:
        """The marks of all datasets."""
        with self._told():
            return {DatasetName.parse(row["dataset"]): _mark(row) for row in self._connection.execute(MARKS)}

    def claim(self, worker: str, *, lease: float, before: Before, besides: Collection[DatasetName]) -> Job | None:
        """Take the job that is due longest in hand; None where nothing can be begun now."""
        with self._transaction():
            jobs = [self._job(row) for row in self._connection.execute(OPEN)]
            chosen = _next(jobs, before, besides)
            return None if chosen is None else self._taken(chosen, worker, lease, attempts=chosen.attempts + 1)

    def renew(self, worker: str, *, lease: float) -> None:
        """Everything that the worker has in hand is theirs for `lease` seconds from now."""
        self._execute(RENEW, {"worker": worker, "lease": self._clocks.steady() + lease, "boot": self._clocks.boot()})

    def done(self, job: Job) -> None:
        """The job ended well."""
        with self._transaction():
            if self._holds(job):
                self._connection.execute(DROP, {"id": job.id})

    def again(self, job: Job, *, after: float, error: RunError | None, attempts: int) -> None:
        """The job is to be tried again in `after` seconds; what was ordered meanwhile is tried at once."""
        with self._transaction():
            self._put_back(job, State.WAITING, after, error, attempts)

    def give_up(self, job: Job, error: RunError) -> None:
        """The job is not tried again by itself; what was ordered meanwhile is."""
        with self._transaction():
            self._put_back(job, State.GIVEN_UP, 0, error, job.attempts)

    def lost(self) -> list[Job]:
        """Jobs in hand of workers whose lease has ended, or who worked before the machine started anew."""
        now = {"now": self._clocks.steady(), "boot": self._clocks.boot()}
        with self._told():
            return [self._job(row) for row in self._connection.execute(LOST, now)]

    def reclaim(self, job: Job, worker: str, *, lease: float) -> Job | None:
        """Take a lost job in hand, not counted as another attempt; None where another process was quicker."""
        with self._transaction():
            still = self._holds(job) and any(each.id == job.id for each in self.lost())
            return self._taken(job, worker, lease, attempts=job.attempts) if still else None

    def jobs(self) -> list[Job]:
        """Every job, those in hand first, then by when they are due."""
        with self._told():
            return [self._job(row) for row in self._connection.execute(ALL)]

    def _add(self, order: Order) -> bool:
        values = self._values(order)
        pending = self._connection.execute(PENDING, {"key": values["key"]}).fetchone()
        if pending is None:
            self._connection.execute(ADD, values)
            return True
        anew = pending["state"] == State.GIVEN_UP or order.why is Why.HAND
        if anew or order.why is not Why.SCHEDULE:  # a schedule does not shorten the wait after a failure
            statement = ANEW if anew else PROMPT
            self._connection.execute(statement, {**values, "id": pending["id"]})
        return bool(pending["state"] == State.GIVEN_UP)

    def _values(self, order: Order) -> dict[str, str | float | int | None]:
        file = str(order.file) if order.file is not None else None
        return {
            "key": f"{order.dataset} {file or order.run or ''}",
            "dataset": str(order.dataset),
            "why": order.why,
            "file": file,
            "person": order.by,
            "run": order.run,
            "queued": self._clocks.wall().isoformat(),
            "due": self._clocks.steady(),
            "boot": self._clocks.boot(),
        }

    def _taken(self, job: Job, worker: str, lease: float, *, attempts: int) -> Job:
        values = {
            "id": job.id,
            "worker": worker,
            "since": self._clocks.wall().isoformat(),
            "lease": self._clocks.steady() + lease,
            "boot": self._clocks.boot(),
            "attempts": attempts,
        }
        self._connection.execute(TAKE, values)
        return self._job(self._connection.execute("select * from job where id = :id", {"id": job.id}).fetchone())

    def _put_back(self, job: Job, state: State, after: float, error: RunError | None, attempts: int) -> None:
        if not self._holds(job):
            return
        told = None if error is None else _ERROR.dump_json(error).decode()
        twin = self._connection.execute(TWIN, {"id": job.id}).fetchone()
        if twin is not None:  # something was ordered meanwhile: it is tried at once, and knows what came before
            self._connection.execute(DROP, {"id": job.id})
            passed = {"id": twin["id"], "attempts": attempts if state is State.WAITING else 0, "error": told}
            self._connection.execute(MERGE, passed)
            return
        due, boot = self._clocks.steady() + after, self._clocks.boot()
        values = {"id": job.id, "state": state, "due": due, "boot": boot, "attempts": attempts, "error": told}
        self._connection.execute(PUT_BACK, values)

    def _holds(self, job: Job) -> bool:
        return self._connection.execute(HELD, {"id": job.id, "worker": job.worker}).fetchone() is not None

    def _job(self, row: sqlite3.Row) -> Job:
        same_start = row["boot"] == self._clocks.boot()
        cut_off = row["state"] == State.IN_HAND and not same_start
        return Job(
            id=row["id"],
            order=_order(row),
            state=State(row["state"]),
            queued=datetime.fromisoformat(row["queued"]),
            wait=max(0.0, row["due"] - self._clocks.steady()) if same_start else 0.0,
            attempts=row["attempts"] - cut_off,
            worker=row["worker"],
            since=datetime.fromisoformat(row["since"]) if row["since"] else None,
            error=_ERROR.validate_json(row["error"]) if row["error"] else None,
            cut_off=cut_off,
        )

    def _execute(self, statement: str, values: _Values) -> None:
        with self._told():
            self._connection.execute(statement, values)

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        """All of it or nothing; `immediate`, so that two processes do not read the same and then both write."""
        with self._told():
            self._connection.execute("begin immediate")
            try:
                yield
            except BaseException:
                self._connection.execute("rollback")
                raise
            self._connection.execute("commit")

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise QueueFailedError(where=str(self._file), reason=str(error)) from error


def _order(row: sqlite3.Row) -> Order:
    return Order(
        dataset=DatasetName.parse(row["dataset"]),
        why=Why(row["why"]),
        file=Path(row["file"]) if row["file"] else None,
        by=row["person"],
        run=row["run"],
    )


def _mark(row: sqlite3.Row) -> Mark:
    return Mark(schedule=row["schedule"], until=datetime.fromisoformat(row["until"]), seen=row["seen"])


def _next(jobs: Iterable[Job], before: Before, besides: Collection[DatasetName]) -> Job | None:
    """The first job that is due, whose dataset is not in hand and comes after none that is due or in hand."""
    jobs = list(jobs)
    in_hand = {job.order.dataset for job in jobs if job.state is State.IN_HAND}
    due = [job for job in jobs if job.state is State.WAITING and not job.wait]
    free = [job for job in due if job.order.dataset not in in_hand | set(besides)]
    first = in_hand | {job.order.dataset for job in free}
    ready = [job for job in free if not first & (set(before.get(job.order.dataset, ())) - {job.order.dataset})]
    return next(iter(ready or ([] if in_hand else free)), None)  # a circle of references stops nobody
