"""The lock: one writer per dataset, told by process; released when its holder dies."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from kho.contracts.names import DatasetName
from kho.warehouse.errors import BusyError
from kho.warehouse.locks import writing
from kho.warehouse.warehouse import Warehouse

NAME = DatasetName("so-mau", "ho-dan")
HOLD = """
import sys, time
from pathlib import Path
from kho.contracts.names import DatasetName
from kho.warehouse.locks import writing
from kho.warehouse.warehouse import Warehouse

with writing(Path(sys.argv[1]), DatasetName("so-mau", "ho-dan")):
    print("held", flush=True)
    time.sleep(600)
"""


@pytest.fixture
def holder(tmp_path: Path):
    process = subprocess.Popen([sys.executable, "-c", HOLD, str(tmp_path)], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    yield process
    process.kill()
    process.wait()
    process.stdout.close()


def test_the_second_is_told_who_holds_the_lock(holder: "subprocess.Popen[str]", tmp_path: Path):
    with pytest.raises(BusyError, match=f"pid {holder.pid}, 20"), writing(tmp_path, NAME, timeout=0):
        pass
    with writing(tmp_path, DatasetName("so-mau", "khac"), timeout=0):
        pass


def test_a_killed_holder_leaves_no_lock(holder: "subprocess.Popen[str]", tmp_path: Path):
    os.kill(holder.pid, signal.SIGKILL)
    holder.wait()
    with writing(tmp_path, NAME, timeout=5):
        pass


def test_the_same_thread_of_a_warehouse_may_ask_again(warehouse: Warehouse):
    with warehouse.lock(NAME), warehouse.lock(NAME):
        pass
    with warehouse.lock(NAME):
        pass
