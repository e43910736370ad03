"""What a province holds, as values that can be compared between a killed run and an undisturbed one."""

import hashlib
import json
import os
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
from tests.faults.provinces import HO_DAN, Province

from kho.contracts.model import Layer
from kho.contracts.names import DatasetName
from kho.pipeline.runs import Run, RunStatus
from kho.warehouse import log
from kho.warehouse.storage import files_of
from kho.warehouse.tables import TableRef, open_table
from kho.warehouse.warehouse import Warehouse

REF = TableRef(layer=Layer.SOURCE, name=HO_DAN)
MODEL = DatasetName("mau", "theo-ten")
MADE = TableRef(layer=Layer.ENRICHED, name=MODEL)
LONG_AGO = 3 * 24 * 3600
Row = tuple[Any, ...]


@dataclass(frozen=True, kw_only=True)
class Table:
    """A table's columns, its rows with where they came from, and what others read of it in its log."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    description: str
    loads: tuple[Row, ...]


@dataclass(frozen=True, kw_only=True)
class Held:
    """All that a province holds that must not depend on a kill; names of runs and times are no part of it.

    By delivery: the quarantined rows, what its last run counted, and the events of its lineage. `profiled`: versions
    of tables.
    """

    table: Table | None
    model: tuple[Row, ...] | None
    quarantine: Mapping[str, tuple[Row, ...]]
    landed: frozenset[str]
    counted: Mapping[str, Row]
    lineage: Mapping[str, str]
    profiled: tuple[int, ...]


def held(province: Province) -> Held:
    """What the province holds now. Raises AssertionError where a part of it is broken."""
    warehouse = province.warehouse
    newest = {run.delivery.sha256: run for run in province.runs() if run.status is not RunStatus.RUNNING}
    return Held(
        table=_table(warehouse) if warehouse.exists(REF) else None,
        model=_sorted(warehouse.read(MADE).read_all().to_pylist()) if warehouse.exists(MADE) else None,
        quarantine=_quarantine(province),
        landed=frozenset(_landed(province)),
        counted={sha256: _counted(run) for sha256, run in newest.items()},
        lineage={sha256: _lineage(province, run) for sha256, run in newest.items()},
        profiled=tuple(int(path.stem) for path in sorted((province.folder / ".kho/profiles").glob("*/*.json"))),
    )


def _table(warehouse: Warehouse) -> Table:
    rows = warehouse.read(REF).read_all()
    table = open_table(warehouse.storage, REF)
    loads = [(v.what, v.delivery, v.contract, v.inserted, v.updated, v.deleted, v.unchanged) for v in _loads(warehouse)]
    return Table(
        columns=tuple(rows.schema.names),
        rows=_sorted(rows.to_pylist()),
        description=str(table.metadata().description),
        loads=tuple(loads),
    )


def _loads(warehouse: Warehouse) -> list[Any]:
    return [version for version in warehouse.versions(REF) if version.delivery]


def _sorted(rows: list[dict[str, Any]]) -> tuple[Row, ...]:
    return tuple(sorted((tuple(row.values()) for row in rows), key=str))


def _quarantine(province: Province) -> dict[str, tuple[Row, ...]]:
    """Every quarantine file is whole: it can be read to its end."""
    files = (province.folder / "warehouse" / "quarantine").rglob("*.parquet")
    return {path.stem: _sorted(pq.read_table(path).to_pylist()) for path in files if path.name[0] != "."}


def _landed(province: Province) -> Iterator[str]:
    """Every landed file has the bytes that its name tells; temporary ones do not count."""
    for path in (province.folder / "warehouse" / "landing" / "sha256").rglob("*"):
        if path.is_file() and not path.name.startswith("."):
            assert hashlib.sha256(path.read_bytes()).hexdigest() == path.name
            yield path.name


def _counted(run: Run) -> Row:
    made = run.committed and (run.committed.version, run.committed.inserted, run.committed.updated)
    broken = tuple(sorted(run.broken.items()))
    return (run.status, run.contract_version, run.read, run.accepted, run.quarantined, broken, len(run.findings), made)


def _lineage(province: Province, run: Run) -> str:
    """How a run's events end; every line of them is whole."""
    path = province.folder / ".kho" / "lineage" / f"{run.id}.jsonl"
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    return " ".join(json.loads(line)["eventType"] for line in lines)


def is_whole(province: Province, before: Held, after: Held) -> None:
    """Right after a kill: the table is as before or as after, and nothing that is there is half."""
    now = held(province)
    states = [_undescribed(each) for each in (before.table, _widened(before.table, after.table), after.table)]
    assert _undescribed(now.table) in states, "the table is neither as before nor as after"
    assert now.model in (before.model, after.model), "the model's table is neither as before nor as after"
    assert now.model == before.model or now.table == after.table, "a model of rows that are not there"
    assert before.landed <= now.landed <= after.landed
    for delivery, rows in now.quarantine.items():
        assert rows in (before.quarantine.get(delivery), after.quarantine[delivery]), "a half quarantine"
    for _, delivery, *_ in now.table.loads if now.table else ():
        assert delivery in now.quarantine, "loaded, and its quarantine is not there"
        assert delivery in now.landed
    running = 0
    for run in province.runs():
        running += run.status is RunStatus.RUNNING
        assert run.accepted + run.quarantined == run.read
    assert running <= 1


def _undescribed(table: Table | None) -> Table | None:
    """The table but for what others read of its contract, which follows in a commit of its own."""
    return table and replace(table, description="")


def _widened(before: Table | None, after: Table | None) -> Table | None:
    """The table before with a new contract's columns, empty: Delta takes columns in a commit of their own."""
    if before is None or after is None:
        return before
    told = [dict(zip(before.columns, row, strict=True)) for row in before.rows]
    rows = [{column: row.get(column) for column in after.columns} for row in told]
    return replace(before, columns=after.columns, rows=_sorted(rows))


def has_ended_alike(province: Province, after: Held) -> None:
    """After the run that follows: everything as an undisturbed run leaves it, and no trace of the kill but a record."""
    now = held(province)
    for part in Held.__dataclass_fields__:
        got, wanted = getattr(now, part), getattr(after, part)
        assert got == wanted, f"{part}: {got!r} instead of {wanted!r}"
    for run in province.runs():
        assert run.status is not RunStatus.RUNNING
        assert run.error is None or run.error.code == "KHO-R303"
    assert (left := left_over(province.folder)) == [], left
    province.nothing_is_lost()
    assert len(list(province.warehouse.arrivals())) >= len(after.landed)


def left_over(folder: Path) -> list[str]:
    """Scratch files and half files that nobody needs any more, in the state folder."""
    state = folder / ".kho"
    found = [path for part in ("work", "scratch") for path in (state / part).glob("*")]
    return sorted(str(path.relative_to(folder)) for path in (*found, *state.rglob("*.tmp")))


def is_cleaned(province: Province) -> None:
    """`kho table maintain` removes the files that no version knows, once they are old, and changes no row."""
    files = files_of(province.warehouse.storage)
    before, known = province.rows(), log.paths(files, REF.key)
    for entry in log.data_files(files, REF.key):
        if entry.name not in known:
            then = time.time() - LONG_AGO
            os.utime(province.folder / "warehouse" / entry.key, (then, then))
    assert province.kho("table", "maintain").code == 0
    assert {entry.name for entry in log.data_files(files, REF.key)} <= log.paths(files, REF.key)
    assert list((province.folder / "warehouse").rglob("*.tmp")) == []
    assert province.rows() == before
    runs = province.runs()
    assert province.kho("run").code == 0
    assert province.runs() == runs, "run again without need"
