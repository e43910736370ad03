"""A machine and a queue on it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.unit.pipeline.work.machine import Machine

from kho.pipeline.work.sqlite_queue import SqliteQueue


@pytest.fixture
def machine() -> Machine:
    return Machine()


@pytest.fixture
def queue(tmp_path: Path, machine: Machine) -> Iterator[SqliteQueue]:
    made = SqliteQueue(tmp_path / "queue.sqlite3", machine.clocks)
    yield made
    made.close()
